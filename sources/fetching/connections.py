"""The one place that opens connections: to a checked public address, within a total time, keeping every byte that came."""

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import create_urllib3_context, make_headers

from sources.fetching.addresses import is_public
from sources.fetching.refusals import Refused
from sources.fetching.robots import Memory
from sources.fetching.targets import Target

GZIP = 16 + zlib.MAX_WBITS
# What we can undo without a further library, and so all that we ask for. Every server can do without br.
CODINGS = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}
MOST_CODINGS = 3  # one on another; two are a rarity already
MOST_MEMBERS = 100  # of one gzip file; each costs a copy of what is left
# A look-up cannot be broken off, only left behind; so many may hang at once before the next one has to wait.
_resolving = threading.BoundedSemaphore(16)


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


class Clock:
    """Counts a total time down. Every wait asks for what is left, so that no drip of bytes can stretch it."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than none. Raises TimeoutError."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def resolve(name: str, port: int) -> list[str]:
    """Every address the system's resolver gives for a name, in its order. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to a network address, never to a name. Raises OSError."""
    opened = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.settimeout(seconds)
        opened.connect((address, port))
    except BaseException:
        opened.close()
        raise
    return opened


@dataclass(frozen=True)
class Guard:
    """What stands between an address somebody typed and a connection. Only code can hand in another: no setting does.

    Tests replace `resolve`, `dial` and `authorities` to reach a server on this machine; `judge` stays as it is.
    """

    resolve: Callable[[str, int], list[str]] = resolve
    judge: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    dial: Callable[[str, int, float], socket.socket] = dial
    authorities: str = field(default_factory=certifi.where)
    robots: Memory = field(default_factory=Memory, compare=False)

    def check(self, target: Target, clock: Clock) -> list[str]:
        """The addresses of a target, all of them public. Raises Refused: port, unreachable, not_public; TimeoutError."""
        if target.port not in self.ports:
            raise Refused("port", "Only the ports 80 and 443 are asked; leave the port out of the address.")
        # The dot keeps the search list of resolv.conf out: a name is looked up as it is or not at all.
        addresses = [target.host] if target.is_literal else self.look_up(f"{target.host}.", target.port, clock)
        # One bad answer spoils all: whoever mixes them wants us to pick the wrong one.
        if not all(self.judge(address) for address in addresses):
            raise Refused("not_public", f"“{target.host}” does not lead to a public address, so it is not fetched.")
        return addresses

    def look_up(self, name: str, port: int, clock: Clock) -> list[str]:
        """The resolver's answer, waited for only as long as there is time. Raises Refused: unreachable; TimeoutError."""
        answer: list[str] = []
        failure: list[OSError | UnicodeError] = []

        def ask() -> None:
            try:
                answer.extend(self.resolve(name, port))
            except (OSError, UnicodeError) as error:
                failure.append(error)
            finally:
                _resolving.release()

        if not _resolving.acquire(timeout=clock.left()):
            raise TimeoutError
        thread = threading.Thread(target=ask, name="look-up", daemon=True)
        thread.start()
        thread.join(clock.left())
        if thread.is_alive():
            raise TimeoutError
        if not answer:
            passing = not any(getattr(error, "errno", None) == socket.EAI_NONAME for error in failure)
            sentence = f"No address was found for “{name.removesuffix('.')}”."
            raise Refused("unreachable", sentence, retryable=passing)
        return answer


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, byte for byte: `head` with the blank line, `payload` with its transfer coding."""

    url: str
    address: str
    request: bytes
    head: bytes
    payload: bytes
    at: datetime  # when the last byte came

    @property
    def response(self) -> bytes:
        return self.head + self.payload


class Message(NamedTuple):
    """What an answer says once its framing is taken off; `body` is decompressed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Line:
    """Asks targets, one connection each. Keeps the look-ups of one fetch: a host is resolved once."""

    def __init__(self, *, guard: Guard, clock: Clock, agent: str, proxy: str) -> None:
        self.guard = guard
        self.clock = clock
        self._agent = agent
        self._proxy = urlsplit(proxy) if proxy else None
        self._checked: dict[tuple[str, int], list[str]] = {}

    def ask(
        self,
        target: Target,
        *,
        limits: Limits,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Exchange, Message]:
        """One exchange. Raises Refused."""
        try:
            return self._ask(target, limits, method, body, dict(headers or {}))
        except TimeoutError as error:
            raise Refused("too_slow", f"“{target.host}” did not answer in time.", retryable=True) from error
        except ssl.SSLCertVerificationError as error:
            sentence = f"“{target.host}” does not prove that it is itself: {error.verify_message}."
            raise Refused("tls", sentence) from error
        except ssl.SSLError as error:
            raise Refused("tls", f"No secure connection to “{target.host}” came about.", retryable=True) from error
        except OSError as error:  # RemoteDisconnected is one too
            raise Refused("unreachable", f"“{target.host}” could not be reached.", retryable=True) from error
        except http.client.IncompleteRead as error:
            raise Refused("incomplete", f"“{target.host}” broke off in the middle.", retryable=True) from error
        except http.client.LineTooLong as error:
            raise _too_large_head() from error
        except http.client.HTTPException as error:
            raise _unreadable() from error

    def _ask(
        self, target: Target, limits: Limits, method: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[Exchange, Message]:
        opened, address = self._open(target, limits)
        with opened, closing(self._connection(target, address, opened)) as connection:
            opened.settimeout(self.clock.left())
            connection.connect()
            connection.sent.clear()  # of what was said to a proxy nothing is kept
            connection.timeout = self.clock.left()
            own = {
                "Host": target.authority,
                "User-Agent": self._agent,
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            }
            # Ours stand first, as RFC 9110 wants Host to, and win.
            connection.request(method, target.path, body, {**own, **headers, **own})
            with _Tap(_Timed(connection.sock, self.clock), limits) as tap:
                head, message = _receive(tap, limits)
        at = datetime.now(UTC)
        payload = bytes(tap.seen[len(head) :])
        return Exchange(target.url, address, bytes(connection.sent), head, payload, at), message

    def _open(self, target: Target, limits: Limits) -> tuple[socket.socket, str]:
        """A connection to the first address that answers, or to the proxy that shall ask it; and the address."""
        key = (target.host, target.port)
        if key not in self._checked:
            self._checked[key] = self.guard.check(target, self.clock)
        addresses, port = self._checked[key], target.port
        if self._proxy:
            # The operator named it, so it may be private. What it is asked for is the first checked address.
            port = self._proxy.port or 80
            addresses = self.guard.look_up(self._proxy.hostname or "", port, self.clock)
        for number, address in enumerate(addresses, start=1):
            seconds = min(self.clock.left(), limits.connect_seconds)
            try:
                opened = self.guard.dial(address, port, seconds)
            except OSError:
                if number == len(addresses):
                    raise
            else:
                return opened, self._checked[key][0] if self._proxy else address
        raise AssertionError("a checked target has an address")

    def _connection(self, target: Target, address: str, opened: socket.socket) -> "_Plain | _Secure":
        """An unconnected connection that will take this socket, and through a proxy ask it for the address."""
        connection: _Plain | _Secure
        if target.scheme == "https":
            context = create_urllib3_context()
            context.load_verify_locations(self.guard.authorities)
            connection = _Secure(target.host, target.port, ssl_context=context, server_hostname=target.host)
        else:
            connection = _Plain(target.host, target.port)
        connection.opened = opened
        if self._proxy:
            name, password = (unquote(part or "") for part in (self._proxy.username, self._proxy.password))
            credentials = make_headers(proxy_basic_auth=f"{name}:{password}") if name else {}
            # The address and not the name: a second look-up by the proxy could lead elsewhere.
            connection.set_tunnel(address, target.port, headers=credentials, scheme="http")
        return connection


class _Pinned(HTTPConnection):
    """Connects by taking a socket that is already open, and keeps what is sent."""

    opened: socket.socket

    def _new_conn(self) -> socket.socket:
        self.sent = bytearray()
        return self.opened

    def send(self, data: Any) -> None:
        """Heads come as bytes, bodies of ours too."""
        self.sent += data
        super().send(data)


class _Plain(_Pinned):
    pass


class _Secure(_Pinned, HTTPSConnection):
    pass


class _Timed(io.RawIOBase):
    """A socket's bytes; no read waits longer than the clock has left."""

    def __init__(self, opened: socket.socket, clock: Clock) -> None:
        self._opened = opened
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        self._opened.settimeout(self._clock.left())
        return self._opened.recv_into(buffer)


class _Tap(io.BufferedReader):
    """What http.client reads from: keeps what it took, and stops it at a limit, first the head's and then the whole's."""

    def __init__(self, raw: io.RawIOBase, limits: Limits) -> None:
        super().__init__(raw)
        self.seen = bytearray()
        self.most = limits.head_bytes
        self.refusal = _too_large_head

    def makefile(self, mode: str) -> "_Tap":
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


def _receive(tap: _Tap, limits: Limits) -> tuple[bytes, Message]:
    """The head and the message of the answer in `tap`. Raises Refused: too_large, unreadable; http.client's errors."""
    # It takes anything with a makefile for a socket.
    response = http.client.HTTPResponse(tap, method="GET")  # type: ignore[arg-type]
    try:
        response.begin()
        head = bytes(tap.seen)
        _check_head(head, response)
        # Framing in tiny chunks would multiply a body; nobody honest needs more than its size again.
        tap.most = len(head) + 2 * limits.max_bytes + 1_000
        tap.refusal = lambda: _too_large(limits)
        announced = response.length
        transferred = bytearray()
        while piece := response.read(min(65_536, limits.max_bytes + 1 - len(transferred))):
            transferred += piece
            if len(transferred) > limits.max_bytes:
                if not limits.cut:
                    raise _too_large(limits)
                break
        else:
            # http.client lets a body that is shorter than its Content-Length pass.
            if announced is not None and len(transferred) < announced:
                raise http.client.IncompleteRead(bytes(transferred), announced - len(transferred))
        headers = tuple((name, str(value)) for name, value in response.headers.items())
        encoding = ",".join(response.headers.get_all("Content-Encoding", []))
        whole = len(transferred) <= limits.max_bytes
        body = _decoded(bytes(transferred[: limits.max_bytes]), encoding, limits, whole)
        return head, Message(response.status, headers, body)
    except ValueError as error:  # a chunk of negative length, a header that is no text
        raise _unreadable() from error
    finally:
        response.close()


def _check_head(head: bytes, response: http.client.HTTPResponse) -> None:
    """Refuses a head that two readers would end at different places: the stored record must read as we read it."""
    lines = head.split(b"\n")
    if len(lines) < 3 or lines[-1] or lines[-2].strip(b"\r"):
        raise http.client.IncompleteRead(head)  # it ended before its blank line
    if not lines[0].startswith((b"HTTP/1.0 ", b"HTTP/1.1 ")) or response.status < 200:
        raise _unreadable()
    if lines[0].split()[1] != str(response.status).encode():  # an interim answer came first
        raise _unreadable()
    if not all(line.decode("utf-8", "replace").strip() and line.decode("latin-1").strip() for line in lines[:-2]):
        raise _unreadable()
    if response.headers.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
        raise _unreadable()


def _decoded(body: bytes, encoding: str, limits: Limits, whole: bool) -> bytes:
    """The body with its Content-Encoding undone, never more than the limit; `whole` where we did not cut it ourselves.

    Raises Refused: too_large, unreadable; http.client.IncompleteRead where compressed data has no end: half a page must
    not pass for a whole one.
    """
    names = [name for word in encoding.lower().split(",") if (name := word.strip()) not in ("", "identity")]
    if len(names) > MOST_CODINGS or not all(name in CODINGS for name in names):
        raise _unreadable()
    for name in reversed(names):
        try:
            body = _inflated(body, CODINGS[name], limits, whole)
        except zlib.error as error:
            if CODINGS[name] != zlib.MAX_WBITS:
                raise _unreadable() from error
            body = _inflated_raw(body, limits, whole)
    return body


def _inflated_raw(body: bytes, limits: Limits, whole: bool) -> bytes:
    """What some servers send as deflate: without the wrapping that RFC 9110, section 8.4.1.2, asks for."""
    try:
        return _inflated(body, -zlib.MAX_WBITS, limits, whole)
    except zlib.error as error:
        raise _unreadable() from error


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
                raise _too_large(limits)
            return bytes(unpacked[: limits.max_bytes])
        if not stream.eof and whole:
            raise http.client.IncompleteRead(bytes(unpacked))
        body = stream.unused_data if wbits == GZIP else b""
    else:
        raise _unreadable()
    return bytes(unpacked)


def reread(response: bytes, limits: Limits) -> Message:
    """The message in an answer kept as it came: the same reading as when it came. Raises Refused."""
    try:
        with _Tap(io.BytesIO(response), limits) as tap:  # type: ignore[arg-type]
            return _receive(tap, limits)[1]
    except http.client.HTTPException as error:
        raise _unreadable() from error


def _unreadable() -> Refused:
    return Refused("unreadable", "What came back cannot be read as an answer of a web server.", retryable=True)


def _too_large(limits: Limits) -> Refused:
    return Refused("too_large", f"The page is larger than the {limits.max_bytes / 1_000_000:g} MB that we take.")


def _too_large_head() -> Refused:
    return Refused("too_large", "The answer begins with more headers than we take.")
