"""`manage.py openapi`: writes the description of the API, as `docs/openapi.json` keeps it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.test.utils import override_settings

from api.public.about import schema

# The kept description is of no site in particular.
EXAMPLE_SITE = "https://claims.example.org"


def kept() -> str:
    """The schema of an example site, in lines, so that a change of it is a difference that people can read."""
    with override_settings(SITE_URL=EXAMPLE_SITE):
        return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


class Command(BaseCommand):
    """A test compares the kept file with this: whoever changes the API changes it too, and others see what."""

    help = "Write the OpenAPI description of the API to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Where to, for example docs/openapi.json.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        file.write_text(kept(), encoding="utf-8")
        self.stdout.write(f"Wrote {file}.")
