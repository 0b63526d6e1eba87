"""Ask for captures, take them as work, finish them. The pending row is the truth; a task only nudges."""

import mimetypes
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from history import writes
from history.models import Entry
from sources import warc
from sources.access import require_to_write
from sources.actions import recording
from sources.addresses import host_of, validate_address
from sources.fetching import file_as_warc
from sources.models import ArchivedCopy, Snapshot, Source
from sources.models.snapshot import SnapshotMethod, SnapshotState
from sources.stated_time import PARTS, StatedTime

# Longer than any capture may take; a worker killed in the middle holds the row this long.
LEASE = timedelta(minutes=5)
# After the first, second, … failure that may pass; after the last the capture has failed.
BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]
# Between two captures of one host: we are guests there.
HOST_PAUSE = timedelta(seconds=2)
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes

UNKNOWN_LANGUAGE = "und"  # ISO 639-2 for undetermined

# What a capture may fill in of a source, and which columns that is.
FILLED = {
    "title": ["title"],
    "byline": ["byline"],
    "language": ["language"],
    "declared_credit": ["declared_credit"],
    "published": [f"published_{part}" for part in PARTS],
}


@transaction.atomic
def open_address(*, url: str, by: User) -> tuple[Source, bool]:
    """The source at this address and whether it was known; a new one is added with its outlet and a capture is asked for.

    Raises `ValidationError` at `url` for what is no address.
    """
    require_to_write(by)
    url = url.strip()
    try:
        validate_address(url)
    except ValidationError as error:
        raise ValidationError({"url": error.messages}) from error
    source, known = recording.find_or_create_source(by=by, url=url, language=UNKNOWN_LANGUAGE)
    if not known:
        request_capture(source=source, by=by)
    return source, known


@transaction.atomic
def request_capture(*, source: Source, by: User | None, url: str = "") -> Snapshot:
    """Ask for a capture of a source, of its own address or of another that shows it. `by` is None for the schedule.

    One that waits already is answered instead of a second. Raises `ValidationError` where there is no address.
    """
    if by is not None:
        require_to_write(by)
    source = writes.lock(source)
    url = url.strip() or source.canonical_url
    if not url:
        raise ValidationError({"url": "This source has no address; upload a file, or type what you saw."})
    try:
        validate_address(url)
    except ValidationError as error:
        raise ValidationError({"url": error.messages}) from error
    waiting = source.snapshots.filter(state=SnapshotState.PENDING, requested_url=url).first()
    if waiting:
        return waiting
    snapshot = Snapshot(source=source, method=SnapshotMethod.FETCHED, requested_url=url, host=host_of(url))
    return writes.insert(snapshot, by=by, code="capture_requested")


def lease(*, snapshot_id: str, now: datetime | None = None) -> Snapshot | None:
    """Take a waiting capture as work; None where it is done, held by another worker, or its host was asked just now.

    One conditional UPDATE, so that of two workers one gets it. Not logged: taking is no change of what we hold.
    """
    now = now or timezone.now()
    row = Snapshot.objects.waiting(now).filter(pk=snapshot_id).first()
    if row is None:
        return None
    if row.attempts > len(BACK_OFF):
        # Whoever took it last never told: it may be the page that kills workers, and it must not go on for ever.
        fail(snapshot=row, sentence="Every try broke off; upload the page, or type what you see.", retryable=False)
        return None
    with transaction.atomic():
        # Of two workers that take two captures of one host, the second waits here until the first has its own.
        same_host = Snapshot.objects.filter(host=row.host, state=SnapshotState.PENDING).exclude(host="")
        list(same_host.select_for_update().order_by("pk").values_list("pk"))
        if is_host_busy(row, now):
            return None
        taken = (
            Snapshot.objects.waiting(now)
            .filter(pk=snapshot_id)
            .update(leased_until=now + LEASE, attempts=F("attempts") + 1, failure="")
        )
    return Snapshot.objects.get(pk=snapshot_id) if taken else None


def is_host_busy(snapshot: Snapshot, now: datetime) -> bool:
    """Whether another capture of the same host runs, or ended, well or badly, less than `HOST_PAUSE` ago."""
    busy = Q(state=SnapshotState.PENDING, leased_until__gt=now, failure="")
    busy |= Q(state=SnapshotState.COMPLETE, captured_at__gt=now - HOST_PAUSE)
    busy |= Q(state=SnapshotState.FAILED, leased_until__gt=now)
    for attempts, pause in enumerate(BACK_OFF, start=1):
        busy |= Q(state=SnapshotState.PENDING, attempts=attempts, leased_until__gt=now + pause - HOST_PAUSE)
    return bool(snapshot.host) and Snapshot.objects.filter(busy, host=snapshot.host).exclude(pk=snapshot.pk).exists()


