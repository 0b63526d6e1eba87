"""Which statements may repeat one another: suggestions for a person, never counted until declared or confirmed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from rapidfuzz import fuzz

from sources.credits import names_outlet
from sources.folding import fold
from sources.models import Outlet, Relay, SourceLink, Statement
from sources.models.relay import RelayKind
from sources.models.source_link import LinkStatus, SourceLinkKind

CANDIDATES = 200  # statements that are looked at; nearest in time first
SPAN = timedelta(days=7)  # a report follows within days; the same words a month later are another utterance
ALIKE = 90  # of 100: unrelated sentences of one event still reach 70, in Arabic above all
SHORTEST = 12  # letters; a bare "23" is alike by chance


class Why(models.TextChoices):
    """What the suggestion rests on."""

    CREDIT = "credit", "the source credits the other's outlet"
    LINKED_SOURCE = "linked_source", "one source comes from the other"
    SAME_WORDS = "same_words", "the same speaker in the same words"


@dataclass(frozen=True)
class RelaySuggestion:
    """This statement may repeat the other."""

    statement: Statement
    of: Statement
    kind: str
    why: str


def relays_suggested(statement: Statement) -> list[RelaySuggestion]:
    """What this statement may repeat, most telling first. Pairs that somebody declared, confirmed or rejected are left out.

    A fixed number of statements of SQL. Nothing is written: accepting one is `linking.declare_relay`, dismissing one the same
    with the status rejected, so that it does not come back.
    """
    return relays_suggested_of([statement])


def relays_suggested_of(statements: Sequence[Statement]) -> list[RelaySuggestion]:
    """The same for several statements at once, with as few statements of SQL as for one. A pair is suggested once.

    Takes statements with their sources, as `with_sources` reads them.
    """
    if not statements:
        return []
    keys = [statement.pk for statement in statements]
    judged = {
        frozenset(pair)
        for pair in Relay.objects.filter(
            models.Q(from_statement__in=keys) | models.Q(to_statement__in=keys)
        ).values_list("from_statement", "to_statement")
    }
    credited = _credited_outlets(statements)
    linked = _linked_sources(statements)
    found: dict[frozenset[str], RelaySuggestion] = {}
    candidates = _near(statements, credited, linked)
    order = [Why.LINKED_SOURCE, Why.CREDIT, Why.SAME_WORDS]
    for statement in statements:
        credits, links = credited.get(statement.source_id, set()), linked.get(statement.source_id, {})
        for other in candidates:
            pair = frozenset((statement.pk, other.pk))
            if len(pair) == 1 or pair in judged or not _is_near(statement, other):
                continue
            suggestion = _suggestion(statement, other, credits, links)
            known = found.get(pair)
            if suggestion and (known is None or order.index(Why(suggestion.why)) < order.index(Why(known.why))):
                found[pair] = suggestion
    return sorted(found.values(), key=lambda one: (order.index(Why(one.why)), one.statement.pk, one.of.pk))


def _suggestion(
    statement: Statement, other: Statement, credited: set[str], linked: dict[str, str]
) -> RelaySuggestion | None:
    is_linked, is_credited = other.source_id in linked, other.source.outlet_id in credited
    same_speaker = _same_speaker(statement, other)
    if not (is_linked or is_credited or same_speaker):
        return None
    alike = are_alike(statement.quote, other.quote)
    if is_linked and alike:
        translated = linked[other.source_id] == SourceLinkKind.TRANSLATION_OF
        kind = RelayKind.TRANSLATES if translated else RelayKind.SYNDICATES
        return RelaySuggestion(statement, other, kind, Why.LINKED_SOURCE)
    if is_credited and (alike or same_speaker):
        kind = RelayKind.SYNDICATES if alike else RelayKind.PARAPHRASES
        return RelaySuggestion(statement, other, kind, Why.CREDIT)
    if same_speaker and alike and statement.source_id != other.source_id:
        return RelaySuggestion(statement, other, RelayKind.SAME_STATEMENT, Why.SAME_WORDS)
    return None


def are_alike(one: str, other: str) -> bool:
    """Whether two quotes are nearly the same words. A changed number makes them different, however alike the rest is."""
    one, other = fold(one), fold(other)
    if min(len(one), len(other)) < SHORTEST or _digits(one) != _digits(other):
        return False
    return fuzz.token_set_ratio(one, other) >= ALIKE


def _digits(text: str) -> list[str]:
    return sorted(re.findall("[0-9]+", text))


def _same_speaker(one: Statement, other: Statement) -> bool:
    """The same named speaker: two unnamed ones are never taken for one by machine."""
    return bool(one.speaker_id and one.speaker_id == other.speaker_id and one.speaker and one.speaker.kind != "unnamed")


def _credited_outlets(statements: Sequence[Statement]) -> dict[str, set[str]]:
    """By source, the outlets whose name stands in its declared credit: "(AFP)", "Reuters contributed to this report"."""
    sources = {row.source_id: row.source for row in statements if row.source.declared_credit}
    if not sources:
        return {}
    found: dict[str, set[str]] = {key: set() for key in sources}
    rows: Iterable[tuple[str, str, dict[str, str]]] = Outlet.objects.values_list("pk", "name", "names").iterator()
    for pk, name, names in rows:
        for key, source in sources.items():
            if pk != source.outlet_id and names_outlet(source.declared_credit, [name, *names.values()]):
                found[key].add(pk)
    return found


def _linked_sources(statements: Sequence[Statement]) -> dict[str, dict[str, str]]:
    """By source, those it comes from or is nearly the same as, with the kind of link. Guesses too; rejected ones are left out."""
    found: dict[str, dict[str, str]] = {}
    links = SourceLink.objects.exclude(status=LinkStatus.REJECTED)
    for key, other, kind in links.filter(from_source__in={row.source_id for row in statements}).values_list(
        "from_source", "to_source", "kind"
    ):
        found.setdefault(key, {})[other] = kind
    return found


def _near(
    statements: Sequence[Statement], credited: dict[str, set[str]], linked: dict[str, dict[str, str]]
) -> list[Statement]:
    """The statements that any of these could repeat, nearest in time first."""
    ways = models.Q(source__outlet__in=set().union(*credited.values())) | models.Q(
        source__in=set().union(*linked.values())
    )
    ways |= models.Q(speaker__in={row.speaker_id for row in statements if row.speaker_id})
    rows = Statement.objects.with_sources().filter(ways)
    times = [(row.said_earliest, row.said_latest) for row in statements if row.said_earliest and row.said_latest]
    if len(times) == len(statements):
        first, last = min(earliest for earliest, _ in times), max(latest for _, latest in times)
        rows = rows.filter(said_earliest__lte=last + SPAN, said_latest__gte=first - SPAN)
    return list(rows.order_by("-said_earliest", "pk")[: CANDIDATES + len(statements)])


def _is_near(one: Statement, other: Statement) -> bool:
    """Whether the two were said within days of each other; a statement of no known time is near to every other."""
    if not (one.said_earliest and one.said_latest):
        return True
    if not (other.said_earliest and other.said_latest):
        return False
    return other.said_earliest <= one.said_latest + SPAN and other.said_latest >= one.said_earliest - SPAN
