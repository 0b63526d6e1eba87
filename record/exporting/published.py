"""What exports read: published claims and faces by their ids, a few at a time, so that memory does not grow with them.

Each step is one short statement: no transaction stays open over a long export. A claim that is published meanwhile comes in
its old or its new version; whatever was public before the export began is in it.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from record.exporting.files import Progress
from record.models import Card, Listing
from record.models.listing import PublicState

CHUNK = 20  # documents read at once; one with a thousand pieces of evidence has megabytes
FACES = 500  # cards read at once; each is small
TOLD_EVERY = 1_000  # claims


class Published(NamedTuple):
    """A claim's current version as bytes; a tombstone where it was retracted."""

    claim_id: str
    state: str
    data: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The document, read."""
        return json.loads(self.data)


def claims(progress: Progress) -> Iterator[Published]:
    """Every public claim by its id: published, under notice, retracted. Never a withheld one."""
    rows = Listing.objects.current().exclude(state=PublicState.WITHHELD).order_by("claim_id")
    total, done, last = rows.count(), 0, ""
    while chunk := list(rows.filter(claim_id__gt=last).values_list("claim_id", "state", "version__document")[:CHUNK]):
        for claim_id, state, data in chunk:
            yield Published(claim_id, state, bytes(data))
            done += 1
            if done % TOLD_EVERY == 0:
                progress(done, total)
        last = chunk[-1][0]
    progress(done, total)


def faces(kind: str) -> Iterator[dict[str, Any]]:
    """The public face of every event, speaker, outlet or source that listed claims name, by its id."""
    rows = Card.objects.filter(kind=kind).order_by("pk")
    last = ""
    while chunk := list(rows.filter(pk__gt=last).values_list("pk", "document")[:FACES]):
        for _key, data in chunk:
            yield json.loads(bytes(data))
        last = chunk[-1][0]
