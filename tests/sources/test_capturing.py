"""Captures: asked for, taken by one worker, tried again, finished once, and never written over by a machine."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from accounts.models import User
from history import writes
from history.canonical import digest
from history.errors import NotAllowed
from history.models import Entry
from sources import tasks
from sources.actions import capturing, recording, stating
from sources.capture import NotCaptured
from sources.models import Snapshot, Source
from sources.models.snapshot import SnapshotState
from tests import factories

URL = "https://news.example.org/a/strikes?utm_source=x"
TEXT = "Baghdad was told beforehand, a spokesman said.\n\nAt least 18 fighters were killed."


def page(text: str = TEXT, **columns: Any) -> dict[str, Any]:
    """The columns that looking at a page gives."""
    return {
        "final_url": URL,
        "http_status": 200,
        "content_type": "text/html",
        "captured_at": timezone.now(),
        "body_sha256": digest(text.encode()),
        "text": text,
        "article_length": len(text),
        "text_sha256": digest(text.encode()),
        "extractor": "a test",
        "extractor_version": "1",
        "found": {},
        "flags": [],
    } | columns


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What looking at pages gives, one after another; the last again and again. An exception is raised."""
    answers: list[Any] = [page()]

    def look_at(snapshot: Snapshot) -> dict[str, Any]:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer | {"captured_at": timezone.now()}

    monkeypatch.setattr(tasks, "look_at", look_at)
    return answers


@pytest.fixture
def source(author: User) -> Source:
    return capturing.open_address(url=URL, by=author)[0]


def waiting(source: Source) -> Snapshot:
    return source.snapshots.get(state=SnapshotState.PENDING)


@pytest.mark.django_db
class TestAsking:
    """Who asks for captures, and of what."""

    def test_who_writes_nothing_opens_no_address(self, reviewer: User) -> None:
        with pytest.raises(NotAllowed):
            capturing.open_address(url=URL, by=reviewer)
        assert not Source.objects.exists()

    @pytest.mark.parametrize(
        "url", ["", "words", "ftp://example.org/", "javascript:alert(1)", "https://a:b@example.org/"]
    )
    def test_what_is_no_address_is_refused_at_its_field(self, author: User, url: str) -> None:
        with pytest.raises(ValidationError) as refused:
            capturing.open_address(url=url, by=author)
        assert "url" in refused.value.message_dict

    def test_a_new_address_becomes_a_source_with_its_outlet_and_a_capture(self, source: Source) -> None:
        assert (source.outlet.name, source.outlet.homepage) == ("news.example.org", "https://news.example.org/")
        assert source.language == "und"
        assert waiting(source).requested_url == URL

    @pytest.mark.parametrize(
        "again", [URL, "http://news.example.org/a/strikes", "https://m.news.example.org/a/strikes#top"]
    )
    def test_a_second_paste_of_an_address_opens_the_known_source(
        self, author: User, source: Source, again: str
    ) -> None:
        assert capturing.open_address(url=again, by=author) == (source, True)
        assert Source.objects.count() == 1

    def test_a_known_outlet_is_found_by_its_homepage(self, author: User) -> None:
        outlet = factories.outlet(author, name="The News", homepage="https://www.news.example.org/en/")
        source, _known = capturing.open_address(url=URL, by=author)
        assert source.outlet == outlet

    def test_a_capture_that_waits_is_not_asked_for_twice(self, author: User, source: Source) -> None:
        assert capturing.request_capture(source=source, by=author) == waiting(source)

    def test_asking_for_a_capture_writes_no_word_of_the_source(self, reviewer: User, source: Source) -> None:
        """Else whoever asks could not review what rests on it."""
        codes = Entry.objects.of(source).filter(code="capture_requested")
        assert codes.count() == 1
        from history.codes import contributing_codes

        assert "capture_requested" not in contributing_codes()

    def test_a_source_without_an_address_says_what_to_do_instead(self, author: User) -> None:
        with pytest.raises(ValidationError, match="upload a file, or type what you saw"):
            capturing.request_capture(source=factories.source(author), by=author)

    def test_an_archives_copy_has_the_archives_time(self, author: User, reviewer: User, source: Source) -> None:
        when = timezone.now() - timedelta(days=600)
        with pytest.raises(NotAllowed):
            capturing.note_archived_copy(source=source, url="https://archive.example/1", archived_at=when, by=reviewer)
        with pytest.raises(ValidationError, match="future"):
            capturing.note_archived_copy(
                source=source,
                url="https://archive.example/1",
                archived_at=timezone.now() + timedelta(days=1),
                by=author,
            )
        copy = capturing.note_archived_copy(source=source, url="https://archive.example/1", archived_at=when, by=author)
        assert copy.archived_at == when


