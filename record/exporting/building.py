"""The prebuilt files: made aside, put in place as a whole, and never served once something in them was taken back.

A build is a folder; one small file names the build that counts, and is replaced in one step. Whoever kills a build at any
moment leaves the one before it in place, and no reader ever sees half of one.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import Exists
from django.utils import timezone

from claims.documents import SCHEMA
from history.ids import new_id
from record.exporting import FORMATS
from record.exporting.files import ExportFile
from record.models import Change, PublicationCounter

EDITION = 2  # of the files' form: another number has every site build anew
# Publications of a busy hour share one build: after one there is rest for so long, and for five times as long as it took,
# so that no more than a sixth of a worker's time goes into it. What takes something away does not wait.
REST = timedelta(minutes=1)
REST_FACTOR = 5
# A build during which something was withheld begins again; whoever withholds without end is served by the next sweep.
MOST_ATTEMPTS = 3

RETRY_SECONDS = 60  # what readers are told meanwhile: how often the sweep looks

_POINTER = "current.json"
_FOLDER = "build-"


@dataclass(frozen=True)
class Build:
    """One complete set of files. It holds every publication up to `sequence` and every change up to `changes`."""

    folder: str
    made_at: str
    seconds: float
    sequence: int
    changes: int
    settings: str
    files: tuple[ExportFile, ...]

    def file(self, name: str) -> ExportFile | None:
        """The file of that name."""
        return next((file for file in self.files if file.name == name), None)


def served() -> Build | None:
    """The build that readers may have now; None before the first, and while it holds what was taken back since.

    At most one statement.
    """
    build = current()
    return build if build and not _moved_on(build)[1] else None


def open_file(build: Build, name: str) -> BinaryIO | None:
    """The file, open for reading; None if a newer build has just taken its place."""
    try:
        return (_root() / build.folder / name).open("rb")
    except FileNotFoundError:
        return None


def build_if_due() -> Build | None:
    """Build if the record moved on and the rest is over; None where nothing was to do or another process is at it."""
    with _alone() as alone:
        made = None
        for _attempt in range(MOST_ATTEMPTS if alone else 0):
            if not _is_due(current()):
                break
            made = _build()
        return made


def manifest(files: tuple[ExportFile, ...] | list[ExportFile], *, made_at: str, sequence: int) -> dict[str, Any]:
    """What is said of a set of files, beside them and in the API: nothing that is not public."""
    return {
        "site": settings.SITE_URL,
        "schema": SCHEMA,
        "licence": {"name": settings.DOCUMENT_LICENCE, "url": settings.DOCUMENT_LICENCE_URL},
        "made_at": made_at,
        "complete_up_to": sequence,
        "files": [asdict(file) for file in files],
    }


def current() -> Build | None:
    """The last complete build, whatever happened since. One that cannot be read, or is of another release, is none."""
    try:
        stored = json.loads((_root() / _POINTER).read_bytes())
        return Build(**stored | {"files": tuple(ExportFile(**file) for file in stored["files"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def discard() -> None:
    """Serve nothing until all is made anew; `manage.py rebuild` asks for it, which mends what files are made from."""
    with _alone(wait=True):  # a build that is going on read what is being mended
        (_root() / _POINTER).unlink(missing_ok=True)


def _build() -> Build:
    root = _root()
    _clean(root, keep=current())
    counter = PublicationCounter.objects.first() or PublicationCounter()
    began = time.monotonic()
    folder = root / f"{_FOLDER}{counter.changes}-{new_id()}"
    folder.mkdir()
    try:
        files = [file for write in FORMATS.values() for file in write(folder, lambda done, total: None)]
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # what filled the disk must not keep it full until the next attempt
        raise
    build = Build(
        folder=folder.name,
        made_at=timezone.now().isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - began, 1),
        sequence=counter.value,
        changes=counter.changes,
        settings=_settings(),
        files=tuple(files),
    )
    part = root / f".{_POINTER}.part"
    with part.open("w") as file:
        json.dump(asdict(build), file)
        file.flush()
        os.fsync(file.fileno())  # a power cut after the renaming must not leave an empty file under the name
    part.replace(root / _POINTER)
    _clean(root, keep=build)
    return build


def _is_due(build: Build | None) -> bool:
    if build is None or build.settings != _settings():
        return True
    moved, holds_removed = _moved_on(build)
    rested = datetime.fromisoformat(build.made_at) + max(REST, timedelta(seconds=REST_FACTOR * build.seconds))
    return holds_removed or (moved and timezone.now() >= rested)


def _moved_on(build: Build) -> tuple[bool, bool]:
    """Whether the record changed since, and whether the build holds what was taken back since. One statement."""
    taken = Exists(Change.objects.filter(sequence__gt=build.changes).taking_away())
    changes, is_taken = PublicationCounter.objects.values_list("changes", taken).first() or (0, False)
    # More changes than ever happened: the files are of another database.
    return changes != build.changes, is_taken or build.changes > changes


def _settings() -> str:
    """Changes with what is written into files besides the record."""
    said = [EDITION, SCHEMA, settings.SITE_URL, settings.SITE_NAME, settings.CLAIMREVIEW]
    said += [settings.DOCUMENT_LICENCE, settings.DOCUMENT_LICENCE_URL]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _root() -> Path:
    return Path(settings.VAR_DIR) / "exports"


def _clean(root: Path, *, keep: Build | None) -> None:
    """Drop what a killed build left and what was replaced: a withheld claim must not lie about in an old folder."""
    for folder in root.glob(f"{_FOLDER}*"):
        if keep is None or folder.name != keep.folder:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(*, wait: bool = False) -> Iterator[bool]:
    """Whether no other process builds, or nobody does any more. The system takes the lock back from a process that is killed."""
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
