"""The public reads of lists and pages beyond one claim. Each is one statement, and none touches the desk's tables."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import (
    BinaryField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from claims.differences import Difference, differences
from history.ids import is_id
from record import filters
from record.event_figures import EventFigures, event_figures
from record.models import Card, Change, Correction, ListedReview, Listing, Mention
from record.models.card import CardKind
from record.models.change import ChangeKind
from record.models.listing import ListingQuerySet, PublicState
from record.reviews import OURS


def summary_of(listing: Listing) -> dict[str, Any]:
    """What lists show of a version: its document without the evidence."""
    return json.loads(bytes(listing.version.summary))


def first_of(claim_id: str) -> Listing | None:
    """A claim's first version: since when it is public."""
    return Listing.objects.filter(claim_id=claim_id, number=1).first() if is_id(claim_id) else None


def claims(asked: dict[str, Any], *, after: tuple[datetime, int] | None = None) -> QuerySet[Listing]:
    """Listed claims that these filters let through, newest first, those that come after the keyset (valid_from, sequence)
    if one is given.

    With words in `q` those that hold any of them, by relevance; `after` then gives no keyset but how many were read already.
    """
    found = filters.narrow(Listing.objects.current().listed(), asked)
    return _in_order(found, asked.get("q", ""), after, asked.get("language"))


def news(asked: dict[str, Any]) -> QuerySet[Listing]:
    """The same claims as feeds tell them: newest first, also with `q`, as what is new may fit words less than what is old.

    Each with `touched`, as `_touched` has it.
    """
    found = filters.narrow(_summaries().current().listed(), asked)
    if words := asked.get("q"):
        found = found.with_words(words, asked.get("language"))
    return found.annotate(touched=_touched("pk")).newest_first()


def claims_of_event(event_id: str, limit: int) -> QuerySet[Listing]:
    """The event's newest listed claims, with `document` for those whose evidence gives figures, else None.

    The limit bounds how many documents one page can cost.
    """
    counting = Mention.objects.filter(version_id=OuterRef("version_id")).filter(
        Q(lower__isnull=False) | Q(upper__isnull=False)
    )
    document = Case(When(Exists(counting), then=F("version__document")), default=None, output_field=BinaryField())
    return claims({"event": event_id}).annotate(document=document)[:limit]


def figures_of(listings: Iterable[Listing]) -> EventFigures:
    """The figures of these claims of one event, as `event_figures` arranges them; takes what `claims_of_event` gives."""
    return event_figures([json.loads(bytes(row.document)) for row in listings if row.document])  # type: ignore[attr-defined]


def _in_order(
    found: ListingQuerySet, words: str, after: tuple[datetime, int] | None, language: str | None = None
) -> QuerySet[Listing]:
    if words:
        return (
            found.search(words, language)
            .select_related("version")
            .defer("version__document")[after[1] if after else 0 :]
        )
    if after:
        instant, sequence = after
        found = found.filter(Q(valid_from__lt=instant) | Q(valid_from=instant, sequence__lt=sequence))
    return found.newest_first().select_related("version").defer("version__document")


def reviewed_claims(
    *, words: str, site: str | None, language: str, since: datetime | None, after: tuple[datetime, int] | None
) -> QuerySet[Listing]:
    """Listed claims that carry a review with all of this, in the order and with the `after` of `claims`.

    `site` is a publisher's host, None for us, "" for any; `language` is without script and region, "" for any. `since`: at
    least so new, by the day of the claim or of the review.
    """
    reviews = ListedReview.objects.all()
    if site is None:
        reviews = reviews.filter(place=OURS)
    elif site:
        reviews = reviews.filter(site=site)
    if language:
        reviews = reviews.filter(language=language)
    if since:
        reviews = reviews.filter(newest_at__gte=since)
    return _in_order(Listing.objects.current().listed().filter(version__in=reviews.values("version")), words, after)


def newest_of_events(events: Iterable[str], each: int) -> QuerySet[Listing]:
    """The newest `each` claims of each of these events; `claims_of_event` says how many it has."""
    return (
        _summaries()
        .current()
        .listed()
        .filter(event_id__in=list(events))
        .annotate(
            place=Window(
                RowNumber(), order_by=[F("valid_from").desc(), F("sequence").desc()], partition_by=F("event_id")
            ),
            claims_of_event=Window(Count("version_id"), partition_by=F("event_id")),
        )
        .filter(place__lte=each)
        .newest_first()
    )


