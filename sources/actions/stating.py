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
from sources.access import require_to_write
from sources.actions.recording import only
from sources.languages import validate_text
from sources.models import Snapshot, Source, Statement
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


@transaction.atomic
def transcribe(
    *, source: Source, text: str, by: User, seen_at: datetime | None = None, picture: File | None = None
) -> Snapshot:
    """Keep what a person typed from print, a broadcast or a page behind a login, with a picture where there is one.

    `seen_at` is when they saw it, now if not given. Raises `ValidationError` for an empty or over-long text.
    """
    require_to_write(by)
    if not text.strip():
        raise ValidationError({"text": "Type what you saw; an empty transcript shows nothing."})
    if len(text) > TRANSCRIPT_LIMIT:
        raise ValidationError({"text": f"At most {TRANSCRIPT_LIMIT} characters fit into a transcript."})
    validate_text(text)
    source = writes.lock(source)
    snapshot = Snapshot(
        source=source,
        method=SnapshotMethod.TRANSCRIBED,
        state=SnapshotState.COMPLETE,
        captured_at=seen_at or timezone.now(),
        content_type="text/plain",
        text=text,
        text_sha256=digest(text.encode()),
        extractor="typed",
    )
    if picture:
        snapshot.picture = picture
    return writes.insert(snapshot, by=by, code="source_transcribed")


@transaction.atomic
def create_statement(*, by: User, **fields: Any) -> Statement:
    """Record what one speaker said in one source. Words in a transcript of ours are `transcribed`, others unverifiable.

    Raises `ValidationError` naming the fields.
    """
    require_to_write(by)
    statement = Statement(**only(WRITABLE, fields))
    _check(statement)
    return writes.insert(statement, by=by, code="statement_created")


@transaction.atomic
def change_statement(*, statement: Statement, by: User, **fields: Any) -> Statement:
    """Change a statement for every claim; documents already published keep the words they had."""
    require_to_write(by)
    statement = writes.lock(statement)
    for name, value in only(WRITABLE, fields).items():
        setattr(statement, name, value)
    _check(statement)
    found = {name: getattr(statement, name) for name in CHECK_COLUMNS}
    statement.refresh_from_db()
    writes.change(statement, fields | found, by=by, code="statement_changed")
    return statement


CHECK_COLUMNS = ["start", "end", "prefix", "suffix", "check_status", "check_algorithm", "checked_at"]
CONTEXT = 32  # characters kept on either side of a quote, as a W3C TextQuoteSelector has them


def _check(statement: Statement) -> None:
    """Set position and check of the quote: what we typed ourselves can never be more than transcribed (I1)."""
    if statement.snapshot and statement.snapshot.source_id != statement.source_id:
        raise ValidationError({"snapshot": "This snapshot is one of another source."})
    statement.start = statement.end = None
    statement.prefix = statement.suffix = ""
    statement.check_status, statement.check_algorithm, statement.checked_at = CheckStatus.UNVERIFIABLE, "", None
    snapshot, quote = statement.snapshot, statement.quote
    if not (quote and snapshot and snapshot.method == SnapshotMethod.TRANSCRIBED):
        return
    first = snapshot.text.find(quote)
    if first < 0:
        raise ValidationError({"quote": "These words are not in the transcript; type them as they stand there."})
    if snapshot.text.find(quote, first + 1) < 0:  # several places: no position rather than a guess
        statement.start, statement.end = first, first + len(quote)
        statement.prefix = snapshot.text[max(0, first - CONTEXT) : first]
        statement.suffix = snapshot.text[statement.end : statement.end + CONTEXT]
    statement.check_status = CheckStatus.TRANSCRIBED
