"""`manage.py export_claims`: writes everything we published into a folder, in one of the formats."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from record.exporting import FORMATS, interchange
from record.exporting.building import manifest
from record.models import PublicationCounter

# What only this command writes stands beside what is prebuilt for everybody.
WRITERS = FORMATS | {"interchange": interchange.write}


class Command(BaseCommand):
    """The same files that `/exports/` offers, and `interchange`, in memory that does not grow with the record."""

    help = "Write everything we published into a folder, with a manifest. Files appear under their names when complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=WRITERS)
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="made if it does not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the folder cannot be written to."""
        folder: Path = options["to"]
        counter = PublicationCounter.objects.first() or PublicationCounter()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files = WRITERS[options["format"]](folder, self._tell if options["verbosity"] else lambda done, total: None)
            said = manifest(files, made_at=timezone.now().isoformat(timespec="seconds"), sequence=counter.value)
            (folder / f"manifest-{options['format']}.json").write_text(json.dumps(said, indent=2) + "\n")
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error
        for file in files:
            self.stdout.write(f"{file.name}: {file.count} records, {file.bytes} bytes, sha256 {file.sha256}")

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total} claims")
