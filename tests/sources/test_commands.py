"""`manage.py capture` and `manage.py check_quote`: what the desk does, from the shell."""

import io
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from history.models import Entry
from sources import tasks
from sources.actions import capturing, stating
from sources.models import Snapshot, Source
from tests import factories
from tests.sources.hostile_server import Internet
from tests.sources.pages import page as html_page
from tests.sources.pages import pdf
from tests.sources.test_capturing import TEXT, URL, page

HOSTILE = [
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
    "http://169.254.169.254/latest/", "http://localhost/", "file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)",
    "https://user:word@example.org/", "http://example.org:22/", "", "no address", "http://\x1b[2Jexample.org/", "-",
]  # fmt: skip


def run(command: str, *arguments: str) -> tuple[list[dict[str, Any]], str]:
    """The lines of JSON that it printed, and the sentence it ended with; empty when it ended well."""
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out)
        ended = ""
    except CommandError as error:
        ended = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], ended


@pytest.mark.django_db
class TestCapture:
    """Asks for captures, and with --wait makes them."""

    def test_an_unknown_address_needs_somebody_who_records_it(self) -> None:
        [told], ended = run("capture", URL)
        assert told["state"] == "refused"
        assert "--by" in told["reason"]
        assert ended == "1 of 1 addresses were not captured."
        assert not Source.objects.exists()

    def test_somebody_who_may_not_write_records_nothing(self, reviewer: User) -> None:
        [told], ended = run("capture", URL, "--by", reviewer.username)
        assert told["state"] == "refused"
        assert ended
        assert not Source.objects.exists()

    @pytest.mark.parametrize("name", ["nobody", "gone"])
    def test_somebody_unknown_or_gone_is_named(self, author: User, name: str) -> None:
        User.objects.filter(pk=author.pk).update(username="gone", is_active=False)
        assert run("capture", URL, "--by", name) == ([], f"There is nobody called {name}.")

    def test_an_unknown_address_becomes_a_source_and_waits_for_the_worker(self, author: User) -> None:
        [told], ended = run("capture", URL, "--by", author.username)
        snapshot = Snapshot.objects.get()
        assert told == {"url": URL, "source": snapshot.source_id, "snapshot": snapshot.pk, "state": "pending"}
        assert ended == ""
        # Opening the address asked for the capture; the command asks for no second one.
        assert Entry.objects.filter(code="capture_requested").count() == 1
        assert Entry.objects.get(code="source_created").by_key == author.key

    def test_a_known_address_is_captured_again_in_nobodys_name(self, author: User) -> None:
        source = factories.source(author, canonical_url=URL)
        [told], ended = run("capture", URL + "&fbclid=1")
        assert (told["source"], told["state"], ended) == (source.pk, "pending", "")
        assert Snapshot.objects.get().requested_url == URL
        assert Entry.objects.get(code="capture_requested").by_key == ""

    def test_waiting_says_what_was_kept(self, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tasks, "look_at", lambda snapshot: page(flags=["login_wall"]))
        [told], ended = run("capture", URL, "--by", author.username, "--wait")
        snapshot = Snapshot.objects.get()
        assert told == {
            "url": URL, "source": snapshot.source_id, "snapshot": snapshot.pk, "state": "complete",
            "characters": len(TEXT), "text_sha256": snapshot.text_sha256, "flags": ["login_wall"],
        }  # fmt: skip
        assert ended == ""

    def test_waiting_says_why_there_is_no_capture(self, author: User, internet: Internet) -> None:
        addresses = [
            "http://good.example/gone", "http://private.example/", "http://nowhere.invalid-name/", "http://good.example/english",
        ]  # fmt: skip
        told, ended = run("capture", *addresses, "--by", author.username, "--wait")
        assert [row["state"] for row in told] == ["failed", "failed", "failed", "complete"]
        assert "taken down" in told[0]["reason"]
        assert "public" in told[1]["reason"]
        assert ended == "3 of 4 addresses were not captured."
        assert all(request.host == "good.example" for request in internet.requests)

    def test_what_may_pass_is_left_to_be_tried_again(self, author: User, internet: Internet) -> None:
        internet.page("good.example", "/busy", lambda send, request: send(b""))
        [told], ended = run("capture", "http://good.example/busy", "--by", author.username, "--wait")
        assert told["state"] == "pending"
        assert told["reason"]
        assert ended == "1 of 1 addresses were not captured."

    @pytest.mark.parametrize("url", HOSTILE)
    def test_a_hostile_address_is_refused_in_a_sentence_and_nothing_is_asked(
        self, author: User, internet: Internet, url: str
    ) -> None:
        told, ended = run("capture", "--by", author.username, "--wait", "--", url)
        assert [row["state"] for row in told] in (["refused"], ["failed"])
        assert told[0]["reason"].endswith((".", ")"))
        assert ended == "1 of 1 addresses were not captured."
        assert internet.requests == internet.dialled == []

    def test_one_bad_address_does_not_stop_the_next(self, author: User) -> None:
        told, ended = run("capture", "nonsense", URL, "--by", author.username)
        assert [row["state"] for row in told] == ["refused", "pending"]
        assert ended == "1 of 2 addresses were not captured."


WORDS = "Spokesman number 3 said the strikes hit several buildings"


