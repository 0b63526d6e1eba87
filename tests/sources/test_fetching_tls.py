"""The name is what a certificate has to prove, directly and through a proxy; and webhooks go the same guarded way."""

import base64
import socket
import threading
import time

import pytest

from sources.fetching import Guard, Limits, Refused, fetch, send
from tests.sources.hostile_server import ADDRESS, ENGLISH, SECOND_ADDRESS


def refusal(call, *arguments, **options):
    with pytest.raises(Refused) as refused:
        call(*arguments, **options)
    return refused.value


# --- TLS -------------------------------------------------------------------------------------------------------------


def test_a_page_is_fetched_over_tls_by_its_name(internet):
    got = fetch("https://good.example./english")
    assert (got.body, got.final_url) == (ENGLISH, "https://good.example/english")
    assert set(internet.server_names) == {"good.example"}
    assert {request.scheme for request in internet.requests} == {"https"}


def test_a_redirect_may_lead_to_tls(internet):
    got = fetch("http://good.example/moved-to-https")
    assert [exchange.url.partition(":")[0] for exchange in got.exchanges] == ["http", "https"]


@pytest.mark.parametrize("host", ["other-name.example", "expired.example", "self-signed.example", "www.good.example"])
def test_a_host_that_cannot_prove_its_name_is_refused(internet, host):
    refused = refusal(fetch, f"https://{host}/english")
    assert (refused.code, refused.retryable) == ("tls", False)
    assert host in refused.sentence
    assert internet.requests == []


def test_an_address_in_place_of_a_name_has_to_prove_itself_too(internet):
    assert refusal(fetch, f"https://{ADDRESS}/english").code == "tls"


def test_our_authorities_do_not_know_the_authority_of_the_tests(internet):
    guard = Guard(resolve=internet.resolve, dial=internet.dial)
    assert refusal(fetch, "https://good.example/english", guard=guard).code == "tls"


def test_a_server_that_does_not_speak_tls_is_refused(internet):
    def dial(address, port, seconds):
        return internet.dial(address, 80, seconds)

    guard = Guard(resolve=internet.resolve, dial=dial, authorities=internet.guard.authorities)
    assert refusal(fetch, "https://good.example/english", guard=guard, limits=Limits(seconds=2)).code in {
        "tls", "unreachable", "too_slow",
    }  # fmt: skip


def test_a_handshake_that_never_comes_does_not_hold_us(internet):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        guard = Guard(resolve=internet.resolve, dial=lambda *_: socket.create_connection(mute.getsockname()))
        started = time.monotonic()
        refused = refusal(fetch, "https://good.example/", guard=guard, limits=Limits(seconds=0.7))
        assert refused.code == "too_slow"
        assert time.monotonic() - started < 2


def test_a_drip_over_tls_does_not_hold_us(internet):
    assert fetch("https://good.example/english").status == 200  # robots.txt is known now
    started = time.monotonic()
    assert refusal(fetch, "https://good.example/drip-body", limits=Limits(seconds=1)).code == "too_slow"
    assert time.monotonic() - started < 2.5


# --- A proxy, where the setting names one ----------------------------------------------------------------------------


class Proxy:
    """Answers CONNECT by opening a way to the small internet, and remembers what it was asked."""

    def __init__(self, internet, answer=b"HTTP/1.1 200 Connection established\r\n\r\n"):
        self.asked = []
        self._internet, self._answer = internet, answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._carry, args=[client]))
            self._threads[-1].start()

    def _carry(self, client):
        with client:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                if not (piece := client.recv(1)):
                    return
                head += piece
            self.asked.append(head.decode())
            client.sendall(self._answer)
            if b" 200 " not in self._answer:
                return
            address, _, port = head.split()[1].decode().rpartition(":")
            with self._internet.dial(address.strip("[]"), int(port), 5) as server:
                back = threading.Thread(target=_pump, args=[server, client])
                back.start()
                _pump(client, server)
                back.join()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


def _pump(source, sink):
    try:
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.fixture
def proxied(internet, settings):
    """A guard that reaches nothing but the proxy, which listens on an address of this machine."""
    made = Proxy(internet)
    settings.CAPTURE_PROXY = f"http://na%40me:word@proxy:{made.port}"

    def resolve(name, port):
        return ["127.0.0.1"] if name == "proxy" else internet.resolve(name, port)

    def dial(address, port, seconds):
        assert (address, port) == ("127.0.0.1", made.port)
        return socket.create_connection((address, port), seconds)

    made.guard = Guard(resolve=resolve, dial=dial, authorities=internet.guard.authorities)
    yield made
    made.close()


