"""Looking at a page or a file: what a snapshot of it holds. Opens the network by `fetching`; touches no database."""

from typing import Any

from history.canonical import digest
from sources import warc
from sources.fetching import as_warc, fetch
from sources.models import Snapshot
from sources.models.snapshot import SnapshotMethod

# What an answer says that is no page, in a sentence, and whether trying again may help.
_BY_STATUS = {
    401: ("The page asks for a login. Type what you see, or upload the page.", False),
    402: ("The page asks for payment. Type what you see, or upload the page.", False),
    403: ("The server refuses us. Type what you see, or upload the page.", False),
    404: ("There is no page at this address.", False),
    410: ("The page was taken down.", False),
    429: ("The server says that it is asked too often.", True),
    451: ("The page is blocked for legal reasons. Type what you see, or upload the page.", False),
}


class NotCaptured(Exception):
    """Why there is no capture, in a sentence for a person, and whether trying again may help."""

    def __init__(self, sentence: str, *, retryable: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retryable = retryable


def look_at(snapshot: Snapshot) -> dict[str, Any]:
    """The columns of a snapshot: fetch its address, or read the file that was handed in.

    Raises `NotCaptured`, or `fetching.Refused` where the address is not to be asked.
    """
    if snapshot.method == SnapshotMethod.UPLOADED:
        return _read(warc.body_of(snapshot.warc_file), snapshot.content_type, "")
    fetched = fetch(snapshot.requested_url)
    if fetched.status >= 400:
        sentence, retryable = _BY_STATUS.get(fetched.status, ("The server could not answer.", fetched.status >= 500))
        raise NotCaptured(f"{sentence} (It answered {fetched.status}.)", retryable=retryable)
    columns = _read(fetched.body, fetched.content_type, fetched.final_url)
    # A name of its own for each taking: what a killed worker left half-written is never taken for the whole.
    kept = warc.keep(as_warc(fetched), f"{snapshot.pk}-{snapshot.attempts}")
    return columns | kept | {
        "final_url": fetched.final_url,
        "http_status": fetched.status,
        "content_type": fetched.content_type[:200],
        "captured_at": fetched.captured_at,
        "headers": [list(pair) for pair in fetched.headers],
    }  # fmt: skip


def _read(body: bytes, content_type: str, url: str) -> dict[str, Any]:
    # Loads for more than half a second: the worker pays that, not every face that gives it work.
    from sources.extraction import Unreadable, extract  # noqa: PLC0415

    try:
        read = extract(body, content_type, url)
    except Unreadable as problem:
        raise NotCaptured(str(problem), retryable=False) from problem
    return {
        "body_sha256": digest(body),
        "text": read.text,
        "article_length": read.article_length,
        "text_sha256": digest(read.text.encode()),
        "extractor": read.extractor,
        "extractor_version": read.extractor_version,
        "found": read.metadata.as_json(),
        "flags": list(read.flags),
    }