@pytest.mark.django_db
class TestTaking:
    """One worker at a time; what fails is tried again; what cannot pass fails with its reason."""

    def test_of_two_workers_one_takes_it(self, source: Source) -> None:
        first = capturing.lease(snapshot_id=waiting(source).pk)
        assert first is not None
        assert first.attempts == 1
        assert capturing.lease(snapshot_id=first.pk) is None

    def test_a_capture_is_kept_once_and_fills_the_source_in(self, source: Source, looks: list[Any]) -> None:
        looks[0] = page(
            found={
                "title": "Strikes in Anbar",
                "byline": "Layla Haddad",
                "language": "en",
                "declared_credit": "(AFP)",
                "outlet_name": "The News",
                "published": {
                    "earliest": "2024-02-03T00:00:00+00:00", "latest": "2024-02-03T23:59:59.999999+00:00",
                    "precision": "day", "zone": "UTC", "words": "2024-02-03",
                },
            }
        )  # fmt: skip
        snapshot = waiting(source)
        assert tasks.capture.call(snapshot.pk) is True
        assert tasks.capture.call(snapshot.pk) is False
        source.refresh_from_db()
        assert (source.title, source.byline, source.language) == ("Strikes in Anbar", "Layla Haddad", "en")
        assert (source.declared_credit, source.published_words, source.published_precision) == (
            "(AFP)",
            "2024-02-03",
            "day",
        )
        source.outlet.refresh_from_db()
        assert source.outlet.name == "The News"
        described = Entry.objects.of(source).get(code="source_described")
        assert described.by_key == ""

    def test_a_correction_is_never_written_over_by_a_later_capture(
        self, author: User, source: Source, looks: list[Any]
    ) -> None:
        looks[0] = page(found={"title": "Wrong", "byline": "Admin"})
        tasks.capture.call(waiting(source).pk)
        source = recording.change_source(source=source, by=author, title="Right", byline="")
        capturing.request_capture(source=source, by=author)
        Snapshot.objects.filter(state="pending").update(host="")  # its host was asked just now
        tasks.capture.call(waiting(source).pk)
        source.refresh_from_db()
        assert (source.title, source.byline) == ("Right", "")
        assert source.snapshots.complete().count() == 2

    def test_the_log_keeps_the_digest_of_a_captured_text_and_not_the_text(
        self, source: Source, looks: list[Any]
    ) -> None:
        tasks.capture.call(waiting(source).pk)
        entry = Entry.objects.of(source).get(code="source_captured")
        assert entry.new["text"] == digest(TEXT.encode())
        assert "Baghdad" not in str(entry.new)

    def test_what_may_pass_is_tried_again_later_and_then_fails_with_its_reason(
        self, source: Source, looks: list[Any]
    ) -> None:
        looks[0] = NotCaptured("The server could not answer. (It answered 503.)", retryable=True)
        snapshot = waiting(source)
        for attempt in range(1, len(capturing.BACK_OFF) + 1):
            assert tasks.capture.call(snapshot.pk) is False
            snapshot.refresh_from_db()
            assert (snapshot.state, snapshot.attempts) == ("pending", attempt)
            assert snapshot.leased_until - timezone.now() > capturing.BACK_OFF[attempt - 1] - timedelta(seconds=5)
            assert capturing.lease(snapshot_id=snapshot.pk) is None
            Snapshot.objects.filter(pk=snapshot.pk).update(leased_until=timezone.now())
        assert tasks.capture.call(snapshot.pk) is False
        snapshot.refresh_from_db()
        assert (snapshot.state, snapshot.failure) == ("failed", "The server could not answer. (It answered 503.)")

    def test_what_cannot_pass_fails_at_once(self, source: Source, looks: list[Any]) -> None:
        looks[0] = NotCaptured("There is no page at this address. (It answered 404.)", retryable=False)
        tasks.capture.call(waiting(source).pk)
        assert source.snapshots.get().failure == "There is no page at this address. (It answered 404.)"

    def test_a_page_that_breaks_us_does_not_take_the_worker_with_it_and_is_logged(
        self, source: Source, looks: list[Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        looks[0] = RuntimeError("a fault of ours")
        assert tasks.capture.call(waiting(source).pk) is False
        assert "a fault of ours" in source.snapshots.get().failure
        assert "RuntimeError: a fault of ours" in caplog.text

    def test_a_worker_whose_lease_ran_out_cannot_finish_what_another_took_over(self, source: Source) -> None:
        slow = capturing.lease(snapshot_id=waiting(source).pk)
        quick = capturing.lease(snapshot_id=slow.pk, now=timezone.now() + capturing.LEASE * 2)
        assert quick is not None
        assert capturing.complete(snapshot=quick, columns=page("The second look."))
        assert not capturing.complete(snapshot=slow, columns=page("The first look."))
        assert not capturing.fail(snapshot=slow, sentence="Too slow.", retryable=False)
        assert source.snapshots.get().text == "The second look."

    def test_one_capture_of_a_host_at_a_time(self, author: User, source: Source) -> None:
        other, _known = capturing.open_address(url="https://news.example.org/b", by=author)
        assert capturing.lease(snapshot_id=waiting(source).pk) is not None
        assert capturing.lease(snapshot_id=waiting(other).pk) is None
        elsewhere, _known = capturing.open_address(url="https://other.example.org/b", by=author)
        assert capturing.lease(snapshot_id=waiting(elsewhere).pk) is not None

    @pytest.mark.parametrize("retryable", [True, False])
    def test_a_host_that_failed_just_now_is_left_alone_for_a_moment(
        self, author: User, source: Source, looks: list[Any], retryable: bool
    ) -> None:
        other, _known = capturing.open_address(url="https://news.example.org/b", by=author)
        held = capturing.lease(snapshot_id=waiting(source).pk)
        capturing.fail(snapshot=held, sentence="It did not work.", retryable=retryable)
        row = waiting(other)
        assert capturing.lease(snapshot_id=row.pk) is None
        assert capturing.lease(snapshot_id=row.pk, now=timezone.now() + capturing.HOST_PAUSE) is not None

    def test_a_second_try_has_its_host_to_itself_as_the_first_had(self, author: User, source: Source) -> None:
        other, _known = capturing.open_address(url="https://news.example.org/b", by=author)
        held = capturing.lease(snapshot_id=waiting(source).pk)
        capturing.fail(snapshot=held, sentence="It did not work.", retryable=True)
        later = timezone.now() + capturing.BACK_OFF[0]
        assert capturing.lease(snapshot_id=held.pk, now=later) is not None
        assert capturing.lease(snapshot_id=waiting(other).pk, now=later + timedelta(seconds=30)) is None

    def test_a_page_that_kills_every_worker_that_reads_it_fails_in_the_end(self, source: Source) -> None:
        row, now = waiting(source), timezone.now()
        for _ in range(len(capturing.BACK_OFF) + 1):
            assert capturing.lease(snapshot_id=row.pk, now=now) is not None
            now += capturing.LEASE
        assert capturing.lease(snapshot_id=row.pk, now=now) is None
        row.refresh_from_db()
        assert (row.state, row.failure) == ("failed", "Every try broke off; upload the page, or type what you see.")

    def test_a_name_that_a_person_gives_an_outlet_meanwhile_stays(
        self, author: User, source: Source, looks: list[Any]
    ) -> None:
        held = capturing.lease(snapshot_id=waiting(source).pk)
        stale = writes.lock(source)
        assert stale.outlet.name == "news.example.org"  # as the worker read it
        recording.change_outlet(outlet=source.outlet, by=author, name="The Daily News")
        capturing.fill_in(stale, {"outlet_name": "Daily | Home"})
        assert held.source.outlet.name == "The Daily News"

    def test_the_sweep_makes_what_no_nudge_reached(self, source: Source, looks: list[Any]) -> None:
        assert tasks.capture_waiting.call() == 1
        assert tasks.capture_waiting.call() == 0

    def test_the_same_text_at_another_address_of_the_host_is_flagged(
        self, author: User, source: Source, looks: list[Any]
    ) -> None:
        tasks.capture.call(waiting(source).pk)
        other, _known = capturing.open_address(url="https://news.example.org/b", by=author)
        row = waiting(other)
        held = capturing.lease(snapshot_id=row.pk, now=timezone.now() + timedelta(minutes=1))
        capturing.complete(snapshot=held, columns=page(final_url="https://news.example.org/b"))
        row.refresh_from_db()
        assert row.flags == ["same_as_other_address"]

    def test_an_address_that_leads_to_a_known_source_is_flagged(
        self, author: User, source: Source, looks: list[Any]
    ) -> None:
        other, _known = capturing.open_address(url="https://short.example.org/x", by=author)
        tasks.capture.call(waiting(other).pk)
        assert other.snapshots.get().flags == ["led_to_known_source"]


@pytest.mark.django_db
class TestFiles:
    """A file that a person hands in."""

    @pytest.mark.parametrize(
        ("body", "fields", "field"),
        [
            (b"", {}, "file"),
            (b"x" * (capturing.UPLOAD_LIMIT + 1), {}, "file"),
            (b"x", {"seen_at": timezone.now() + timedelta(days=1)}, "seen_at"),
        ],
    )
    def test_a_bad_file_is_refused_at_its_field(self, author: User, body: bytes, fields: Any, field: str) -> None:
        source = factories.source(author)
        with pytest.raises(ValidationError) as refused:
            capturing.upload(source=source, name="a.html", body=body, by=author, **fields)
        assert field in refused.value.message_dict
        assert not Snapshot.objects.exists()

    def test_nothing_is_typed_that_will_be_seen_tomorrow(self, author: User) -> None:
        tomorrow = timezone.now() + timedelta(days=1)
        with pytest.raises(ValidationError) as refused:
            stating.transcribe(source=factories.source(author), text="Words.", by=author, seen_at=tomorrow)
        assert "seen_at" in refused.value.message_dict

    def test_who_writes_nothing_hands_nothing_in(self, author: User, reviewer: User) -> None:
        with pytest.raises(NotAllowed):
            capturing.upload(source=factories.source(author), name="a.html", body=b"<p>x", by=reviewer)

    def test_one_file_handed_in_for_two_sources_is_no_sign_of_a_login_wall(self, author: User) -> None:
        rows = [
            capturing.upload(source=factories.source(author), name="a.txt", body=TEXT.encode(), by=author) for _ in "ab"
        ]
        assert [tasks.capture.call(row.pk) for row in rows] == [True, True]
        assert Snapshot.objects.get(pk=rows[1].pk).flags == []

    @pytest.mark.parametrize("way", ["upload", "transcribe"])
    def test_a_file_is_written_outside_the_transaction_and_none_stays_of_a_refused_row(
        self, author: User, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        depth, depths = len(connection.savepoint_ids), []
        save = default_storage.save

        def noted(name: str, content: Any, *args: Any, **how: Any) -> str:
            depths.append(len(connection.savepoint_ids))
            return save(name, content, *args, **how)

        def hand_in() -> Snapshot:
            if way == "upload":
                return capturing.upload(source=source, name="a.html", body=b"<p>x", by=author)
            picture = ContentFile(b"a picture", name="a.png")
            return stating.transcribe(source=source, text="Words.", picture=picture, by=author)

        monkeypatch.setattr(default_storage, "save", noted)
        source = factories.source(author)
        row = hand_in()
        kept = row.warc_file or row.picture.name
        assert default_storage.exists(kept)
        assert depths == [depth]
        folder = kept.partition("/")[0]
        before = default_storage.listdir(folder)[1]

        def refuse(*args: Any, **how: Any) -> None:
            raise ValidationError("refused")

        monkeypatch.setattr(writes, "insert", refuse)
        with pytest.raises(ValidationError):
            hand_in()
        assert default_storage.listdir(folder)[1] == before

    def test_a_saved_page_is_read_by_the_worker_and_keeps_the_time_it_was_saved(self, author: User) -> None:
        saved = timezone.now() - timedelta(days=3)
        body = f"<html lang=en><body><article><p>{TEXT}</p></article></body></html>".encode()
        row = capturing.upload(source=factories.source(author), name="a.html", body=body, by=author, seen_at=saved)
        assert tasks.capture.call(row.pk) is True
        row.refresh_from_db()
        assert "Baghdad was told beforehand" in row.text
        assert (row.captured_at, row.body_sha256) == (saved, digest(body))
        with default_storage.open(row.warc_file) as file:
            assert digest(file.read()) == row.warc_sha256


KILLED = """
import django, os, sys, time
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[2]
from sources import tasks
def look_at(snapshot):
    print("looking", flush=True)
    time.sleep(600)
tasks.look_at = look_at
tasks.capture.call(sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing(author: User, looks: list[Any]) -> None:
    source, _known = capturing.open_address(url=URL, by=author)
    snapshot = waiting(source)
    name = str(connection.settings_dict["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, snapshot.pk, name],
        stdout=subprocess.PIPE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline() == b"looking\n"
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.attempts) == ("pending", 1)
    assert tasks.capture_waiting.call() == 0  # the lease still holds
    Snapshot.objects.filter(pk=snapshot.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert tasks.capture_waiting.call() == 1
    assert source.snapshots.get().text == TEXT
    assert Entry.objects.of(source).filter(code="source_captured").count() == 1
