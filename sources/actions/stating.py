"""Record what was said, and what was typed of a source."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from history import writes
from history.canonical import digest
from sources import quotes
from sources.access import require_to_write
from sources.actions import capturing, linking, sighting
from sources.actions.recording import only
from sources.languages import validate_text
from sources.models import Snapshot, Source, Statement
from sources.models.relay import RelayKind
from sources.models.snapshot import SnapshotMethod, SnapshotState
from sources.models.statement import CheckStatus

WRITABLE = frozenset(
    {
        "source", "snapshot", "speaker", "role", "directness", "basis", "said_earliest", "said_latest",
        "said_precision", "said_zone", "said_words", "quote", "quote_missing_reason", "language", "translation",
        "translator", "note",
    }
)  # fmt: skip

TRANSCRIPT_LIMIT = 200_000  # characters somebody would type


def transcribe(
    *, source: Source, text: str, by: User, seen_at: datetime | None = None, picture: File | None = None
) -> Snapshot:
    """Keep what a person typed from print, a broadcast or a page behind a login, with a picture where there is one.

    `seen_at` is when they saw it, now if not given. Raises `ValidationError` naming the field.
    """
    require_to_write(by)
    if not text.strip():
        raise ValidationError({"text": "Type what you saw; an empty transcript shows nothing."})
    if len(text) > TRANSCRIPT_LIMIT:
        raise ValidationError({"text": f"At most {TRANSCRIPT_LIMIT} characters fit into a transcript."})
    validate_text(text)
    seen_at = seen_at or timezone.now()
    if seen_at > timezone.now():
        raise ValidationError({"seen_at": "It cannot have been seen in the future."})
    snapshot = Snapshot(
        source=source,
        method=SnapshotMethod.TRANSCRIBED,
        state=SnapshotState.COMPLETE,
        captured_at=seen_at,
        content_type="text/plain",
        text=text,
        text_sha256=digest(text.encode()),
        extractor="typed",
    )
    # No file is written while the database is locked, and none stays where the row is refused.
    if picture:
        snapshot.picture.save(picture.name or "picture", picture, save=False)
    try:
        with transaction.atomic():
            writes.lock(source)
            return writes.insert(snapshot, by=by, code="source_transcribed")
    except BaseException:
        if picture:
            snapshot.picture.delete(save=False)
        raise


@transaction.atomic
def create_statement(*, by: User, near: int | None = None, **fields: Any) -> Statement:
    """Record what one speaker said in one source, and check the words against its snapshot.

    `near` is where somebody selected them, in code points of the snapshot's text. Words in a transcript of ours are never
    more than `transcribed`. Raises `ValidationError` naming the fields.
    """
    require_to_write(by)
    statement = Statement(**only(WRITABLE, fields))
    _renew(statement)
    set_check(statement, near=near)
    return writes.insert(statement, by=by, code="statement_created")


@transaction.atomic
def change_statement(*, statement: Statement, by: User, near: int | None = None, **fields: Any) -> Statement:
    """Change a statement for every claim; documents already published keep the words they had."""
    require_to_write(by)
    # The source first, as whoever keeps a capture of it locks them.
    writes.lock(fields.get("source") or statement.source)
    statement = writes.lock(statement)
    same_place = fields.get("snapshot", statement.snapshot) == statement.snapshot
    before = _watched(statement)
    near = statement.start if near is None and same_place else near
    for name, value in only(WRITABLE, fields).items():
        setattr(statement, name, value)
    _renew(statement)
    set_check(statement, near=near)
    found = {name: getattr(statement, name) for name in ["snapshot", *CHECK_COLUMNS]}
    statement.refresh_from_db()
    # The same words in the same place are not checked anew: the time of the check would be the only change.
    if all(getattr(statement, name) == found[name] for name in CHECK_COLUMNS if name != "checked_at"):
        found["checked_at"] = statement.checked_at
    writes.change(statement, fields | found, by=by, code="statement_changed")
    if _watched(statement) != before:
        sighting.look_again(statement=statement)
    return statement


def _renew(statement: Statement) -> None:
    """Its capture as it stands now: what was being made when a form was shown may be there, and its waiting quotes checked."""
    if statement.snapshot and statement.snapshot.state == SnapshotState.PENDING:
        writes.lock(statement.snapshot.source)
        statement.snapshot = Snapshot.objects.get(pk=statement.snapshot_id)


def _watched(statement: Statement) -> list[Any]:
    """What later captures are asked about: where it is another, what they answered says nothing any more."""
    return [getattr(statement, name) for name in ("quote", "snapshot_id", *CHECK_COLUMNS) if name != "checked_at"]


@transaction.atomic
def same_statement_elsewhere(*, statement: Statement, url: str, by: User) -> Statement:
    """Record that another page carries the same statement: it asks for the address alone.

    Speaker, words and time follow; the words are checked on the new page as soon as it is captured. Raises
    `ValidationError` at `url`, also where the statement stands on that page already.
    """
    source = writes.lock(capturing.open_address(url=url, by=by)[0])
    if (
        source.pk == statement.source_id
        or source.statements.filter(speaker=statement.speaker, quote=statement.quote).exists()
    ):
        raise ValidationError({"url": "This statement is recorded on that page already."})
    copied = {
        name: getattr(statement, name)
        for name in WRITABLE - {"source", "snapshot", "quote_missing_reason", "translation", "translator", "note"}
    }
    if not statement.quote:
        copied["quote_missing_reason"] = statement.quote_missing_reason
    other = create_statement(by=by, source=source, snapshot=source.snapshots.newest(), **copied)
    linking.declare_relay(statement=other, of=statement, kind=RelayKind.SAME_STATEMENT, by=by)
    return other


CHECK_COLUMNS = ["start", "end", "prefix", "suffix", "check_status", "check_algorithm", "checked_at"]


def set_check(statement: Statement, *, near: int | None = None, asked: quotes.Asked | None = None) -> None:
    """Set position and check of the quote; saves nothing. What we typed ourselves can never be more than transcribed (I1).

    A snapshot that is still to be captured is checked when it is there. `asked` is the snapshot's text where it was asked before.
    Raises `ValidationError`.
    """
    snapshot, quote = statement.snapshot, statement.quote
    if snapshot and snapshot.source_id != statement.source_id:
        raise ValidationError({"snapshot": "This snapshot is one of another source."})
    statement.start = statement.end = None
    statement.prefix = statement.suffix = ""
    statement.check_status, statement.check_algorithm, statement.checked_at = CheckStatus.UNVERIFIABLE, "", None
    if not quote.strip() or not snapshot or snapshot.state != SnapshotState.COMPLETE or snapshot.is_drawn:
        return
    if snapshot.is_typed:
        place = _in_transcript(quote, snapshot.text, near)
        statement.check_status = CheckStatus.TRANSCRIBED
    else:
        check = (asked or quotes.Asked(snapshot.text)).check(quote, near)
        place = None if check.start is None or check.end is None else (check.start, check.end)
        statement.check_status = CheckStatus(check.status)
        statement.check_algorithm, statement.checked_at = quotes.ALGORITHM, timezone.now()
    if place:
        statement.start, statement.end = place
        statement.prefix, statement.suffix = quotes.context(snapshot.text, *place)


def _in_transcript(quote: str, text: str, near: int | None) -> tuple[int, int] | None:
    """Where the words stand in what we typed; None for several places, rather than a guess."""
    first = text.find(quote)
    if first < 0:
        raise ValidationError({"quote": "These words are not in the transcript; type them as they stand there."})
    if near is not None and text.startswith(quote, near):
        return near, near + len(quote)
    return None if text.find(quote, first + 1) >= 0 else (first, first + len(quote))
