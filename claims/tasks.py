"""What the sweep does to claims: idempotent, safe to run twice at once."""

from django.db.models import Exists, OuterRef
from django_tasks import task

from claims.actions.alerting import raise_alert
from claims.models import Alert, Claim, Evidence
from claims.models.alert import AlertKind
from claims.workflow import Status
from history.log import target_of
from history.models import Entry
from sources.models.statement import Standing


@task()
def alert_overdue() -> int:
    """Raise an alert, once, for each claim whose due date passed. Answers how many were raised."""
    told = Alert.objects.filter(
        claim=OuterRef("pk"), kind=AlertKind.DUE_DATE_PASSED, raised_at__date__gt=OuterRef("due_on")
    )
    return sum(
        raise_alert(claim=claim, kind=AlertKind.DUE_DATE_PASSED, message=f"It was due on {claim.due_on}.") is not None
        for claim in Claim.objects.overdue().exclude(Exists(told))
    )


@task()
def alert_withdrawals() -> int:
    """Raise an alert, once a withdrawal, for each approved or settled claim whose revision did not know of it yet."""
    raised = 0
    resting = Evidence.objects.filter(
        claim__status__in=[Status.APPROVED, Status.SETTLED], statement__standing=Standing.WITHDRAWN
    ).select_related("claim__revision", "statement")
    for row in resting:
        revision = row.claim.revision
        known = {(kind, key): head for kind, key, head in revision.inputs} if revision else {}
        withdrawal = Entry.objects.of(row.statement).filter(code="statement_withdrawn").last()
        if withdrawal is None or withdrawal.sequence <= known.get(target_of(row.statement), 0):
            continue
        told = row.claim.alerts.filter(kind=AlertKind.WITHDRAWAL_LINKED, raised_at__gte=withdrawal.at)
        if not told.exists():
            message = "A statement it rests on was withdrawn after this revision was submitted."
            raised += raise_alert(claim=row.claim, kind=AlertKind.WITHDRAWAL_LINKED, message=message) is not None
    return raised
