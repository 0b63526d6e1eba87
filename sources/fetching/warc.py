"""A capture as a WARC file (ISO 28500:2017, that is 1.1), and the page read back out of one."""

import base64
import hashlib
import io
import zlib
from collections.abc import Callable

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from sources.fetching.connections import Exchange, Limits, reread
from sources.fetching.getting import Fetched
from sources.fetching.refusals import Refused

# As a file of ours grew under whatever limit held at its time, reading it back has a limit of its own.
READ_BACK = Limits(max_bytes=1_000_000_000)


class _AsItCame(StatusAndHeaders):
    """A head that is written as it was, where warcio would write it anew from its parts."""

    def __init__(self, head: bytes) -> None:
        super().__init__("", [])
        self._head = head

    def __bool__(self) -> bool:
        return True  # warcio takes headers without parts for none at all

    def compute_headers_buffer(self, header_filter: Callable[..., object] | None = None) -> None:
        self.headers_buff = self._head


def as_warc(fetched: Fetched) -> bytes:
    """A gzipped WARC of a warcinfo record and, for each hop, the response and its request, byte for byte as they went.

    Nothing is taken off a response: neither chunks nor compression. Digests are SHA-256; the payload is what follows the
    blank line. Dates are when the last byte came.
    """
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = writer.create_warcinfo_record(
        None,
        {
            "software": "Counterclaim",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": f"One capture of {fetched.requested_url}",
        },
    )
    about.rec_headers.replace_header("WARC-Date", _date(fetched.exchanges[-1]))
    writer.write_record(about)
    about_id = about.rec_headers.get_header("WARC-Record-ID")
    for exchange in fetched.exchanges:
        records = [
            writer.create_warc_record(
                exchange.url,
                kind,
                payload=io.BytesIO(payload),
                length=len(payload),
                http_headers=_AsItCame(head),
                warc_headers_dict={
                    "WARC-Date": _date(exchange),
                    "WARC-IP-Address": exchange.address,
                    "WARC-Warcinfo-ID": about_id,
                    "WARC-Payload-Digest": _digest(payload),
                    "WARC-Block-Digest": _digest(head + payload),
                },
            )
            for kind, head, payload in (
                ("request", exchange.request, b""),
                ("response", exchange.head, exchange.payload),
            )
        ]
        writer.write_request_response_pair(*records)
    return out.getvalue()


def warc_body(data: bytes) -> bytes:
    """The body of the last response in a WARC, decompressed: what `Fetched.body` was. Raises ValueError."""
    block = None
    try:
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True):
            if record.rec_type == "response":
                block = record.raw_stream.read()
        if block is None:
            raise ValueError("the WARC holds no response")
        return reread(block, READ_BACK).body
    except (ArchiveLoadFailed, EOFError, OSError, zlib.error, Refused) as error:
        raise ValueError(f"the WARC cannot be read: {error}") from error


def _date(exchange: Exchange) -> str:
    return str(datetime_to_iso_date(exchange.at.replace(tzinfo=None), use_micros=True))


def _digest(data: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()
