"""Quotes against captures: checked when they are saved, when their page arrives, and again in every later capture."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from claims.actions import reviewing
from claims.models import Alert, Claim
from claims.tasks import alert_drift, alert_unproven
from history.errors import NotAllowed, WrongMoment
from history.models import Entry
from record.actions import publishing
from sources import quotes, reuse, tasks
from sources.actions import capturing, linking, stating, watching, withdrawing
from sources.models import Sighting, Snapshot, Source, SourceLink, Statement
from tests import factories
from tests.sources.test_capturing import URL, page

pytestmark = pytest.mark.django_db

TEXT = "🛰 Amman — A spokesman said: “We told them beforehand.” The monitor counted at least 18 fighters killed in two raids."
QUOTE = "We told them beforehand."


@pytest.fixture
def source(author: User) -> Source:
    return capturing.open_address(url=URL, by=author)[0]


def capture(source: Source, text: str, **columns: Any) -> Snapshot:
    """A capture of the source that holds this text, made later than all before it, with all that follows from it."""
    snapshot = capturing.request_capture(source=source, by=None)
    before = source.snapshots.aggregate(last=models.Max("captured_at"))["last"]
    at = before + timedelta(hours=1) if before else timezone.now() - timedelta(days=30)
    held = capturing.lease(snapshot_id=snapshot.pk, now=timezone.now() + timedelta(minutes=1))
    assert held is not None
    assert tasks.keep(held, page(text, captured_at=at, **columns))
    return Snapshot.objects.get(pk=snapshot.pk)


def said(author: User, source: Source, quote: str = QUOTE, **fields: Any) -> Statement:
    snapshot = fields.pop("snapshot", None) or source.snapshots.newest()
    speaker = fields.pop("speaker", None) or factories.speaker(author)
    return stating.create_statement(
        by=author, source=source, snapshot=snapshot, speaker=speaker, quote=quote, directness="direct_quote",
        **factories.DAY.columns("said"), **fields,
    )  # fmt: skip


class TestChecking:
    """What a check says as words are saved."""

    @pytest.mark.parametrize(
        ("quote", "status"),
        [
            (QUOTE, "exact"),
            ("We told them  beforehand.", "presentation"),
            ("at least 18 fighters killed", "exact"),
            ("at least 23 fighters killed", "altered"),
            ("They never asked us about anything.", "not_found"),
        ],
    )
    def test_typed_words_are_checked_as_they_are_saved(
        self, author: User, source: Source, quote: str, status: str
    ) -> None:
        capture(source, TEXT)
        row = said(author, source, quote)
        assert row.check_status == status
        assert row.check_algorithm
        if status == "exact":
            assert TEXT[row.start : row.end] == quote

    def test_words_selected_in_one_of_two_places_keep_that_place(self, author: User, source: Source) -> None:
        capture(source, "He said: We knew. Later she said: We knew.")
        assert said(author, source, "We knew.").check_status == "ambiguous"
        chosen = said(author, source, "We knew.", near=34, speaker=factories.speaker(author, name="Dina"))
        assert (chosen.check_status, chosen.start) == ("exact", 34)

    def test_words_wait_for_the_capture_of_their_page_and_are_checked_by_the_machine(
        self, author: User, source: Source
    ) -> None:
        row = said(author, source)
        assert (row.check_status, row.snapshot.state) == ("unverifiable", "pending")
        snapshot = capture(source, TEXT)
        row.refresh_from_db()
        assert (row.check_status, row.snapshot) == ("exact", snapshot)
        entry = Entry.objects.of(row).get(code="quote_checked")
        assert entry.by_key == ""

    def test_a_capture_without_text_proves_nothing(self, author: User, source: Source) -> None:
        capture(source, "", content_type="image/png", flags=["not_text"])
        assert said(author, source).check_status == "unverifiable"

    def test_words_typed_by_us_are_never_more_than_transcribed(self, author: User, source: Source) -> None:
        typed = stating.transcribe(source=source, text=TEXT, by=author)
        row = said(author, source, snapshot=typed)
        assert row.check_status == "transcribed"
        capture(source, TEXT)
        row.refresh_from_db()
        assert row.check_status == "transcribed"

    def test_saving_again_without_a_change_writes_nothing(self, author: User, source: Source) -> None:
        capture(source, TEXT)
        row = said(author, source)
        before = Entry.objects.of(row).count()
        stating.change_statement(statement=row, by=author, quote=QUOTE)
        assert Entry.objects.of(row).count() == before


class TestAskingAhead:
    """What takes time is asked before the transaction; within it only what is new by then."""

    @pytest.fixture
    def asked_within(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The quotes and texts that are compared while a transaction holds the database's lock."""
        found: list[str] = []

        def noted(module: Any, name: str) -> None:
            before = getattr(module, name)

            def ask(*args: Any, **how: Any) -> Any:
                if len(connection.savepoint_ids) > depth:
                    found.append(f"{name} {args[0][:30]}")
                return before(*args, **how)

            monkeypatch.setattr(module, name, ask)

        depth = len(connection.savepoint_ids)
        noted(quotes, "check")
        noted(quotes, "reposition")
        noted(reuse, "compare")
        noted(reuse, "sketch")
        return found

    def test_no_quote_and_no_text_is_asked_about_within_the_transaction(
        self, author: User, source: Source, asked_within: list[str]
    ) -> None:
        other, _known = capturing.open_address(url="https://other.example.org/x", by=author)
        capture(other, ARTICLE)
        capture(source, TEXT)
        found = said(author, source)
        waiting = said(
            author, source, "at least 18 fighters killed", snapshot=capturing.request_capture(source=source, by=None)
        )
        asked_within.clear()  # of what people saved
        capture(source, TEXT + ARTICLE)
        assert asked_within == []
        waiting.refresh_from_db()
        assert waiting.check_status == "exact"
        assert found.sightings.get().drift == "unchanged"
        assert SourceLink.objects.count() == 1

    @pytest.mark.parametrize(
        ("quote", "status"), [("at least 18 fighters killed", "exact"), ("at least 23 fighters killed", "altered")]
    )
    def test_words_that_change_meanwhile_are_asked_about_again(
        self,
        author: User,
        source: Source,
        asked_within: list[str],
        monkeypatch: pytest.MonkeyPatch,
        quote: str,
        status: str,
    ) -> None:
        row = said(author, source)
        ask_ahead = watching.ask_ahead

        def asked_and_changed(*, snapshot: Snapshot) -> quotes.Asked:
            asked = ask_ahead(snapshot=snapshot)
            stating.change_statement(statement=row, by=author, quote=quote)
            return asked

        monkeypatch.setattr(watching, "ask_ahead", asked_and_changed)
        kept = capture(source, TEXT)
        row.refresh_from_db()
        assert (row.quote, row.check_status, row.snapshot) == (quote, status, kept)
        assert asked_within == [f"check {quote}"]

    def test_a_statement_saved_with_a_capture_that_arrived_meanwhile_is_checked_at_once(
        self, author: User, source: Source
    ) -> None:
        seen_waiting = source.snapshots.newest()
        changed = said(author, source, snapshot=seen_waiting)
        capture(source, TEXT)
        assert seen_waiting.state == "pending"  # as the form was shown
        assert said(author, source, snapshot=seen_waiting, speaker=changed.speaker).check_status == "exact"
        quote = "at least 18 fighters killed"
        assert (
            stating.change_statement(statement=changed, by=author, quote=quote, snapshot=seen_waiting).check_status
            == "exact"
        )