def related(document: dict[str, Any], limit: int) -> QuerySet[Listing]:
    """Current claims that this one names, then those of its event, newest first."""
    named = [relation["claim"] for relation in document.get("relations", [])]
    rank = Case(When(claim_id__in=named, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        _summaries()
        .current()
        .listed()
        .filter(Q(event_id=document["event"]["id"]) | Q(claim_id__in=named))
        .exclude(claim_id=document["id"])
        .order_by(rank, "-valid_from", "-sequence")[:limit]
    )


def versions(claim_id: str) -> QuerySet[Listing]:
    """Every version of a claim without its bytes, oldest first."""
    return Listing.objects.filter(claim_id=claim_id if is_id(claim_id) else "").order_by("number")


def history(claim_id: str, *, before: int | None = None) -> QuerySet[Listing]:
    """Every version of a claim with its document, newest first, those with a smaller number if one is given."""
    found = Listing.objects.select_related("version").filter(claim_id=claim_id if is_id(claim_id) else "")
    return (found.filter(number__lt=before) if before else found).order_by("-number")


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """What differs between two published documents, each in one sentence."""
    return differences(old, new)


def cards_of(
    kind: CardKind, *, through: dict[str, str] | None = None, after: tuple[datetime, str] | None = None
) -> QuerySet[Card]:
    """Cards of this kind, newest first, those without a date last; `through` names columns of mentions that must fit."""
    found = Card.objects.filter(kind=kind).order_by("-at", "-id")
    if through:
        found = found.filter(pk__in=Mention.objects.filter(**through).values(f"{kind}_id"))
    if after:
        instant, key = after
        found = found.filter(Q(at__lt=instant) | Q(at=instant, id__lt=key))
    return found


def card(kind: CardKind, key: str) -> Card | None:
    """One public face; None when no listed claim names it."""
    return Card.objects.filter(kind=kind, pk=key).first() if is_id(key) else None


def claims_naming(kind: CardKind, key: str) -> QuerySet[Listing]:
    """Listed claims with evidence by this speaker, or from this outlet or source, newest first."""
    naming = Mention.objects.filter(_is(kind, key)).values("version_id")
    whose = Q(pk__in=naming) | Q(claimant_id=key) if kind == CardKind.SPEAKER else Q(pk__in=naming)
    return _summaries().current().listed().filter(whose).newest_first()


def statements_of(kind: CardKind, key: str) -> QuerySet[Card]:
    """Statements by this speaker, or from this outlet or source, newest first."""
    return cards_of(CardKind.STATEMENT).filter(pk__in=Mention.objects.filter(_is(kind, key)).values("statement_id"))


def mentions_of_statements(statements: Iterable[str]) -> QuerySet[Mention]:
    """Where these statements are evidence."""
    return Mention.objects.filter(statement_id__in=list(statements)).order_by("claim_id", "id")


def _is(kind: CardKind, key: str) -> Q:
    """Mentions of it; of a party also what others say for it."""
    return Q(speaker_id=key) | Q(principal_id=key) if kind == CardKind.SPEAKER else Q(**{f"{kind}_id": key})


def cards(ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The public faces of these, by id."""
    return {card.pk: card.content for card in Card.objects.filter(pk__in=set(ids))}


def mentions_of_event(event_id: str) -> QuerySet[Mention]:
    """All published evidence of an event's listed claims."""
    return Mention.objects.filter(event_id=event_id).order_by("claim_id", "id")


def corrections(*, after: tuple[datetime, int] | None = None) -> QuerySet[Correction]:
    """Corrections with the version each came with and its `touched`, newest first.

    A claim that is withheld says nothing here either.
    """
    found = (
        Correction.objects.select_related("version__listing")
        .defer("version__document")
        .annotate(touched=_touched("version"))
        .exclude(version__listing__state=PublicState.WITHHELD)
        .order_by("-at", "-sequence")
    )
    if after:
        instant, sequence = after
        found = found.filter(Q(at__lt=instant) | Q(at=instant, sequence__lt=sequence))
    return found


def retractions(asked: dict[str, Any] | None = None) -> QuerySet[Listing]:
    """Retracted claims with their tombstones and `touched`, newest first. A tombstone keeps event, kind and language alone."""
    kept = {name: value for name, value in (asked or {}).items() if name in ("event", "kind", "language")}
    found = filters.narrow(_summaries().current().filter(state=PublicState.RETRACTED), kept)
    return found.annotate(touched=_touched("pk")).newest_first()


def last_sequence() -> int:
    """The number of the last publication; 0 before the first."""
    return Listing.objects.aggregate(last=Max("version__sequence"))["last"] or 0


def published_between(first: int, end: int) -> QuerySet[Listing]:
    """Listed claims whose current version is one of the publications from `first` on and before `end`."""
    found = _summaries().current().listed()
    return found.filter(version__sequence__gte=first, version__sequence__lt=end).order_by("version__sequence")


def events_between(first: int, end: int) -> QuerySet[Card]:
    """Events whose card has its words from one of these publications: each gives one at most."""
    found = Card.objects.filter(kind=CardKind.EVENT, version__sequence__gte=first, version__sequence__lt=end)
    return found.order_by("version__sequence")


def _touched(version: str) -> Subquery:
    """When a notice, its end, a hold's end or an erasure last changed what we show of a version: no new one says so."""
    touching = Change.objects.filter(version=OuterRef(version), kind__in=[ChangeKind.ERASURE, ChangeKind.STATE])
    return Subquery(touching.order_by("-sequence").values("at")[:1])


def _summaries() -> Any:
    return Listing.objects.select_related("version").defer("version__document")
