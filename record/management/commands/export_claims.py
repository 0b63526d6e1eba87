"""`manage.py export_claims`: writes everything we published into a folder, in one of the formats."""

import json
import shutil
import sqlite3
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from record.exporting import FORMATS, interchange
from record.exporting.building import manifest
from record.models import Change, PublicationCounter

# What only this command writes stands beside what is prebuilt for everybody.
WRITERS = FORMATS | {"interchange": interchange.write}


class Command(BaseCommand):
    """The same files that `/exports/` offers, and `interchange`, in memory that does not grow with the record."""

    help = "Write everything we published into a folder, with a manifest. Files appear under their names when all are complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=WRITERS)
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="made if it does not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the folder cannot be written to, or what was written may not be given out."""
        folder: Path = options["to"]
        aside = folder / f".{options['format']}.part"
        counter = PublicationCounter.objects.first() or PublicationCounter()
        try:
            aside.mkdir(parents=True, exist_ok=True)
            files = WRITERS[options["format"]](aside, self._tell if options["verbosity"] else lambda done, total: None)
            _require_all_public(since=counter.changes)
            said = manifest(files, made_at=timezone.now().isoformat(timespec="seconds"), sequence=counter.value)
            name = f"manifest-{options['format']}.json"
            (aside / name).write_text(json.dumps(said, indent=2) + "\n")
            for made in (*(file.name for file in files), name):
                (aside / made).replace(folder / made)
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error
        except sqlite3.OperationalError as error:  # rows of `interchange` wait there
            raise CommandError(
                f"Cannot write to {tempfile.gettempdir()}: {error}. TMPDIR names another folder."
            ) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        for file in files:
            self.stdout.write(f"{file.name}: {file.count} records, {file.bytes} bytes, sha256 {file.sha256}")

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total} claims")


def _require_all_public(*, since: int) -> None:
    """Raises `CommandError` if a claim was withheld, retracted or erased while the files were written."""
    if Change.objects.filter(sequence__gt=since).taking_away().exists():
        raise CommandError(
            "A claim was withheld, retracted or erased while the files were written, so they were thrown away. Run it again."
        )
