"""What the sweep does to claims: idempotent, safe to run twice at once."""

from django.db.models import Exists, OuterRef, Subquery
from django_tasks import task

from claims.actions import batches
from claims.actions.alerting import raise_alert
from claims.importing import running
from claims.models import Alert, Claim, Evidence, ImportBatch
from claims.models.alert import AlertKind
from claims.models.import_batch import Work
from claims.workflow import Status
from history.errors import Refusal
from history.log import target_of
from history.models import Entry
from sources.models import Statement
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
def work_on_batches() -> int:
    """Read the files that wait to be imported, and take the steps asked for over imports. Answers how many were worked on.

    What a worker left behind when it died is taken up again once its lease is over.
    """
    worked = 0
    for batch in ImportBatch.objects.to_be_done(Work.IMPORT, Work.SUBMIT, Work.APPROVE).select_related("work_by"):
        if batch.work_by is None or not batches.take(batch):
            continue
        worked += 1
        try:
            if batch.work == Work.IMPORT:
                with batch.file.open("rb") as file:
                    running.run(batch, file, by=batch.work_by)
            elif batch.work == Work.SUBMIT:
                batches.submit_all(batch=batch, by=batch.work_by)
            else:
                batches.approve_all(batch=batch, by=batch.work_by)
        except (Refusal, OSError) as error:  # the person lost their role, or the file its place
            batches.give_up(batch=batch, why=error.sentence if isinstance(error, Refusal) else str(error))
    return worked
