"""What the worker does to captures: idempotent, safe to run twice at once, safe to be killed."""

import logging
import time
from copy import copy
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from sources.actions import capturing, comparing, watching
from sources.capture import NotCaptured, look_at
from sources.fetching import Refused
from sources.models import Snapshot
from sources.models.snapshot import SnapshotState

logger = logging.getLogger(__name__)

A_SWEEP = 50  # captures that one sweep makes at most, so that other work has its turn
PATIENCE = 5  # seconds that a nudged capture waits for its host, before it is left to the sweep


@task()
def capture(snapshot_id: str) -> bool:
    """Make one capture that was asked for. False where it was done, or is another worker's."""
    deadline = time.monotonic() + PATIENCE
    while (snapshot := capturing.lease(snapshot_id=snapshot_id)) is None:
        waiting = Snapshot.objects.waiting(timezone.now()).filter(pk=snapshot_id)
        if time.monotonic() > deadline or not waiting.exists():
            return False
        time.sleep(0.5)  # its host was asked just now
    return work_on(snapshot)


@task()
def capture_waiting() -> int:
    """Make the captures that no nudge reached, and those whose worker died. Answers how many."""
    waiting = Snapshot.objects.waiting(timezone.now()).values_list("pk", flat=True)[:A_SWEEP]
    done = 0
    for snapshot_id in list(waiting):
        if snapshot := capturing.lease(snapshot_id=snapshot_id):
            done += work_on(snapshot)
    return done


@task()
def capture_again() -> int:
    """Ask for new captures of pages whose quotes we watch, a page a host at a time. Answers how many."""
    if not settings.CAPTURE_AGAIN_DAYS:
        return 0
    return len(watching.request_due(days=settings.CAPTURE_AGAIN_DAYS))


def work_on(snapshot: Snapshot) -> bool:
    """Look, then write; whatever goes wrong becomes the capture's reason."""
    try:
        return keep(snapshot, look_at(snapshot))
    except (NotCaptured, Refused) as problem:
        capturing.fail(snapshot=snapshot, sentence=problem.sentence, retryable=problem.retryable)
    except Exception:
        # A page that breaks us must not come back for ever, nor take the worker with it.
        logger.exception("Capture %s broke", snapshot.pk)
        capturing.fail(snapshot=snapshot, sentence="The page could not be read: a fault of ours.", retryable=True)
    return False


def keep(snapshot: Snapshot, columns: dict[str, Any]) -> bool:
    """Keep the capture with all that follows from it. False where another worker took over.

    What takes time is asked first, of the text in hand. Then everything is written at once: a worker killed in between would
    leave quotes unchecked. Questions that changed meanwhile are asked again there.
    """
    ahead = copy(snapshot)
    for name, value in columns.items():
        setattr(ahead, name, value)
    ahead.state = SnapshotState.COMPLETE
    asked, likeness = watching.ask_ahead(snapshot=ahead), comparing.ask_ahead(snapshot=ahead)
    with transaction.atomic():
        if not capturing.complete(snapshot=snapshot, columns=columns):
            return False
        kept = Snapshot.objects.get(pk=snapshot.pk)
        watching.look(snapshot=kept, asked=asked)
        comparing.compare(snapshot=kept, likeness=likeness)
    return True
