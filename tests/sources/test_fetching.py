"""Fetching: what is refused before anything is asked, where connections go, and what comes back."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from sources.fetching import Guard, Limits, Refused, fetch, getting
from tests.sources.hostile_server import ADDRESS, ARABIC, ENGLISH, SECOND_ADDRESS, answer, pdf, redirect

SHORT = Limits(seconds=2, connect_seconds=1, max_bytes=1_000_000)


def refusal(url, **options):
    with pytest.raises(Refused) as refused:
        fetch(url, **options)
    assert refused.value.sentence[-1] == "."
    return refused.value


# --- Where a connection may go ---------------------------------------------------------------------------------------

HOSTILE = {
    "not_public": [
        "http://127.0.0.1/", "http://127.0.0.1:80/", "https://127.1.2.3/", "http://10.0.0.1/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/", "http://168.63.129.16/", "http://0.0.0.0/",
        "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[fd00:ec2::254]/", "http://[fe80::1]/",
        "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::7f00:1]/", "http://224.0.0.1/",
        "http://[2001:0:808:808::80ff:fffe]/", "http://[::127.0.0.1]/", "http://255.255.255.255/", "http://240.0.0.1/",
        "http://192.0.2.1/", "http://198.18.0.1/", "http://１２７.0.0.1/", "http://127.0.0.1./", "http://localhost/",
        "http://private.example/", "https://private.example/", "http://private.example./", "http://loopback.example/",
        "http://mixed.example/", "http://mapped.example/", "http://scoped.example/", "http://PRIVATE.example/",
    ],
    "malformed": [
        "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://good.example\\@127.0.0.1/",
        "http://good.example/\r\nX-Injected: 1", "http://[::1%25lo]/",
    ],
    "port": ["http://good.example:22/", "http://good.example:8080/", "https://good.example:6379/", "http://good.example:0/"],
    "scheme": ["ftp://good.example/", "file:///etc/passwd"],
    "userinfo": ["http://good.example@127.0.0.1/", "http://a:b@good.example/"],
    "unreachable": ["http://name.that-is-not/"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "url"), [(code, url) for code, urls in HOSTILE.items() for url in urls])
def test_a_hostile_address_is_refused_and_nothing_is_asked(internet, code, url):
    internet.addresses |= {
        "mixed.example": [ADDRESS, "10.0.0.1"],
        "mapped.example": ["::ffff:10.0.0.1"],
        "scoped.example": ["fe80::1%2"],
    }
    refused = refusal(url)
    assert (refused.code, refused.retryable) == (code, False)
    assert internet.dialled == []
    assert internet.requests == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/to-private", "not_public"), ("/to-metadata", "not_public"), ("/to-private-name", "not_public"),
        ("/to-file", "scheme"), ("/to-port", "port"), ("/to-userinfo", "userinfo"), ("/to-nonsense", "malformed"),
    ],
)  # fmt: skip
def test_a_redirect_is_judged_like_the_first_address(internet, path, code):
    assert refusal(f"http://good.example{path}").code == code
    assert [request.path for request in internet.requests] == ["/robots.txt", path]
    assert {address for address, _ in internet.dialled} == {ADDRESS}


def test_a_name_that_changes_its_address_is_asked_at_the_checked_one(internet):
    answers = iter([[ADDRESS], ["127.0.0.1"], ["127.0.0.1"]])
    guard = Guard(resolve=lambda name, port: next(answers), dial=internet.dial)
    internet.page("good.example", "/there", redirect("/english"))
    assert fetch("http://good.example/there", guard=guard).body == ENGLISH
    # robots.txt, the page and its redirect on one look-up.
    assert internet.dialled == [(ADDRESS, 80)] * 3
    assert next(answers) == ["127.0.0.1"]


def test_a_name_that_turned_private_is_refused_by_the_next_fetch(internet):
    assert fetch("http://good.example/english").status == 200
    internet.addresses["good.example"] = ["127.0.0.1"]
    asked = len(internet.requests)
    assert refusal("http://good.example/english").code == "not_public"
    assert len(internet.requests) == asked


def test_the_next_address_is_tried_when_the_first_does_not_answer(internet):
    internet.addresses["good.example"] = ["2600::1", SECOND_ADDRESS]
    assert fetch("http://good.example/english").exchanges[0].address == SECOND_ADDRESS
    internet.addresses["good.example"] = ["2600::1"]
    refused = refusal("http://good.example/english")
    assert (refused.code, refused.retryable) == ("unreachable", True)


def test_a_name_is_looked_up_without_the_search_list():
    asked = []

    def resolve(name, port):
        asked.append(name)
        return []

    assert refusal("http://good.example/", guard=Guard(resolve=resolve)).code == "unreachable"
    assert asked == ["good.example."]


def test_a_look_up_that_fails_for_now_may_be_tried_again():
    def resolve(name, port):
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    refused = refusal("http://good.example/", guard=Guard(resolve=resolve))
    assert (refused.code, refused.retryable) == ("unreachable", True)


def test_the_resolver_of_the_system_is_asked_by_default():
    assert "127.0.0.1" in getting.GUARD.resolve("localhost", 80)
    assert getting.GUARD.ports == {80, 443}
    assert not getting.GUARD.judge("127.0.0.1")


def test_no_proxy_of_the_environment_is_used(internet, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    assert fetch("http://good.example/english").body == ENGLISH
    assert {address for address, _ in internet.dialled} == {ADDRESS}


def test_no_environment_variable_lets_a_local_address_through(monkeypatch):
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.setenv("no_proxy", "*")
    assert refusal("http://127.0.0.1/").code == "not_public"


# --- What comes back -------------------------------------------------------------------------------------------------


def test_a_page_comes_back_with_everything_about_it(internet):
    before = datetime.now(UTC)
    got = fetch("http://Good.Example/moved#part")
    assert (got.requested_url, got.final_url) == ("http://Good.Example/moved#part", "http://good.example/english")
    assert (got.status, got.body, got.content_type, got.charset_hint) == (200, ENGLISH, "text/html", "utf-8")
    assert ("Content-Type", "text/html; charset=utf-8") in got.headers
    assert before <= got.captured_at <= datetime.now(UTC)
    assert got.captured_at.utcoffset() == timedelta(0)
    first, second = got.exchanges
    assert (first.url, second.url) == ("http://good.example/moved", "http://good.example/english")
    assert first.request.startswith(b"GET /moved HTTP/1.1\r\nHost: good.example\r\n")
    assert first.head.startswith(b"HTTP/1.1 302 Found\r\n")
    assert b"Location: /english\r\n" in first.head
    assert (first.payload, second.payload) == (b"moved", ENGLISH)
    assert (second.address, second.at) == (ADDRESS, got.captured_at)


def test_we_say_who_we_are_and_nothing_more(internet, settings):
    settings.CAPTURE_CONTACT = "https://claims.example.org/about"
    fetch("http://good.example/english")
    asked = internet.asked("/english")[0].headers
    assert asked["user-agent"] == "Counterclaim (+https://claims.example.org/about)"
    assert set(asked) == {"host", "accept", "accept-encoding", "user-agent", "connection"}


@pytest.mark.parametrize(
    ("path", "body", "kind", "charset"),
    [
        ("/arabic", ARABIC, "text/html", "utf-8"),
        ("/أخبار", ARABIC, "text/html", "utf-8"),
        ("/moved-iri", ARABIC, "text/html", "utf-8"),
        ("/pdf", pdf("At least 18 people were killed"), "application/pdf", ""),
        ("/gzip", ENGLISH, "text/html", "utf-8"),
        ("/deflate", ENGLISH, "text/html", "utf-8"),
        ("/raw-deflate", ENGLISH, "text/html", "utf-8"),
        ("/gzip-twice", ENGLISH, "text/html", "utf-8"),
        ("/gzip-in-parts", ENGLISH, "text/html", "utf-8"),
        ("/gzip-and-rubbish", ENGLISH, "text/html", "utf-8"),
        ("/chunked", b"hello world", "text/html", ""),
        ("/to-close", b"until the end", "text/html", ""),
        ("/empty", b"", "text/html", "utf-8"),
        ("/too-long", b"four", "text/html", ""),
        ("/negative-length", b"body", "text/html", ""),
        ("/wrong-charset", "Café, naïve".encode("latin-1"), "text/html", "utf-8"),
        ("/windows-1256", "غارة على السوق".encode("cp1256"), "text/html", "windows-1256"),
        ("/invalid-utf-8", b"<p>\xff\xfe\xc3\x28 broken</p>", "text/html", "utf-8"),
        ("/injected", b"hi", "text/html", ""),
    ],
)
def test_a_body_comes_back_as_its_bytes(internet, path, body, kind, charset):
    got = fetch(f"http://good.example{path}")
    assert (got.status, got.body, got.content_type, got.charset_hint) == (200, body, kind, charset)


def test_an_answer_without_a_type_has_none(internet):
    internet.page("good.example", "/bare", lambda send, request: send(b"HTTP/1.0 200\r\n\r\nx"))
    got = fetch("http://good.example/bare")
    assert (got.content_type, got.charset_hint, got.body) == ("", "", b"x")
    assert fetch("http://good.example/odd-type").content_type == "text/html"


@pytest.mark.parametrize(
    ("path", "status"), [("/gone", 410), ("/nowhere", 404), ("/soft-404", 200), ("/login-wall", 200)]
)
def test_any_status_is_an_answer(internet, path, status):
    assert fetch(f"http://good.example{path}").status == status


def test_a_redirect_that_names_no_place_is_an_answer(internet):
    url = internet.page("good.example", "/nowhere", answer(b"?", status="302 Found"))
    assert fetch(url).status == 302


# --- robots.txt ------------------------------------------------------------------------------------------------------


def test_a_page_that_robots_txt_forbids_is_not_asked_for(internet):
    internet.page("deny.example", "/robots.txt", answer(b"User-agent: *\nDisallow: /english\n", kind="text/plain"))
    refused = refusal("http://deny.example/english")
    assert (refused.code, refused.retryable) == ("robots", False)
    assert internet.asked("/english") == []
    assert fetch("http://deny.example/arabic").status == 200
    assert len(internet.asked("/robots.txt")) == 1  # remembered


def test_a_redirect_into_what_robots_txt_forbids_is_refused(internet):
    internet.page("deny.example", "/robots.txt", answer(b"User-agent: counterclaim\nDisallow: /\n"))
    url = internet.page("good.example", "/over", redirect("http://deny.example/english"))
    assert refusal(url).code == "robots"
    assert internet.asked("/english") == []


@pytest.mark.parametrize(
    "play",
    [
        answer(b"", status="500 Internal Server Error"), answer(b"", status="503 Service Unavailable"),
        redirect("http://10.0.0.1/robots.txt"), redirect("gopher://x.example/"), redirect("http://none.example:22/"),
        answer(b"x", "Content-Encoding: gzip"),
    ],
)  # fmt: skip
def test_a_robots_txt_that_cannot_be_had_forbids_for_now(internet, play):
    internet.page("broken.example", "/robots.txt", play)
    refused = refusal("http://broken.example/english")
    assert (refused.code, refused.retryable) == ("robots", True)
    assert internet.asked("/english") == []
    assert {address for address, _ in internet.dialled} == {ADDRESS}


@pytest.mark.parametrize(
    "play",
    [
        answer(b"Disallow: /", status="404 Not Found"), answer(b"", status="401 Unauthorized"), redirect("/robots.txt"),
        answer(b"<html>User-agent: *</html>"), answer(b"# " + b"x" * 600_000 + b"\nUser-agent: *\nDisallow: /"),
    ],
)  # fmt: skip
def test_a_robots_txt_that_says_nothing_allows(internet, play):
    internet.page("good.example", "/robots.txt", play)
    assert fetch("http://good.example/english").status == 200


def test_a_robots_txt_that_moved_is_followed_to_another_host(internet):
    internet.page("good.example", "/robots.txt", redirect("http://www.good.example/robots.txt"))
    internet.page("www.good.example", "/robots.txt", answer(b"User-agent: *\nDisallow: /"))
    assert refusal("http://good.example/english").code == "robots"


def test_the_setting_leaves_robots_txt_unasked(internet, settings):
    settings.CAPTURE_ROBOTS = False
    internet.page("deny.example", "/robots.txt", answer(b"User-agent: *\nDisallow: /"))
    assert fetch("http://deny.example/english").status == 200
    assert internet.asked("/robots.txt") == []


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/silence", "too_slow"), ("/drip-headers", "too_slow"), ("/drip-body", "too_slow"), ("/drip-chunks", "too_slow"),
        ("/endless", "too_large"), ("/huge", "too_large"), ("/gzip-bomb", "too_large"), ("/deflate-bomb", "too_large"),
        ("/double-bomb", "too_large"), ("/huge-header", "too_large"), ("/many-long-headers", "too_large"),
        ("/loop", "too_many_redirects"), ("/deeper", "too_many_redirects"),
    ],
)  # fmt: skip
def test_a_server_cannot_cost_more_than_the_limits(internet, settings, path, code):
    settings.CAPTURE_ROBOTS = False
    started = time.monotonic()
    refused = refusal(f"http://trick.example{path}", limits=SHORT)
    assert (refused.code, refused.retryable) == (code, code == "too_slow")
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/too-short", "incomplete"), ("/chunk-cut", "incomplete"), ("/chunk-nonsense", "incomplete"),
        ("/early-close", "incomplete"), ("/closes", "unreachable"), ("/chunk-negative", "incomplete"),
        ("/other-transfer", "unreadable"), ("/not-http", "unreadable"), ("/http-9", "unreadable"),
        ("/blank-line-of-spaces", "unreadable"), ("/continues", "unreadable"), ("/many-headers", "unreadable"),
        ("/gzip-cut", "incomplete"), ("/gzip-of-nothings", "unreadable"),
        ("/many-codings", "unreadable"), ("/unknown-coding", "unreadable"), ("/not-gzip", "unreadable"),
    ],
)  # fmt: skip
def test_an_answer_that_is_broken_is_refused_and_may_be_tried_again(internet, path, code):
    refused = refusal(f"http://trick.example{path}", limits=SHORT)
    assert (refused.code, refused.retryable) == (code, True)


def test_a_body_in_tiny_chunks_is_read_while_it_is_small(internet):
    assert fetch("http://trick.example/tiny-chunks").body == b"x" * 30_000
    assert refusal("http://trick.example/tiny-chunks", limits=Limits(max_bytes=31_000)).code == "too_large"


def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(internet):
    for path in ("/english", "/gzip"):
        assert fetch(f"http://good.example{path}", limits=Limits(max_bytes=len(ENGLISH))).body == ENGLISH
        assert refusal(f"http://good.example{path}", limits=Limits(max_bytes=len(ENGLISH) - 1)).code == "too_large"


def test_the_limits_of_an_operator_hold(internet, settings):
    settings.CAPTURE_MAX_BYTES, settings.CAPTURE_SECONDS = 100, 1
    assert refusal("http://good.example/english").code == "too_large"
    started = time.monotonic()
    assert refusal("http://trick.example/drip-body").code == "too_slow"
    assert time.monotonic() - started < 3


def test_the_time_counts_for_all_hops_together(internet):
    def slow(send, request):
        time.sleep(0.4)
        redirect(request.path + "x")(send, request)

    for number in range(9):
        internet.page("good.example", "/slow" + "x" * number, slow)
    started = time.monotonic()
    assert refusal("http://good.example/slow", limits=Limits(seconds=1)).code == "too_slow"
    assert time.monotonic() - started < 2


def test_a_resolver_that_hangs_does_not_hold_us(internet):
    free = threading.Event()

    def resolve(name, port):
        free.wait(10)
        return [ADDRESS]

    started = time.monotonic()
    refused = refusal("http://good.example/", guard=Guard(resolve=resolve), limits=Limits(seconds=0.5))
    free.set()
    assert (refused.code, refused.retryable) == ("too_slow", True)
    assert time.monotonic() - started < 2


def test_an_address_that_does_not_answer_costs_its_own_share_of_the_time(internet):
    waits = []

    def dial(address, port, seconds):
        waits.append(seconds)
        raise TimeoutError

    internet.addresses["good.example"] = [ADDRESS, SECOND_ADDRESS]
    guard = Guard(resolve=internet.resolve, dial=dial)
    refused = refusal("http://good.example/", guard=guard, limits=Limits(seconds=5, connect_seconds=0.5))
    assert (refused.code, refused.retryable) == ("too_slow", True)
    assert waits == [0.5, 0.5]