class TestUnproven:
    """Words that a capture does not bear out need a public note before they are approved."""

    @pytest.fixture
    def claim(self, author: User, source: Source) -> Claim:
        capture(source, TEXT)
        claim = factories.claim(author)
        factories.evidence(author, claim, statement=said(author, source, "at least 23 fighters killed"))
        return claim

    def test_altered_words_without_a_public_note_are_not_submitted(self, author: User, claim: Claim) -> None:
        with pytest.raises(ValidationError, match="are not what the capture holds"):
            reviewing.submit(claim=claim, by=author)

    def test_altered_words_with_a_public_note_are_approved(self, author: User, reviewer: User, source: Source) -> None:
        capture(source, TEXT)
        claim = factories.claim(author)
        note = {"en": "The page was corrected an hour later; the first edition had 23."}
        factories.evidence(author, claim, statement=said(author, source, "at least 23 fighters killed"), note=note)
        revision = reviewing.submit(claim=claim, by=author)
        assert reviewing.approve(claim=claim, revision=revision, by=reviewer)

    def test_words_found_altered_after_submission_are_not_approved(
        self, author: User, reviewer: User, source: Source
    ) -> None:
        claim = factories.claim(author)
        factories.evidence(author, claim, statement=said(author, source, "at least 23 fighters killed"))
        revision = reviewing.submit(claim=claim, by=author)
        capture(source, TEXT)
        with pytest.raises(WrongMoment, match="are not what the capture holds"):
            reviewing.approve(claim=claim, revision=revision, by=reviewer)

    def test_a_settled_claim_whose_words_are_not_borne_out_later_gets_one_alert(
        self, author: User, reviewer: User, editor: User, source: Source
    ) -> None:
        claim = factories.claim(author)
        factories.evidence(author, claim, statement=said(author, source, "at least 23 fighters killed"))
        revision = reviewing.submit(claim=claim, by=author)
        reviewing.approve(claim=claim, revision=revision, by=reviewer)
        publishing.publish(claim=claim, revision=revision, by=editor)
        capture(source, TEXT)
        assert alert_unproven.call() == 1
        assert alert_unproven.call() == 0
        claim.refresh_from_db()
        assert claim.status == "settled"


