"""Quotes against captures: check those that waited, look again for those we hold, ask for what is due."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from history import writes
from sources import quotes
from sources.actions import capturing
from sources.actions.sighting import FOUND, seen, sight
from sources.actions.stating import CHECK_COLUMNS, set_check
from sources.addresses import host_of
from sources.models import Sighting, Snapshot, Source, Statement
from sources.models.snapshot import SnapshotMethod, SnapshotState
from sources.models.statement import CheckStatus

A_SWEEP = 20  # pages that one sweep asks for again at most
BETWEEN_TRIES = timedelta(days=1)  # of a page that could not be captured again


def ask_ahead(*, snapshot: Snapshot) -> quotes.Asked:
    """Ask what `look` will ask of a capture that is not kept yet: many quotes in a long text take seconds, and no transaction."""
    asked = quotes.Asked(snapshot.text)
    for statement in _waiting_for(snapshot):
        statement.snapshot = snapshot
        set_check(statement, asked=asked)
    for statement in _found_before(snapshot):
        seen(statement, snapshot, asked)
    return asked


@transaction.atomic
def look(*, snapshot: Snapshot, asked: quotes.Asked) -> list[Sighting]:
    """Check the quotes that waited for this capture, and look in it for those found in earlier ones.

    What `asked` knows is taken from it; what was recorded or changed since is asked here. Idempotent: a quote is looked for once
    in a snapshot. Answers with the new sightings.
    """
    if snapshot.state != SnapshotState.COMPLETE or snapshot.is_typed:
        return []
    for statement in _waiting_for(snapshot):
        _check(statement, snapshot, asked)
    sighted = (sight(statement=row, snapshot=snapshot, asked=asked) for row in _found_before(snapshot))
    return [sighting for sighting in sighted if sighting]


def _check(statement: Statement, snapshot: Snapshot, asked: quotes.Asked) -> None:
    """Tie a statement whose words were never checked to this snapshot and check them. The machine does it, and says so."""
    statement = writes.lock(statement)
    if statement.check_status != CheckStatus.UNVERIFIABLE or not statement.quote:
        return  # somebody else did, or changed their mind
    statement.snapshot = snapshot
    set_check(statement, asked=asked)
    found = {name: getattr(statement, name) for name in ["snapshot", *CHECK_COLUMNS]}
    statement.refresh_from_db()
    writes.change(statement, found, by=None, code="quote_checked")


@transaction.atomic
def request_due(*, days: int) -> list[Snapshot]:
    """Ask for a new capture of each page with quotes of ours that was last seen `days` ago; a page a host at a time."""
    now = timezone.now()
    due = (
        Source.objects.filter(statements__check_status__in=FOUND, statements__snapshot__method=SnapshotMethod.FETCHED)
        .annotate(
            seen_at=Max("snapshots__captured_at", filter=Q(snapshots__state=SnapshotState.COMPLETE)),
            asked_at=Max("snapshots__requested_at"),
        )
        .filter(seen_at__lt=now - timedelta(days=days), asked_at__lt=now - BETWEEN_TRIES)
        .exclude(canonical_url="")
        .order_by("seen_at", "id")
    )
    busy = set(Snapshot.objects.filter(state=SnapshotState.PENDING).values_list("host", flat=True))
    asked = []
    for source in due[: A_SWEEP * 5]:
        snapshot = (
            capturing.request_capture(source=source, by=None) if host_of(source.canonical_url) not in busy else None
        )
        if snapshot:
            busy.add(snapshot.host)
            asked.append(snapshot)
        if len(asked) == A_SWEEP:
            break
    return asked


def _waiting_for(snapshot: Snapshot) -> list[Statement]:
    """Quotes of the source that no capture could be asked about before."""
    unseen = Q(snapshot=snapshot) | Q(snapshot__isnull=True) | Q(snapshot__state=SnapshotState.FAILED)
    waiting = Statement.objects.filter(unseen, source=snapshot.source_id, check_status=CheckStatus.UNVERIFIABLE)
    return list(waiting.exclude(quote="").order_by("pk"))


def _found_before(snapshot: Snapshot) -> list[Statement]:
    earlier = Statement.objects.filter(
        source=snapshot.source_id, check_status__in=FOUND, snapshot__captured_at__lt=snapshot.captured_at
    )
    return list(earlier.exclude(sightings__snapshot=snapshot).order_by("pk"))
