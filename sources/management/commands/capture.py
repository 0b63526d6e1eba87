"""`manage.py capture URL…`: keeps pages, as the desk does."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from history.errors import Refusal
from sources import tasks
from sources.actions import capturing
from sources.models import Snapshot, Source
from sources.models.snapshot import SnapshotState


class Command(BaseCommand):
    """One line of JSON an address. Ends with 1 where one could not be captured."""

    help = "Ask for captures of these addresses; with --wait, make them now and say what became of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("urls", nargs="+", metavar="URL")
        parser.add_argument("--wait", action="store_true", help="capture now instead of leaving it to the worker")
        parser.add_argument("--by", metavar="USER", help="who records an address that is no source yet")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _person(options["by"])
        failed = 0
        for url in options["urls"]:
            try:
                source = self._source(url, by)
                snapshot = capturing.request_capture(source=source, by=by)
            except (ValidationError, Refusal) as problem:
                said = " ".join(problem.messages) if isinstance(problem, ValidationError) else problem.sentence
                self.stdout.write(json.dumps({"url": url, "state": "refused", "reason": said}, ensure_ascii=False))
                failed += 1
                continue
            if options["wait"]:
                tasks.capture.call(snapshot.pk)
            snapshot = Snapshot.objects.get(pk=snapshot.pk)
            failed += bool(options["wait"]) and snapshot.state != SnapshotState.COMPLETE
            self.stdout.write(json.dumps(_told(url, snapshot), ensure_ascii=False))
        if failed:
            raise CommandError(f"{failed} of {len(options['urls'])} addresses were not captured.")

    def _source(self, url: str, by: User | None) -> Source:
        if known := Source.objects.at_address(url).first():
            return known
        if by is None:
            raise Refusal("This address is no source yet: say with --by who records it.")
        return capturing.open_address(url=url, by=by)[0]


def _person(username: str | None) -> User | None:
    if not username:
        return None
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is nobody called {username}.")
    return person


def _told(url: str, snapshot: Snapshot) -> dict[str, Any]:
    told: dict[str, Any] = {"url": url, "source": snapshot.source_id, "snapshot": snapshot.pk, "state": snapshot.state}
    if snapshot.failure:
        told["reason"] = snapshot.failure
    if snapshot.state == SnapshotState.COMPLETE:
        told |= {"characters": len(snapshot.text), "text_sha256": snapshot.text_sha256, "flags": snapshot.flags}
    return told
