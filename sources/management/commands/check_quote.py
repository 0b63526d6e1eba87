"""`manage.py check_quote`: says whether words stand in a page, as the desk would."""

import json
import mimetypes
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sources import quotes
from sources.extraction import Unreadable, extract
from sources.models import Snapshot
from sources.models.snapshot import SnapshotState
from sources.models.statement import CheckStatus

FILE_LIMIT = 20 * 1024 * 1024  # bytes


class Command(BaseCommand):
    """A line of JSON a check: status, level, start, end, diff, reason. Ends with 1 where one could not be made."""

    help = (
        "Check words against a file (HTML, PDF or plain text) or a snapshot. Without words, pairs are read from standard "
        'input, one JSON object a line: {"text": …, "quote": …} or {"file": …, "quote": …}.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE")
        parser.add_argument("words", nargs="?", metavar="WORDS")
        parser.add_argument("--snapshot", metavar="ID", help="check against this snapshot; then give the words alone")

    def handle(self, *args: Any, **options: Any) -> None:
        file, words = options["file"], options["words"]
        if options["snapshot"]:
            if words is not None or file is None:
                raise CommandError('Give the words alone beside --snapshot: check_quote --snapshot ID "words".')
            self._tell(_checked_in_snapshot(file, options["snapshot"]))
        elif file is not None and words is not None:
            self._tell(_checked(words, _file_text(file)))
        elif file is not None:
            raise CommandError('Give the words to look for: check_quote FILE "words".')
        else:
            faults = 0
            for answer in _pairs():
                faults += answer["status"] == "error"
                self._tell(answer)
            if faults:
                raise CommandError(f"{faults} lines could not be checked.")

    def _tell(self, answer: dict[str, Any]) -> None:
        # What no encoding holds, half of a surrogate pair, is written as JSON escapes it.
        self.stdout.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode())


def _pairs() -> Iterator[dict[str, Any]]:
    """An answer a line; a line that is none of ours is answered with its fault, and the next one read."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            pair = json.loads(line)
            quote, text = pair["quote"], pair["text"] if "text" in pair else _file_text(pair["file"])
            if not isinstance(quote, str) or not isinstance(text, str):
                raise TypeError
            answer = _checked(quote, text)
        except CommandError as fault:
            yield {"line": number, "status": "error", "reason": str(fault)}
        except (ValueError, KeyError, TypeError, RecursionError):
            wanted = 'Write {"text": "…", "quote": "…"} or {"file": "…", "quote": "…"}.'
            yield {"line": number, "status": "error", "reason": wanted}
        else:
            yield {"line": number} | answer


def _checked(quote: str, text: str) -> dict[str, Any]:
    try:
        return asdict(quotes.check(quote, text))
    except ValueError as fault:
        raise CommandError(str(fault)) from fault


def _checked_in_snapshot(quote: str, key: str) -> dict[str, Any]:
    """What we typed ourselves can never be more than transcribed (I1)."""
    snapshot = _complete(key)
    answer = _checked(quote, snapshot.text)
    if snapshot.is_typed and answer["status"] == CheckStatus.EXACT:
        return answer | {"status": CheckStatus.TRANSCRIBED, "reason": "The words stand in what we typed, as quoted."}
    if snapshot.is_typed and answer["status"] in quotes.CONFIRMED:
        return answer | {"status": CheckStatus.ALTERED, "reason": "In what we typed the words are written otherwise."}
    return answer


def _file_text(name: str) -> str:
    path = Path(name)
    try:
        if path.exists() and not path.is_file():
            raise CommandError(f"{name} is no file.")
        if path.stat().st_size > FILE_LIMIT:
            raise CommandError(f"{name} has more than {FILE_LIMIT // 1024**2} megabytes.")
        body = path.read_bytes()
    except OSError as fault:
        raise CommandError(f"{name} cannot be read: {fault.strerror}.") from fault
    try:
        return extract(body, mimetypes.guess_type(name)[0] or "text/plain", "").text
    except Unreadable as fault:
        raise CommandError(f"{name}: {fault}") from fault


def _complete(key: str) -> Snapshot:
    snapshot = Snapshot.objects.filter(pk=key).first()
    if snapshot is None:
        raise CommandError(f"There is no snapshot {key}.")
    if snapshot.state != SnapshotState.COMPLETE:
        raise CommandError(f"The snapshot {key} is {snapshot.get_state_display()}; there is no text to check against.")
    return snapshot
