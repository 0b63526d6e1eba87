"""Publishing freezes exactly what was approved."""

import json

import pytest

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.documents import content_of
from claims.models import Claim
from history.canonical import canonical, digest
from history.errors import ChangedSince, NotAllowed, Stale, WrongMoment
from history.models import Entry
from record.actions import public_state, publishing
from record.models import Card, Change, Correction, Listing, Mention, Version
from record.models.listing import PublicState
from sources.actions import recording
from sources.stated_time import StatedTime
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_published_version_holds_what_was_approved(author: User, reviewer: User, editor: User) -> None:
    claim, version = factories.published(author, reviewer, editor)
    assert claim.status == "settled"
    assert (version.number, version.kind, version.sequence) == (1, "first", 1)
    assert digest(canonical(content_of(version.content))) == version.content_digest == claim.revision.content_digest
    assert digest(bytes(version.document)) == version.publication_digest
    assert [row["role"] for row in version.content["people"]] == ["contributor", "reviewer", "publisher"]
    listing = Listing.objects.get()
    assert (listing.is_current, listing.valid_to, listing.state) == (True, None, PublicState.PUBLISHED)
    assert Mention.objects.get().stance == "supports"
    assert set(Card.objects.values_list("kind", flat=True)) == {"event", "speaker", "outlet", "source", "statement"}
    summary = json.loads(bytes(version.summary))
    assert summary["counts"] == {"supports": 1, "contradicts": 0, "context": 0, "withdraws": 0, "outlets": 1}
    assert "evidence" not in summary


def test_a_correction_is_a_version_with_its_note(author: User, reviewer: User, editor: User) -> None:
    claim, first = factories.published(author, reviewer, editor)
    reviewing.revise(claim=claim, by=author)
    drafting.change_claim(claim=claim, by=author, verdict="supported", verdict_note={"en": "The order is public."})
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    note = publishing.CorrectionNote(
        what={"en": "The verdict."}, why={"en": "New words were found."}, old="not enough evidence", new="supported"
    )
    second = publishing.publish(claim=claim, revision=revision, by=editor, correction=note)
    assert (second.kind, second.number, second.previous_digest) == ("correction", 2, first.publication_digest)
    assert second.content["corrections"][0]["what"] == {"en": "The verdict."}
    assert Correction.objects.get().version == second
    assert list(Listing.objects.order_by("number").values_list("is_current", flat=True)) == [False, True]
    assert Listing.objects.get(number=1).valid_to == second.effective_at
    assert [line["verdict"] for line in second.content["versions"]] == ["not_enough_evidence", "supported"]


def test_a_change_of_quoted_rows_after_approval_sends_the_claim_back(
    author: User, reviewer: User, editor: User
) -> None:
    claim, revision = factories.approved(author, reviewer)
    speaker = claim.evidence.get().statement.speaker
    recording.change_speaker(speaker=speaker, by=author, name="Layla Al-Haddad")
    with pytest.raises(ChangedSince):
        publishing.publish(claim=claim, revision=revision, by=editor)
    claim.refresh_from_db()
    assert claim.status == "in_review"
    assert claim.revision.number == 2
    assert not Version.objects.exists()
    assert claim.alerts.get().kind == "approval_voided"
    with pytest.raises(Stale):
        reviewing.approve(claim=claim, revision=revision, by=reviewer)


def test_nobody_publishes_without_being_an_editor(author: User, reviewer: User, stranger: User) -> None:
    claim, revision = factories.approved(author, reviewer)
    for person in (author, reviewer, stranger):
        with pytest.raises(NotAllowed):
            publishing.publish(claim=claim, revision=revision, by=person)
    assert not Version.objects.exists()


def test_an_update_publishes_added_evidence_by_a_reviewer_who_added_none(
    author: User, reviewer: User, editor: User
) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    factories.evidence(author, claim, stance="context")
    seen = publishing.documents.build(claim).digest
    with pytest.raises(NotAllowed):
        publishing.update(claim=claim, by=author, seen_digest=seen)
    version = publishing.update(claim=claim, by=reviewer, seen_digest=seen)
    assert (version.kind, version.number) == ("update", 2)
    assert len(version.content["evidence"]) == 2
    with pytest.raises(WrongMoment):
        publishing.update(claim=claim, by=reviewer, seen_digest=version.content_digest)


