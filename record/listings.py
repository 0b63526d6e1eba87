"""Listings, mentions, reviews and cards: what lists read, made again from the versions whenever something is published or hidden.

Callers hold the publication counter (`lock_record`), so two never remake the same rows at once.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction

from claims.documents import summary_of
from history.canonical import canonical, digest
from history.models import Entry
from record.models import (
    Card,
    Hold,
    ListedReview,
    Listing,
    Mention,
    Notice,
    PublicationCounter,
    SearchEntry,
    Version,
)
from record.models.card import UNDATED, CardKind
from record.models.listing import PublicState
from record.models.version import VersionKind
from record.reviews import reviews_of
from record.search import keys_of

# Of claims in these states, lists and cards speak.
SHOWN = (PublicState.PUBLISHED, PublicState.UNDER_NOTICE)

# Of a piece of evidence, what is the statement's own and the same for every claim.
STATEMENT_KEYS = (
    "statement_id", "speaker", "role", "outlet", "source", "directness", "basis", "said_at", "quote",
    "quote_missing_reason", "language", "translation", "translator", "locator", "snapshot", "check", "drift",
    "standing", "withdrawn_by", "relays",
)  # fmt: skip
# By which time a list of cards is ordered.
_DATED_BY = {CardKind.EVENT: "started", CardKind.SOURCE: "published", CardKind.STATEMENT: "said_at"}


def lock_record() -> PublicationCounter:
    """Hold the site's publication counter until the transaction ends: one change of the public record at a time."""
    PublicationCounter.objects.get_or_create(pk=1)
    return PublicationCounter.objects.select_for_update().get(pk=1)


def relist(claim_id: str) -> None:
    """Make the claim's listings, mentions, reviews and cards again from its versions and its public state."""
    Listing.objects.filter(claim_id=claim_id).delete()
    Mention.objects.filter(claim_id=claim_id).delete()
    ListedReview.objects.filter(claim_id=claim_id).delete()
    versions = list(Version.objects.filter(claim_id=claim_id).order_by("number").defer("document"))
    if not versions:
        return
    state = public_state(versions[-1])
    listings = listings_of(versions, state)
    Listing.objects.bulk_create(listings)
    SearchEntry.objects.filter(pk__in=[listing.sequence for listing in listings]).delete()
    SearchEntry.objects.bulk_create(search_entry_of(listing) for listing in listings)
    document = versions[-1].content if state in SHOWN else None
    if document:
        Mention.objects.bulk_create(mentions_of(versions[-1], document))
        ListedReview.objects.bulk_create(listed_reviews_of(versions[-1], document, state))
    _recard(claim_id, versions[-1], document)


def rebuild() -> int:
    """Drop every listing, mention and card and make them again from the versions. Answers how many claims there were.

    Takes the publication counter: publishing waits, readers do not.
    """
    with transaction.atomic():
        lock_record()
        Listing.objects.all().delete()
        Mention.objects.all().delete()
        ListedReview.objects.all().delete()
        Card.objects.all().delete()
        SearchEntry.objects.all().delete()
        claims = Version.objects.values("claim_id").annotate(newest=models.Max("sequence")).order_by("newest")
        published = list(claims.values_list("claim_id", flat=True))
        for claim_id in published:
            relist(claim_id)
    return len(published)


def public_state(newest: Version) -> PublicState:
    """Where a claim stands in public: told by its newest version and what is open over it."""
    if Hold.objects.filter(claim_id=newest.claim_id, ended_at__isnull=True).exists():
        return PublicState.WITHHELD
    if newest.kind == VersionKind.RETRACTION:
        return PublicState.RETRACTED
    if Notice.objects.filter(claim_id=newest.claim_id, ended_at__isnull=True).exists():
        return PublicState.UNDER_NOTICE
    return PublicState.PUBLISHED


def listings_of(versions: list[Version], state: PublicState) -> list[Listing]:
    """The listings of all versions of one claim, in their order; unsaved."""
    claim_id = versions[0].claim_id
    # Every erasure that reached this claim left an entry in its chain, whichever claim it was asked for.
    erasures = Entry.objects.filter(target_type="claims.claim", target_id=claim_id, code="passages_erased").count()
    ends: list[datetime | None] = [version.effective_at for version in versions[1:]]
    return [_listing(version, end, state, erasures) for version, end in zip(versions, [*ends, None], strict=True)]


def summary_bytes(document: dict[str, Any]) -> bytes:
    """What lists store of a document. A tombstone is short enough to be its own summary."""
    return canonical(document if "retracted" in document else summary_of(document))


def _listing(version: Version, end: datetime | None, state: PublicState, erasures: int) -> Listing:
    summary = json.loads(bytes(version.summary))
    made = summary.get("made_at")
    claimant = summary.get("claimant")
    return Listing(
        version=version,
        claim_id=version.claim_id,
        number=version.number,
        sequence=version.sequence,
        event_id=summary["event"]["id"],
        claimant_id=claimant["id"] if claimant else "",
        kind=summary["kind"],
        verdict=summary.get("verdict") or "",
        corroboration=(summary.get("corroboration") or {}).get("label") or "",
        language=summary["original_language"],
        made_earliest=datetime.fromisoformat(made["earliest"]) if made else None,
        valid_from=version.effective_at,
        valid_to=end,
        is_current=end is None,
        state=state,
        erasures=erasures,
        search_keys=f" {' '.join(keys_of(summary))} ",
    )


