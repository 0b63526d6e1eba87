"""`manage.py review_batch BATCH --by USER`: submits the rows of an import, or approves each row's own revision."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from claims.actions import batches
from claims.importing import running
from claims.models import ImportBatch
from claims.models.import_problem import ProblemLevel
from history.errors import Refusal


class Command(BaseCommand):
    """Says what every row that was refused lacks; the others went on."""

    help = (
        "Approve every submitted row of an import (a reviewer outside its contributors), or with --submit, submit them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", help="the id that import_claims printed")
        parser.add_argument("--by", required=True, metavar="USER", help="user name of who decides")
        parser.add_argument("--submit", action="store_true", help="submit the drafts for review instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for who may not."""
        batch, by = batch_and_person(options)
        act = batches.submit_all if options["submit"] else batches.approve_all
        try:
            count = act(batch=batch, by=by)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        tell(self, batch, count, "submitted" if options["submit"] else "approved")


def batch_and_person(options: dict[str, Any]) -> tuple[ImportBatch, User]:
    """What the options name. Raises `CommandError`."""
    try:
        return ImportBatch.objects.get(pk=options["batch"]), User.objects.get(username=options["by"])
    except ImportBatch.DoesNotExist as error:
        raise CommandError(f"There is no batch {options['batch']}.") from error
    except User.DoesNotExist as error:
        raise CommandError(f"There is no person called {options['by']}.") from error


def tell(command: BaseCommand, batch: ImportBatch, count: int, what: str) -> None:
    """One line for each row that a step was refused for, then how many went on."""
    for row in running.report(batch):
        if row["level"] == ProblemLevel.STEP:
            command.stdout.write(f"{row['claim']}: {row['field']}: {row['reason']}".replace(": : ", ": "))
    command.stdout.write(f"{count:,} rows {what}.")
