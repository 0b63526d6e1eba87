"""Snapshots against their digests, and quotes against their snapshots."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.db.models.functions import StrIndex, Substr

from history.canonical import digest
from record.blanking import BLOCK
from record.verifying.findings import Counts, Erased, Finding
from sources import quotes
from sources.actions.sighting import seen
from sources.actions.withdrawing import is_same_party, records_of
from sources.models import Relay, Sighting, Snapshot, Statement
from sources.models.relay import RelayKind
from sources.models.snapshot import SnapshotMethod, SnapshotState
from sources.models.source_link import COUNTING
from sources.models.statement import CheckStatus, Standing
from sources.warc import body_of

SNAPSHOTS = Snapshot._meta.db_table
STATEMENTS = Statement._meta.db_table
SIGHTINGS = Sighting._meta.db_table

# What a check of words that we typed ourselves must never say (I1).
MORE_THAN_TRANSCRIBED = [CheckStatus.EXACT, CheckStatus.PRESENTATION, CheckStatus.ORTHOGRAPHIC, CheckStatus.ELIDED]


def check_snapshots(counts: Counts, erased: Erased) -> Iterator[Finding]:
    """Each complete snapshot's text and capture match their digests, and the files it names are there."""
    for row in Snapshot.objects.filter(state=SnapshotState.COMPLETE).order_by("pk").iterator(chunk_size=20):
        counts["snapshots"] += 1
        if not row.text_sha256:
            yield Finding(SNAPSHOTS, row.pk, "its text has no digest")
        elif digest(row.text.encode()) != row.text_sha256:
            yield erased.finding(SNAPSHOTS, row.pk, "text", row.text, "its text does not match its digest")
        if row.warc_sha256 and not row.warc_file:
            yield erased.finding(SNAPSHOTS, row.pk, "warc_file", "", "it has a capture's digest, but names no capture")
        elif row.warc_file:
            yield from _check_file(row, row.warc_file, "capture", row.warc_sha256)
        if row.picture and row.picture.name:
            yield from _check_file(row, row.picture.name, "picture", None)
        if not row.is_typed:
            yield from _check_capture(row, erased)


def _check_capture(row: Snapshot, erased: Erased) -> Iterator[Finding]:
    """The bytes that were read are in the capture, and each quote of it is checked again as it was the first time."""
    if row.warc_file and row.body_sha256 and default_storage.exists(row.warc_file):
        try:
            body = digest(body_of(row.warc_file))
        except ValueError as fault:
            yield Finding(SNAPSHOTS, row.pk, f"its capture {row.warc_file} cannot be read: {fault}")
        else:
            if body != row.body_sha256:
                yield Finding(SNAPSHOTS, row.pk, f"what was read is not what its capture {row.warc_file} holds")
    if not erased.knows(SNAPSHOTS, row.pk):  # blanked words are no longer where they were quoted, and that is meant
        yield from _check_quotes_of(row)
        yield from _check_sightings_of(row, erased)


def _check_quotes_of(row: Snapshot) -> Iterator[Finding]:
    for statement in row.statements.filter(check_algorithm=quotes.ALGORITHM).exclude(quote="").order_by("pk"):
        if BLOCK in statement.quote:
            continue  # erased where it was quoted in other typography than the text has
        found = quotes.check(statement.quote, row.text, hint=statement.start)
        if (found.status, found.start, found.end) != (statement.check_status, statement.start, statement.end):
            told = f"its check said {statement.check_status}, and says {found.status} when it is made again"
            if found.status == statement.check_status:
                told = (
                    f"its check finds it at {found.start} to {found.end}, not at {statement.start} to {statement.end}"
                )
            yield Finding(STATEMENTS, statement.pk, told)


def _check_sightings_of(row: Snapshot, erased: Erased) -> Iterator[Finding]:
    """What became of quotes of earlier captures is what looking for them again says."""
    sightings = row.sightings.filter(statement__check_algorithm=quotes.ALGORITHM).select_related("statement")
    for sighting in sightings.order_by("pk"):
        statement = sighting.statement
        if BLOCK in statement.quote or erased.knows(SNAPSHOTS, statement.snapshot_id):
            continue
        again = seen(statement, row)
        if again != (sighting.drift, sighting.start, sighting.end) or sighting.seen_at != row.captured_at:
            told = f"it says {sighting.drift} of the words of {statement.pk}, and looking again says {again[0]}, or elsewhere"
            yield Finding(SIGHTINGS, str(sighting.pk), told)


