"""One import from the first item to the last: chunk after chunk, each in one transaction together with how far it got."""

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any, Protocol

from django.db import transaction

from accounts.models import User
from claims import access
from claims.actions import batches
from claims.importing.claimreview import ClaimReviews
from claims.importing.faults import Dirty, Remark
from claims.importing.fields import UNSTORABLE
from claims.importing.gfc import GoogleAnswers
from claims.importing.interchange import Interchange
from claims.importing.lines import Item
from claims.importing.parsed import Outcome, Parsed
from claims.importing.rows import Chunk
from claims.importing.sheet import Sheet
from claims.models import ImportBatch, ImportProblem
from claims.models.import_batch import ImportFormat
from claims.models.import_problem import ProblemLevel

CHUNK_ITEMS = 500
CHUNK_BYTES = 4_000_000  # of the file; a chunk in memory is about ten times as large
MOST_REMARKS = 20  # of one item; a line of nonsense must not fill the report

Tell = Callable[[ImportBatch], None]


class Reader(Protocol):
    """A format: cuts a file into items, always in the same way, and reads each of them."""

    def items(self, file: IO[bytes]) -> Iterator[Item]: ...

    def read(self, item: Item) -> Parsed: ...


def reader_of(batch: ImportBatch) -> Reader:
    """What reads a batch's file."""
    if batch.format == ImportFormat.INTERCHANGE:
        return Interchange()
    if batch.format == ImportFormat.CLAIMREVIEW:
        return ClaimReviews(batch)
    if batch.format == ImportFormat.GFC:
        return GoogleAnswers(batch)
    return Sheet(batch)


def sha256_of(file: IO[bytes]) -> str:
    """The digest of a file, which is then at its beginning again."""
    found = hashlib.sha256()
    while block := file.read(1 << 20):
        found.update(block)
    file.seek(0)
    return f"sha256:{found.hexdigest()}"


def run(batch: ImportBatch, file: IO[bytes], *, by: User, tell: Tell | None = None) -> ImportBatch:
    """Read the file from where the batch stands to its end. `tell` is called after each chunk.

    Refuses who is no contributor. Raises `Stale` when another process reads the same batch. Whatever stops it, what was
    told is kept, and a second run goes on from there.
    """
    access.require(access.refusal_to_write(by))
    if batch.completed_at is not None:
        return batch
    reader = reader_of(batch)
    with _collecting_seldom():
        for chunk in _chunks(islice(reader.items(file), batch.position, None)):
            # Before the transaction: nobody else can write during one on SQLite.
            readable, refused = _read(chunk, reader)
            with transaction.atomic():
                outcomes = refused + Chunk(readable, batch, by).write()
                _note(batch, len(chunk), outcomes)
            if tell:
                tell(batch)
    return batches.complete(batch=batch, by=by)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A chunk makes a hundred thousand objects that live to its end, and the program is no garbage: looking costs a tenth."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += item.size
        if len(chunk) >= CHUNK_ITEMS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read(chunk: list[Item], reader: Reader) -> tuple[list[Parsed], list[Outcome]]:
    """What can be read of a chunk, and what is wrong with the rest."""
    readable: list[Parsed] = []
    refused: list[Outcome] = []
    for item in chunk:
        try:
            readable.append(reader.read(item))
        except Dirty as fault:
            refused.append(Outcome(item.line, "refused", fault))
    return readable, refused


def _note(batch: ImportBatch, items: int, outcomes: list[Outcome]) -> None:
    """Count what became of so many items, and keep what is to be reported of them."""
    counts: dict[str, int] = {}
    problems: list[ImportProblem] = []
    for outcome in sorted(outcomes, key=lambda outcome: outcome.line):
        counts[outcome.what] = counts.get(outcome.what, 0) + 1
        if outcome.fault:
            refused = Remark(outcome.fault.field, outcome.fault.reason)
            problems.append(_problem(batch, outcome.line, ProblemLevel.REFUSED, refused))
        remarks = outcome.remarks
        if len(remarks) > MOST_REMARKS:
            more = Remark("", f"and {len(remarks) - MOST_REMARKS} more like these")
            remarks = (*remarks[:MOST_REMARKS], more)
        problems += [_problem(batch, outcome.line, ProblemLevel.WARNING, remark) for remark in remarks]
        counts["warnings"] = counts.get("warnings", 0) + len(outcome.remarks)
    batches.advance(batch, items=items, counts=counts, problems=problems)


def _problem(batch: ImportBatch, line: int, level: ProblemLevel, remark: Remark) -> ImportProblem:
    field, reason = (UNSTORABLE.sub("\ufffd", text) for text in remark)
    return ImportProblem(batch=batch, line=line, level=level, field=field[:200], reason=reason[:500])


def report(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    """The batch's report, a line at a time."""
    for row in batch.problems.iterator(chunk_size=1_000):
        yield {
            "line": row.line or None,
            "level": row.level,
            "field": row.field,
            "reason": row.reason,
            "claim": row.claim_id or None,
        }
