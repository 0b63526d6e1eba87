"""Deliver what subscriptions are to be told: at least once, one worker at a time, outside any transaction."""

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from history.errors import WrongMoment
from record import signing
from record.actions import subscribing
from record.models import Delivery, Subscription
from record.models.delivery import DeliveryState
from sources.fetching import Answer, Refused, send

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)  # longer than one sending may take; a killed worker's row is free again after it
# How long to wait after each failure, in seconds: soon at first, then daily, for a little over five days.
WAITS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400]
JITTER = 0.2  # of a wait, either way: receivers that fell over are not hit by all at once when they rise
PAUSED_AFTER = timedelta(days=5)  # of nothing but failure
KEPT = timedelta(days=30)
# What no later attempt could change: the address itself is refused.
FOR_GOOD = {"malformed", "scheme", "userinfo", "port"}


def deliver(*, delivery_id: int) -> bool | None:
    """Send one pending delivery, if it is due and nobody else has it. Whether it arrived; None where nothing was to do."""
    now = timezone.now()
    # One conditional UPDATE takes it: of two workers, one.
    if (
        not Delivery.objects.due(now)
        .filter(pk=delivery_id)
        .update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    ):
        return None
    row = Delivery.objects.select_related("subscription").get(pk=delivery_id)
    payload = bytes(row.payload)
    headers = signing.headers(
        row.subscription.secrets, message_id=row.event_id, timestamp=int(now.timestamp()), payload=payload
    )
    try:
        outcome: Answer | Refused = send(row.subscription.url, body=payload, headers=headers)
    except Refused as refused:
        outcome = refused
    except Exception:
        # A receiver that breaks us must not come back for ever, nor keep the others from what is theirs.
        logger.exception("Delivery %s broke", row.pk)
        outcome = Refused("unreadable", "It could not be sent: a fault of ours.", retryable=True)
    return _record(row, outcome)


def _record(row: Delivery, outcome: Answer | Refused) -> bool:
    now = timezone.now()
    arrived = isinstance(outcome, Answer) and 200 <= outcome.status < 300
    columns: dict[str, object] = {
        "leased_until": None,
        "last_status": outcome.status if isinstance(outcome, Answer) else None,
        "last_answer": _printable(outcome.body) if isinstance(outcome, Answer) else "",
    }
    if arrived:
        columns |= {"state": DeliveryState.DELIVERED, "delivered_at": now, "last_failure": ""}
    else:
        columns |= _after_failure(row, outcome, now)
    with transaction.atomic():
        # Only for the attempt that is ours: a worker whose lease ran out has nothing to say any more.
        mine = Delivery.objects.filter(pk=row.pk, attempts=row.attempts, state=DeliveryState.PENDING)
        if not mine.update(**columns):
            return arrived
        if arrived:
            Subscription.objects.filter(pk=row.subscription_id, failing_since__isnull=False).update(failing_since=None)
        else:
            Subscription.objects.filter(pk=row.subscription_id, failing_since__isnull=True).update(failing_since=now)
    if not arrived:
        _pause_if_hopeless(row, outcome, now)
    return arrived


def _after_failure(row: Delivery, outcome: Answer | Refused, now: datetime) -> dict[str, object]:
    failure = outcome.sentence if isinstance(outcome, Refused) else f"The receiver answered {outcome.status}."
    tried = row.attempts - row.attempts_before
    if tried > len(WAITS) or (isinstance(outcome, Refused) and outcome.code in FOR_GOOD):
        return {"state": DeliveryState.FAILED, "last_failure": failure[:500]}
    wait = WAITS[tried - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  (spreads load; guards nothing)
    return {"next_attempt_at": now + timedelta(seconds=wait), "last_failure": failure[:500]}


def _pause_if_hopeless(row: Delivery, outcome: Answer | Refused, now: datetime) -> None:
    subscription = Subscription.objects.get(pk=row.subscription_id)
    reason = ""
    if isinstance(outcome, Answer) and outcome.status == 410:
        reason = "The receiver says that it is gone for good (410)."
    elif subscription.failing_since is not None and subscription.failing_since <= now - PAUSED_AFTER:
        reason = f"Nothing could be delivered since {subscription.failing_since:%Y-%m-%d %H:%M} UTC."
    if not reason:
        return
    try:
        subscribing.pause(subscription=subscription, by=None, reason=reason)
    except WrongMoment:  # paused or ended meanwhile
        return


def _printable(body: bytes) -> str:
    """The beginning of an answer, for the log of the desk: whatever bytes a receiver sends."""
    text = body[:2_000].decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)[:500]


def forget() -> int:
    """Drop what was settled a month ago, and give up what waited as long for a paused webhook. Answers how many were dropped."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT)
    if not old.exists():  # the sweep asks every minute, and a transaction would hold up who writes
        return 0
    with transaction.atomic():
        waiting = old.filter(state=DeliveryState.PENDING)
        waiting.filter(subscription__paused_at__lt=timezone.now() - KEPT).update(
            state=DeliveryState.ABANDONED, last_failure="The webhook was paused for too long."
        )
        # Put in line by a publication that did not see yet that the webhook was being ended.
        waiting.filter(subscription__ended_at__isnull=False).update(
            state=DeliveryState.ABANDONED, last_failure="The webhook was ended."
        )
        dropped, _kinds = old.exclude(state=DeliveryState.PENDING).delete()
    return dropped
