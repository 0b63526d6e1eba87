"""What lists read, against what the versions give. Compared, never written."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from history.canonical import digest
from history.writes import values
from record.listings import SHOWN, card_of, faces_of, listed_reviews_of, listings_of, mentions_of, search_entry_of
from record.models import Card, ListedReview, Listing, Mention, SearchEntry, Version
from record.models.listing import PublicState
from record.verifying.findings import Counts, Finding

REBUILD = "`manage.py rebuild` makes it again"


def check_claim(
    versions: list[Version], state: PublicState, document: dict[str, Any] | None, counts: Counts
) -> Iterator[Finding]:
    """The listings of a claim, and the mentions, reviews and cards that its newest document gives; None where it is not shown."""
    claim_id, newest = versions[0].claim_id, versions[-1]
    counts["listings"] += len(versions)
    listings = listings_of(versions, state)
    yield from _compare(Listing, claim_id, listings)
    entries = SearchEntry.objects.in_bulk([listing.sequence for listing in listings])
    for listing in listings:
        entry = entries.get(listing.sequence)
        if entry is None or entry.keys != search_entry_of(listing).keys:
            name = f"{claim_id} {listing.number}"
            yield Finding(SearchEntry._meta.db_table, name, f"search does not find it by its words; {REBUILD}")
    yield from _compare(Mention, claim_id, list(mentions_of(newest, document)) if document else [])
    yield from _compare(ListedReview, claim_id, list(listed_reviews_of(newest, document, state)) if document else [])
    faces = faces_of(document) if document else {}
    kept = dict(Card.objects.filter(pk__in=faces).values_list("pk", "version__sequence"))
    for key in faces:
        if kept.get(key, 0) < newest.sequence:
            yield Finding(Card._meta.db_table, key, f"it is missing or older than claim {claim_id} gives it; {REBUILD}")


def check_orphans() -> Iterator[Finding]:
    """Listings, mentions, reviews and words in the search index of claims that have no version."""
    published = Version.objects.values("claim_id")
    for model in (Listing, Mention, ListedReview):
        for row in model._default_manager.exclude(claim_id__in=published).order_by("pk").iterator():
            yield Finding(model._meta.db_table, str(row.pk), f"it speaks of a claim without a version; {REBUILD}")
    for place in SearchEntry.objects.exclude(pk__in=Listing.objects.values("sequence")).values_list("pk", flat=True):
        yield Finding(SearchEntry._meta.db_table, str(place), f"search finds what no version says; {REBUILD}")


def check_cards(counts: Counts) -> Iterator[Finding]:
    """Each card is what the current, shown version that it names gives."""
    shown = {"version__listing__is_current": True, "version__listing__state__in": SHOWN}
    table = Card._meta.db_table
    for card in Card.objects.exclude(pk__in=Card.objects.filter(**shown).values("pk")).order_by("pk").iterator():
        yield Finding(table, card.pk, f"the version that gave it is not current or not shown; {REBUILD}")
    cards = Card.objects.filter(**shown).select_related("version").order_by("version_id", "pk")
    version_id, faces = "", {}
    for card in cards.defer("version__summary").iterator(chunk_size=20):
        counts["cards"] += 1
        if card.version_id != version_id:
            version_id, faces = card.version_id, faces_of(card.version.content)
        face = faces.get(card.pk)
        if face is None or values(card) != values(card_of(card.version, card.pk, *face)):
            yield Finding(table, card.pk, f"it is not what its version gives; {REBUILD}")
        elif digest(bytes(card.document)) != card.digest:
            yield Finding(table, card.pk, f"it does not match its digest; {REBUILD}")


def _compare(model: type[models.Model], claim_id: str, wanted: list[Any]) -> Iterator[Finding]:
    """`wanted` are unsaved rows; a key that only the database gives is left aside."""
    stored = {_name(row): row for row in model._default_manager.filter(claim_id=claim_id)}
    table = model._meta.db_table
    for row in wanted:
        name = _name(row)
        found = stored.pop(name, None)
        if found is None:
            yield Finding(table, f"{claim_id} {name}", f"it is missing; {REBUILD}")
            continue
        differing = [column for column, value in _columns(row).items() if value != _columns(found)[column]]
        if differing:
            yield Finding(table, f"{claim_id} {name}", f"it differs in {', '.join(differing)}; {REBUILD}")
    for name in stored:
        yield Finding(table, f"{claim_id} {name}", f"no version gives it; {REBUILD}")


def _name(row: Any) -> str:
    """What tells a row apart from the others of its claim."""
    if isinstance(row, Mention):
        return row.evidence_id
    return f"{row.place} {row.language}" if isinstance(row, ListedReview) else str(row.number)


def _columns(row: models.Model) -> dict[str, Any]:
    return {name: value for name, value in values(row).items() if name != "id"}
