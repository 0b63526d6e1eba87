"""`manage.py sweep`: gives the worker what is due, once or every so many seconds."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from accounts.tasks import forget_answers
from claims.tasks import (
    alert_changed_inputs,
    alert_drift,
    alert_overdue,
    alert_unproven,
    alert_withdrawals,
    work_on_batches,
)
from record.tasks import alert_unconfirmed, build_exports, deliver_due, forget_deliveries, publish_batches
from sources.tasks import capture_again, capture_waiting

# Each is idempotent: enqueued too often it finds nothing to do.
TASKS: list[Task[..., Any]] = [
    capture_waiting,
    capture_again,
    alert_overdue,
    alert_withdrawals,
    alert_drift,
    alert_unproven,
    alert_changed_inputs,
    alert_unconfirmed,
    build_exports,
    deliver_due,
    forget_deliveries,
    forget_answers,
    work_on_batches,
    publish_batches,
]
KEPT_DAYS = 1  # of finished tasks; what they did stands in the log


class Command(BaseCommand):
    """Ctrl-C or SIGTERM ends it at once."""

    help = (
        "Enqueue what is due (captures, alerts, imports, exports, webhooks); `manage.py db_worker` runs it. "
        "With --every, again and again until Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="sweep again after so many seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        every = options["every"]
        if not every:
            sweep()
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda signum, frame: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                sweep()
            except OperationalError as error:  # the database is away or busy: the next round tries again
                self.stderr.write(f"This sweep did not finish: {error}")
            stop.wait(every)


def sweep() -> None:
    """Enqueue each task that is not waiting already, and drop finished ones."""
    waiting = set(DBTaskResult.objects.ready().values_list("task_path", flat=True))
    for task in TASKS:
        if task.module_path not in waiting:
            task.enqueue()
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
