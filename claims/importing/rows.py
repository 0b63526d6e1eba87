"""From what was read to rows: look up what a chunk names, write what is new, say what differs. Never changes a row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from accounts.models import User
from claims.actions.drafting import touch
from claims.actions.keying import keep_keys
from claims.importing.faults import Dirty, Remark, dirty
from claims.importing.fields import short
from claims.models import Claim, ClaimRelation, Event, Evidence, FactCheck, ImportBatch
from claims.similar import Question, similar_to_each
from history import writes
from history.writes import Validated
from sources.actions.withdrawing import spread_withdrawal
from sources.models import Outlet, Relay, Snapshot, Source, Speaker, Statement
from sources.models.source import address_digest
from sources.models.source_link import COUNTING
from sources.models.statement import Standing

# In the order in which they are written, with the code of their entry.
CODES: dict[type[models.Model], str] = {
    Event: "event_created",
    Outlet: "outlet_created",
    Speaker: "speaker_created",
    Source: "source_created",
    Snapshot: "capture_imported",
    Statement: "statement_created",
    Relay: "relay_declared",
    Claim: "claim_created",
    Evidence: "evidence_added",
    FactCheck: "fact_check_added",
    ClaimRelation: "relation_added",
}
# What is read with each, so that an entry's label costs no statement. Of a statement only where its own chain grows.
_WITH: dict[type[models.Model], tuple[str, ...]] = {Source: ("outlet",), Statement: ("source__outlet", "speaker")}
# What the database finds a row by where it is not its id.
_IDENTITIES: dict[type[models.Model], tuple[str, ...]] = {
    Relay: ("from_statement_id", "to_statement_id", "kind"),
    ClaimRelation: ("from_claim_id", "to_claim_id", "kind"),
}


@dataclass(frozen=True)
class Ref:
    """The id of a row that a new one points to, and the field of the file that says so."""

    model: type[models.Model]
    id: str
    field: str


@dataclass
class Spec:
    """One row as the file has it: columns hold values or a `Ref`. `where` is its place in the item."""

    model: type[models.Model]
    id: str
    columns: dict[str, Any]
    where: str = ""
    check: Callable[[Any], None] | None = None  # of the finished row; raises `Dirty`
    by_words: bool = False  # its id follows from its words: whatever was made of it since, it is the same
    shared: bool = False  # made by the first item that needs it; a person may have changed it since

    @property
    def key(self) -> tuple[type[models.Model], str]:
        return self.model, self.id


@dataclass
class Parsed:
    """What one item of a file says: rows, the first of which stands for the item, or something to do with older rows."""

    line: int
    specs: list[Spec] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    needs: list[Ref] = field(default_factory=list)  # rows that `act` works on
    act: Callable[[dict[str, Any], User], bool] | None = (
        None  # answers whether anything changed; raises `ValidationError`
    )
    identities: list[str] = field(default_factory=list)  # of its fact-checks, where they have no ids

    def refs(self) -> Iterable[Ref]:
        yield from self.needs
        for spec in self.specs:
            yield from (value for value in spec.columns.values() if isinstance(value, Ref))


@dataclass(frozen=True)
class Outcome:
    """What became of an item: `imported`, `unchanged`, `refused` with the fault, or nothing but a `header`."""

    line: int
    what: str
    fault: Dirty | None = None
    remarks: tuple[Remark, ...] = ()


class Chunk:
    """Some items, written together. One lookup a table, two statements a table for what is new."""

    def __init__(self, items: list[Parsed], batch: ImportBatch, by: User) -> None:
        self.items = items
        self.batch = batch
        self.by = by
        self.reason = f"imported from {batch.file_name}"
        self.here: dict[tuple[type[models.Model], str], Any] = {}
        self.added: set[tuple[type[models.Model], str]] = set()
        self.lost: set[tuple[type[models.Model], str]] = set()  # refused by the database
        self.taken: dict[str, str] = {}  # addresses of sources, by digest
        self.known: dict[str, str] = {}  # claims of fact-checks that are here, by identity
        self.shared: list[Validated[Any]] = []  # rows that no single item stands for

    def write(self) -> list[Outcome]:
        """Everything that can be written, in the caller's transaction. One outcome for each item, in their order."""
        self._look_up()
        outcomes: list[Outcome] = []
        waiting: list[tuple[Parsed, list[Validated[Any]]]] = []
        for item in self.items:
            try:
                rows = self._rows(item)
            except Dirty as fault:
                outcomes.append(Outcome(item.line, "refused", fault, tuple(item.remarks)))
                continue
            if rows:
                waiting.append((item, rows))
            elif item.act is None:
                what = "unchanged" if item.specs else "header"
                outcomes.append(Outcome(item.line, what, None, tuple(item.remarks)))
        self._tell_similar(waiting)
        outcomes += self._insert(waiting)
        outcomes += [self._act(item) for item in self.items if item.act is not None]
        return sorted(outcomes, key=lambda outcome: outcome.line)

    def _look_up(self) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for item in self.items:
            for ref in item.refs():
                wanted.setdefault(ref.model, set()).add(ref.id)
            for spec in item.specs:
                wanted.setdefault(spec.model, set()).add(spec.id)
        chained = Relay in wanted or any(item.needs for item in self.items)
        for model, ids in wanted.items():
            rows = model._default_manager.all()
            if model in _WITH and (model is not Statement or chained):
                rows = rows.select_related(*_WITH[model])
            self.here |= {(model, key): row for key, row in rows.in_bulk(ids).items()}
        sources = [spec for item in self.items for spec in item.specs if spec.model is Source]
        if addresses := {address_digest(spec.columns["canonical_url"]) for spec in sources} - {""}:
            found = Source.objects.filter(url_sha256__in=addresses).values_list("url_sha256", "pk")
            self.taken = dict(found)
        if identities := {identity for item in self.items for identity in item.identities}:
            known = FactCheck.objects.filter(identity_sha256__in=identities)
            self.known = dict(known.values_list("identity_sha256", "claim_id"))
        self._look_up_edges()

    def _look_up_edges(self) -> None:
        """Relays and relations are known by their two ends: an edge that is here under another id is the same."""
        for model, (one, other, kind) in _IDENTITIES.items():
            specs = [spec for item in self.items for spec in item.specs if spec.model is model]
            if not specs:
                continue
            ends = {spec.columns[one.removesuffix("_id")].id for spec in specs}
            by_ends = {
                (getattr(row, one), getattr(row, other), getattr(row, kind)): row
                for row in model._default_manager.filter(**{f"{one}__in": ends})
            }
            for spec in specs:
                columns = spec.columns
                names = (columns[one.removesuffix("_id")].id, columns[other.removesuffix("_id")].id, columns[kind])
                if row := by_ends.get(names):
                    self.here[spec.key] = row

    def _rows(self, item: Parsed) -> list[Validated[Any]]:
        """The item's new rows; none when all of it is here already. Raises `Dirty`."""
        specs = [spec for spec in self._not_known(item) if not spec.shared]
        made: list[tuple[Spec, Validated[Any]]] = []
        older: list[Spec] = []
        own: dict[tuple[type[models.Model], str], Any] = {}
        for spec in [spec for spec in item.specs if spec.shared and spec.key not in self.here] if specs else []:
            row = self._row(spec, own)
            self.shared.append(row)
            self.here[spec.key] = row.row
        for spec in specs:
            row = self._row(spec, own)
            if spec.key in own:
                raise Dirty(f"{spec.where}id", "This id is given twice in the item.")
            if spec.key in self.here:
                if not spec.by_words:
                    self._same(spec, row.row, self.here[spec.key])
                older.append(spec)
            else:
                own[spec.key] = row.row
                made.append((spec, row))
        if older and made:
            if older[0] is specs[0]:
                what = "The claim is already here without this; an import changes nothing."
                raise Dirty(made[0][0].where.rstrip("."), what)
            raise Dirty(f"{older[0].where}id", "This id is one of another claim here.")
        if older and older[0].key in self.added:
            item.remarks.append(Remark("id", "The same row stands in an earlier line."))
        for spec, row in made:
            if spec.model is Source and row.row.url_sha256:
                if self.taken.setdefault(row.row.url_sha256, spec.id) != spec.id:
                    raise Dirty("url", f"This address is already the source {self.taken[row.row.url_sha256]}.")
        self.known |= dict.fromkeys(item.identities, specs[0].id if specs else "")
        self.here |= own
        self.added |= own.keys()
        return [row for _, row in made]

    def _not_known(self, item: Parsed) -> list[Spec]:
        """The item's rows but for fact-checks that are here; none when all of its fact-checks are."""
        if not item.identities:
            return item.specs
        checks = [spec for spec in item.specs if spec.model is FactCheck]
        known = {
            spec.id: self.known[identity]
            for spec, identity in zip(checks, item.identities, strict=True)
            if identity in self.known
        }
        if len(known) == len(checks):
            return []
        for claim in sorted(set(known.values())):
            item.remarks.append(Remark("claimReview", f"Another review of it is already with the claim {claim}."))
        return [spec for spec in item.specs if spec.id not in known]

    def _row(self, spec: Spec, own: dict[tuple[type[models.Model], str], Any]) -> Validated[Any]:
        columns = {}
        for name, value in spec.columns.items():
            if isinstance(value, Ref):
                found = own.get((value.model, value.id)) or self.here.get((value.model, value.id))
                if found is None:
                    raise Dirty(value.field, f"There is no {value.model._meta.verbose_name} {value.id} here or above.")
                value = found
            columns[name] = value
        if spec.model is Claim:
            columns |= {"author": self.by, "batch": self.batch}
        row = spec.model(id=spec.id, **columns)
        try:
            validated = writes.validated(row)
        except ValidationError as error:
            raise dirty(error, spec.where) from error
        if spec.check and spec.key not in self.here:
            spec.check(row)
        return validated

    def _same(self, spec: Spec, row: Any, here: Any) -> None:
        """Refuses an item whose row is here with other values."""
        names = {row._meta.get_field(name).attname: name for name in spec.columns}
        differing = sorted(name for attname, name in names.items() if getattr(row, attname) != getattr(here, attname))
        if differing:
            what = row._meta.verbose_name
            raise Dirty(
                f"{spec.where}{differing[0]}",
                f"The {what} {here.pk} is already here with another {', '.join(differing)}; an import changes nothing.",
            )

    def _tell_similar(self, waiting: list[tuple[Parsed, list[Validated[Any]]]]) -> None:
        """Name the claims of others that say nearly what a new one says. Nothing is merged: a reviewer sees it in the report."""
        if not Claim.objects.exclude(batch=self.batch).exists():
            return
        new = [(item, row.row) for item, rows in waiting for row in rows if isinstance(row.row, Claim)]
        found = similar_to_each([_question(claim) for _, claim in new], outside=self.batch)
        for (item, _), alike in zip(new, found, strict=True):
            for one in alike:
                how = "nearly the opposite of" if one.is_opposite else "nearly the same as"
                item.remarks.append(Remark("text", f"It says {how} the claim {one.claim.pk}: {short(str(one.claim))}"))

    def _insert(self, waiting: list[tuple[Parsed, list[Validated[Any]]]]) -> list[Outcome]:
        """All of them at once; where the database refuses one, one by one, so that it alone is refused."""
        if waiting:
            self._insert_rows(self.shared)
        try:
            with transaction.atomic():
                self._insert_rows([row for _, rows in waiting for row in rows])
        except (IntegrityError, DataError):
            return [self._insert_alone(item, rows) for item, rows in waiting]
        return [Outcome(item.line, "imported", None, tuple(item.remarks)) for item, _ in waiting]

    def _insert_alone(self, item: Parsed, rows: list[Validated[Any]]) -> Outcome:
        # Keys are checked when the transaction ends, which is too late to refuse one row.
        for ref in item.refs():
            if (ref.model, ref.id) in self.lost:
                self.lost |= {spec.key for spec in item.specs}
                fault = Dirty(ref.field, f"The {ref.model._meta.verbose_name} {ref.id} was refused above.")
                return Outcome(item.line, "refused", fault, tuple(item.remarks))
        try:
            with transaction.atomic():
                self._insert_rows(rows)
        except (IntegrityError, DataError):
            self.lost |= {(type(row.row), row.row.pk) for row in rows}
            return Outcome(item.line, "refused", self._why(item, rows), tuple(item.remarks))
        return Outcome(item.line, "imported", None, tuple(item.remarks))

    def _why(self, item: Parsed, rows: list[Validated[Any]]) -> Dirty:
        """What the models say of rows that the database refused."""
        where = {spec.key: spec.where for spec in item.specs}
        for row in rows:
            try:
                row.row.validate_unique()
                row.row.validate_constraints()
            except ValidationError as error:
                return dirty(error, where[type(row.row), row.row.pk])
        return Dirty("", "The database refuses this row: it breaks one of its rules.")

    def _insert_rows(self, rows: list[Validated[Any]]) -> None:
        by_model: dict[type[models.Model], list[Validated[Any]]] = {}
        for row in rows:
            by_model.setdefault(type(row.row), []).append(row)
        for model, code in CODES.items():
            writes.insert_many(by_model.get(model, []), by=self.by, code=code, reason=self.reason)
        keep_keys(item.row for item in by_model.get(Claim, []))
        for relay in (item.row for item in by_model.get(Relay, [])):
            # The same statement shares its withdrawal.
            ends = (relay.from_statement, relay.to_statement)
            if relay.status in COUNTING and any(end.standing == Standing.WITHDRAWN for end in ends):
                spread_withdrawal(relay.from_statement, by=self.by)
        for relation in (item.row for item in by_model.get(ClaimRelation, [])):
            if relation.from_claim.batch_id != self.batch.pk:
                touch(relation.from_claim)  # somebody may be editing it

    def _act(self, item: Parsed) -> Outcome:
        found = {}
        for ref in item.needs:
            row = self.here.get((ref.model, ref.id))
            if row is None:
                fault = Dirty(ref.field, f"There is no {ref.model._meta.verbose_name} {ref.id} here or above.")
                return Outcome(item.line, "refused", fault, tuple(item.remarks))
            found[ref.field] = row
        try:
            changed = item.act(found, self.by) if item.act else False
        except ValidationError as error:
            return Outcome(item.line, "refused", dirty(error), tuple(item.remarks))
        return Outcome(item.line, "imported" if changed else "unchanged", None, tuple(item.remarks))


def _question(claim: Claim) -> Question:
    return Question(
        claim.text.get(claim.original_language) or next(iter(claim.text.values()), ""),
        claim.original_language,
        claim.event,
        measure=claim.measure or None,  # a sheet or a feed may leave it out
        population=claim.population or None,
        lower=claim.quantity_lower,
        upper=claim.quantity_upper,
    )
