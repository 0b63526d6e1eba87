"""`manage.py export_bundle <claim>`: writes one published claim as a folder that a stranger verifies offline."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from history.canonical import digest
from history.errors import Refusal
from record.bundle import Texts, export


class Command(BaseCommand):
    """Says where the bundle is, and the digest of its manifest."""

    help = (
        "Write one version of a published claim into a new folder: document, texts of captures, annotations, provenance, "
        "and a script that checks them without network."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Lets `--version` mean the claim's, where Django would print its own."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claim", help="the id of the claim")
        parser.add_argument(
            "--version", dest="number", type=int, metavar="N", help="its number; the newest unless given"
        )
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="must not exist; claim-<id>-v<n> unless given")
        texts = parser.add_mutually_exclusive_group()
        texts.add_argument("--without-texts", action="store_true", help="leave the texts of the captures out")
        texts.add_argument(
            "--all-texts",
            action="store_true",
            help="put in also what was typed or handed in as a file, which may not be public",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where there is nothing to prove, or the folder cannot be written."""
        texts = Texts.NONE if options["without_texts"] else Texts.ALL if options["all_texts"] else Texts.PUBLIC
        try:
            folder = export(claim_id=options["claim"], number=options["number"], folder=options["to"], texts=texts)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(f"Cannot write there: {error.strerror}.") from error
        self.stdout.write(f"Wrote {folder}; the digest of its manifest is")
        self.stdout.write(digest((folder / "manifest.json").read_bytes()))
