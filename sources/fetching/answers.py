"""Reads an answer of a web server within limits, keeping its bytes; the same reading serves for one kept in a file."""

import http.client
import io
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from sources.fetching.refusals import Refused

GZIP = 16 + zlib.MAX_WBITS
# What we can undo without a further library, and so all that we ask for. Every server can do without br.
CODINGS = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}
MOST_CODINGS = 3  # one on another; two are a rarity already
MOST_MEMBERS = 100  # of one gzip file; each costs a copy of what is left


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost. `seconds` counts everything: look-up, connecting, TLS, every hop, the last byte."""

    seconds: float = 30
    connect_seconds: float = 10  # for one of several addresses of a host
    max_bytes: int = 15_000_000  # of a body, as transferred and again as decompressed
    head_bytes: int = 64_000  # status line and headers; real ones have a few thousand
    redirects: int = 8
    # Whether a longer body is cut at its limit instead of refused: for robots.txt and for answers that only get logged.
    cut: bool = False


class Message(NamedTuple):
    """What an answer says once its framing is taken off; `body` is decompressed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Tap(io.BufferedReader):
    """What http.client reads from: keeps what it took, and stops it at a limit, first the head's and then the whole's."""

    def __init__(self, raw: io.RawIOBase, limits: Limits) -> None:
        super().__init__(raw)
        self.seen = bytearray()
        self.most = limits.head_bytes
        self.refusal = too_large_head

    def makefile(self, mode: str) -> "Tap":
        """http.client asks a socket for its file; this is it."""
        return self

    def read(self, size: int | None = -1, /) -> bytes:
        return self._keep(super().read(self._clamped(size)))

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._keep(super().readline(self._clamped(size)))

    def _clamped(self, size: int | None) -> int:
        """One byte past the limit shows that it is passed. A chunk's negative length would read without end."""
        room = self.most - len(self.seen) + 1
        return room if size is None or size < 0 else min(size, room)

    def _keep(self, data: bytes) -> bytes:
        self.seen += data
        if len(self.seen) > self.most:
            raise self.refusal()
        return data


def receive(tap: Tap, limits: Limits) -> tuple[bytes, Message]:
    """The head and the message of the answer in `tap`. Raises Refused: too_large, unreadable; http.client's errors."""
    # It takes anything with a makefile for a socket.
    response = http.client.HTTPResponse(tap, method="GET")  # type: ignore[arg-type]
    try:
        response.begin()
        head = bytes(tap.seen)
        _check_head(head, response)
        # Framing in tiny chunks would multiply a body; nobody honest needs more than its size again.
        tap.most = len(head) + 2 * limits.max_bytes + 1_000
        tap.refusal = lambda: too_large(limits)
        announced = response.length
        transferred = bytearray()
        while piece := response.read(min(65_536, limits.max_bytes + 1 - len(transferred))):
            transferred += piece
            if len(transferred) > limits.max_bytes:
                if not limits.cut:
                    raise too_large(limits)
                break
        else:
            # http.client lets a body that is shorter than its Content-Length pass.
            if announced is not None and len(transferred) < announced:
                raise http.client.IncompleteRead(bytes(transferred), announced - len(transferred))
        # RFC 9110, section 5.5: a NUL is refused or read as a space. The record keeps it; no database would.
        headers = tuple((name, str(value).replace("\0", " ")) for name, value in response.headers.items())
        encoding = ",".join(response.headers.get_all("Content-Encoding", []))
        whole = len(transferred) <= limits.max_bytes
        body = _decoded(bytes(transferred[: limits.max_bytes]), encoding, limits, whole)
        return head, Message(response.status, headers, body)
    except ValueError as error:  # a chunk of negative length, a header that is no text
        raise unreadable() from error
    finally:
        response.close()


def _check_head(head: bytes, response: http.client.HTTPResponse) -> None:
    """Refuses a head that two readers would end at different places: the stored record must read as we read it."""
    lines = head.split(b"\n")
    if len(lines) < 3 or lines[-1] or lines[-2].strip(b"\r"):
        raise http.client.IncompleteRead(head)  # it ended before its blank line
    if not lines[0].startswith((b"HTTP/1.0 ", b"HTTP/1.1 ")) or response.status < 200:
        raise unreadable()
    if lines[0].split()[1] != str(response.status).encode():  # an interim answer came first
        raise unreadable()
    if not all(line.decode("utf-8", "replace").strip() and line.decode("latin-1").strip() for line in lines[:-2]):
        raise unreadable()
    if response.headers.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
        raise unreadable()


def _decoded(body: bytes, encoding: str, limits: Limits, whole: bool) -> bytes:
    """The body with its Content-Encoding undone, never more than the limit; `whole` where we did not cut it ourselves.

    Raises Refused: too_large, unreadable; http.client.IncompleteRead where compressed data has no end: half a page must
    not pass for a whole one.
    """
    names = [name for word in encoding.lower().split(",") if (name := word.strip()) not in ("", "identity")]
    if len(names) > MOST_CODINGS or not all(name in CODINGS for name in names):
        raise unreadable()
    for name in reversed(names):
        try:
            body = _inflated(body, CODINGS[name], limits, whole)
        except zlib.error as error:
            if CODINGS[name] != zlib.MAX_WBITS:
                raise unreadable() from error
            body = _inflated_raw(body, limits, whole)
    return body


def _inflated_raw(body: bytes, limits: Limits, whole: bool) -> bytes:
    """What some servers send as deflate: without the wrapping that RFC 9110, section 8.4.1.2, asks for."""
    try:
        return _inflated(body, -zlib.MAX_WBITS, limits, whole)
    except zlib.error as error:
        raise unreadable() from error


def _inflated(body: bytes, wbits: int, limits: Limits, whole: bool) -> bytes:
    """One coding undone. Raises Refused: too_large; IncompleteRead; zlib.error."""
    unpacked = bytearray()
    for member in range(MOST_MEMBERS):
        if not body:
            break
        stream = zlib.decompressobj(wbits)
        try:
            unpacked += stream.decompress(body, limits.max_bytes + 1 - len(unpacked))
        except zlib.error:
            if member:  # rubbish behind a whole member: every browser overlooks it
                break
            raise
        if len(unpacked) > limits.max_bytes:
            if not limits.cut:
                raise too_large(limits)
            return bytes(unpacked[: limits.max_bytes])
        if not stream.eof and whole:
            raise http.client.IncompleteRead(bytes(unpacked))
        body = stream.unused_data if wbits == GZIP else b""
    else:
        raise unreadable()
    return bytes(unpacked)


def reread(response: bytes, limits: Limits) -> Message:
    """The message in an answer kept as it came: the same reading as when it came. Raises Refused."""
    try:
        with Tap(io.BytesIO(response), limits) as tap:  # type: ignore[arg-type]
            return receive(tap, limits)[1]
    except http.client.HTTPException as error:
        raise unreadable() from error


def unreadable() -> Refused:
    return Refused("unreadable", "What came back cannot be read as an answer of a web server.", retryable=True)


def too_large(limits: Limits) -> Refused:
    return Refused("too_large", f"The page is larger than the {limits.max_bytes / 1_000_000:g} MB that we take.")


def too_large_head() -> Refused:
    return Refused("too_large", "The answer begins with more headers than we take.")
