"""What follows from every change of the public record, in the transaction of what it tells: the one way out for all actions."""

from typing import Any

from django.conf import settings
from django.db.models import F
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
    state = public_state(newest)
    versions = Version.objects.filter(claim_id=newest.claim_id).defer("document", "summary")
    # Nobody is told that a withheld claim has a new version: they are when it is shown again.
    if state != PublicState.WITHHELD:
        for version in versions.exclude(changes__kind=F("kind")).order_by("number"):
            _say(ChangeKind(version.kind), version, state)
    if kind in (ChangeKind.STATE, ChangeKind.ERASURE):
        _say(kind, versions.filter(changes__isnull=False).latest("number"), state)


def ping(subscription: Subscription) -> Delivery:
    """A delivery that says nothing but that it arrives. Inside an action's transaction."""
    payload = _payload(PING, {"webhook": subscription.pk})
    return Delivery.objects.create(subscription=subscription, event_id=_new_event_id(), event=PING, payload=payload)


def _say(kind: ChangeKind, version: Version, state: PublicState) -> None:
    _number(kind, version)
    _deliver(_EVENTS[kind], version, state)


def _number(kind: ChangeKind, version: Version) -> None:
    counter = PublicationCounter.objects.get(pk=1)
    counter.changes += 1
    counter.save(update_fields=["changes"])
    last = Change.objects.order_by("-sequence").values_list("at", flat=True).first()
    now = timezone.now()
    # A clock set back must not hide a line from whoever asks for what came since an instant.
    at = max(now, last) if last else now
    Change(sequence=counter.changes, version=version, kind=kind, at=at).save(force_insert=True)


def _deliver(event: HookEvent, version: Version, state: PublicState) -> None:
    """To every subscription that chose this event; one statement reads them, one writes."""
    chosen = [row for row in Subscription.objects.standing().only("events") if event in row.events]
    if not chosen:
        return
    payload = _payload(event, _about(version, state))
    event_id = _new_event_id()
    Delivery.objects.bulk_create(
        [Delivery(subscription=row, event_id=event_id, event=event, payload=payload) for row in chosen]
    )


def _new_event_id() -> str:
    return f"evt_{new_id()}"


def _payload(event: str, data: dict[str, Any]) -> bytes:
    return canonical({"type": str(event), "timestamp": timezone.now().isoformat(), "data": data})


def _about(version: Version, state: PublicState) -> dict[str, Any]:
    """Which claim, and where to read it. Its words are not sent along: they may be withheld or erased meanwhile."""
    about = {
        "claim": version.claim_id,
        "state": str(state),
        "url": f"{settings.SITE_URL}/claims/{version.claim_id}/",
        "api_url": f"{settings.SITE_URL}/api/v1/claims/{version.claim_id}/",
    }
    if state == PublicState.WITHHELD:
        return about
    return about | {
        "version": version.number,
        "version_kind": version.kind,
        "digest": version.content_digest,
        "sequence": version.sequence,
    }
