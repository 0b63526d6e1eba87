"""What workers do with the record: idempotent, safe to run twice at once."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import task

from claims.actions import batches
from claims.actions.alerting import raise_alert
from claims.models import Alert, ImportBatch
from claims.models.alert import AlertKind
from claims.models.import_batch import Work
from history.errors import Refusal
from record.actions import delivering
from record.actions.batches import publish_all
from record.exporting.building import build_if_due
from record.models import Delivery, Hold, Notice

CONFIRMED_WITHIN = timedelta(days=1)


@task()
def alert_unconfirmed() -> int:
    """Raise an alert, once, for each notice or hold that no second editor confirmed within a day. Answers how many."""
    raised = 0
    told = Alert.objects.filter(
        claim=OuterRef("claim"), kind=AlertKind.CONFIRMATION_OVERDUE, raised_at__gte=OuterRef("proposed_at")
    )
    for model, what in ((Notice, "notice"), (Hold, "hold")):
        late = model._default_manager.filter(
            ~Exists(told),
            confirmed_at__isnull=True,
            ended_at__isnull=True,
            proposed_at__lt=timezone.now() - CONFIRMED_WITHIN,
        )
        for row in late.select_related("claim"):
            message = f"A {what} waits for its second editor since {row.proposed_at:%Y-%m-%d}."
            raised += raise_alert(claim=row.claim, kind=AlertKind.CONFIRMATION_OVERDUE, message=message) is not None
    return raised


@task()
def build_exports() -> bool:
    """Make the prebuilt files anew if the record moved on, so many publications at once as there were. Answers whether it did."""
    return build_if_due() is not None


MOST_AT_ONCE = 200  # deliveries of one run; the next sweep goes on


@task()
def deliver_due() -> int:
    """Deliver what webhooks are to be told and is due. Answers how many arrived.

    A receiver that fails is left alone for the rest of the run: its other deliveries would each wait for it in vain.
    """
    failing: set[str] = set()
    arrived = 0
    for _turn in range(MOST_AT_ONCE):
        # Asked each time: a list made beforehand could hold nothing but what waits for receivers that fail.
        due = Delivery.objects.due().exclude(subscription__in=failing).order_by("pk")
        row = due.values_list("pk", "subscription_id").first()
        if row is None:
            break
        outcome = delivering.deliver(delivery_id=row[0])
        arrived += outcome is True
        if outcome is False:
            failing.add(row[1])
    return arrived


@task()
def forget_deliveries() -> int:
    """Drop the deliveries that were settled a month ago. Answers how many."""
    return delivering.forget()


def nudge() -> None:
    """Let a worker do at once what follows from a publication: deliver to webhooks, make the files anew.

    Faces call it after the commit; the sweep guarantees.
    """
    if Delivery.objects.due().exists():
        deliver_due.enqueue()
    build_exports.enqueue()


@task()
def publish_batches() -> int:
    """Publish the approved rows of imports for which an editor asked. Answers how many imports were worked on."""
    worked = 0
    for batch in ImportBatch.objects.to_be_done(Work.PUBLISH).select_related("work_by"):
        if batch.work_by is None or not batches.take(batch):
            continue
        worked += 1
        try:
            publish_all(batch=batch, by=batch.work_by)
            nudge()
        except Refusal as refusal:  # the person lost their role meanwhile
            batches.give_up(batch=batch, why=refusal.sentence)
    return worked
