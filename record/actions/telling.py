"""What follows from every change of the public record, in the transaction of what it tells: the one way out for all actions."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from history.canonical import canonical
from history.ids import new_id
from record.listings import public_state, relist
from record.models import Change, Delivery, PublicationCounter, Subscription, Version
from record.models.change import ChangeKind
from record.models.listing import PublicState
from record.models.subscription import HookEvent

PING = "ping"

_EVENTS = {
    ChangeKind.FIRST: HookEvent.PUBLISHED,
    ChangeKind.UPDATE: HookEvent.PUBLISHED,
    ChangeKind.CORRECTION: HookEvent.CORRECTED,
    ChangeKind.RETRACTION: HookEvent.RETRACTED,
    ChangeKind.ERASURE: HookEvent.ERASED,
    ChangeKind.STATE: HookEvent.STATE_CHANGED,
}


def tell(kind: ChangeKind, newest: Version) -> None:
    """Make the claim's lists anew, number the change for who reads on, and put it in line for webhooks.

    `newest` is the claim's newest version. The caller's transaction holds the publication counter (`lock_record`).
    """
    relist(newest.claim_id)
    _number(kind, newest)
    state = public_state(newest)
    # Nobody is sent word of a version that is withheld: they get it when it is shown again.
    if state != PublicState.WITHHELD or kind in (ChangeKind.STATE, ChangeKind.ERASURE):
        _deliver(_EVENTS[kind], newest, state)


def ping(subscription: Subscription) -> Delivery:
    """A delivery that says nothing but that it arrives. Inside an action's transaction."""
    payload = _payload(PING, {"webhook": subscription.pk})
    return Delivery.objects.create(subscription=subscription, event_id=_new_event_id(), event=PING, payload=payload)


def _number(kind: ChangeKind, newest: Version) -> None:
    counter = PublicationCounter.objects.get(pk=1)
    counter.changes += 1
    counter.save(update_fields=["changes"])
    last = Change.objects.order_by("-sequence").values_list("at", flat=True).first()
    now = timezone.now()
    # A clock set back must not hide a line from whoever asks for what came since an instant.
    at = max(now, last) if last else now
    Change(sequence=counter.changes, version=newest, kind=kind, at=at).save(force_insert=True)


def _deliver(event: HookEvent, newest: Version, state: PublicState) -> None:
    """To every subscription that chose this event; one statement reads them, one writes."""
    chosen = [row for row in Subscription.objects.standing().only("events") if event in row.events]
    if not chosen:
        return
    payload = _payload(event, _about(newest, state))
    event_id = _new_event_id()
    Delivery.objects.bulk_create(
        [Delivery(subscription=row, event_id=event_id, event=event, payload=payload) for row in chosen]
    )


def _new_event_id() -> str:
    return f"evt_{new_id()}"


def _payload(event: str, data: dict[str, Any]) -> bytes:
    return canonical({"type": str(event), "timestamp": timezone.now().isoformat(), "data": data})


def _about(newest: Version, state: PublicState) -> dict[str, Any]:
    """Which claim, and where to read it. Its words are not sent along: they may be withheld or erased meanwhile."""
    about = {
        "claim": newest.claim_id,
        "state": str(state),
        "url": f"{settings.SITE_URL}/claims/{newest.claim_id}/",
        "api_url": f"{settings.SITE_URL}/api/v1/claims/{newest.claim_id}/",
    }
    if state == PublicState.WITHHELD:
        return about
    return about | {
        "version": newest.number,
        "version_kind": newest.kind,
        "digest": newest.content_digest,
        "sequence": newest.sequence,
    }