def test_a_notice_shows_at_once_and_is_confirmed_by_a_second_editor(
    author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    notice = public_state.put_notice(claim=claim, by=editor, reason="The ministry called.")
    assert Listing.objects.get().state == PublicState.UNDER_NOTICE
    with pytest.raises(NotAllowed):
        public_state.confirm(row=notice, by=editor)
    public_state.confirm(row=notice, by=second_editor)
    public_state.end(row=notice, by=editor, reason="Nothing new.")
    assert Listing.objects.get().state == PublicState.PUBLISHED


def test_a_withheld_claim_leaves_no_mention_and_comes_back(author: User, reviewer: User, editor: User) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    cards = list(Card.objects.order_by("pk").values_list("pk", "digest"))
    hold = public_state.withhold(claim=claim, by=editor, reason="A name slipped in.")
    assert Listing.objects.get().state == PublicState.WITHHELD
    assert not Listing.objects.listed().exists()
    assert not Mention.objects.exists()
    assert not Card.objects.exists()
    public_state.end(row=hold, by=editor, reason="It did not.")
    assert Listing.objects.listed().exists()
    assert list(Card.objects.order_by("pk").values_list("pk", "digest")) == cards


def test_a_retraction_takes_two_editors_and_leaves_a_tombstone(
    author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    row = public_state.propose_retraction(
        claim=claim, by=editor, reason="Wrong event.", public_reason={"en": "It spoke of another event."}
    )
    assert Listing.objects.get().state == PublicState.PUBLISHED
    with pytest.raises(NotAllowed):
        public_state.confirm(row=row, by=editor)
    public_state.confirm(row=row, by=second_editor)
    tombstone = Version.objects.get(number=2)
    assert tombstone.kind == "retraction"
    assert tombstone.content["retracted"] == {"reason": {"en": "It spoke of another event."}}
    assert set(Listing.objects.values_list("state", flat=True)) == {PublicState.RETRACTED}


def test_a_retracted_claim_may_be_published_again_and_the_log_says_so(
    author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    row = public_state.propose_retraction(claim=claim, by=editor, reason="Wrong.", public_reason={"en": "Wrong."})
    public_state.confirm(row=row, by=second_editor)
    reviewing.revise(claim=claim, by=author)
    drafting.change_claim(claim=claim, by=author, verdict="supported", verdict_note={"en": "The order is public."})
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    row.refresh_from_db()
    assert row.ended_by == editor
    assert Entry.objects.of(claim).filter(code="public_step_ended").count() == 1
    assert set(Listing.objects.values_list("state", flat=True)) == {PublicState.PUBLISHED}


def test_a_proposed_retraction_outlives_a_publication(author: User, reviewer: User, editor: User) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    row = public_state.propose_retraction(claim=claim, by=editor, reason="Wrong.", public_reason={"en": "Wrong."})
    factories.evidence(author, claim, stance="context")
    publishing.update(claim=claim, by=reviewer, seen_digest=publishing.documents.build(claim).digest)
    row.refresh_from_db()
    assert row.ended_at is None


def test_evidence_that_makes_the_verdict_depart_from_the_label_is_no_update(author, reviewer, editor) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    factories.evidence(author, claim)  # of a second speaker: corroborated, and the verdict says not enough evidence
    with pytest.raises(WrongMoment, match="show “corroborated”"):
        publishing.update(claim=claim, by=reviewer, seen_digest=publishing.documents.build(claim).digest)


def test_a_newer_figure_of_a_tally_is_published_in_one_step(author: User, reviewer: User, editor: User) -> None:
    monitor = factories.speaker(author, name="The Observatory", kind="organisation")
    count = {"measure": "killed", "population": "all"}
    claim = factories.claim(author, kind="tally", verdict="as_reported", **count)
    rows = []
    for day, number in (("2024-02-02", 18), ("2024-02-03", 23)):
        said = factories.statement(
            author, speaker=monitor, basis="record", quote=str(number), **StatedTime.parse(day).columns("said")
        )
        figure = {"quantity_words": str(number), "quantity_hedge": "exactly", "quantity_numbers": [number]}
        rows.append(factories.evidence(author, claim, statement=said, **figure, **count))
        if number == 18:
            revision = reviewing.submit(claim=claim, by=author)
            reviewing.approve(claim=claim, revision=revision, by=reviewer)
            publishing.publish(claim=claim, revision=revision, by=editor)
    drafting.change_evidence(evidence=rows[0], by=author, superseded_by=rows[1])
    version = publishing.update(
        claim=claim, by=reviewer, seen_digest=publishing.documents.build(Claim.objects.get(pk=claim.pk)).digest
    )
    panel = version.content["figures"]["panels"][0]
    assert [(row["words"], row["current"]) for row in panel["figures"]] == [("18", False), ("23", True)]
    assert [finding["rule"] for finding in panel["findings"]] == ["update"]
    assert version.content["corroboration"]["label"] == "single_origin"


def test_evidence_for_a_claim_that_names_a_party_is_no_update(author: User, reviewer: User, editor: User) -> None:
    claim, revision = factories.submitted(
        author, kind="responsibility", reply_status="not_applicable", reply_note={"en": "It is their own claim."}
    )
    reviewing.consent(claim=claim, revision=revision, by=editor)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    factories.evidence(author, claim)
    with pytest.raises(WrongMoment, match="consent"):
        publishing.update(claim=claim, by=reviewer, seen_digest=publishing.documents.build(claim).digest)


def test_only_what_changes_in_public_is_numbered_for_who_reads_on(author: User, reviewer: User, editor: User) -> None:
    claim, _ = factories.published(author, reviewer, editor)

    def numbered() -> list[str]:
        return list(Change.objects.order_by("sequence").values_list("kind", flat=True))

    row = public_state.propose_retraction(claim=claim, by=editor, reason="r", public_reason={"en": "It was wrong."})
    public_state.end(row=row, by=editor, reason="r")
    assert numbered() == ["first"]
    hold = public_state.withhold(claim=claim, by=editor, reason="r")
    notice = public_state.put_notice(claim=claim, by=editor, reason="r")  # nobody sees it under the hold
    assert numbered() == ["first", "state"]
    public_state.end(row=hold, by=editor, reason="r")
    assert (numbered(), Listing.objects.get().state) == (["first", "state", "state"], "under_notice")
    public_state.end(row=notice, by=editor, reason="r")
    assert (numbered(), Listing.objects.get().state) == (["first", "state", "state", "state"], "published")
