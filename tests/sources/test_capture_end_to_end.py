"""A pasted address becomes a kept page, through the real fetcher, reader and worker, against a server that plays tricks."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from warcio.archiveiterator import ArchiveIterator

from accounts.models import User
from history.canonical import digest
from record.verifying import Counts, verify
from sources import tasks, warc
from sources.actions import capturing, stating
from sources.models import Snapshot, Source
from tests import factories
from tests.sources import pages
from tests.sources.hostile_server import ARABIC, ENGLISH, Internet, answer, redirect

pytestmark = pytest.mark.django_db

HEAD = (
    '<meta property="og:title" content="Strikes in Anbar"><meta name="author" content="Layla Haddad">'
    '<meta property="article:published_time" content="2024-02-03T08:30:00+03:00">'
    '<meta property="og:site_name" content="The News">'
)
SPOKEN = pages.SENTENCES["en"].format(i=3)


@pytest.fixture
def kept(author: User, internet: Internet) -> Callable[..., Snapshot]:
    """Paste an address, and let the worker do its work."""

    def keep(path: str, play: Any = None, host: str = "news.example") -> Snapshot:
        if play:
            internet.page(host, path, play)
        source, known = capturing.open_address(url=f"http://{host}{path}", by=author)
        assert not known
        [snapshot] = source.snapshots.all()
        tasks.capture.call(snapshot.pk)
        snapshot.refresh_from_db()
        return snapshot

    return keep


def test_a_news_page_is_kept_read_described_and_quoted(kept: Callable, author: User, internet: Internet) -> None:
    body = pages.page("en", head=HEAD).encode()
    snapshot = kept("/news/a?utm_source=x", answer(body))
    assert (snapshot.state, snapshot.http_status, snapshot.final_url) == (
        "complete", 200, "http://news.example/news/a?utm_source=x",
    )  # fmt: skip
    assert snapshot.body_sha256 == digest(body)
    assert snapshot.text_sha256 == digest(snapshot.text.encode())
    assert ["Content-Type", "text/html; charset=utf-8"] in snapshot.headers
    source = Source.objects.get()
    assert (source.title, source.byline, source.language) == ("Strikes in Anbar", "Layla Haddad", "en")
    assert (source.published_precision, source.published_earliest.isoformat()) == (
        "minute",
        "2024-02-03T05:30:00+00:00",
    )
    assert source.outlet.name == "The News"
    row = stating.create_statement(
        by=author, source=source, snapshot=snapshot, speaker=factories.speaker(author), quote=SPOKEN,
        directness="direct_quote", **factories.DAY.columns("said"),
    )  # fmt: skip
    assert row.check_status == "exact"
    assert snapshot.text[row.start : row.end] == SPOKEN
    assert list(verify(Counts())) == []


def test_the_warc_is_read_by_others_and_its_digests_are_right(kept: Callable) -> None:
    body = pages.page("ar").encode()
    snapshot = kept("/ar", answer(body))
    with default_storage.open(snapshot.warc_file) as file:
        data = file.read()
    assert (digest(data), len(data)) == (snapshot.warc_sha256, snapshot.warc_size)
    iterator = ArchiveIterator(io.BytesIO(data), check_digests="raise")
    records = [(record.rec_type, record.content_stream().read()) for record in iterator]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request"]
    assert records[1][1] == body == warc.body_of(snapshot.warc_file)
    assert hashlib.sha256(body).hexdigest() in snapshot.body_sha256


@pytest.mark.parametrize(
    ("path", "words", "flags"),
    [
        ("/english", "At least 18 people were killed", set()),
        ("/arabic", "١٨ شخصًا على الأقل قُتلوا", set()),
        ("/pdf", "At least 18 people were killed", set()),
        ("/windows-1256", "غارة على السوق", {"empty_page"}),
        ("/gzip", "We counted nearly 40 wounded", set()),
        ("/moved", "At least 18 people were killed", set()),
        ("/login-wall", "Sign in to read on", {"login_wall"}),
        ("/soft-404", "this page no longer exists", {"soft_404"}),
        ("/empty", "", {"empty_page"}),
    ],
)
def test_what_a_page_says_is_read_and_what_is_odd_is_flagged(
    kept: Callable, path: str, words: str, flags: set[str]
) -> None:
    snapshot = kept(path)
    assert snapshot.state == "complete", snapshot.failure
    assert words in snapshot.text
    assert flags <= set(snapshot.flags)
    if not flags:
        assert not {"login_wall", "soft_404", "empty_page", "wrong_charset"} & set(snapshot.flags)
    assert digest(warc.body_of(snapshot.warc_file)) == snapshot.body_sha256


def test_scripts_of_a_page_are_kept_and_never_read(kept: Callable) -> None:
    snapshot = kept("/english")
    assert b"never run" in warc.body_of(snapshot.warc_file)
    assert "never run" not in snapshot.text


@pytest.mark.parametrize(
    ("path", "state", "sentence"),
    [
        ("/nothing-here", "failed", "There is no page at this address."),
        ("/gone", "failed", "The page was taken down."),
        ("/gzip-bomb", "failed", "larger"),
        ("/double-bomb", "failed", "larger"),
        ("/loop", "failed", "leads on more than 8 times"),
        ("/to-private", "failed", "public"),
        ("/to-metadata", "failed", "public"),
        ("/to-private-name", "failed", "public"),
        ("/to-file", "failed", ""),
        ("/to-port", "failed", ""),
        ("/to-userinfo", "failed", ""),
        ("/too-short", "pending", ""),
        ("/closes", "pending", ""),
    ],
)
def test_what_is_not_kept_says_why_in_a_sentence(
    kept: Callable, internet: Internet, path: str, state: str, sentence: str
) -> None:
    snapshot = kept(path)
    assert snapshot.state == state, snapshot.failure
    assert sentence in snapshot.failure
    assert snapshot.failure.endswith((".", ")"))
    assert (snapshot.text, snapshot.warc_file) == ("", "")
    assert {request.host for request in internet.requests} == {"news.example"}
    assert all(address in internet.reachable and port == 80 for address, port in internet.dialled)
    assert Source.objects.get().language == "und"


def test_an_address_that_leads_inside_is_not_asked_at_all(kept: Callable, internet: Internet) -> None:
    snapshot = kept("/secret", host="private.example")
    assert snapshot.state == "failed"
    assert "public" in snapshot.failure
    assert internet.requests == internet.dialled == []


def test_a_page_that_robots_may_not_read_is_not_asked_for(kept: Callable, internet: Internet) -> None:
    internet.page("news.example", "/robots.txt", answer(b"User-agent: *\nDisallow: /private/\n", kind="text/plain"))
    snapshot = kept("/private/a", answer(ENGLISH))
    assert snapshot.state == "failed"
    assert "robots.txt" in snapshot.failure
    assert internet.asked("/private/a") == []


def test_a_page_that_leads_to_one_we_know_says_so(kept: Callable) -> None:
    kept("/story", answer(pages.page("en").encode()))
    second = kept("/short-link", redirect("/story"))
    assert second.state == "complete", second.failure
    assert {"led_to_known_source", "same_as_other_address"} <= set(second.flags)


def test_an_uploaded_page_is_read_like_a_fetched_one(author: User) -> None:
    source = factories.source(author)
    snapshot = capturing.upload(source=source, name="page.html", body=ARABIC, by=author)
    tasks.capture.call(snapshot.pk)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.method) == ("complete", "uploaded")
    assert "غارة على السوق" in snapshot.text
    assert snapshot.body_sha256 == digest(ARABIC)
    assert warc.body_of(snapshot.warc_file) == ARABIC
    assert list(verify(Counts())) == []
