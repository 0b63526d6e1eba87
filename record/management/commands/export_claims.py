"""`manage.py export_claims FILE`: writes the published claims and what they use, for another site to import."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record.exporting import Export


class Command(BaseCommand):
    """The file is there whole or not at all; progress goes to standard error."""

    help = "Write every published claim, and what it uses, as interchange lines (docs/interchange.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; it is replaced once the new one is complete")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the file cannot be written."""
        file: Path = options["file"]
        part = file.with_name(f".{file.name}.part")
        export = Export(self._told if options["verbosity"] > 1 else None)
        try:
            with part.open("w", encoding="utf-8", newline="\n") as stream:
                for line in export.lines():
                    stream.write(line + "\n")
            part.replace(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        counts = ", ".join(f"{count} {kind}s" for kind, count in export.counts.items() if count)
        self.stdout.write(f"Wrote {counts or 'nothing: no claim is published'}.")
        if export.left_out:
            self.stdout.write(f"{export.left_out} relations to claims that are not public were left out.")

    def _told(self, what: str, count: int) -> None:
        self.stderr.write(f"{what}: {count:,}")
