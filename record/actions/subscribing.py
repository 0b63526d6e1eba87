"""Subscribe a receiver to what becomes public; change, pause, test and end that; send something again."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from history import writes
from history.errors import WrongMoment
from history.log import log
from record import access, signing
from record.actions import telling
from record.models import Delivery, Subscription
from record.models.delivery import DeliveryState
from record.models.subscription import HookEvent
from sources.fetching import Refused, examine

OVERLAP = timedelta(days=1)  # how long an old secret still signs beside the new one


@transaction.atomic
def subscribe(*, by: User, label: str, url: str, events: list[str]) -> Subscription:
    """Begin to tell an address of these events. The instance returned carries the secret in `shown_once`.

    Refuses who is no editor; raises `ValidationError` naming the fields. Where the address leads is asked at each delivery,
    when it counts; what can be seen of it now, its port for one, is told now.
    """
    access.require(access.refusal_to_subscribe(by))
    secret = signing.new_secret()
    row = Subscription(owner=by, label=label, url=url, events=_ordered(events), secret=secret)
    row.full_clean()
    _require_deliverable(url)
    row.save(force_insert=True)
    # Not by `writes.insert`: the log keeps no secret.
    log(row, "webhook_made", by=by, new={"label": label, "url": url, "events": row.events})
    row.shown_once = secret
    return row


@transaction.atomic
def change(*, subscription: Subscription, by: User, **fields: Any) -> Subscription:
    """Change its label, address or events. What waits goes to the new address."""
    row = _hold(subscription, by)
    if unknown := fields.keys() - {"label", "url", "events"}:
        raise TypeError(f"These fields cannot be set here: {', '.join(sorted(unknown))}")
    if "events" in fields:
        fields["events"] = _ordered(fields["events"])
    if "url" in fields and fields["url"] != row.url:
        _require_deliverable(fields["url"])
    writes.change(row, fields, by=by, code="webhook_changed")
    return row


@transaction.atomic
def rotate_secret(*, subscription: Subscription, by: User) -> Subscription:
    """Give it a new secret, in `shown_once`; the old one signs beside it for a day, and so does any before it."""
    row = _hold(subscription, by)
    row.previous_secrets = [[row.secret, (timezone.now() + OVERLAP).isoformat()], *row.overlapping()]
    row.secret = signing.new_secret()
    row.save(update_fields=["secret", "previous_secrets"])
    log(row, "webhook_secret_changed", by=by)
    row.shown_once = row.secret
    return row


@transaction.atomic
def pause(*, subscription: Subscription, by: User | None, reason: str) -> Subscription:
    """Stop delivering for now; what is to be told waits, thirty days. `by` is None for the machine, after long failure."""
    row = _hold(subscription, by)
    if row.paused_at is not None:
        raise WrongMoment("This webhook is paused already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is paused."})
    changes = {"paused_at": timezone.now(), "pause_reason": reason[:500]}
    writes.change(row, changes, by=by, code="webhook_paused", reason=reason)
    return row


@transaction.atomic
def resume(*, subscription: Subscription, by: User) -> Subscription:
    """Deliver again, what waits first."""
    row = _hold(subscription, by)
    if row.paused_at is None:
        raise WrongMoment("This webhook is not paused.")
    changes = {"paused_at": None, "pause_reason": "", "failing_since": None}
    writes.change(row, changes, by=by, code="webhook_resumed")
    waiting = Delivery.objects.filter(subscription=row, state=DeliveryState.PENDING)
    waiting.update(next_attempt_at=timezone.now())
    return row


@transaction.atomic
def end(*, subscription: Subscription, by: User) -> Subscription:
    """Tell it nothing more; what waits is given up. Its log stays."""
    row = _hold(subscription, by)
    writes.change(row, {"ended_at": timezone.now(), "ended_by": by}, by=by, code="webhook_ended")
    waiting = Delivery.objects.filter(subscription=row, state=DeliveryState.PENDING)
    waiting.update(state=DeliveryState.ABANDONED, last_failure="The webhook was ended.")
    return row


@transaction.atomic
def send_ping(*, subscription: Subscription, by: User) -> Delivery:
    """Put a test in line, which says nothing but that it arrives."""
    row = _hold(subscription, by)
    if row.paused_at is not None:
        raise WrongMoment("This webhook is paused; resume it first.")
    delivery = telling.ping(row)
    log(row, "webhook_tested", by=by, new={"delivery": delivery.pk})
    return delivery


@transaction.atomic
def replay(*, delivery: Delivery, by: User) -> Delivery:
    """Send something again, with its old id and new attempts. Refuses what is still waiting."""
    row = _hold(delivery.subscription, by)
    again = {
        "state": DeliveryState.PENDING,
        "next_attempt_at": timezone.now(),
        "leased_until": None,
        "delivered_at": None,
    }
    current = writes.lock(delivery)
    if current.state == DeliveryState.PENDING:
        raise WrongMoment("This is still waiting to be delivered.")
    Delivery.objects.filter(pk=current.pk).update(attempts_before=current.attempts, **again)
    log(row, "webhook_replayed", by=by, new={"delivery": current.pk, "event": current.event_id})
    current.refresh_from_db()
    return current


def _hold(subscription: Subscription, by: User | None) -> Subscription:
    """The subscription, locked, if this person may; `by` None is the machine."""
    if by is not None:
        access.require(access.refusal_to_subscribe(by))
    row = writes.lock(subscription)
    if row.ended_at is not None:
        raise WrongMoment("This webhook was ended; make a new one.")
    return row


def _require_deliverable(url: str) -> None:
    try:
        examine(url)
    except Refused as refused:
        raise ValidationError({"url": refused.sentence}) from refused


def _ordered(events: list[str]) -> list[str]:
    """In our order, whatever order a form sends; what is unknown stays, to be refused."""
    return [*(event for event in HookEvent.values if event in events), *(set(events) - set(HookEvent.values))]
