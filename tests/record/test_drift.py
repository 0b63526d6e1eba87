"""A page that changed: in the document, on its pages and in the API, and never more than that."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from claims import documents
from claims.actions import drafting, reviewing
from claims.differences import differences
from claims.models import Claim
from history.errors import ChangedSince
from record.actions import erasing, publishing
from record.models import Version
from record.verifying import Counts, verify
from sources.actions import capturing, stating
from sources.models import ArchivedCopy, Sighting, Source, Statement
from tests import factories
from tests.sources.test_capturing import URL
from tests.sources.test_watching import QUOTE, TEXT, capture, said

pytestmark = pytest.mark.django_db

GONE = TEXT.replace("“We told them beforehand.”", "nothing")
TWICE = "Reported again: We told them beforehand. Elsewhere, too: We told them beforehand."
ARCHIVED = "https://archive.example/20240203/strikes"


@pytest.fixture
def source(author: User) -> Source:
    return capturing.open_address(url=URL, by=author)[0]


@pytest.fixture
def row(author: User, source: Source) -> Statement:
    capture(source, TEXT)
    return said(author, source)


@pytest.fixture
def claim(author: User, row: Statement) -> Claim:
    claim = factories.claim(author)
    factories.evidence(author, claim, statement=row)
    return claim


def approve(claim: Claim, author: User, reviewer: User) -> Any:
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    return revision


def publish(claim: Claim, author: User, reviewer: User, editor: User) -> Version:
    return publishing.publish(claim=claim, revision=approve(claim, author, reviewer), by=editor)


def drift_of(claim: Claim) -> Any:
    return documents.build(claim).content["evidence"][0]["drift"]


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        ([TEXT], None),
        (["A new line. " + TEXT], None),
        ([GONE], "lost"),
        ([TWICE], "ambiguous"),
        ([GONE, TEXT], "returned"),
        ([GONE, TEXT, "A new line. " + TEXT], "returned"),
        ([TEXT, GONE, TEXT, GONE], "lost"),
    ],
)
def test_the_newest_capture_says_what_became_of_the_words(
    claim: Claim, source: Source, texts: list[str], finding: str | None
) -> None:
    for text in texts:
        newest = capture(source, text)
    found = drift_of(claim)
    if finding is None:
        assert found is None
    else:
        assert found == {
            "finding": finding,
            "captured_at": newest.captured_at.isoformat(),
            "text_sha256": newest.text_sha256,
        }


def test_a_changed_figure_is_altered(author: User, source: Source) -> None:
    capture(source, TEXT)
    claim = factories.claim(author)
    factories.evidence(author, claim, statement=said(author, source, "at least 18 fighters killed in two raids"))
    capture(source, TEXT.replace("18", "23"))
    assert drift_of(claim)["finding"] == "altered"


def test_words_corrected_to_those_of_the_new_page_have_not_drifted(
    author: User, claim: Claim, source: Source, row: Statement
) -> None:
    newest = capture(source, GONE)
    assert drift_of(claim)["finding"] == "lost"
    stating.change_statement(statement=row, by=author, quote="A spokesman said: nothing", snapshot=newest)
    assert drift_of(claim) is None


def test_other_words_of_the_old_page_are_looked_for_in_the_newer_ones_at_once(
    author: User, claim: Claim, source: Source, row: Statement
) -> None:
    capture(source, GONE)
    row = stating.change_statement(statement=row, by=author, quote="A spokesman said")
    assert Sighting.objects.get().drift == "unchanged"
    assert drift_of(claim) is None
    stating.change_statement(statement=row, by=author, note="Nothing new.")
    assert Sighting.objects.count() == 1


def test_what_is_approved_says_what_became_of_the_words(
    author: User, reviewer: User, editor: User, claim: Claim, source: Source
) -> None:
    """It is content: a page that changes after the approval sends the claim back."""
    revision = approve(claim, author, reviewer)
    capture(source, GONE)
    with pytest.raises(ChangedSince):
        publishing.publish(claim=claim, revision=revision, by=editor)
    claim.refresh_from_db()
    assert claim.status == "in_review"
    [told] = differences(revision.content, documents.build(claim).content)
    assert told.sentence.endswith("what became of its words on the page: none → no longer there")


def test_added_evidence_may_bring_what_became_of_older_words(
    author: User, reviewer: User, editor: User, claim: Claim, source: Source
) -> None:
    publish(claim, author, reviewer, editor)
    capture(source, GONE)
    capturing.note_archived_copy(source=source, url=ARCHIVED, archived_at=timezone.now(), by=author)
    drafting.add_evidence(claim=claim, statement=factories.statement(author), stance="context", by=author)
    now = documents.build(claim)
    published = Version.objects.get(claim=claim).content
    assert publishing.why_not_an_update(published, now.content) is None


def test_readers_see_the_change_with_both_days(
    client: Client, author: User, reviewer: User, editor: User, claim: Claim, source: Source, row: Statement
) -> None:
    newest = capture(source, GONE)
    publish(claim, author, reviewer, editor)
    page = client.get(f"/claims/{claim.pk}/", follow=True).content.decode()
    assert "The page has changed since; our capture of" in page
    assert "Gone from the page since" in page
    for when in (row.snapshot.captured_at, newest.captured_at):
        assert f'<time datetime="{when.isoformat()}">' in page
    named = client.get(f"/sources/{source.pk}/", follow=True).content.decode()
    assert "The page has changed since" in named
    assert client.get(f"/api/v1/statements/{row.pk}/").json()["drift"]["finding"] == "lost"


def test_readers_see_that_the_words_are_back(
    client: Client, author: User, reviewer: User, editor: User, claim: Claim, source: Source
) -> None:
    capture(source, GONE)
    capture(source, TEXT)
    publish(claim, author, reviewer, editor)
    page = client.get(f"/claims/{claim.pk}/", follow=True).content.decode()
    assert "and the words are back: they stood there again on" in page


def test_what_is_published_stays_as_it_was_when_its_page_changes(
    client: Client, author: User, reviewer: User, editor: User, claim: Claim, source: Source
) -> None:
    publish(claim, author, reviewer, editor)
    before = client.get(f"/claims/{claim.pk}/", follow=True).content
    assert b"The page has changed since" not in before
    capture(source, GONE)
    assert client.get(f"/claims/{claim.pk}/", follow=True).content == before
    claim.refresh_from_db()
    assert claim.status == "settled"


@pytest.mark.parametrize(("method", "label"), [("fetched", "Captured by us"), ("uploaded", "From a file")])
def test_readers_see_where_a_capture_comes_from(
    client: Client, author: User, reviewer: User, editor: User, claim: Claim, row: Statement, method: str, label: str
) -> None:
    from history.writes import overwrite

    overwrite(row.snapshot, {"method": method})
    publish(claim, author, reviewer, editor)
    page = client.get(f"/claims/{claim.pk}/", follow=True).content.decode()
    assert label in page
    assert "Exact in our capture" in page


def test_what_was_typed_is_labelled_and_a_translation_is_never_quoted(
    client: Client, author: User, reviewer: User, editor: User
) -> None:
    claim = factories.claim(author)
    typed = factories.statement(
        author, quote="أبلغناهم مسبقًا.", language="ar", translation={"en": "We told them before."}, translator="Amal"
    )
    factories.evidence(author, claim, statement=typed)
    publish(claim, author, reviewer, editor)
    page = client.get(f"/claims/{claim.pk}/", follow=True).content.decode()
    assert "Typed by us" in page
    assert "Captured by us" not in page
    before, _, after = page.partition("We told them before.")
    assert before.rstrip().endswith('<p lang="en" dir="auto">')
    assert after.startswith("</p>")
    assert "Translation, not a quote" in after.partition("</div>")[0]
    assert "Amal" in after.partition("</div>")[0]


def test_readers_see_the_copies_in_archives(
    client: Client, author: User, reviewer: User, editor: User, claim: Claim, source: Source
) -> None:
    when = timezone.now()
    capturing.note_archived_copy(source=source, url=ARCHIVED, archived_at=when, by=author)
    version = publish(claim, author, reviewer, editor)
    assert version.content["evidence"][0]["source"]["archived_copies"] == [
        {"url": ARCHIVED, "archived_at": when.isoformat()}
    ]
    for address in (f"/claims/{claim.pk}/", f"/sources/{source.pk}/"):
        assert f'href="{ARCHIVED}"' in client.get(address, follow=True).content.decode()


def test_an_erasure_reaches_the_address_of_an_archived_copy(
    author: User, reviewer: User, editor: User, second_editor: User, claim: Claim, source: Source
) -> None:
    capturing.note_archived_copy(source=source, url=ARCHIVED, archived_at=timezone.now(), by=author)
    publish(claim, author, reviewer, editor)
    erasure = erasing.propose_erasure(
        claim=claim, by=editor, passages=["20240203/strikes"], ground="x", reason="Asked."
    )
    erasing.confirm_erasure(erasure=erasure, by=second_editor)
    assert ArchivedCopy.objects.get().url == f"https://archive.example/{'█' * 16}"
    assert all(finding.erased for finding in verify(Counts()))


def test_reading_a_document_costs_the_same_however_much_drifted(
    author: User, claim: Claim, source: Source, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    capture(source, GONE)
    with CaptureQueriesContext(connection) as one:
        documents.build(Claim.objects.select_related("event").get(pk=claim.pk))
    for number in range(5):
        other, _known = capturing.open_address(url=f"https://other{number}.example.org/x", by=author)
        capture(other, TEXT)
        factories.evidence(author, claim, statement=said(author, other, QUOTE))
        capturing.note_archived_copy(source=other, url=ARCHIVED, archived_at=timezone.now(), by=author)
        capture(other, GONE)
    with django_assert_num_queries(len(one)):
        content = documents.build(Claim.objects.select_related("event").get(pk=claim.pk)).content
    assert [row["drift"]["finding"] for row in content["evidence"]] == ["lost"] * 6
