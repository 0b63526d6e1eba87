"""What the sweep does to claims: idempotent, safe to run twice at once."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django_tasks import task

from claims.actions.alerting import raise_alert
from claims.models import Alert, Claim, Evidence
from claims.models.alert import AlertKind
from claims.workflow import Status
from history.log import target_of
from history.models import Entry
from sources.models import Sighting, Statement
from sources.models.sighting import WORSE_THAN_MOVED
from sources.models.statement import UNPROVEN, Standing


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
    # The sweep asks every minute, so this is one statement however many statements were ever withdrawn.
    withdrawals = Entry.objects.filter(
        target_type=Statement._meta.label_lower, target_id=OuterRef("statement"), code="statement_withdrawn"
    ).order_by("-sequence")
    told = Alert.objects.filter(
        claim=OuterRef("claim"), kind=AlertKind.WITHDRAWAL_LINKED, raised_at__gte=OuterRef("withdrawn_at")
    )
    resting = (
        Evidence.objects.filter(
            claim__status__in=[Status.APPROVED, Status.SETTLED], statement__standing=Standing.WITHDRAWN
        )
        .annotate(
            withdrawn_at=Subquery(withdrawals.values("at")[:1]), withdrawal=Subquery(withdrawals.values("sequence")[:1])
        )
        .filter(~Exists(told), withdrawal__isnull=False)
        .select_related("claim__revision", "statement")
    )
    raised = 0
    for row in resting:
        inputs = row.claim.revision.inputs if row.claim.revision else []
        known = next((head for kind, key, head in inputs if (kind, key) == target_of(row.statement)), 0)
        if row.withdrawal > known:
            message = "A statement it rests on was withdrawn after this revision was submitted."
            raised += raise_alert(claim=row.claim, kind=AlertKind.WITHDRAWAL_LINKED, message=message) is not None
    return raised


@task()
def alert_drift() -> int:
    """Raise an alert on approved and settled claims when a page no longer has a quote's words, or has them again.

    Told once for each turn of events, not for each capture that shows the same.
    """
    before = Sighting.objects.filter(statement=OuterRef("statement"), seen_at__lt=OuterRef("seen_at"))
    turns = (
        Sighting.objects.telling()
        .annotate(before=Coalesce(Subquery(before.order_by("-seen_at", "-pk").values("drift")[:1]), Value("")))
        .exclude(drift=F("before"))
        .filter(Q(drift__in=WORSE_THAN_MOVED) | Q(before__in=WORSE_THAN_MOVED))
    )
    raised = 0
    for turn in turns.select_related("statement"):
        told = Alert.objects.filter(claim=OuterRef("pk"), kind=AlertKind.QUOTE_LOST, raised_at__gte=turn.seen_at)
        message = (
            f"The page has changed: the words “{_short(turn.statement)}” are {turn.get_drift_display()}."
            if turn.drift in WORSE_THAN_MOVED
            else f"The page has the words “{_short(turn.statement)}” again."
        )
        for claim in _resting().filter(~Exists(told), evidence__statement=turn.statement_id):
            raised += raise_alert(claim=claim, kind=AlertKind.QUOTE_LOST, message=message) is not None
    return raised


@task()
def alert_unproven() -> int:
    """Raise an alert on approved and settled claims with a quote that a later capture does not bear out."""
    told = Alert.objects.filter(
        claim=OuterRef("claim"), kind=AlertKind.QUOTE_LOST, raised_at__gte=OuterRef("statement__checked_at")
    )
    rows = Evidence.objects.filter(
        ~Exists(told),
        claim__in=_resting(),
        statement__check_status__in=UNPROVEN,
        statement__checked_at__gt=F("claim__revision__submitted_at"),
    ).select_related("claim", "statement")
    return sum(
        raise_alert(
            claim=row.claim,
            kind=AlertKind.QUOTE_LOST,
            message=f"The words “{_short(row.statement)}” were checked since: {row.statement.get_check_status_display()}.",
        )
        is not None
        for row in rows
    )


def _resting() -> QuerySet[Claim]:
    return Claim.objects.filter(status__in=[Status.APPROVED, Status.SETTLED])


def _short(statement: Statement) -> str:
    return statement.quote if len(statement.quote) <= 80 else statement.quote[:79] + "…"
