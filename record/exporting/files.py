"""One export file: compressed, hashed and counted while it is written, and under its name only once it is complete."""

import gzip
import hashlib
import io
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

Progress = Callable[[int, int], None]  # called with how many claims are written, and of how many
LEVEL = 6  # of compression; 9 takes three times as long for a few per cent


@dataclass(frozen=True)
class ExportFile:
    """A finished file. `count` is of its records: lines of NDJSON, rows without the header, elements of a feed."""

    name: str
    format: str
    media_type: str  # of what is inside the gzip
    count: int
    bytes: int
    sha256: str


class _Hashed(io.RawIOBase):
    """Hands on what is written, and hashes it."""

    def __init__(self, below: BinaryIO) -> None:
        self.below = below
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """It is what it is for."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """All of it, always."""
        self.digest.update(data)
        self.size += len(data)
        self.below.write(data)
        return len(data)


class GzipFile:
    """`with GzipFile(…) as file`: a file of that name appears when the block ends well, and nothing when it does not.

    The same records give the same bytes: neither name nor time is in the gzip's header.
    """

    def __init__(self, folder: Path, name: str, *, form: str, media_type: str) -> None:
        self.folder, self.name, self.form, self.media_type = folder, f"{name}.gz", form, media_type
        self.count = 0
        self.made: ExportFile | None = None

    def __enter__(self) -> "GzipFile":
        self.part = self.folder / f".{self.name}.part"
        self.raw = self.part.open("wb")
        self.hashed = _Hashed(self.raw)
        self.zipped = gzip.GzipFile(filename="", fileobj=self.hashed, mode="wb", compresslevel=LEVEL, mtime=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind:
                return
            self.zipped.close()
            self.raw.flush()
            os.fsync(self.raw.fileno())
            self.part.replace(self.folder / self.name)
        finally:  # the disk may be full only now
            with suppress(OSError):
                self.raw.close()
            self.part.unlink(missing_ok=True)
        self.made = ExportFile(
            self.name, self.form, self.media_type, self.count, self.hashed.size, self.hashed.digest.hexdigest()
        )

    def write(self, data: bytes, *, records: int = 1) -> None:
        """Bytes that hold so many records."""
        self.zipped.write(data)
        self.count += records

    @property
    def finished(self) -> ExportFile:
        """What was made. Only after the block."""
        assert self.made is not None  # noqa: S101
        return self.made
