"""NDJSON: every public claim's current version, whole, one a line."""

import json
from pathlib import Path

from record.addresses import claim_bare_url
from record.exporting import published
from record.exporting.files import ExportFile, GzipFile, Progress


def write(folder: Path, progress: Progress) -> list[ExportFile]:
    """Each line is what the API answers for that claim: the stored bytes with `url` and `state` in front, unread."""
    with GzipFile(folder, "claims.ndjson", form="documents", media_type="application/x-ndjson") as file:
        for row in published.claims(progress):
            front = json.dumps({"url": claim_bare_url(row.claim_id), "state": row.state}, separators=(",", ":"))
            file.write(front.encode()[:-1] + b"," + row.data[1:] + b"\n")
    return [file.finished]