def search_entry_of(listing: Listing) -> SearchEntry:
    """What search finds a version by; unsaved."""
    return SearchEntry(sequence=listing.sequence, keys=" ".join(sorted(listing.search_keys.split())))


def mentions_of(version: Version, document: dict[str, Any]) -> Iterator[Mention]:
    """The mentions that a claim's newest version gives, if it is shown; unsaved."""
    for row in document["evidence"]:
        speaker = row["speaker"]
        principal = speaker["principal"] if speaker else None
        quantity = row["quantity"] or {}
        yield Mention(
            version=version,
            claim_id=version.claim_id,
            event_id=document["event"]["id"],
            evidence_id=row["id"],
            statement_id=row["statement_id"],
            speaker_id=speaker["id"] if speaker else "",
            principal_id=principal["id"] if principal else "",
            outlet_id=row["outlet"]["id"],
            source_id=row["source"]["id"],
            stance=row["stance"],
            standing=row["standing"],
            superseded=row["superseded_by"] is not None,
            language=row["language"],
            said_latest=datetime.fromisoformat(row["said_at"]["latest"]) if row["said_at"] else None,
            lower=quantity.get("lower"),
            upper=quantity.get("upper"),
        )


def listed_reviews_of(version: Version, document: dict[str, Any], state: PublicState) -> Iterator[ListedReview]:
    """The reviews that a claim's newest version carries, if it is shown; unsaved."""
    for review in reviews_of(document, state):
        yield ListedReview(
            version=version,
            claim_id=version.claim_id,
            place=review.place,
            site=review.site,
            language=review.base_language,
            newest_at=review.newest_at,
        )


def faces_of(document: dict[str, Any]) -> dict[str, tuple[CardKind, dict[str, Any]]]:
    """The faces a document gives, by id."""
    faces = {document["event"]["id"]: (CardKind.EVENT, document["event"])}
    if document["claimant"]:
        faces[document["claimant"]["id"]] = (CardKind.SPEAKER, document["claimant"])
    for row in document["evidence"]:
        if row["speaker"]:
            faces[row["speaker"]["id"]] = (CardKind.SPEAKER, row["speaker"])
        faces[row["outlet"]["id"]] = (CardKind.OUTLET, row["outlet"])
        faces[row["statement_id"]] = (CardKind.STATEMENT, {key: row[key] for key in STATEMENT_KEYS if key in row})
        faces[row["source"]["id"]] = (CardKind.SOURCE, row["source"] | {"outlet": row["outlet"]})
    return faces


def _recard(claim_id: str, newest: Version, document: dict[str, Any] | None) -> None:
    """Give cards the words of this document, but for those that a newer publication of another claim gave.

    What only older words of this claim gave is taken from others or dropped.
    """
    faces = faces_of(document) if document else {}
    newer = Card.objects.filter(pk__in=faces, version__sequence__gt=newest.sequence).exclude(version__claim_id=claim_id)
    for key in list(newer.values_list("pk", flat=True)):
        del faces[key]
    orphans = list(Card.objects.filter(version__claim_id=claim_id).exclude(pk__in=faces).values_list("pk", flat=True))
    cards = [card_of(newest, key, *face) for key, face in faces.items()]
    heirs = _newest_naming(orphans)
    for version in Version.objects.filter(sequence__in=heirs).defer("summary").iterator(chunk_size=20):
        given = faces_of(version.content)
        cards += [card_of(version, key, *given[key]) for key in heirs[version.sequence] if key in given]
    Card.objects.filter(pk__in=[*faces, *orphans]).delete()
    Card.objects.bulk_create(cards)


def card_of(version: Version, key: str, kind: CardKind, face: dict[str, Any]) -> Card:
    """The card that a version's document gives; unsaved."""
    data = canonical(face)
    dated = face[_DATED_BY[kind]] if kind in _DATED_BY else {"earliest": version.effective_at.isoformat()}
    return Card(
        id=key,
        kind=kind,
        document=data,
        digest=digest(data),
        version=version,
        at=datetime.fromisoformat(dated["earliest"]) if dated else UNDATED,
    )


def _newest_naming(keys: list[str]) -> dict[int, list[str]]:
    """Which of these cards the newest listed version that names them gives its words, by that version's sequence.

    Six statements. Mentions are of listed versions alone.
    """
    listed: Any = Listing.objects.current().listed()
    ways = [(listed, "event_id"), (listed, "claimant_id")]
    ways += [(Mention.objects.all(), f"{name}_id") for name in ("speaker", "outlet", "source", "statement")]
    newest: dict[str, int] = {}
    for rows, column in ways if keys else []:
        found = rows.filter(**{f"{column}__in": keys}).values_list(column).annotate(models.Max("version__sequence"))
        for key, sequence in found:
            newest[key] = max(sequence, newest.get(key, 0))
    given = defaultdict(list)
    for key, sequence in newest.items():
        given[sequence].append(key)
    return given
