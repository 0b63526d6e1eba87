"""`manage.py explain <claim>`: chain, origins, figures and label of one claim, each with the rule that gave it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import documents
from claims.models import Claim
from record import explaining
from record.models import Version

Row = dict[str, Any]


class Command(BaseCommand):
    """Reads the claim as it stands on the desk, or with --published what its newest version holds. Changes nothing."""

    help = (
        "Print who repeats whom, where that ends, the figures and the label of a claim, and the rules that gave them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claim", help="the id of the claim")
        parser.add_argument("--published", action="store_true", help="the newest published version, not the desk")
        parser.add_argument("--json", action="store_true", help="the computed parts as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for a claim that is not there, or has no computed parts."""
        content = _content(options["claim"], options["published"])
        if content.get("corroboration") is None:
            raise CommandError("Nothing was computed for this version: it is a tombstone, or older than the rule.")
        if options["json"]:
            parts = {key: content[key] for key in ("id", "text", "corroboration", "origins", "figures")}
            self.stdout.write(json.dumps(parts, ensure_ascii=False, indent=2))
        else:
            for line in explaining.lines(content):
                self.stdout.write(line)


def _content(claim_id: str, is_published: bool) -> Row:
    if is_published:
        version = Version.objects.filter(claim=claim_id).order_by("-number").first()
        if version is None:
            raise CommandError(f"The claim {claim_id} was never published; leave --published out to see its draft.")
        return version.content
    claim = Claim.objects.select_related("event").filter(pk=claim_id).first()
    if claim is None:
        raise CommandError(f"There is no claim {claim_id}; its id stands in its address.")
    return documents.build(claim).content
