"""What a bundle is made of: the stored bytes of one version, and the texts that its statements were found in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from history.canonical import digest
from history.errors import Refusal
from record.models import Listing, Version
from record.models.listing import PublicState
from record.reading import is_id
from record.verifying.findings import Erased
from sources.models import Snapshot
from sources.models.snapshot import SnapshotMethod, SnapshotState

Row = dict[str, Any]


class Texts(StrEnum):
    """Whose texts go into the bundle."""

    PUBLIC = "public"  # of pages that we fetched, as anybody could
    ALL = "all"  # also what was typed or handed in
    NONE = "none"


LEFT_OUT_ALWAYS = [
    {
        "what": "captures and pictures",
        "why": "The raw captures (WARC) and pictures stay with whoever runs the site; their digests are in the manifest.",
    },
    {"what": "the log", "why": "It names people; the document carries the digest of its newest entry."},
]
_TAMPERED = "run `manage.py verify` before anything else."
_WHY_NO_TEXT = {
    SnapshotMethod.TRANSCRIBED: "It was typed by us from something that may not be public.",
    SnapshotMethod.UPLOADED: "It is of a file that was handed in, which may not be public.",
}


@dataclass(frozen=True)
class Text:
    """The text of one snapshot that the document names. `data` is None where it is left out, and `why` says why."""

    row: Snapshot
    data: bytes | None
    why: str
    erased_on: date | None

    @property
    def file(self) -> str:
        """Its name in the bundle."""
        return f"snapshots/{self.row.pk}.txt"


@dataclass(frozen=True)
class Gathered:
    """One version and what belongs to it. `erased` are (file, day) where passages were blanked."""

    version: Version
    state: str
    is_current: bool
    document: Row
    texts: list[Text]
    left_out: list[dict[str, str]]
    erased: list[tuple[str, date]]


def gather(claim_id: str, number: int | None, texts: Texts) -> Gathered:
    """Read one version: the newest, or the one of that number.

    Raises `Refusal` for a claim that was never published or is withheld, and for a version that there is not.
    """
    listings = Listing.objects.filter(claim_id=claim_id).select_related("version") if is_id(claim_id) else None
    newest = listings.filter(is_current=True).first() if listings is not None else None
    if listings is None or newest is None:
        raise Refusal(f"There is no published claim {claim_id}; only what was published can be proven.")
    if newest.state == PublicState.WITHHELD:
        raise Refusal(f"The claim {claim_id} is withheld, so no bundle is made of it.")
    listing = newest if number is None else listings.filter(number=number).first()
    if listing is None:
        raise Refusal(f"The claim {claim_id} has no version {number}; its newest is {newest.number}.")
    return _gathered(listing, texts)


def statements_of(document: Row) -> Iterator[Row]:
    """Every statement of a document: its evidence, then the reports behind it. A tombstone has none."""
    yield from document.get("evidence", [])
    yield from document.get("upstream", [])


def _gathered(listing: Listing, wanted: Texts) -> Gathered:
    version = listing.version
    document = json.loads(bytes(version.document))
    erasures = Erased()
    erased = []
    if digest(bytes(version.document)) != version.publication_digest:
        if day := erasures.day(Version._meta.db_table, version.pk, "document", bytes(version.document)):
            erased.append(("document.json", day))
        else:
            raise Refusal(f"The stored document does not match its digest: {_TAMPERED}")
    named = {row["snapshot"]["id"]: row["snapshot"] for row in statements_of(document) if row["snapshot"]}
    found = []
    for snapshot in Snapshot.objects.filter(pk__in=named, state=SnapshotState.COMPLETE).order_by("pk"):
        # A snapshot that was waited for when the document was approved proved nothing then, and does not now.
        if not named[snapshot.pk]["text_sha256"]:
            continue
        text = _text(snapshot, wanted, erasures)
        found.append(text)
        if text.erased_on and text.data is not None:
            erased.append((text.file, text.erased_on))
    left_out = LEFT_OUT_ALWAYS + [{"what": text.file, "why": text.why} for text in found if text.data is None]
    return Gathered(version, listing.state, listing.is_current, document, found, left_out, erased)


def _text(snapshot: Snapshot, wanted: Texts, erasures: Erased) -> Text:
    data = snapshot.text.encode()
    erased_on = None
    if digest(data) != snapshot.text_sha256:
        erased_on = erasures.day(Snapshot._meta.db_table, snapshot.pk, "text", snapshot.text)
        if erased_on is None:
            raise Refusal(f"The text of snapshot {snapshot.pk} does not match its digest: {_TAMPERED}")
    why = ""
    if wanted == Texts.NONE:
        why = "Texts were not asked for."
    elif wanted == Texts.PUBLIC:
        why = _WHY_NO_TEXT.get(SnapshotMethod(snapshot.method), "")
    return Text(snapshot, None if why else data, why, erased_on)