@transaction.atomic
def complete(*, snapshot: Snapshot, columns: dict[str, Any]) -> bool:
    """Keep what was seen, and fill in what nobody wrote about the source. False where another worker took over."""
    source = writes.lock(snapshot.source)
    held = writes.lock(snapshot)
    if not _is_ours(held, snapshot):
        return False
    columns = columns | {"state": SnapshotState.COMPLETE, "leased_until": None, "failure": ""}
    columns["flags"] = columns["flags"] + _flags(source, held, columns)
    writes.change(held, columns, by=None, code="source_captured")
    fill_in(source, columns["found"])
    return True


@transaction.atomic
def fail(*, snapshot: Snapshot, sentence: str, retryable: bool) -> bool:
    """Note why there is no capture; try again later where that may help. False where another worker took over."""
    writes.lock(snapshot.source)
    held = writes.lock(snapshot)
    if not _is_ours(held, snapshot):
        return False
    sentence = sentence[:500]
    if retryable and held.attempts <= len(BACK_OFF):
        again = timezone.now() + BACK_OFF[held.attempts - 1]
        Snapshot.objects.filter(pk=held.pk).update(leased_until=again, failure=sentence)
        return True
    columns = {"state": SnapshotState.FAILED, "leased_until": timezone.now() + HOST_PAUSE, "failure": sentence}
    writes.change(held, columns, by=None, code="capture_failed", reason=sentence)
    return True


def upload(*, source: Source, name: str, body: bytes, by: User, seen_at: datetime | None = None) -> Snapshot:
    """Keep a file somebody saved: a page, a PDF, a picture. `seen_at` is when they saved it, now if not given.

    The worker reads it. Raises `ValidationError` naming the field.
    """
    require_to_write(by)
    if not body:
        raise ValidationError({"file": "The file is empty."})
    if len(body) > UPLOAD_LIMIT:
        raise ValidationError({"file": f"A file has at most {UPLOAD_LIMIT // 1024**2} megabytes."})
    seen_at = seen_at or timezone.now()
    if seen_at > timezone.now():
        raise ValidationError({"seen_at": "It cannot have been saved in the future."})
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    snapshot = Snapshot(
        source=source, method=SnapshotMethod.UPLOADED, captured_at=seen_at, content_type=content_type[:200]
    )
    # No file is written while the database is locked, and none stays where the row is refused.
    for column, value in warc.keep(file_as_warc(body, content_type), snapshot.pk).items():
        setattr(snapshot, column, value)
    try:
        with transaction.atomic():
            writes.lock(source)
            return writes.insert(snapshot, by=by, code="source_uploaded")
    except BaseException:
        warc.drop(snapshot.warc_file)
        raise


@transaction.atomic
def note_archived_copy(*, source: Source, url: str, archived_at: datetime, by: User) -> ArchivedCopy:
    """Note where an archive keeps a copy, with the time the archive gives. Raises `ValidationError` naming the field."""
    require_to_write(by)
    if archived_at > timezone.now():
        raise ValidationError({"archived_at": "An archive's copy cannot be from the future."})
    source = writes.lock(source)
    return writes.insert(
        ArchivedCopy(source=source, url=url.strip(), archived_at=archived_at), by=by, code="archived_copy_noted"
    )


def fill_in(source: Source, found: dict[str, Any]) -> None:
    """Write what the page says where nothing is written. What a person set or emptied stays. Inside a transaction."""
    written = set().union(
        *(
            entry.new.keys() | entry.old.keys()
            for entry in Entry.objects.of(source).filter(code="source_changed").exclude(by_key="")
        )
    )
    changes: dict[str, Any] = {}
    for name, columns in FILLED.items():
        if written.intersection(columns) or name not in found:
            continue
        values = StatedTime.from_json(found[name]).columns(name) if name == "published" else {name: found[name]}
        if name == "published":
            empty = source.published_earliest is None
        else:
            empty = getattr(source, name) in ("", UNKNOWN_LANGUAGE)
        if empty:
            changes |= values
    if changes:
        writes.change(source, changes, by=None, code="source_described")
    unnamed = host_of(source.canonical_url).removeprefix("www.")
    if (outlet_name := found.get("outlet_name")) and source.outlet.name == unnamed:
        outlet = writes.lock(source.outlet)
        # Nobody named the outlet yet, nor just now: it was added with its address alone.
        if outlet.name == unnamed:
            writes.change(outlet, {"name": outlet_name}, by=None, code="outlet_described")


def _is_ours(held: Snapshot, taken: Snapshot) -> bool:
    """Whether the capture still waits for the worker that took it."""
    return held.state == SnapshotState.PENDING and held.attempts == taken.attempts


def _flags(source: Source, snapshot: Snapshot, columns: dict[str, Any]) -> list[str]:
    """What only we can see: that another address of the host holds the very same, or that this is one we know."""
    flags = []
    same = Snapshot.objects.filter(
        state=SnapshotState.COMPLETE, text_sha256=columns["text_sha256"], host=snapshot.host
    ).exclude(source=source)
    if snapshot.host and columns["text"].strip() and same.exists():
        flags.append("same_as_other_address")
    led_to = Source.objects.at_address(columns.get("final_url", "")).first()
    if led_to and led_to.pk != source.pk:
        flags.append("led_to_known_source")
    return flags
