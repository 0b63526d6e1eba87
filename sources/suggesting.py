"""Which statements may repeat one another: suggestions for a person, never counted until declared or confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from rapidfuzz import fuzz

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
    judged = set(
        Relay.objects.filter(models.Q(from_statement=statement) | models.Q(to_statement=statement)).values_list(
            "from_statement", "to_statement"
        )
    )
    known = {end for pair in judged for end in pair} | {statement.pk}
    credited = _credited_outlets(statement)
    linked = _linked_sources(statement)
    found = []
    for other in _near(statement, known, credited, linked):
        if suggestion := _suggestion(statement, other, credited, linked):
            found.append(suggestion)
    order = [Why.LINKED_SOURCE, Why.CREDIT, Why.SAME_WORDS]
    return sorted(found, key=lambda one: (order.index(Why(one.why)), one.of.pk))


def _suggestion(
    statement: Statement, other: Statement, credited: set[str], linked: dict[str, str]
) -> RelaySuggestion | None:
    alike = are_alike(statement.quote, other.quote)
    if other.source_id in linked and alike:
        translated = linked[other.source_id] == SourceLinkKind.TRANSLATION_OF
        kind = RelayKind.TRANSLATES if translated else RelayKind.SYNDICATES
        return RelaySuggestion(statement, other, kind, Why.LINKED_SOURCE)
    if other.source.outlet_id in credited and (alike or _same_speaker(statement, other)):
        kind = RelayKind.SYNDICATES if alike else RelayKind.PARAPHRASES
        return RelaySuggestion(statement, other, kind, Why.CREDIT)
    if _same_speaker(statement, other) and alike and statement.source_id != other.source_id:
        return RelaySuggestion(statement, other, RelayKind.SAME_STATEMENT, Why.SAME_WORDS)
    return None


def are_alike(one: str, other: str) -> bool:
    """Whether two quotes are nearly the same words. A changed number makes them different, however alike the rest is."""
    if min(len(one), len(other)) < SHORTEST or _digits(one) != _digits(other):
        return False
    return fuzz.token_set_ratio(one.casefold(), other.casefold()) >= ALIKE


def _digits(text: str) -> list[str]:
    return sorted("".join(c if c.isdecimal() else " " for c in text).split())


def _same_speaker(one: Statement, other: Statement) -> bool:
    """The same named speaker: two unnamed ones are never taken for one by machine."""
    return bool(one.speaker_id and one.speaker_id == other.speaker_id and one.speaker and one.speaker.kind != "unnamed")


def _credited_outlets(statement: Statement) -> set[str]:
    """Outlets whose name stands in the declared credit: "(AFP)", "Reuters contributed to this report"."""
    credit = statement.source.declared_credit.casefold()
    if not credit:
        return set()
    rows: Iterable[tuple[str, str, dict[str, str]]] = (
        Outlet.objects.exclude(pk=statement.source.outlet_id).values_list("pk", "name", "names").iterator()
    )
    return {
        pk for pk, name, names in rows if any(_stands_in(word.casefold(), credit) for word in [name, *names.values()])
    }


def _stands_in(name: str, credit: str) -> bool:
    """Whether a name stands in a credit as a whole word."""
    before, found, after = credit.partition(name)
    return bool(found and not before[-1:].isalnum() and not after[:1].isalnum())


def _linked_sources(statement: Statement) -> dict[str, str]:
    """Sources that this one comes from or is nearly the same as, by kind of link. Guesses suggest too; rejected ones do not."""
    links = SourceLink.objects.exclude(status=LinkStatus.REJECTED).filter(from_source=statement.source_id)
    return dict(links.values_list("to_source", "kind"))


def _near(statement: Statement, known: set[str], credited: set[str], linked: dict[str, str]) -> list[Statement]:
    ways = models.Q(source__outlet__in=credited) | models.Q(source__in=linked)
    if statement.speaker_id:
        ways |= models.Q(speaker=statement.speaker_id)
    rows = Statement.objects.with_sources().filter(ways).exclude(pk__in=known)
    if statement.said_earliest and statement.said_latest:
        rows = rows.filter(
            said_earliest__lte=statement.said_latest + SPAN, said_latest__gte=statement.said_earliest - SPAN
        )
    return list(rows.order_by("-said_earliest", "pk")[:CANDIDATES])