class TestDrift:
    """A page that changes: noticed, told once, and nothing decided."""

    @pytest.fixture
    def row(self, author: User, source: Source) -> Statement:
        capture(source, TEXT)
        return said(author, source)

    @pytest.mark.parametrize(
        ("text", "drift"),
        [
            (TEXT, "unchanged"),
            ("A new line. " + TEXT, "moved"),
            (TEXT.replace("told them", "have told them all"), "lost"),
            (TEXT.replace("“We told them beforehand.”", "nothing"), "lost"),
        ],
    )
    def test_each_quote_is_looked_for_in_a_later_capture(
        self, source: Source, row: Statement, text: str, drift: str
    ) -> None:
        first = row.snapshot
        snapshot = capture(source, text)
        assert Sighting.objects.get().drift == drift
        row.refresh_from_db()
        assert (row.snapshot, row.check_status) == (first, "exact")
        assert watching.look(snapshot=snapshot, asked=quotes.Asked(snapshot.text)) == []

    def test_a_figure_that_was_changed_is_altered_and_not_moved(self, author: User, source: Source) -> None:
        capture(source, TEXT)
        said(author, source, "at least 18 fighters killed in two raids")
        capture(source, TEXT.replace("18", "23"))
        assert Sighting.objects.get().drift == "altered"

    def test_a_change_is_told_once_and_so_is_the_words_return(
        self, author: User, reviewer: User, source: Source, row: Statement, django_assert_num_queries: Any
    ) -> None:
        claim = factories.claim(author)
        factories.evidence(author, claim, statement=row)
        revision = reviewing.submit(claim=claim, by=author)
        reviewing.approve(claim=claim, revision=revision, by=reviewer)
        gone = TEXT.replace("“We told them beforehand.”", "nothing")
        capture(source, gone)
        assert alert_drift.call() == 1
        with django_assert_num_queries(1):  # what was told is not asked about again
            assert alert_drift.call() == 0
        assert "no longer there" in claim.alerts.get().message
        # These captures lie in the past, so the alert does too; the next one is after it.
        seen_at = Sighting.objects.get().seen_at
        Alert.objects.update(raised_at=seen_at, resolved_at=timezone.now(), resolved_by=reviewer)
        capture(source, gone)
        assert alert_drift.call() == 0
        capture(source, TEXT)
        assert alert_drift.call() == 1
        assert "again" in claim.alerts.get(resolved_at=None).message
        claim.refresh_from_db()
        assert claim.status == "approved"

    def test_pages_are_asked_for_again_when_they_are_due_a_page_a_host_at_a_time(
        self, author: User, source: Source, row: Statement
    ) -> None:
        other, _known = capturing.open_address(url="https://news.example.org/b", by=author)
        capture(other, TEXT)
        said(author, other)
        assert watching.request_due(days=60) == []
        long_ago = timezone.now() - timedelta(days=40)
        # The requests are of today; a page is not asked for again the same day.
        assert watching.request_due(days=7) == []
        for snapshot in Snapshot.objects.all():
            from history.writes import overwrite

            overwrite(snapshot, {"requested_at": long_ago})
        asked = watching.request_due(days=7)
        assert [snapshot.host for snapshot in asked] == ["news.example.org"]
        assert watching.request_due(days=7) == []


