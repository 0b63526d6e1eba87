"""What a sheet names is looked up: sources by address, outlets and speakers by name, statements by their words.

A fixed number of statements for any number of rows. Two of one name are told apart by nobody here: that is said instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models.functions import Lower

from claims.importing.faults import Dirty
from claims.importing.fields import short
from claims.importing.parsed import Key, Ref, Spec
from claims.models import Claim, Evidence
from history.models import Entry
from sources.models import Outlet, Source, Speaker, Statement
from sources.models.source import address_digest, plain_digest
from sources.models.speaker import SpeakerKind

_TAKEN_OUT = ("evidence_removed", "fact_check_removed")


# What makes two rows of a sheet the same, by whichever names it calls what they point to.
_TWINS: dict[type[models.Model], tuple[str, ...]] = {
    Statement: ("source_id", "speaker_id", "quote"),
    Evidence: ("claim_id", "statement_id"),
}


def twin_key(row: models.Model) -> tuple[Any, ...] | None:
    """What makes a statement or a piece of evidence the same as another; None of other rows."""
    names = _TWINS.get(type(row))
    return (type(row), *(getattr(row, name) for name in names)) if names else None


class Known:
    """Rows that are here under another id than the sheet gives them, what is unclear, and what people took out again."""

    def __init__(self, specs: Iterable[Spec], here: dict[Key, Any]) -> None:
        self.here = here
        self.unclear: dict[Key, Dirty] = {}
        self.by_model: dict[type[models.Model], list[Spec]] = defaultdict(list)
        for spec in specs:
            self.by_model[spec.model].append(spec)
        self._sources()
        self._named(Speaker, ~models.Q(kind=SpeakerKind.UNNAMED))  # what describes one describes others too
        self._named(Outlet, models.Q())
        self._outlets_of_hosts()
        self._statements()
        self._evidence()
        # By claim: statements and identities of fact-checks. Whoever took one out meant it.
        self.taken_out: set[tuple[str, str]] = set(self._taken_out())

    def _row(self, ref: Any) -> Any:
        return self.here.get(ref.key) if isinstance(ref, Ref) else None

    def _sources(self) -> None:
        specs = self.by_model[Source]
        digests = {digest for spec in specs for digest in _digests(spec)}
        if not digests:
            return
        rows = {row.url_sha256: row for row in Source.objects.filter(url_sha256__in=digests).select_related("outlet")}
        for spec in specs:
            if found := next((rows[digest] for digest in _digests(spec) if digest in rows), None):
                self.here[spec.key] = found

    def _named(self, model: type[models.Model], may_be: models.Q) -> None:
        specs = [spec for spec in self.by_model[model] if spec.named]
        if not specs:
            return
        names = {spec.named for spec in specs}
        # An engine may fold the letters of ASCII alone: both forms are asked for, and compared again below.
        folded = {form for name in names for form in (name.lower(), _ascii_lower(name))}
        found: dict[str, list[Any]] = defaultdict(list)
        rows: models.QuerySet[Any] = model._default_manager.annotate(folded=Lower("name"))
        for row in rows.filter(may_be, folded__in=folded):
            found[row.name.casefold()].append(row)
        for row in rows.filter(pk__in=names):
            found[row.pk] = [row]
        for spec in specs:
            self._choose(spec, found.get(spec.named, []) or found.get(spec.named.casefold(), []))

    def _choose(self, spec: Spec, rows: list[Any]) -> None:
        if len(rows) == 1:
            self.here[spec.key] = rows[0]
        elif rows:
            what, ids = spec.model._meta.verbose_name, ", ".join(sorted(row.pk for row in rows)[:5])
            reason = f"There are {len(rows)} here for this {what}; write the id of the one that is meant: {ids}."
            self.unclear[spec.key] = Dirty(spec.where.rstrip("."), reason)

    def _outlets_of_hosts(self) -> None:
        """An outlet that is not named is the one of the address's host; nobody is there to choose between two."""
        specs = [spec for spec in self.by_model[Outlet] if spec.host]
        found = Outlet.objects.of_hosts(spec.host for spec in specs)
        for spec in specs:
            self._choose(spec, found[spec.host])

    def _statements(self) -> None:
        """What this speaker is recorded to have said there in these words, by whichever door."""
        specs = [(spec, source) for spec in self.by_model[Statement] if (source := self._row(spec.columns["source"]))]
        if not specs:
            return
        quotes = {spec.columns["quote"] for spec, _ in specs}
        rows = Statement.objects.filter(source__in={source.pk for _, source in specs}, quote__in=quotes)
        rows = rows.select_related("source__outlet", "speaker")
        found = {twin_key(row): row for row in rows.order_by("-pk")}
        for spec, source in specs:
            who = spec.columns["speaker"]
            speaker = self._row(who)
            if who is None or speaker:
                said = (Statement, source.pk, speaker.pk if speaker else None, spec.columns["quote"])
                if row := found.get(said):
                    self.here[spec.key] = row

    def _evidence(self) -> None:
        ends: dict[Key, tuple[Any, ...]] = {
            spec.key: (Evidence, claim.pk, statement.pk)
            for spec in self.by_model[Evidence]
            if (claim := self._row(spec.columns["claim"])) and (statement := self._row(spec.columns["statement"]))
        }
        if not ends:
            return
        claims, statements = ({pair[place] for pair in ends.values()} for place in (1, 2))
        rows = Evidence.objects.filter(claim__in=claims, statement__in=statements)
        rows = rows.select_related("claim", "statement__source__outlet", "statement__speaker")
        found = {twin_key(row): row for row in rows}
        self.here |= {key: found[pair] for key, pair in ends.items() if pair in found}

    def _taken_out(self) -> Iterable[tuple[str, str]]:
        claims = {spec.id for spec in self.by_model[Claim] if spec.key in self.here}
        if not claims:
            return
        entries = Entry.objects.filter(target_type=Claim._meta.label_lower, target_id__in=claims, code__in=_TAKEN_OUT)
        for claim, old in entries.values_list("target_id", "old"):
            yield from _names_of(claim, old)


def _names_of(claim: str, old: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ("statement", "identity_sha256"):
        if isinstance(value := old.get(name), str) and value:
            yield claim, value


def _digests(spec: Spec) -> tuple[str, str]:
    """The exact address first: a source that met another when addresses began to meet kept its own."""
    url = spec.columns["canonical_url"]
    return plain_digest(url), address_digest(url)


def _ascii_lower(name: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def differing(spec: Spec, here: Any, resolved: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(column of the sheet, sentence) for each value that the row here has otherwise."""
    for name, heading in spec.told.items():
        value = resolved.get(name, spec.columns[name])
        if isinstance(value, Ref):
            continue  # nobody knows which of two is meant
        if getattr(here, here._meta.get_field(name).attname) != value:
            what = here._meta.verbose_name
            yield heading, f"The {what} {here.pk} ({short(str(here))}) is here with another; an import changes nothing."
