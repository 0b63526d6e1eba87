"""A small internet on this machine: names, public-looking addresses, and one server that plays every trick.

The fixture `internet` puts it behind the guard of production (`sources.fetching.getting.GUARD`). Names resolve to
ADDRESS, the judge is the real one, and a connection to ADDRESS ends at the local server; to anywhere else there is none.
`internet.page(…)` adds a page; `internet.requests` and `internet.dialled` tell what was asked.
"""

import gzip
import socket
import socketserver
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from sources.fetching import connections, getting
from tests.sources.certificates import Authority

ADDRESS = "93.184.215.14"
SECOND_ADDRESS = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

ENGLISH = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Strike on the market</title>
<script>document.write("never run")</script></head><body><article><h1>Strike on the market</h1>
<p>At least 18 people were killed on Friday, the ministry said in a statement carried by the agency.</p>
<p>“We counted nearly 40 wounded,” a doctor at the hospital told reporters.</p></article></body></html>""".encode()
ARABIC = """<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>غارة على السوق</title></head>
<body><article><h1>غارة على السوق</h1><p>قالت الوزارة إن ١٨ شخصًا على الأقل قُتلوا يوم الجمعة في غارة على السوق.</p>
<p>وقال طبيب في المستشفى: «أحصينا قرابة أربعين جريحًا».</p></article></body></html>""".encode()
SOFT_404 = b"<!doctype html><title>Page not found</title><h1>Sorry, this page no longer exists</h1>"
LOGIN_WALL = b"""<!doctype html><title>Sign in</title><h1>Sign in to read on</h1>
<form method="post"><input name="user"><input name="password" type="password"></form>"""


def pdf(text: str) -> bytes:
    """A document of one page that says this much ASCII."""
    drawn = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    written += b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\n"
    return bytes(written) + b"startxref\n%d\n%%%%EOF\n" % start


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    scheme: str
    method: str
    host: str
    path: str
    headers: dict[str, str]
    body: bytes


Send = Callable[[bytes], None]
Play = Callable[[Send, Request], None]


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> Play:
    """An ordinary answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return raw("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)


def raw(data: bytes) -> Play:
    """Exactly these bytes, and the end."""
    return lambda send, request: send(data)


def redirect(location: str, status: str = "302 Found") -> Play:
    return answer(b"moved", f"Location: {location}", status=status)


def _deeper(send: Send, request: Request) -> None:
    redirect(f"/deeper?{len(request.path)}{request.path[-1:]}x{time.monotonic_ns()}")(send, request)


def _dripping(before: bytes, drop: bytes) -> Play:
    def play(send: Send, request: Request) -> None:
        send(before)
        while True:
            send(drop)
            time.sleep(0.05)

    return play


def _endless(send: Send, request: Request) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        send(b"<p>more of the same</p>" * 1000)


def _silence(send: Send, request: Request) -> None:
    # Ends when the client goes: sending into a closed connection fails.
    while True:
        time.sleep(0.05)
        send(b"")


def _bomb(layers: int) -> bytes:
    packed = zlib.compress(b"\0" * 50_000_000, 9)
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    return packed


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

# Path by path; on whichever host of the small internet.
PAGES: dict[str, Play] = {
    "/robots.txt": answer(b"none here", status="404 Not Found"),
    "/english": answer(ENGLISH),
    "/arabic": answer(ARABIC),
    "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1": answer(ARABIC),
    "/pdf": answer(pdf("At least 18 people were killed"), kind="application/pdf"),
    "/gzip": answer(gzip.compress(ENGLISH), "Content-Encoding: gzip"),
    "/deflate": answer(zlib.compress(ENGLISH), "Content-Encoding: deflate"),
    "/chunked": raw(CHUNKED + b"5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: kept\r\n\r\n"),
    "/to-close": raw(OK + b"\r\nuntil the end"),
    "/empty": answer(b""),
    "/gone": answer(b"gone", status="410 Gone"),
    "/soft-404": answer(SOFT_404),
    "/login-wall": answer(LOGIN_WALL),
    "/wrong-charset": answer("Café, naïve".encode("latin-1"), kind="text/html; charset=utf-8"),
    "/windows-1256": answer("غارة على السوق".encode("cp1256"), kind="text/html; charset=windows-1256"),
    "/invalid-utf-8": answer(b"<p>\xff\xfe\xc3\x28 broken</p>"),
    "/odd-type": answer(b"x", kind="TEXT/HTML; charset=\"utf-8\"; charset*=x''y"),
    "/moved": redirect("/english"),
    "/moved-iri": redirect("/أخبار".encode().decode("latin-1")),
    "/moved-to-https": redirect("https://good.example/english", "301 Moved Permanently"),
    "/to-private": redirect("http://10.0.0.1/secret"),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-private-name": redirect("http://private.example/"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-port": redirect("http://good.example:22/"),
    "/to-userinfo": redirect("http://good.example@10.0.0.1/"),
    "/to-nonsense": redirect("http://[::1/"),
    "/loop": redirect("/loop"),
    "/deeper": _deeper,
    "/endless": _endless,
    "/silence": _silence,
    "/drip-headers": _dripping(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"x"),
    "/drip-body": _dripping(OK + b"\r\n", b"x"),
    "/drip-chunks": _dripping(CHUNKED, b"1\r\nx\r\n"),
    "/huge": answer(b"<p>" + b"a" * 20_000_000),
    "/gzip-bomb": answer(gzip.compress(b"\0" * 50_000_000), "Content-Encoding: gzip"),
    "/deflate-bomb": answer(_bomb(1), "Content-Encoding: deflate"),
    "/double-bomb": answer(_bomb(2), "Content-Encoding: deflate, deflate"),
    "/raw-deflate": answer(zlib.compress(ENGLISH)[2:-4], "Content-Encoding: deflate"),
    "/gzip-twice": answer(gzip.compress(gzip.compress(ENGLISH)), "Content-Encoding: x-gzip, GZIP"),
    "/gzip-in-parts": answer(gzip.compress(ENGLISH[:99]) + gzip.compress(ENGLISH[99:]), "Content-Encoding: gzip"),
    "/gzip-and-rubbish": answer(gzip.compress(ENGLISH) + b"\0rubbish", "Content-Encoding: gzip"),
    "/gzip-cut": answer(gzip.compress(ENGLISH)[:-20], "Content-Encoding: gzip"),
    "/gzip-of-nothings": answer(gzip.compress(b"") * 40_000, "Content-Encoding: gzip"),
    "/many-codings": answer(b"x", "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip"),
    "/unknown-coding": answer(b"x", "Content-Encoding: rot13"),
    "/not-gzip": answer(b"plain", "Content-Encoding: gzip"),
    "/huge-header": raw(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"x" * 100_000 + b"\r\n\r\n"),
    "/many-headers": raw(b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 200 + b"\r\n"),
    "/many-long-headers": raw(b"HTTP/1.1 200 OK\r\n" + (b"X-Long: " + b"x" * 5_000 + b"\r\n") * 50 + b"\r\n"),
    "/too-short": raw(OK + b"Content-Length: 100\r\n\r\nonly this"),
    "/too-long": raw(OK + b"Content-Length: 4\r\n\r\nfour and more that nobody announced"),
    "/negative-length": raw(OK + b"Content-Length: -5\r\n\r\nbody"),
    "/early-close": raw(b"HTTP/1.1 200"),
    "/closes": raw(b""),
    "/chunk-cut": raw(CHUNKED + b"10\r\nhal"),
    "/chunk-negative": raw(CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n"),
    "/chunk-nonsense": raw(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n"),
    "/tiny-chunks": raw(CHUNKED + b"1\r\nx\r\n" * 30_000 + b"0\r\n\r\n"),
    "/other-transfer": raw(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "/not-http": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/http-9": raw(b"<html>no head at all</html>"),
    "/blank-line-of-spaces": raw(b"HTTP/1.1 200 OK\r\nA: b\r\n \t\r\nC: d\r\n\r\nbody"),
    "/continues": raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
    "/injected": raw(OK + b"Location: /x\r\nSet-Cookie: a=b\r\nX-Odd: caf\xe9 \xd8\xa3\r\nContent-Length: 2\r\n\r\nhi"),
    "/hook": answer(b"thanks", status="202 Accepted"),
    "/hook-moved": redirect("/hook", "307 Temporary Redirect"),
    "/hook-talks": answer(b"x" * 100_000),
}


class Internet:
    """The names, the routes and the server; and what was asked of them."""

    def __init__(self, authority: Authority) -> None:
        self.addresses: dict[str, list[str]] = {"private.example": ["10.0.0.7"], "loopback.example": ["127.0.0.1"]}
        self.pages: dict[tuple[str, str], Play] = {}
        self.requests: list[Request] = []
        self.look_ups: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.server_names: list[str | None] = []
        self.reachable = {ADDRESS, SECOND_ADDRESS}
        self._authority = authority
        self._listening: dict[int, _Server] = {}
        self.guard = connections.Guard(resolve=self.resolve, dial=self.dial, authorities=str(authority.path))

    def page(self, host: str, path: str, play: Play) -> str:
        """Adds a page to one host, and says its address."""
        self.pages[host, path] = play
        return f"http://{host}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for this path."""
        return [request for request in self.requests if request.path == path]

    def resolve(self, name: str, port: int) -> list[str]:
        """Every name ending in .example exists."""
        name = name.removesuffix(".")
        self.look_ups.append(name)
        if not name.endswith("example"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return self.addresses.get(name, [ADDRESS])

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        """Counts every attempt, and connects only where this internet has a server."""
        self.dialled.append((address, port))
        if address not in self.reachable:
            raise ConnectionRefusedError
        return connections.dial("127.0.0.1", self._port_of(port), seconds)

    def _port_of(self, port: int) -> int:
        if port not in self._listening:
            self._listening[port] = _Server(self, self._context() if port == 443 else None)
        return self._listening[port].server_address[1]

    def _context(self) -> ssl.SSLContext:
        """Shows the certificate that the name asks for; most names get a good one."""
        contexts = {}
        for name, leaf in {
            "": self._authority.leaf("good.example", "hook.example", "xn--mgba3a4f16a.example"),
            "other-name.example": self._authority.leaf("unrelated.example"),
            "expired.example": self._authority.leaf("expired.example", expired=True),
            "self-signed.example": self._authority.leaf("self-signed.example", self_signed=True),
        }.items():
            contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            contexts[name].load_cert_chain(leaf)

        def choose(opened: ssl.SSLSocket, name: str | None, context: ssl.SSLContext) -> None:
            self.server_names.append(name)
            opened.context = contexts.get(name or "", contexts[""])

        contexts[""].sni_callback = choose
        return contexts[""]

    def close(self) -> None:
        for server in self._listening.values():
            server.stop()


class _Server(socketserver.ThreadingTCPServer):
    """One port of the small internet."""

    daemon_threads = False
    request_queue_size = 50

    def __init__(self, internet: Internet, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.internet = internet
        self.context = context
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.request.settimeout(5)
        opened = self.request
        try:
            if self.server.context:
                opened = self.server.context.wrap_socket(opened, server_side=True)
            self._serve(opened)
        except (OSError, ValueError):
            pass  # the client went away, as it should on most of these pages, or spoke TLS where there is none
        finally:
            opened.close()

    def _serve(self, opened: socket.socket) -> None:
        with opened.makefile("rb") as file:
            method, path, _ = file.readline().decode("latin-1").split(" ")
            headers = {}
            while line := file.readline().decode("latin-1").strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            body = file.read(int(headers.get("content-length", 0)))
        host = headers.get("host", "")
        request = Request("https" if self.server.context else "http", method, host, path, headers, body)
        self.server.internet.requests.append(request)
        missing = answer(b"no such page", status="404 Not Found")
        play = self.server.internet.pages.get((host, path)) or PAGES.get(path.partition("?")[0], missing)
        play(lambda data: _send(opened, data), request)


def _send(opened: socket.socket, data: bytes) -> None:
    """Sends, and notices a client that is gone even where there is nothing to send."""
    if data:
        opened.sendall(data)
        return
    opened.settimeout(0.01)
    try:
        if not opened.recv(1):
            raise ConnectionResetError
    except TimeoutError:
        pass


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def internet(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """The small internet, in the place of the real one for everything that fetches."""
    made = Internet(authority)
    monkeypatch.setattr(getting, "GUARD", made.guard)
    yield made
    made.close()
