"""Look for a quote of an earlier capture in a later one, and look again when the quote itself is another."""

from django.utils import timezone

from sources import quotes
from sources.models import Sighting, Snapshot, Statement
from sources.models.sighting import Drift
from sources.models.snapshot import SnapshotMethod
from sources.models.statement import CheckStatus

# Only words that were once found on a page can drift.
FOUND = [CheckStatus.EXACT, CheckStatus.PRESENTATION, CheckStatus.ORTHOGRAPHIC, CheckStatus.ELIDED]


def sight(*, statement: Statement, snapshot: Snapshot, asked: quotes.Asked | None = None) -> Sighting | None:
    """Look for one quote. A statement keeps its own snapshot; this is what became of its words since.

    None where it was looked for in this snapshot before. `asked` is the snapshot's text where it was asked before.
    """
    drift, start, end = seen(statement, snapshot, asked)
    sighting, made = Sighting.objects.get_or_create(
        statement=statement,
        snapshot=snapshot,
        defaults={"drift": drift, "seen_at": snapshot.captured_at or timezone.now(), "start": start, "end": end},
    )
    return sighting if made else None


def seen(
    statement: Statement, snapshot: Snapshot, asked: quotes.Asked | None = None
) -> tuple[Drift, int | None, int | None]:
    """How the quote stands in a later capture, and where if its words are there; the same every time."""
    found = (asked or quotes.Asked(snapshot.text)).reposition(
        statement.quote,
        start=statement.start,
        prefix=statement.prefix,
        suffix=statement.suffix,
        status=statement.check_status,
    )
    if found.word in (Drift.UNCHANGED, Drift.MOVED):
        return Drift(found.word), found.check.start, found.check.end
    return Drift(found.word), None, None


def look_again(*, statement: Statement) -> None:
    """Drop what was seen of former words, and look for the present ones in every later capture. Inside a transaction."""
    Sighting.objects.filter(statement=statement).delete()
    if statement.check_status not in FOUND or not statement.snapshot:
        return
    later = Snapshot.objects.complete().filter(
        source=statement.source_id, captured_at__gt=statement.snapshot.captured_at
    )
    for snapshot in later.exclude(method=SnapshotMethod.TRANSCRIBED).iterator(chunk_size=5):
        sight(statement=statement, snapshot=snapshot)
