"""Comments between colleagues, and alerts, which the machine raises and a person resolves."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from claims import access
from claims.models import Alert, Bookmark, Claim, Comment
from history import writes
from history.errors import WrongMoment
from history.log import log


@transaction.atomic
def comment(*, claim: Claim, by: User, text: str) -> Comment:
    """Leave a remark at the desk. Raises `ValidationError` for an empty or over-long one."""
    access.require(access.refusal_to_discuss(by))
    claim = writes.lock(claim)
    return writes.insert(Comment(claim=claim, author=by, text=text), by=by, code="comment_added")


@transaction.atomic
def resolve_alert(*, alert: Alert, by: User) -> Alert:
    """Say that an alert was looked at. Refuses one that is already resolved."""
    access.require(access.refusal_to_discuss(by))
    writes.lock(alert.claim)
    alert = writes.lock(alert)
    if alert.resolved_at is not None:
        raise WrongMoment("This alert was already resolved.")
    writes.change(alert, {"resolved_at": timezone.now(), "resolved_by": by}, by=by, code="alert_resolved")
    return alert


@transaction.atomic
def raise_alert(*, claim: Claim, kind: str, message: str, about: str = "") -> Alert | None:
    """Ask the desk to look. One open alert of a kind a claim: a second is not raised, and the answer is None.

    `about` is a digest of what was found; the log keeps it, so that a sweep does not tell the same thing again.
    """
    claim = writes.lock(claim)
    if claim.alerts.filter(kind=kind, resolved_at__isnull=True).exists():
        return None
    alert = Alert(claim=claim, kind=kind, message=message)
    alert.full_clean()
    alert.save(force_insert=True)
    new = {"alert": alert.pk, "kind": kind} | ({"digest": about} if about else {})
    log(claim, "alert_raised", by=None, new=new, reason=message)
    return alert


def settle(*, claim: Claim, kind: str, by: User) -> None:
    """Resolve the open alert of a kind because what it asked for was done. Inside the transaction of whoever did it."""
    for alert in claim.alerts.filter(kind=kind, resolved_at__isnull=True):
        writes.change(alert, {"resolved_at": timezone.now(), "resolved_by": by}, by=by, code="alert_resolved")


def keep_place(*, name: str, entry: int) -> None:
    """Note how far a sweep has read the log."""
    Bookmark.objects.update_or_create(name=name, defaults={"entry": entry})
