"""A claim merged into another that says the same: by whom, when, what becomes of both, and back again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from claims import documents
from claims.actions import drafting, reviewing
from claims.actions.merging import merge_at_desk, take_apart
from claims.models import Claim
from claims.similar import similar_to
from claims.workflow import STEPS, Status
from history.errors import NotAllowed, WrongMoment
from history.models import Entry
from record.actions import merging, public_state, publishing
from record.models import Change, Listing, Retraction, Version
from record.verifying import Counts, verify
from tests import factories
from tests.conftest import Role, person

pytestmark = pytest.mark.django_db

REASON = "Both say that they were told."


@pytest.fixture
def kept(author: User, reviewer: User, editor: User) -> Claim:
    """The claim that is kept, published."""
    return factories.published(author, reviewer, editor, text={"en": "Iraq was informed beforehand."})[0]


@pytest.fixture
def double(author: User, reviewer: User, editor: User) -> Claim:
    """The same claim again, published as well."""
    return factories.published(author, reviewer, editor)[0]


@pytest.fixture
def draft(author: User) -> Claim:
    """The same claim again, which nobody has published."""
    return factories.claim(author)


def merged(claim: Claim, kept: Claim, one: User, other: User) -> Claim:
    """Both editors merge a published claim."""
    row = merging.merge(claim=claim, into=kept, by=one, reason=REASON)
    assert row is not None
    public_state.confirm(row=row, by=other)
    claim.refresh_from_db()
    kept.refresh_from_db()
    return claim


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, None])
def test_only_an_editor_merges_and_takes_apart(draft: Claim, double: Claim, kept: Claim, role: Role | None) -> None:
    by = person("somebody", *([role] if role else []))
    before = Entry.objects.count()
    for claim in (draft, double):
        for refused in (
            lambda claim=claim: merging.merge(claim=claim, into=kept, by=by, reason=REASON),
            lambda claim=claim: merging.unmerge(claim=claim, by=by, reason=REASON),
            lambda claim=claim: merge_at_desk(claim=claim, into=kept, by=by, reason=REASON),
            lambda claim=claim: take_apart(claim=claim, by=by, reason=REASON, to=Status.DRAFT),
        ):
            with pytest.raises(NotAllowed):
                refused()
    assert Entry.objects.count() == before


def test_an_editor_does_not_confirm_their_own_merge(double: Claim, kept: Claim, editor: User) -> None:
    row = merging.merge(claim=double, into=kept, by=editor, reason=REASON)
    assert row is not None
    with pytest.raises(NotAllowed):
        public_state.confirm(row=row, by=editor)
    double.refresh_from_db()
    assert double.status == Status.SETTLED
    assert Version.objects.filter(claim=double).count() == 1


def _into_itself(double: Claim, kept: Claim, **people: User) -> Claim:
    return double


def _into_a_merged_one(double: Claim, kept: Claim, **people: User) -> Claim:
    other = factories.claim(people["author"])
    merging.merge(claim=other, into=kept, by=people["editor"], reason=REASON)
    return other


def _into_one_in_review(double: Claim, kept: Claim, **people: User) -> Claim:
    return factories.submitted(people["author"])[0]


def _into_an_approved_one(double: Claim, kept: Claim, **people: User) -> Claim:
    return factories.approved(people["author"], people["reviewer"])[0]


def _into_one_that_is_not_public(double: Claim, kept: Claim, **people: User) -> Claim:
    return factories.claim(people["author"])


def _into_a_withheld_one(double: Claim, kept: Claim, **people: User) -> Claim:
    public_state.withhold(claim=kept, by=people["editor"], reason="r")
    return kept


def _while_it_is_withheld(double: Claim, kept: Claim, **people: User) -> Claim:
    public_state.withhold(claim=double, by=people["editor"], reason="r")
    return kept


def _under_notice(double: Claim, kept: Claim, **people: User) -> Claim:
    public_state.put_notice(claim=double, by=people["editor"], reason="r")
    return kept


def _with_an_open_retraction(double: Claim, kept: Claim, **people: User) -> Claim:
    public_state.propose_retraction(claim=double, by=people["editor"], reason="r", public_reason={"en": "r"})
    return kept


def _when_it_is_retracted(double: Claim, kept: Claim, **people: User) -> Claim:
    row = public_state.propose_retraction(claim=double, by=people["editor"], reason="r", public_reason={"en": "r"})
    public_state.confirm(row=row, by=people["second_editor"])
    return kept


def _twice(double: Claim, kept: Claim, **people: User) -> Claim:
    merged(double, kept, people["editor"], people["second_editor"])
    return kept


@pytest.mark.parametrize(
    "begin",
    [
        _into_itself, _into_a_merged_one, _into_one_in_review, _into_an_approved_one, _into_one_that_is_not_public,
        _into_a_withheld_one, _while_it_is_withheld, _under_notice, _with_an_open_retraction, _when_it_is_retracted, _twice,
    ],
)  # fmt: skip
def test_a_merge_at_the_wrong_moment_is_refused_and_changes_nothing(
    begin: Callable[..., Claim], double: Claim, kept: Claim, author: User, reviewer: User, editor: User,
    second_editor: User,
) -> None:  # fmt: skip
    into = begin(double, kept, author=author, reviewer=reviewer, editor=editor, second_editor=second_editor)
    before = Entry.objects.count(), Retraction.objects.count(), Claim.objects.get(pk=double.pk).status
    with pytest.raises((WrongMoment, ValidationError)):
        merging.merge(claim=double, into=into, by=editor, reason=REASON)
    assert (Entry.objects.count(), Retraction.objects.count(), Claim.objects.get(pk=double.pk).status) == before


def test_a_merge_says_why(draft: Claim, double: Claim, kept: Claim, editor: User) -> None:
    for claim in (draft, double):
        with pytest.raises(ValidationError) as error:
            merging.merge(claim=claim, into=kept, by=editor, reason=" ")
        assert set(error.value.message_dict) == {"reason"}


def test_what_happened_since_the_proposal_is_asked_again_at_the_confirmation(
    double: Claim, kept: Claim, author: User, editor: User, second_editor: User
) -> None:
    row = merging.merge(claim=double, into=kept, by=editor, reason=REASON)
    assert row is not None
    hold = public_state.withhold(claim=kept, by=editor, reason="r")
    with pytest.raises(WrongMoment, match="not public"):
        public_state.confirm(row=row, by=second_editor)
    public_state.end(row=hold, by=editor, reason="r")
    notice = public_state.put_notice(claim=double, by=editor, reason="r")
    with pytest.raises(WrongMoment, match="A notice is open"):
        public_state.confirm(row=row, by=second_editor)
    public_state.end(row=notice, by=editor, reason="r")
    reviewing.revise(claim=kept, by=author)
    reviewing.submit(claim=kept, by=author)
    with pytest.raises(WrongMoment, match="in review"):
        public_state.confirm(row=row, by=second_editor)
    public_state.end(row=row, by=editor, reason="Not now.")
    double.refresh_from_db()
    assert (double.status, Version.objects.filter(claim=double).count()) == (Status.SETTLED, 1)


def test_a_claim_that_was_never_published_is_merged_at_once_and_takes_no_step(
    draft: Claim, kept: Claim, author: User, editor: User
) -> None:
    factories.evidence(author, draft)
    assert merging.merge(claim=draft, into=kept, by=editor, reason=REASON) is None
    draft.refresh_from_db()
    assert (draft.status, draft.merged_into) == (Status.MERGED, kept)
    entry = Entry.objects.of(draft).last()
    assert entry is not None
    assert (entry.code, entry.by_key, entry.reason) == ("claim_merged", editor.key, REASON)
    assert entry.new == {"status": "merged", "merged_into": kept.pk}
    assert all(Status.MERGED not in step.origins for step in STEPS.values())
    with pytest.raises(WrongMoment):
        drafting.change_claim(claim=draft, by=author, text={"en": "Changed."})
    with pytest.raises(WrongMoment):
        factories.evidence(author, draft)
    assert not Claim.objects.mine(author).filter(pk=draft.pk).exists()
    assert not Claim.objects.unassigned().filter(pk=draft.pk).exists()
    assert not Version.objects.filter(claim=draft).exists()


def test_whoever_writes_it_once_more_is_shown_the_one_that_is_kept(draft: Claim, kept: Claim, editor: User) -> None:
    merging.merge(claim=draft, into=kept, by=editor, reason=REASON)
    found = [one.claim for one in similar_to(text="They were told beforehand", language="en")]
    assert found == [kept]


def test_the_kept_claim_receives_what_it_lacks_as_a_change_that_is_reviewed(
    draft: Claim, kept: Claim, author: User, reviewer: User, editor: User
) -> None:
    shared = kept.evidence.get().statement
    factories.evidence(author, draft, statement=shared, stance="contradicts")
    newer = factories.evidence(author, draft, note={"en": "Said later."})
    older = factories.evidence(author, draft, superseded_by=newer, superseded_reason="Said again.")
    other = factories.claim(author)
    drafting.relate(claim=draft, to=other, kind="related", by=author)
    drafting.relate(claim=draft, to=kept, kind="same_as", by=author)
    check = {"publisher": "Check", "url": "https://example.org/check", "rating": "False"}
    drafting.add_fact_check(claim=draft, by=author, **check)
    before = kept.edit_number
    merging.merge(claim=draft, into=kept, by=editor, reason=REASON)
    kept.refresh_from_db()
    assert kept.status == Status.DRAFT, "more than evidence came, so it is opened for revision"
    assert kept.edit_number > before
    rows = {row.statement_id: row for row in kept.evidence.all()}
    assert rows.keys() == {shared.pk, newer.statement_id, older.statement_id}
    assert rows[shared.pk].stance == "supports", "what both have stays as it is"
    assert rows[older.statement_id].superseded_by == rows[newer.statement_id]
    assert rows[newer.statement_id].note == {"en": "Said later."}
    assert list(kept.relations_out.values_list("to_claim", "kind")) == [(other.pk, "related")]
    assert kept.fact_checks.get().url == check["url"]
    assert draft.evidence.count() == 3, "the merged claim keeps its own"
    drafting.change_claim(claim=kept, by=author, verdict_note={"en": "All three repeat one report."})
    revision = reviewing.submit(claim=kept, by=author)
    assert editor.key in revision.contributors, "whoever merges contributes"
    reviewing.approve(claim=kept, revision=revision, by=reviewer)


def test_a_settled_claim_that_only_gains_evidence_stays_settled_and_is_updated(
    draft: Claim, kept: Claim, author: User, editor: User, reviewer: User
) -> None:
    factories.evidence(author, draft, statement=factories.statement(author, speaker=factories.speaker(author)))
    merging.merge(claim=draft, into=kept, by=editor, reason=REASON)
    kept.refresh_from_db()
    assert (kept.status, kept.evidence.count()) == (Status.SETTLED, 2)
    assert publishing.documents.build(kept).digest != kept.versions.get().content_digest, (
        "nothing is published by itself"
    )
    entry = Entry.objects.of(kept).last()
    assert entry is not None
    assert entry.code == "claim_merged_here"
    assert entry.new["copied"] == {"evidence": 1, "relations": 0, "fact_checks": 0}


def test_nobody_approves_their_own_work_by_way_of_a_merge(
    draft: Claim, kept: Claim, author: User, editor: User, second_editor: User, reviewer: User
) -> None:
    """The statement is public, so that whoever wrote the stance, the figure and the note is known from the draft alone."""
    both = person("both", Role.CONTRIBUTOR, Role.REVIEWER)
    said, _ = factories.published(author, reviewer, editor)
    factories.evidence(both, draft, statement=said.evidence.get().statement, stance="context")
    between = factories.claim(author)
    merging.merge(claim=draft, into=between, by=editor, reason=REASON)
    merging.merge(claim=between, into=kept, by=second_editor, reason=REASON)
    kept.refresh_from_db()
    seen = documents.build(kept).digest
    with pytest.raises(NotAllowed, match="You wrote part of this"):
        publishing.update(claim=kept, by=both, seen_digest=seen)
    publishing.update(claim=kept, by=reviewer, seen_digest=seen)
    # It is published, and whoever wrote it reviews what others add.
    factories.evidence(author, kept, stance="context")
    publishing.update(claim=kept, by=both, seen_digest=documents.build(kept).digest)


def test_a_claim_that_lacks_nothing_is_not_touched(draft: Claim, kept: Claim, editor: User) -> None:
    before = kept.edit_number
    merging.merge(claim=draft, into=kept, by=editor, reason=REASON)
    kept.refresh_from_db()
    assert (kept.status, kept.edit_number) == (Status.SETTLED, before)


def test_a_published_claim_leaves_the_lists_and_its_address_leads_on(
    double: Claim, kept: Claim, editor: User, second_editor: User, client: Client
) -> None:
    cited = client.get(f"/claims/{double.pk}/v1/").content.decode()
    changes = Change.objects.count()
    merged(double, kept, editor, second_editor)
    assert (double.status, double.merged_into) == (Status.MERGED, kept)
    for address in (f"/claims/{double.pk}/", f"/claims/{double.pk}/they-were-told-beforehand/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/claims/{kept.pk}/")
        assert answer.headers["Cache-Control"] == "no-cache", "it can be taken back"
    final = client.get(f"/claims/{double.pk}/", follow=True)
    assert final.status_code == 200
    assert "Iraq was informed beforehand." in final.content.decode()
    assert "They were told beforehand." in cited
    assert "They were told beforehand." in client.get(f"/claims/{double.pk}/v1/").content.decode()
    stone = client.get(f"/claims/{double.pk}/v2/").content.decode()
    assert "We have merged this claim into another" in stone
    assert f"/claims/{kept.pk}/" in stone
    assert client.get(f"/claims/{double.pk}/history/").status_code == 200
    assert f"/claims/{kept.pk}/" in client.get(f"/claims/{double.pk}/card/").content.decode()
    assert [change.kind for change in Change.objects.order_by("sequence")[changes:]] == ["retraction"]
    assert not Listing.objects.listed().filter(claim_id=double.pk).exists()


def test_programs_get_a_tombstone_that_names_the_kept_claim_and_none_of_the_reasons_of_the_desk(
    double: Claim, kept: Claim, editor: User, second_editor: User, client: Client
) -> None:
    merged(double, kept, editor, second_editor)
    answer = client.get(f"/api/v1/claims/{double.pk}/")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["id"], found["state"]) == (double.pk, "retracted")
    assert found["retracted"] == {"reason": merging.PUBLIC_REASON, "merged_into": kept.pk}
    assert REASON not in answer.content.decode()
    told = client.get("/api/v1/changes/").json()["results"]
    assert told[-1]["document"]["retracted"]["merged_into"] == kept.pk
    assert [row["id"] for row in client.get("/api/v1/claims/").json()["results"]] == [kept.pk]


def test_nothing_public_tells_of_a_merge_that_is_proposed_or_of_drafts(
    double: Claim, kept: Claim, draft: Claim, editor: User, client: Client
) -> None:
    addresses = (
        f"/claims/{kept.pk}/",
        f"/api/v1/claims/{kept.pk}/",
        f"/api/v1/claims/{double.pk}/",
        "/api/v1/changes/",
    )
    before = [client.get(address, follow=True).content for address in addresses]
    merging.merge(claim=double, into=kept, by=editor, reason=REASON)
    merging.merge(claim=draft, into=kept, by=editor, reason=REASON)
    assert [client.get(address, follow=True).content for address in addresses] == before
    for address in (f"/claims/{draft.pk}/", f"/claims/{draft.pk}/v1/", f"/api/v1/claims/{draft.pk}/"):
        assert client.get(address).status_code == 404


def test_a_published_claim_is_taken_apart_and_public_again_as_it_was_reviewed(
    double: Claim, kept: Claim, editor: User, second_editor: User, client: Client
) -> None:
    merged(double, kept, editor, second_editor)
    version = merging.unmerge(claim=double, by=editor, reason="They are two after all.")
    assert version is not None
    double.refresh_from_db()
    assert (double.status, double.merged_into) == (Status.SETTLED, None)
    first = Version.objects.get(claim=double, number=1)
    assert (version.number, version.content_digest) == (3, first.content_digest)
    assert client.get(f"/claims/{double.pk}/", follow=True).status_code == 200
    assert Listing.objects.listed().current().filter(claim_id=double.pk).exists()
    assert Retraction.objects.get().ended_at is not None
    codes = list(Entry.objects.of(double).values_list("code", flat=True))
    assert "claim_unmerged" in codes
    again = merging.merge(claim=double, into=kept, by=editor, reason=REASON)
    assert again is not None, "and may be merged once more"


def test_a_claim_that_was_changed_since_is_a_draft_again_and_reviewed_before_it_is_public(
    double: Claim, kept: Claim, author: User, reviewer: User, editor: User, second_editor: User, client: Client
) -> None:
    reviewing.revise(claim=double, by=author)
    drafting.change_claim(claim=double, by=author, text={"en": "They were told a day before."})
    merged(double, kept, editor, second_editor)
    assert merging.unmerge(claim=double, by=editor, reason="They are two.") is None
    double.refresh_from_db()
    assert (double.status, double.merged_into) == (Status.DRAFT, None)
    assert client.get(f"/claims/{double.pk}/").status_code == 301
    revision = reviewing.submit(claim=double, by=author)
    reviewing.approve(claim=double, revision=revision, by=reviewer)
    publishing.publish(claim=double, revision=revision, by=editor)
    assert b"They were told a day before." in client.get(f"/claims/{double.pk}/", follow=True).content


def test_a_draft_is_taken_apart_and_what_was_copied_stays(draft: Claim, author: User, editor: User) -> None:
    other = factories.claim(author)
    factories.evidence(author, draft)
    with pytest.raises(WrongMoment, match="not merged"):
        merging.unmerge(claim=draft, by=editor, reason="r")
    merging.merge(claim=draft, into=other, by=editor, reason=REASON)
    with pytest.raises(ValidationError):
        merging.unmerge(claim=draft, by=editor, reason="")
    assert merging.unmerge(claim=draft, by=editor, reason="They are two.") is None
    draft.refresh_from_db()
    assert (draft.status, draft.evidence.count(), other.evidence.count()) == (Status.DRAFT, 1, 1)
    entry = Entry.objects.of(draft).last()
    assert entry is not None
    assert (entry.code, entry.reason, entry.by_key) == ("claim_unmerged", "They are two.", editor.key)


def test_a_confirmed_merge_is_ended_by_taking_apart_alone(
    double: Claim, kept: Claim, editor: User, second_editor: User
) -> None:
    merged(double, kept, editor, second_editor)
    with pytest.raises(WrongMoment, match="take the claims apart"):
        public_state.end(row=Retraction.objects.get(), by=editor, reason="r")


def test_verifying_understands_merges_and_names_one_that_nobody_confirmed(
    double: Claim, kept: Claim, editor: User, second_editor: User
) -> None:
    merged(double, kept, editor, second_editor)
    assert list(verify(Counts())) == []
    assert (
        json.loads(bytes(Version.objects.get(claim=double, number=2).document))["retracted"]["merged_into"] == kept.pk
    )
    merging.unmerge(claim=double, by=editor, reason="They are two.")
    assert list(verify(Counts())) == []
    Retraction.objects.update(merged_into=None)
    findings: list[Any] = [str(finding) for finding in verify(Counts())]
    assert len(findings) == 1
    assert "no two editors did so" in findings[0]
