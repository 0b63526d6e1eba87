"""What workers do with the record: idempotent, safe to run twice at once."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from claims.actions.alerting import raise_alert
from claims.models.alert import AlertKind
from record.exporting.building import build_if_due
from record.models import Hold, Notice

CONFIRMED_WITHIN = timedelta(days=1)


@task()
def alert_unconfirmed() -> int:
    """Raise an alert, once, for each notice or hold that no second editor confirmed within a day. Answers how many."""
    raised = 0
    for model, what in ((Notice, "notice"), (Hold, "hold")):
        late = model._default_manager.filter(
            confirmed_at__isnull=True, ended_at__isnull=True, proposed_at__lt=timezone.now() - CONFIRMED_WITHIN
        )
        for row in late.select_related("claim"):
            told = row.claim.alerts.filter(kind=AlertKind.CONFIRMATION_OVERDUE, raised_at__gte=row.proposed_at)
            if not told.exists():
                message = f"A {what} waits for its second editor since {row.proposed_at:%Y-%m-%d}."
                raised += raise_alert(claim=row.claim, kind=AlertKind.CONFIRMATION_OVERDUE, message=message) is not None
    return raised


@task()
def build_exports() -> bool:
    """Make the prebuilt files anew if the record moved on, so many publications at once as there were. Answers whether it did."""
    return build_if_due() is not None
