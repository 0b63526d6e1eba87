"""`manage.py publish_batch BATCH --by USER`: publishes every approved row of an import."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.commands.review_batch import batch_and_person, tell
from history.errors import Refusal
from record.actions.batches import publish_all


class Command(BaseCommand):
    """Rows that were edited or sent back are not in the batch any more."""

    help = "Publish every approved row of an import. Needs an editor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", help="the id that import_claims printed")
        parser.add_argument("--by", required=True, metavar="USER", help="user name of the editor")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for who may not."""
        batch, by = batch_and_person(options)
        try:
            count = publish_all(batch=batch, by=by)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        tell(self, batch, count, "published")
