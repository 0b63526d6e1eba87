"""`manage.py export_claims`: writes everything we published into a folder, in one of the formats."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from record.exporting import FORMATS, interchange
from record.exporting.building import manifest
from record.exporting.files import ExportFile
from record.models import Change, PublicationCounter

# What only this command writes stands beside what is prebuilt for everybody.
WRITERS = FORMATS | {"interchange": interchange.write}


class Command(BaseCommand):
    """The same files that `/exports/` offers, and `interchange`, in memory that does not grow with the record."""

    help = "Write everything we published into a folder, with a manifest. Files appear under their names when complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=WRITERS)
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="made if it does not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the folder cannot be written to, or what was written may not be given out."""
        folder: Path = options["to"]
        counter = PublicationCounter.objects.first() or PublicationCounter()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files = WRITERS[options["format"]](folder, self._tell if options["verbosity"] else lambda done, total: None)
            _require_all_public(since=counter.changes, folder=folder, files=files)
            said = manifest(files, made_at=timezone.now().isoformat(timespec="seconds"), sequence=counter.value)
            name = f"manifest-{options['format']}.json"
            part = folder / f".{name}.part"
            part.write_text(json.dumps(said, indent=2) + "\n")
            part.replace(folder / name)
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error
        for file in files:
            self.stdout.write(f"{file.name}: {file.count} records, {file.bytes} bytes, sha256 {file.sha256}")

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total} claims")


def _require_all_public(*, since: int, folder: Path, files: list[ExportFile]) -> None:
    """Take the files away again if a claim in them was withheld, retracted or erased while they were written."""
    if Change.objects.filter(sequence__gt=since).taking_away().exists():
        for file in files:
            (folder / file.name).unlink(missing_ok=True)
        raise CommandError(
            "A claim was withheld, retracted or erased while the files were written, so they were taken away. Run it again."
        )
