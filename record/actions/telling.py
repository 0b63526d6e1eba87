"""Tell subscriptions what became public: pending rows, written in the transaction of what they tell."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from history.canonical import canonical
from history.ids import new_id
from record.listings import public_state
from record.models import Delivery, Subscription, Version
from record.models.listing import PublicState
from record.models.subscription import HookEvent
from record.models.version import VersionKind

PING = "ping"

_OF_KINDS = {
    VersionKind.FIRST: HookEvent.PUBLISHED,
    VersionKind.UPDATE: HookEvent.PUBLISHED,
    VersionKind.CORRECTION: HookEvent.CORRECTED,
    VersionKind.RETRACTION: HookEvent.RETRACTED,
}


def tell_version(version: Version) -> None:
    """Tell of a new version. Nobody is told of one that is withheld: they are when it is shown again."""
    if public_state(version) != PublicState.WITHHELD:
        tell(_OF_KINDS[VersionKind(version.kind)], version)


def tell(event: HookEvent, newest: Version) -> None:
    """Tell every subscription that chose this event; one statement reads them, one writes. Inside an action's transaction."""
    chosen = [row for row in Subscription.objects.standing().only("events") if event in row.events]
    if not chosen:
        return
    payload = _payload(event, _about(newest))
    event_id = _new_event_id()
    Delivery.objects.bulk_create(
        [Delivery(subscription=row, event_id=event_id, event=event, payload=payload) for row in chosen]
    )


def ping(subscription: Subscription) -> Delivery:
    """A delivery that says nothing but that it arrives. Inside an action's transaction."""
    payload = _payload(PING, {"webhook": subscription.pk})
    return Delivery.objects.create(subscription=subscription, event_id=_new_event_id(), event=PING, payload=payload)


def _new_event_id() -> str:
    return f"evt_{new_id()}"


def _payload(event: str, data: dict[str, Any]) -> bytes:
    return canonical({"type": str(event), "timestamp": timezone.now().isoformat(), "data": data})


def _about(newest: Version) -> dict[str, Any]:
    """Which claim, and where to read it. Its words are not sent along: they may be withheld or erased meanwhile."""
    state = public_state(newest)
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