@pytest.mark.parametrize(("scheme", "port"), [("http", 80), ("https", 443)])
def test_through_a_proxy_the_checked_address_is_asked_and_the_name_has_to_be_proved(internet, proxied, scheme, port):
    got = fetch(f"{scheme}://good.example/english", guard=proxied.guard)
    assert got.body == ENGLISH
    assert got.exchanges[0].address == ADDRESS
    assert got.exchanges[0].request.startswith(b"GET /english HTTP/1.1\r\nHost: good.example\r\n")
    assert b"Authorization" not in got.exchanges[0].request
    assert {head.split()[1] for head in proxied.asked} == {f"{ADDRESS}:{port}"}
    assert base64.b64encode(b"na@me:word").decode() in proxied.asked[0]


def test_through_a_proxy_an_address_of_the_new_kind_is_asked_in_brackets(internet, proxied):
    internet.addresses["good.example"] = [SECOND_ADDRESS]
    assert fetch("http://good.example/english", guard=proxied.guard).exchanges[0].address == SECOND_ADDRESS
    assert proxied.asked[0].startswith(f"CONNECT [{SECOND_ADDRESS}]:80 ")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://private.example/", "not_public"), ("http://10.0.0.1/", "not_public"), ("http://good.example:3128/", "port"),
        ("http://name.nowhere/", "unreachable"), ("https://other-name.example/", "tls"),
    ],
)  # fmt: skip
def test_through_a_proxy_the_same_is_refused(internet, proxied, url, code):
    assert refusal(fetch, url, guard=proxied.guard).code == code
    assert internet.requests == []
    assert (proxied.asked == []) is (code != "tls")


def test_a_proxy_that_does_not_let_us_through_is_told_apart_from_an_answer(internet, settings):
    proxy = Proxy(internet, answer=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
    settings.CAPTURE_PROXY = f"http://127.0.0.1:{proxy.port}"
    guard = Guard(resolve=internet.resolve, dial=lambda *where: socket.create_connection(where[:2], where[2]))
    settings.CAPTURE_ROBOTS = False
    # The proxy's own address is a literal, which the system's resolver would hand back; so does ours.
    internet.addresses["127.0.0.1"] = ["127.0.0.1"]
    guard = Guard(resolve=lambda name, port: [name] if name == "127.0.0.1" else [ADDRESS], dial=guard.dial)
    refused = refusal(fetch, "http://good.example/english", guard=guard)
    proxy.close()
    assert (refused.code, refused.retryable) == ("unreachable", True)
    assert internet.requests == []


# --- Webhooks --------------------------------------------------------------------------------------------------------

SIGNED = {"Content-Type": "application/json", "X-Signature": "abc"}


def test_a_notice_is_posted_once_and_robots_txt_is_not_asked(internet):
    sent = send("https://hook.example/hook", body=b'{"a": 1}', headers=SIGNED)
    assert (sent.status, sent.body) == (202, b"thanks")
    assert 0 < sent.elapsed < 5
    [request] = internet.requests
    assert (request.method, request.body, request.headers["x-signature"]) == ("POST", b'{"a": 1}', "abc")
    assert request.headers["content-length"] == "8"


def test_a_notice_follows_no_redirect(internet):
    assert send("http://hook.example/hook-moved", body=b"{}", headers=SIGNED).status == 307
    assert len(internet.requests) == 1


def test_of_a_long_answer_to_a_notice_the_beginning_is_kept(internet):
    assert send("http://hook.example/hook-talks", body=b"{}", headers=SIGNED).body == b"x" * 10_000
    assert len(send("http://hook.example/endless", body=b"{}", headers=SIGNED).body) == 10_000


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://private.example/hook", "not_public"), ("http://127.0.0.1/hook", "not_public"), ("file:///hook", "scheme"),
        ("http://hook.example:9200/", "port"), ("https://self-signed.example/hook", "tls"),
    ],
)  # fmt: skip
def test_a_notice_is_guarded_like_a_page(internet, url, code):
    assert refusal(send, url, body=b"{}", headers=SIGNED).code == code
    assert internet.requests == []


@pytest.mark.parametrize("headers", [{"X": "a\r\nY: b"}, {"X\r\nY": "a"}, {"X: Y": "a"}])
def test_a_header_cannot_carry_another_one(internet, headers):
    with pytest.raises(ValueError, match="Invalid header"):
        send("http://hook.example/hook", body=b"{}", headers=headers)
    assert internet.requests == []


def test_a_receiver_that_keeps_us_waiting_is_left(internet):
    started = time.monotonic()
    refused = refusal(send, "http://hook.example/silence", body=b"{}", headers=SIGNED, limits=Limits(seconds=0.5))
    assert (refused.code, refused.retryable) == ("too_slow", True)
    assert time.monotonic() - started < 2
