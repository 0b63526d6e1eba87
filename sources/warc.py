"""Where raw captures are kept: WARC files under `captures/` in the storage."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from history.canonical import digest
from sources.fetching import warc_body


def keep(data: bytes, name: str) -> dict[str, Any]:
    """Write a WARC to the storage; answers with the columns of a snapshot that name it."""
    path = f"captures/{name}.warc.gz"
    default_storage.delete(path)
    kept = default_storage.save(path, ContentFile(data))
    return {"warc_file": kept, "warc_sha256": digest(data), "warc_size": len(data)}


def drop(name: str) -> None:
    """Take away a WARC that no snapshot names."""
    default_storage.delete(name)


def body_of(name: str) -> bytes:
    """The bytes that were read of a kept capture. Raises `ValueError` for a file that is no WARC of ours."""
    with default_storage.open(name) as file:
        return warc_body(file.read())
