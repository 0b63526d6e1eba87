"""`manage.py verify` reads captures again: the file, what was read of it, each quote, and what became of it later."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from claims.actions import reviewing
from claims.models import Claim
from history import triggers
from history.canonical import digest
from record.actions import erasing, publishing
from record.verifying import Counts, verify
from sources import warc
from sources.actions import capturing
from sources.fetching import file_as_warc
from sources.models import Sighting, Snapshot, Source, Statement
from tests import factories
from tests.sources.test_capturing import URL
from tests.sources.test_watching import capture, said

pytestmark = pytest.mark.django_db

TEXT = "👉 A spokesman said: “We told them beforehand.” The monitor counted at least 18 fighters killed in two raids."
BODY = TEXT.encode()
QUOTES = {
    "exact": "We told them beforehand.",
    "presentation": "counted  at least 18 fighters",
    "elided": "The monitor counted … killed in two raids",
}


@pytest.fixture
def source(author: User) -> Source:
    return capturing.open_address(url=URL, by=author)[0]


def keep(source: Source, text: str, name: str) -> Snapshot:
    """A capture with its file."""
    body = text.encode()
    return capture(source, text, body_sha256=digest(body), **warc.keep(file_as_warc(body, "text/plain"), name))


@pytest.fixture
def first(source: Source) -> Snapshot:
    return keep(source, TEXT, "first")


@pytest.fixture
def statements(author: User, source: Source, first: Snapshot) -> dict[str, Statement]:
    found = {status: said(author, source, quote) for status, quote in QUOTES.items()}
    assert {status: row.check_status for status, row in found.items()} == {status: status for status in QUOTES}
    return found


@pytest.fixture
def later(source: Source, statements: dict[str, Statement]) -> Snapshot:
    """The same page a while later, another figure in it."""
    return keep(source, "A new line. " + TEXT.replace("18", "23"), "later")


def findings() -> list[str]:
    return [str(finding) for finding in verify(Counts())]


def test_captures_that_nobody_touched_hold(later: Snapshot) -> None:
    assert findings() == []
    assert sorted(Sighting.objects.values_list("drift", flat=True)) == ["altered", "moved", "moved"]


def write_file(snapshot: Snapshot, data: bytes) -> None:
    default_storage.delete(snapshot.warc_file)
    assert default_storage.save(snapshot.warc_file, ContentFile(data)) == snapshot.warc_file


def change(row: object, **columns: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**columns)


def other_body(snapshot: Snapshot, statements: dict[str, Statement]) -> None:
    """A WARC of other words, and its digest put right."""
    data = file_as_warc(BODY.replace(b"told", b"sold"), "text/plain")
    write_file(snapshot, data)
    change(snapshot, warc_sha256=digest(data))


def other_text(snapshot: Snapshot, statements: dict[str, Statement]) -> None:
    """Other words in the text, and its digest put right."""
    text = snapshot.text.replace("We told them", "We sold them")
    change(snapshot, text=text, text_sha256=digest(text.encode()))


def broken_file(snapshot: Snapshot, statements: dict[str, Statement]) -> None:
    write_file(snapshot, b"no WARC at all")
    change(snapshot, warc_sha256=digest(b"no WARC at all"))


TAMPERING: list[tuple[str, Callable[[Snapshot, dict[str, Statement]], object], list[str]]] = [
    ("the file", lambda first, rows: write_file(first, b"other bytes"), ["does not match its digest", "cannot be read"]),
    ("the file, cleverly", other_body, ["what was read is not what its capture"]),
    ("a file that is none", broken_file, ["cannot be read"]),
    ("the file is gone", lambda first, rows: default_storage.delete(first.warc_file), ["is missing"]),
    ("the file is not named", lambda first, rows: change(first, warc_file=""), ["but names no capture"]),
    ("what was read", lambda first, rows: change(first, body_sha256=digest(b"x")), ["what was read is not what its capture"]),
    ("the text", lambda first, rows: change(first, text=TEXT.replace("18", "23")), ["its text does not match its digest"]),
    ("the text, cleverly", other_text, ["do not stand at 21 to 45", "its check said exact, and says"]),
    ("a position", lambda first, rows: change(rows["exact"], start=0, end=24), ["do not stand at 0 to 24"]),
    ("a position of other typography", lambda first, rows: change(rows["presentation"], start=0, end=24),
     ["its check finds it at", "not at 0 to 24"]),
    ("a shortened quote's end", lambda first, rows: change(rows["elided"], end=70), ["its check finds it at", "to 70"]),
    ("presentation called exact", lambda first, rows: change(rows["presentation"], check_status="exact"),
     ["its check said exact, and says presentation"]),
    ("elided called exact", lambda first, rows: change(rows["elided"], check_status="exact"),
     ["its check said exact, and says elided"]),
    ("a quote in other words", lambda first, rows: change(rows["elided"], quote="The monitor denied … killed in two raids"),
     ["its check said elided, and says"]),
    ("what became of a quote", lambda first, rows: Sighting.objects.filter(drift="altered").update(drift="unchanged"),
     ["sources_sighting", "says unchanged of the words"]),
    ("where it moved", lambda first, rows: Sighting.objects.filter(statement=rows["exact"]).update(start=1),
     ["says moved of the words"]),
    ("when it was seen", lambda first, rows: Sighting.objects.filter(statement=rows["exact"]).update(seen_at=first.captured_at),
     ["sources_sighting"]),
]  # fmt: skip


@pytest.mark.parametrize(("tamper", "expected"), [case[1:] for case in TAMPERING], ids=[case[0] for case in TAMPERING])
def test_each_tampering_is_named(
    first: Snapshot, later: Snapshot, statements: dict[str, Statement], tamper: Callable, expected: list[str]
) -> None:
    triggers.remove()
    tamper(first, statements)
    triggers.install()
    found = findings()
    for words in expected:
        assert any(words in line for line in found), found


def test_erased_words_take_the_captures_that_held_them_along(
    author: User, reviewer: User, editor: User, second_editor: User, first: Snapshot, later: Snapshot,
    statements: dict[str, Statement], django_capture_on_commit_callbacks: Callable,
) -> None:  # fmt: skip
    """The raw page holds the words too. A later capture without them stays."""
    without = keep(first.source, TEXT.replace("We told them beforehand.", "Nothing."), "without")
    claim: Claim = factories.claim(author)
    for row in statements.values():
        factories.evidence(author, claim, statement=row)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["told them"], ground="A law", reason="Asked.")
    with django_capture_on_commit_callbacks(execute=True):
        erasing.confirm_erasure(erasure=row, by=second_editor)
    for snapshot in (first, later):
        assert not default_storage.exists(snapshot.warc_file)
        snapshot.refresh_from_db()
        assert (snapshot.warc_file, "█" * 9 in snapshot.text) == ("", True)
    assert default_storage.exists(without.warc_file)
    found = list(verify(Counts()))
    assert found
    assert all(finding.erased for finding in found), [str(finding) for finding in found if not finding.erased]
    assert any(finding.row == first.pk and "text erased on" in finding.sentence for finding in found)