class TestSameStatementElsewhere:
    """It asks for the address alone."""

    def test_who_writes_nothing_records_nothing(self, author: User, reviewer: User, source: Source) -> None:
        row = said(author, source)
        with pytest.raises(NotAllowed):
            stating.same_statement_elsewhere(statement=row, url="https://other.example.org/x", by=reviewer)
        assert Statement.objects.count() == 1

    def test_speaker_words_and_relay_follow_and_the_words_are_checked_there(self, author: User, source: Source) -> None:
        row = said(author, source)
        other = stating.same_statement_elsewhere(statement=row, url="https://other.example.org/x", by=author)
        assert (other.speaker, other.quote, other.said) == (row.speaker, row.quote, row.said)
        assert [(relay.to_statement, relay.kind, relay.status) for relay in other.relays_out.all()] == [
            (row, "same_statement", "declared")
        ]
        capture(other.source, "Here it says: We told them. That is all.")
        other.refresh_from_db()
        assert other.check_status != "exact"

    def test_what_was_withdrawn_is_withdrawn_there_too(self, author: User, source: Source) -> None:
        row = said(author, source)
        later = said(author, source, "We did not tell them.", speaker=row.speaker)
        withdrawing.withdraw(statement=row, withdrawn_by=later, by=author)
        other = stating.same_statement_elsewhere(statement=row, url="https://other.example.org/x", by=author)
        other.refresh_from_db()
        assert (other.standing, other.withdrawn_by) == ("withdrawn", later)

    @pytest.mark.parametrize("url", [URL, "nonsense"])
    def test_the_same_page_or_none_is_refused_at_the_address(self, author: User, source: Source, url: str) -> None:
        row = said(author, source)
        with pytest.raises(ValidationError) as refused:
            stating.same_statement_elsewhere(statement=row, url=url, by=author)
        assert "url" in refused.value.message_dict
        assert Statement.objects.count() == 1


ARTICLE = " ".join(
    f"Paragraph {number} tells in its own words what happened near the border town on the morning of day {number}."
    for number in range(20)
)


class TestSameText:
    """Outlets that carry one text: suggested, judged by a person, and a no stays a no."""

    def test_a_shared_text_is_suggested_once_and_never_merged(self, author: User, source: Source) -> None:
        capture(source, ARTICLE)
        other, _known = capturing.open_address(url="https://other.example.org/x", by=author)
        capture(other, ARTICLE + " One line of its own.")
        link = SourceLink.objects.get()
        assert (link.kind, link.status) == ("near_duplicate_of", "detected")
        assert link.containment > 0.9
        linking.judge_source_link(link=link, confirm=False, by=author)
        capture(other, ARTICLE)
        capture(source, ARTICLE)
        assert SourceLink.objects.get().status == "rejected"

    def test_the_declared_credit_decides_who_comes_from_whom(self, author: User, source: Source) -> None:
        agency = factories.outlet(author, name="AFP", homepage="https://afp.example.org/")
        original, _known = capturing.open_address(url="https://afp.example.org/1", by=author)
        assert original.outlet == agency
        capture(source, ARTICLE, found={"declared_credit": "(AFP)"})
        capture(original, ARTICLE)
        link = SourceLink.objects.get()
        assert (link.from_source, link.kind, link.to_source) == (source, "syndicated_from", original)

    def test_one_shared_quote_is_no_shared_text(self, author: User, source: Source) -> None:
        quoted = (
            "We told them beforehand and they said that they would rather not have known of any of it at all, ever."
        )
        capture(source, f"{ARTICLE} “{quoted}”")
        other, _known = capturing.open_address(url="https://other.example.org/x", by=author)
        own = " ".join(f"Line {number * 7} of another report is about bread at price {number}." for number in range(20))
        capture(other, f"{own} “{quoted}”")
        assert not SourceLink.objects.exists()