def _check_file(row: Snapshot, name: str, what: str, wanted: str | None) -> Iterator[Finding]:
    """`wanted` is the digest the file must have; None where no digest is kept of this kind of file."""
    if not default_storage.exists(name):
        yield Finding(SNAPSHOTS, row.pk, f"its {what} {name} is missing")
    elif wanted == "":
        yield Finding(SNAPSHOTS, row.pk, f"its {what} {name} has no digest")
    elif wanted:
        found = hashlib.sha256()
        with default_storage.open(name) as file:
            for chunk in file.chunks():
                found.update(chunk)
        if f"sha256:{found.hexdigest()}" != wanted:
            yield Finding(SNAPSHOTS, row.pk, f"its {what} {name} does not match its digest")


def check_statements(counts: Counts) -> Iterator[Finding]:
    """I1: quotes stand where their position says, and words typed by us claim no more. I5: withdrawals hold."""
    rows = (
        Statement.objects.select_related("speaker__principal", "source", "withdrawn_by__speaker__principal")
        .annotate(
            method=F("snapshot__method"),
            # The database cuts in code points too; whole texts need not travel.
            standing_there=Substr("snapshot__text", F("start") + 1, F("end") - F("start")),
            place=StrIndex("snapshot__text", "quote"),
        )
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=200):
        counts["statements"] += 1
        yield from _check_quote(row)
        if row.standing == Standing.WITHDRAWN and row.withdrawn_by:
            if not any(is_same_party(record, row.withdrawn_by) for record in records_of(row)):
                yield Finding(STATEMENTS, row.pk, "it is withdrawn by somebody of another party")
    yield from _check_shared_withdrawals()


def _check_quote(row: Statement) -> Iterator[Finding]:
    typed = row.method == SnapshotMethod.TRANSCRIBED  # type: ignore[attr-defined]  # annotated above
    found, place = row.standing_there, row.place  # type: ignore[attr-defined]
    if typed and row.check_status in MORE_THAN_TRANSCRIBED:
        yield Finding(STATEMENTS, row.pk, f"it was typed by us, and its check says {row.check_status}")
    if row.check_status == CheckStatus.EXACT and row.start is None:
        yield Finding(STATEMENTS, row.pk, "its check says exact, and it has no position")
    elif row.check_status == CheckStatus.TRANSCRIBED and not row.snapshot_id:
        yield Finding(STATEMENTS, row.pk, "its check says transcribed, and it has no snapshot")
    elif row.check_status == CheckStatus.TRANSCRIBED and row.start is None and not place:
        yield Finding(STATEMENTS, row.pk, "its words do not stand in its transcript")
    elif row.check_status in (CheckStatus.EXACT, CheckStatus.TRANSCRIBED) and row.start is not None:
        if found != row.quote:
            yield Finding(STATEMENTS, row.pk, f"its words do not stand at {row.start} to {row.end} of its snapshot")


def _check_shared_withdrawals() -> Iterator[Finding]:
    """A withdrawal holds for every record of the same statement, the withdrawal itself aside."""
    one, other = "from_statement", "to_statement"
    torn = Q()
    for here, there in ((one, other), (other, one)):
        torn |= Q(**{f"{here}__standing": Standing.WITHDRAWN, f"{there}__standing": Standing.LIVE}) & ~Q(
            **{f"{here}__withdrawn_by": F(f"{there}_id")}
        )
    for relay in Relay.objects.filter(torn, kind=RelayKind.SAME_STATEMENT, status__in=COUNTING).order_by("pk"):
        ends = f"{relay.from_statement_id} and {relay.to_statement_id}"
        yield Finding(Relay._meta.db_table, relay.pk, f"{ends} are the same statement, and only one is withdrawn")
