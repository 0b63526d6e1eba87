"""The one place that opens connections: to a checked public address, within a total time, keeping every byte that came."""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import create_urllib3_context, make_headers

from sources.fetching.addresses import is_public
from sources.fetching.answers import Limits, Message, Tap, receive, too_large_head, unreadable
from sources.fetching.refusals import Refused
from sources.fetching.robots import Memory
from sources.fetching.targets import Target

# A look-up cannot be broken off, only left behind; so many may hang at once before the next one has to wait.
_resolving = threading.BoundedSemaphore(16)


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
        self.check_unasked(target)
        # The dot keeps the search list of resolv.conf out: a name is looked up as it is or not at all.
        addresses = [target.host] if target.is_literal else self.look_up(f"{target.host}.", target.port, clock)
        # One bad answer spoils all: whoever mixes them wants us to pick the wrong one.
        self._judge_all(target, addresses)
        return addresses

    def check_unasked(self, target: Target) -> None:
        """What is known of a target before anybody is asked for its name. Raises Refused: port, not_public."""
        if target.port not in self.ports:
            raise Refused("port", "Only the ports 80 and 443 are asked; leave the port out of the address.")
        self._judge_all(target, [target.host] if target.is_literal else [])

    def _judge_all(self, target: Target, addresses: list[str]) -> None:
        if not all(self.judge(address) for address in addresses):
            raise Refused("not_public", f"“{target.host}” does not lead to a public address, so it is not fetched.")

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
            raise too_large_head() from error
        except http.client.HTTPException as error:
            raise unreadable() from error

    def _ask(
        self, target: Target, limits: Limits, method: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[Exchange, Message]:
        opened, address = self._open(target, limits)
        with opened, closing(self._connection(target, address, opened, limits)) as connection:
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
            with Tap(_Timed(connection.sock, self.clock), limits) as tap:
                head, message = receive(tap, limits)
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

    def _connection(self, target: Target, address: str, opened: socket.socket, limits: Limits) -> "_Plain | _Secure":
        """An unconnected connection that will take this socket, and through a proxy ask it for the address."""
        connection: _Plain | _Secure
        if target.scheme == "https":
            context = create_urllib3_context()
            context.load_verify_locations(self.guard.authorities)
            connection = _Secure(target.host, target.port, ssl_context=context, server_hostname=target.host)
        else:
            connection = _Plain(target.host, target.port)
        connection.opened = opened
        # What a proxy says before the way is open comes under the clock and the limits too.
        connection.response_class = partial(_response, clock=self.clock, limits=limits)  # type: ignore[assignment]
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


def _response(opened: socket.socket, *, clock: Clock, limits: Limits, method: str | None) -> http.client.HTTPResponse:
    """An answer that is still to be read."""
    # It takes anything with a makefile for a socket.
    return http.client.HTTPResponse(Tap(_Timed(opened, clock), limits), method=method)  # type: ignore[arg-type]
