"""From what was read to rows: look up what a chunk names, write what is new, say what differs. Never changes a row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from accounts.models import User
from claims.actions.drafting import grew, touch
from claims.actions.keying import keep_keys
from claims.importing.faults import Dirty, Remark, dirty
from claims.importing.fields import short
from claims.importing.known import Known, differing, twin_key
from claims.importing.parsed import Key, Outcome, Parsed, Ref, Spec
from claims.models import Claim, ClaimRelation, Event, Evidence, FactCheck, ImportBatch
from claims.similar import Question, similar_to_each
from claims.workflow import Status
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


@dataclass
class _New:
    """What one item adds: rows by key, and in the order in which they were made; `needed` are made when one points to them."""

    needed: dict[Key, Spec]
    own: dict[Key, Any] = field(default_factory=dict)
    made: list[tuple[Spec, Validated[Any]]] = field(default_factory=list)


class Chunk:
    """Some items, written together: a few lookups, and two statements a table for what is new.

    What a claim that is here already grows by costs a few more each: its lock, its batch, its alert.
    """

    def __init__(self, items: list[Parsed], batch: ImportBatch, by: User) -> None:
        self.items = items
        self.batch = batch
        self.by = by
        self.reason = f"imported from {batch.file_name}"
        self.here: dict[Key, Any] = {}
        self.added: set[Key] = set()
        self.taken: dict[str, str] = {}  # addresses of sources, by digest
        self.known: dict[str, FactCheck] = {}  # those that are here, by identity
        self.alike: dict[tuple[Any, ...], Any] = {}  # new rows by what makes them the same
        self.words = Known((), self.here)

    def write(self) -> list[Outcome]:
        """Everything that can be written, in the caller's transaction. One outcome for each item, in their order."""
        self._look_up()
        items = [(item, len(item.remarks)) for item in self.items if item.act is None]
        try:
            with transaction.atomic():
                outcomes = self._write([item for item, _ in items], self._together)
        except (IntegrityError, DataError):
            # One by one, so that what the database refuses is refused alone; from what is here now, as somebody may have
            # added the same meanwhile.
            self.here, self.known, self.taken, self.added, self.alike = {}, {}, {}, set(), {}
            for item, remarks in items:
                del item.remarks[remarks:]
            self._look_up()
            outcomes = self._write([item for item, _ in items], self._alone)
        outcomes += [self._act(item) for item in self.items if item.act is not None]
        return sorted(outcomes, key=lambda outcome: outcome.line)

    def _write(self, items: list[Parsed], how: Callable[[list[Parsed]], Iterator[tuple[Parsed, Any]]]) -> list[Outcome]:
        done = list(how(items))
        self._tell_similar([(item, result.made) for item, result in done if isinstance(result, _New)])
        outcomes = []
        for item, result in done:
            if isinstance(result, Dirty):
                outcomes.append(Outcome(item.line, "refused", result, tuple(item.remarks)))
            else:
                what = "imported" if result.made else "unchanged" if item.specs else "header"
                outcomes.append(Outcome(item.line, what, None, tuple(item.remarks)))
        return outcomes

    def _together(self, items: list[Parsed]) -> Iterator[tuple[Parsed, Any]]:
        """Each item with what is new of it or what is wrong with it; all is inserted at the end."""
        rows: list[Validated[Any]] = []
        for item in items:
            try:
                new = self._new(item)
            except Dirty as fault:
                yield item, fault
                continue
            self._keep(item, new)
            rows += [row for _, row in new.made]
            yield item, new
        self._insert(rows)

    def _alone(self, items: list[Parsed]) -> Iterator[tuple[Parsed, Any]]:
        """The same, each item inserted before the next is looked at: what was refused above is not here."""
        for item in items:
            try:
                new = self._new(item)
                with transaction.atomic():
                    self._insert([row for _, row in new.made])
            except Dirty as fault:
                yield item, fault
            except (IntegrityError, DataError):
                yield item, self._why(new)
            else:
                self._keep(item, new)
                yield item, new

    def _look_up(self) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for item in self.items:
            for ref in item.refs():
                wanted.setdefault(ref.model, set()).add(ref.id)
            for spec in item.specs:
                wanted.setdefault(spec.model, set()).add(spec.id)
        chained = Relay in wanted or any(item.needs for item in self.items)
        by_words = [spec for item in self.items for spec in item.specs if spec.by_words]
        for model, ids in wanted.items():
            rows = model._default_manager.all()
            if model in _WITH and (model is not Statement or chained):
                rows = rows.select_related(*_WITH[model])
            if model is Claim and (
                by_words or ClaimRelation in wanted
            ):  # it may grow: nobody takes a step with it meanwhile
                rows = rows.select_for_update(of=("self",)).order_by("pk")
            self.here |= {(model, key): row for key, row in rows.in_bulk(ids).items()}
        sources = [spec for item in self.items for spec in item.specs if spec.model is Source]
        if addresses := {address_digest(spec.columns["canonical_url"]) for spec in sources} - {""}:
            found = Source.objects.filter(url_sha256__in=addresses).values_list("url_sha256", "pk")
            self.taken = dict(found)
        if identities := {identity for item in self.items for identity in item.identities}:
            known = FactCheck.objects.filter(identity_sha256__in=identities)
            self.known = {row.identity_sha256: row for row in known}
        self._look_up_edges()
        if by_words:
            self.words = Known(by_words, self.here)

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

    def _new(self, item: Parsed) -> "_New":
        """What is new of the item; nothing when all of it is here already. Raises `Dirty`."""
        specs = [spec for spec in self._not_known(item) if not spec.if_needed]
        new = _New({spec.key: spec for spec in item.specs if spec.if_needed})
        older: list[Spec] = []
        for spec in specs:
            if spec.key in new.own:
                raise Dirty(f"{spec.where}id", "This id is given twice in the item.")
            if spec.key not in self.here:
                self._make(spec, new)
                continue
            if not spec.by_words:
                self._same(spec, self._row(spec, new).row, self.here[spec.key])
            older.append(spec)
        if new.made and (fixed := [spec for spec in older if not spec.by_words]):
            if fixed[0] is specs[0]:
                what = "The claim is already here without this; an import changes nothing."
                raise Dirty(new.made[0][0].where.rstrip("."), what)
            raise Dirty(f"{fixed[0].where}id", "This id is one of another claim here.")
        if older and not new.made and older[0].key in self.added:
            item.remarks.append(Remark("id", "The same row stands in an earlier line."))
        for spec, row in new.made:
            if spec.model is Source and self.taken.get(row.row.url_sha256, spec.id) != spec.id:
                raise Dirty("url", f"This address is already the source {self.taken[row.row.url_sha256]}.")
        self._tell_differing(item, new)
        return new

    def _keep(self, item: Parsed, new: "_New") -> None:
        """Have the items below find what is new here."""
        checks = [spec for spec in item.specs if spec.model is FactCheck] if item.identities else []
        for spec, identity in zip(checks, item.identities, strict=True):
            if spec.key in new.own:
                self.known[identity] = new.own[spec.key]
        self.taken |= {
            row.row.url_sha256: spec.id for spec, row in new.made if spec.model is Source and row.row.url_sha256
        }
        self.here |= new.own
        self.added |= new.own.keys()
        self.alike |= {key: row.row for spec, row in new.made if spec.by_words and (key := twin_key(row.row))}

    def _make(self, spec: Spec, new: "_New") -> None:
        """Adds the row to what is new, after what it needs. Raises `Dirty`."""
        if spec.not_new:
            raise spec.not_new
        row = self._row(spec, new)
        if twin := self.alike.get(twin_key(row.row) or ()):
            self.here[spec.key] = twin  # called otherwise above, by a name or an id
            return
        new.own[spec.key] = row.row
        new.made.append((spec, row))

    def _tell_differing(self, item: Parsed, new: "_New") -> None:
        """Say what the item has otherwise than a row that is known by its words."""
        for spec in item.specs:
            if not spec.told or spec.key in new.own or spec.key not in self.here:
                continue
            refs = {name: value for name, value in spec.columns.items() if isinstance(value, Ref)}
            values = {name: self.here.get(ref.key) for name, ref in refs.items() if ref.key not in self.words.unclear}
            resolved = {name: row.pk if row else None for name, row in values.items()}
            for heading, reason in dict(differing(spec, self.here[spec.key], resolved)).items():
                if heading == "speaker_kind" and any(made.model is Statement for made, _ in new.made):
                    raise Dirty(
                        heading, f"{reason} Whoever else is called so must be recorded at the desk; write that id."
                    )
                item.remarks.append(Remark(heading, reason))

    def _not_known(self, item: Parsed) -> list[Spec]:
        """The item's rows but for what is here under another id, or was taken out of the claim by a person."""
        specs = [spec for spec in item.specs if not self._was_taken_out(item, spec)]
        if not item.identities:
            return specs
        checks = [spec for spec in item.specs if spec.model is FactCheck]
        by_words, claim = next((spec.by_words, spec.id) for spec in item.specs if spec.model is Claim)
        known: dict[str, str] = {}
        for spec, identity in zip(checks, item.identities, strict=True):
            if identity in self.known:
                here = self.known[identity]
                known[spec.id] = here.claim_id
                item.remarks += [Remark(heading, reason) for heading, reason in differing(spec, here, {})]
            elif (claim, identity) in self.words.taken_out:
                known[spec.id] = claim
                item.remarks.append(Remark("url", "Somebody took this review out of the claim; it stays out."))
        if len(known) == len(checks) and not by_words:
            return []
        for other in sorted(set(known.values()) - {claim}):
            item.remarks.append(Remark("claimReview", f"A review of it is already with the claim {other}."))
        return [spec for spec in specs if spec.id not in known]

    def _was_taken_out(self, item: Parsed, spec: Spec) -> bool:
        if spec.model is not Evidence or not spec.by_words or spec.key in self.here:
            return False
        statement = self.here.get(spec.columns["statement"].key)
        if statement is None or (spec.columns["claim"].id, statement.pk) not in self.words.taken_out:
            return False
        item.remarks.append(Remark("words", "Somebody took this evidence out of the claim; it stays out."))
        return True

    def _row(self, spec: Spec, new: "_New") -> Validated[Any]:
        columns = {}
        for name, value in spec.columns.items():
            columns[name] = self._found(value, new) if isinstance(value, Ref) else value
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

    def _found(self, ref: Ref, new: "_New") -> Any:
        """The row that is named: the item's own, one that is here, or one that is made because it is needed. Raises `Dirty`."""
        if fault := self.words.unclear.get(ref.key):
            raise fault
        found = new.own.get(ref.key) or self.here.get(ref.key)
        if found is None and ref.key in new.needed:
            self._make(new.needed[ref.key], new)
            found = new.own.get(ref.key) or self.here.get(ref.key)
        if found is None:
            raise Dirty(ref.field, f"There is no {ref.model._meta.verbose_name} {ref.id} here or above.")
        return found

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

    def _tell_similar(self, done: list[tuple[Parsed, list[tuple[Spec, Validated[Any]]]]]) -> None:
        """Name the claims of others that say nearly what a new one says. Nothing is merged: a reviewer sees it in the report."""
        new = [(item, row.row) for item, made in done for spec, row in made if spec.model is Claim]
        if not new or not Claim.objects.filter(self._others()).exists():
            return
        found = similar_to_each([_question(claim) for _, claim in new], outside=self.batch)
        for (item, _), alike in zip(new, found, strict=True):
            for one in alike:
                how = "nearly the opposite of" if one.is_opposite else "nearly the same as"
                item.remarks.append(Remark("text", f"It says {how} the claim {one.claim.pk}: {short(str(one.claim))}"))

    def _others(self) -> models.Q:
        """Claims of other batches or of none; said in a way that an index answers, however many are of this one."""
        key = self.batch.pk
        return models.Q(batch__isnull=True) | models.Q(batch__lt=key) | models.Q(batch__gt=key)

    def _why(self, new: "_New") -> Dirty:
        """What the models say of rows that the database refused."""
        for spec, row in new.made:
            try:
                row.row.validate_unique()
                row.row.validate_constraints()
            except ValidationError as error:
                return dirty(error, spec.where)
        return Dirty("", "The database refuses this row: it breaks one of its rules.")

    def _insert(self, rows: list[Validated[Any]]) -> None:
        if not rows:
            return
        by_model: dict[type[models.Model], list[Validated[Any]]] = {}
        for row in rows:
            by_model.setdefault(type(row.row), []).append(row)
        for model, code in CODES.items():
            writes.insert_many(by_model.get(model, []), by=self.by, code=code, reason=self.reason)
        keep_keys(item.row for item in by_model.get(Claim, []))
        self._tell_grown(by_model)
        for relay in (item.row for item in by_model.get(Relay, [])):
            # The same statement shares its withdrawal.
            ends = (relay.from_statement, relay.to_statement)
            if relay.status in COUNTING and any(end.standing == Standing.WITHDRAWN for end in ends):
                spread_withdrawal(relay.from_statement, by=self.by)
        for relation in (item.row for item in by_model.get(ClaimRelation, [])):
            if relation.from_claim.batch_id != self.batch.pk:
                touch(relation.from_claim)  # somebody may be editing it

    def _tell_grown(self, by_model: dict[type[models.Model], list[Validated[Any]]]) -> None:
        """A claim that was here and grew is one that somebody may be editing, or that is public."""
        new = {item.row.pk for item in by_model.get(Claim, [])}
        parts = [item.row for model in (Evidence, FactCheck) for item in by_model.get(model, [])]
        for claim in {row.claim_id: row.claim for row in parts if row.claim_id not in new}.values():
            if claim.status != Status.DRAFT or claim.batch_id != self.batch.pk:
                grew(claim)

    def _act(self, item: Parsed) -> Outcome:
        found = {}
        for ref in item.needs:
            row = self.here.get(ref.key)
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
