"""`manage.py import_claims FILE --format … --by USER`: makes drafts of what a file holds, in a batch."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from claims.actions import batches
from claims.importing import running
from claims.importing.faults import Dirty
from claims.importing.options import read_mapping, read_ratings
from claims.models import ImportBatch
from claims.models.import_batch import ImportFormat
from history.errors import Refusal

EVERY = 2  # seconds between two lines of progress


class Command(BaseCommand):
    """Stopped at any moment and run again, it goes on where it stopped. Progress goes to standard error."""

    help = "Import claims as drafts in a batch, which reviewers then approve. Nothing that is here is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=ImportFormat.values)
        parser.add_argument("--by", required=True, metavar="USER", help="user name of the contributor who imports")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="JSON: columns, date order, event, language")
        parser.add_argument("--ratings", type=Path, metavar="FILE", help="CSV: publisher,rating,verdict")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, and keep nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write what was refused or left out, as NDJSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` with what is wrong with the options; what is wrong with lines is in the report."""
        self.told_at = time.monotonic()
        try:
            by = User.objects.get(username=options["by"])
            wanted: dict[str, Any] = {}
            if options["mapping"]:
                wanted["mapping"] = read_mapping(options["mapping"].read_bytes())
            if options["ratings"]:
                wanted["ratings"] = read_ratings(options["ratings"].read_bytes())
            with options["file"].open("rb") as file:
                if options["dry_run"]:
                    with transaction.atomic():
                        self._import(file, by, wanted, options)
                        transaction.set_rollback(True)
                    self.stdout.write("This was a dry run; nothing was kept.")
                else:
                    self._import(file, by, wanted, options)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no person called {options['by']}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        except (Dirty, ValidationError) as error:
            raise CommandError(str(error) if isinstance(error, Dirty) else " ".join(error.messages)) from error

    def _import(self, file: IO[bytes], by: User, wanted: dict[str, Any], options: dict[str, Any]) -> None:
        batch = batches.open_batch(
            by=by,
            format=options["format"],
            file_name=options["file"].name,
            file_sha256=running.sha256_of(file),
            options=wanted,
        )
        if batch.completed_at:
            self.stdout.write(f"This file was imported already, as batch {batch.pk}; nothing was changed.")
        elif batch.position:
            self.stdout.write(f"Going on after {batch.position:,} items.")
        batch = running.run(batch, file, by=by, tell=self._tell if options["verbosity"] else None)
        if options["report"]:
            with options["report"].open("w", encoding="utf-8") as report:
                for row in running.report(batch):
                    report.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.stdout.write(f"Batch {batch.pk}: {_counted(batch)}.")

    def _tell(self, batch: ImportBatch) -> None:
        if time.monotonic() - self.told_at >= EVERY:
            self.told_at = time.monotonic()
            self.stderr.write(f"{batch.position:,} items: {_counted(batch)}")


def _counted(batch: ImportBatch) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in batch.progress.items())
