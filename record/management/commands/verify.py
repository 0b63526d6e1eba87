"""`manage.py verify`: recomputes what digests and chains promise, names what does not hold, and exits 1 then."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record.verifying import Counts, verify


class Command(BaseCommand):
    """One sentence a finding, then one line that says what was examined."""

    help = "Recompute every digest, chain, quote position and list, name what does not hold, and exit 1 then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` (exit 1) when anything does not hold; erased values hold."""
        counts = Counts()
        broken = erased = 0
        for finding in verify(counts):
            erased += finding.erased
            broken += not finding.erased
            self.stdout.write(json.dumps(asdict(finding)) if options["json"] else str(finding))
        if options["json"]:
            self.stdout.write(json.dumps({"examined": counts, "broken": broken, "erased": erased}))
        else:
            examined = ", ".join(f"{count} {noun}" for noun, count in counts.items() if count)
            self.stdout.write(f"Examined {examined or 'nothing'}; {erased} erased, {broken} do not hold.")
        if broken:
            raise CommandError(f"{broken} findings: this is not the record that was written.")