class TestCheckQuote:
    """Prints the check as JSON."""

    @pytest.fixture
    def article(self, tmp_path: Path) -> str:
        path = tmp_path / "article.html"
        path.write_text(html_page("en"), encoding="utf-8")
        return str(path)

    @pytest.mark.parametrize(
        ("quote", "status"),
        [
            (WORDS, "exact"),
            (WORDS.replace("3 said", "3  said"), "presentation"),
            (WORDS.replace("3", "23"), "altered"),
            ("Not a word of this is in there.", "not_found"),
            ("the strikes hit several buildings", "ambiguous"),
        ],
    )
    def test_a_page_is_asked_for_words(self, article: str, quote: str, status: str) -> None:
        [told], ended = run("check_quote", article, quote)
        assert told["status"] == status
        assert told.keys() >= {"status", "level", "start", "end", "diff", "reason"}
        assert ended == ""

    @pytest.mark.parametrize("language", ["en", "ar", "fa"])
    def test_positions_are_code_points_of_the_text(self, tmp_path: Path, language: str) -> None:
        text = {"en": "😀 He said: we knew.", "ar": "😀 قال: أبلغناهم.", "fa": "😀 گفت: می‌دانستیم."}[language]
        quote = {"en": "we knew", "ar": "أبلغناهم", "fa": "می‌دانستیم"}[language]
        path = tmp_path / "text.txt"
        path.write_text(text, encoding="utf-8")
        [told], _ended = run("check_quote", str(path), quote)
        assert text[told["start"] : told["end"]] == quote

    def test_a_pdf_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "report.pdf"
        path.write_bytes(pdf())
        [told], _ended = run("check_quote", str(path), "Eighteen people were killed")
        assert told["status"] == "exact"

    @pytest.mark.django_db
    def test_a_snapshot_is_asked_for_words(self, author: User) -> None:
        typed = stating.transcribe(source=factories.source(author), text="We told them beforehand.", by=author)
        [told], ended = run("check_quote", "--snapshot", typed.pk, "told them")
        assert (told["status"], told["start"], ended) == ("transcribed", 3, "")
        [told], _ended = run("check_quote", "--snapshot", typed.pk, "sold them")
        assert told["status"] == "not_found"
        [told], _ended = run("check_quote", "--snapshot", typed.pk, "told  them")
        assert told["status"] == "altered"

    @pytest.mark.django_db
    def test_a_snapshot_that_is_not_there_yet_is_named(self, author: User) -> None:
        source, _known = capturing.open_address(url=URL, by=author)
        waiting = source.snapshots.get()
        for key, sentence in [
            ("nothing", "There is no snapshot nothing."),
            (waiting.pk, "is pending; there is no text"),
        ]:
            told, ended = run("check_quote", "--snapshot", key, "words")
            assert told == []
            assert sentence in ended

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["nowhere.html", "words"], "nowhere.html cannot be read"),
            (["nowhere.html"], "Give the words to look for"),
            (["--snapshot", "x"], "Give the words alone"),
            (["file", "words", "--snapshot", "x"], "Give the words alone"),
        ],
    )
    def test_what_is_missing_is_said(self, arguments: list[str], sentence: str) -> None:
        told, ended = run("check_quote", *arguments)
        assert told == []
        assert sentence in ended

    @pytest.mark.parametrize("kind", ["folder", "pipe", "large", "locked"])
    def test_what_is_no_readable_file_is_said(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "file.pdf"
        if kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "large":
            with path.open("wb") as file:
                file.truncate(20 * 1024 * 1024 + 1)
        else:
            path.write_bytes(pdf(password="secret"))
        told, ended = run("check_quote", str(path), "words")
        assert told == []
        assert str(path) in ended

    @pytest.mark.parametrize("quote", ["", "  ", "x" * 5_001])
    def test_words_that_cannot_be_looked_for_end_with_a_sentence(self, article: str, quote: str) -> None:
        told, ended = run("check_quote", article, quote)
        assert told == []
        assert ended.startswith("quote: ")

    def test_pairs_are_read_line_by_line_and_faults_named_by_line(
        self, article: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = [
            json.dumps({"text": "We knew.", "quote": "We knew"}),
            "",
            "not json",
            json.dumps({"text": "We knew."}),
            json.dumps({"text": "We knew.", "quote": 3}),
            json.dumps(["text", "quote"]),
            json.dumps({"file": "nowhere.html", "quote": "x"}),
            json.dumps({"text": "We knew.", "quote": ""}),
            json.dumps({"file": article, "quote": WORDS}),
            json.dumps({"text": "قال: أبلغناهم.", "quote": "أبلغناهم"}, ensure_ascii=False),
            json.dumps({"text": "\ud800 We knew.", "quote": "We knew"}),
            "[" * 100_000,
            '{"file": "a\\u0000b", "quote": "x"}',
            json.dumps({"text": "", "quote": "We knew"}),
        ]
        given = "\n".join(lines).encode() + b"\n\xff\xfe{}"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        told, ended = run("check_quote")
        assert [(row["line"], row["status"]) for row in told] == [
            (1, "exact"), (3, "error"), (4, "error"), (5, "error"), (6, "error"), (7, "error"), (8, "error"), (9, "exact"),
            (10, "exact"), (11, "exact"), (12, "error"), (13, "error"), (14, "unverifiable"),
            (15, "error"),
        ]  # fmt: skip
        assert all(row["reason"] for row in told)
        assert "nowhere.html" in told[5]["reason"]
        assert ended == "9 lines could not be checked."
