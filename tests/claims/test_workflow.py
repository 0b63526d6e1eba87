"""Every step of the workflow: who may, who may not, and when. Denials first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.roles import Role
from claims import documents, steps
from claims.actions import drafting, reviewing
from claims.models import Claim, Revision
from claims.workflow import STEPS, Status
from history.errors import ChangedSince, NotAllowed, Refusal, Stale, WrongMoment
from history.models import Entry
from record.actions import merging, publishing
from sources.actions import recording
from tests import factories
from tests.conftest import person

pytestmark = pytest.mark.django_db

Do = Callable[[Claim, Any], object]

TAKE: dict[str, Do] = {
    "submit": lambda claim, by: reviewing.submit(claim=claim, by=by),
    "return": lambda claim, by: reviewing.request_changes(
        claim=claim, revision=claim.revision, by=by, reason="Say which strikes."
    ),
    "consent": lambda claim, by: reviewing.consent(claim=claim, revision=claim.revision, by=by),
    "approve": lambda claim, by: reviewing.approve(claim=claim, revision=claim.revision, by=by),
    "publish": lambda claim, by: publishing.publish(claim=claim, revision=claim.revision, by=by),
    "revise": lambda claim, by: reviewing.revise(claim=claim, by=by),
    "update": lambda claim, by: publishing.update(claim=claim, by=by, seen_digest=documents.build(claim).digest),
}

# Who may take a step on a claim that `author` wrote; everybody else in PEOPLE may not.
MAY = {
    "submit": {"author", "superuser"},
    "return": {"reviewer", "superuser"},
    "consent": {"editor", "superuser"},
    "approve": {"reviewer", "superuser"},
    "publish": {"editor", "superuser"},
    "revise": {"author", "superuser"},
    "update": {"reviewer", "superuser"},
}
PEOPLE = ["anonymous", "stranger", "author", "reviewer", "editor", "inactive_reviewer", "superuser"]


def somebody(name: str, author: User) -> Any:
    if name == "anonymous":
        return AnonymousUser()
    if name == "author":
        return author
    if name == "superuser":
        return User.objects.create_superuser("root", password=None)
    roles = {"reviewer": [Role.REVIEWER], "inactive_reviewer": [Role.REVIEWER], "editor": [Role.EDITOR]}.get(name, [])
    return person(name, *roles, is_active=name != "inactive_reviewer")


def bring(author: User, status: str) -> Claim:
    """A claim of the author's that stands here, brought there by others."""
    others = person("other-reviewer", Role.REVIEWER), person("other-editor", Role.EDITOR)
    claim = factories.claim(author)
    factories.evidence(author, claim)
    if status == Status.DRAFT:
        return claim
    revision = reviewing.submit(claim=claim, by=author)
    if status == Status.CHANGES_REQUESTED:
        reviewing.request_changes(claim=claim, revision=revision, by=others[0], reason="Say which.")
    if status in (Status.APPROVED, Status.SETTLED):
        reviewing.approve(claim=claim, revision=revision, by=others[0])
    if status == Status.SETTLED:
        publishing.publish(claim=claim, revision=revision, by=others[1])
    if status == Status.MERGED:
        merging.merge(claim=claim, into=factories.claim(author), by=others[1], reason="Both say so.")
    claim.refresh_from_db()
    assert claim.status == status
    return claim


def ready_for(step: str, author: User) -> Claim:
    claim = bring(author, min(STEPS[step].origins))
    if step == "update":
        factories.evidence(author, claim, stance="context")  # what is added must not speak against the verdict
        claim.refresh_from_db()
    return claim


def test_the_table_names_every_step() -> None:
    assert TAKE.keys() == MAY.keys() == STEPS.keys()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_refused_to_everybody_who_may_not_and_leaves_no_trace(step: str, author: User) -> None:
    claim = ready_for(step, author)
    before = (claim.status, claim.revision_id, Entry.objects.count(), Revision.objects.count())
    for name in PEOPLE:
        by = somebody(name, author)
        if name in MAY[step]:
            assert steps.why_not(step, by, claim) is None, name
            continue
        with pytest.raises(NotAllowed) as refused:
            TAKE[step](claim, by)
        assert refused.value.sentence.endswith("."), name
        if step != "update" or name != "author":  # who contributed to an update is known once its document is built
            assert steps.why_not(step, by, claim) == refused.value.sentence
    claim.refresh_from_db()
    assert (claim.status, claim.revision_id, Entry.objects.count(), Revision.objects.count()) == before


@pytest.mark.parametrize(("step", "name"), [(step, name) for step in STEPS for name in sorted(MAY[step])])
def test_a_step_works_and_its_entry_says_who_and_what(step: str, name: str, author: User) -> None:
    claim = ready_for(step, author)
    by = somebody(name, author)
    TAKE[step](claim, by)
    claim.refresh_from_db()
    assert claim.status == STEPS[step].target
    entry = Entry.objects.of(claim).last()
    assert entry is not None
    assert entry.by_key == by.key
    assert entry.sentence.startswith(entry.by_name)


@pytest.mark.parametrize("status", Status)
def test_at_the_wrong_moment_a_step_is_refused_in_one_sentence(status: str, author: User) -> None:
    claim = bring(author, status)
    root = User.objects.create_superuser("root", password=None)
    for step, rule in STEPS.items():
        if status not in rule.origins:
            with pytest.raises(WrongMoment) as refused:
                TAKE[step](claim, root)
            assert refused.value.sentence == steps.why_not(step, root, claim)


def test_a_superuser_who_wrote_part_of_it_is_bound_by_four_eyes(author: User) -> None:
    root = User.objects.create_superuser("root", password=None)
    claim = bring(author, Status.DRAFT)
    drafting.change_claim(claim=claim, by=root, rationale={"en": "One spokesman said so."})
    reviewing.submit(claim=claim, by=author)
    claim.refresh_from_db()
    for step in ("approve", "return", "consent"):
        with pytest.raises(NotAllowed):
            TAKE[step](claim, root)


def test_whoever_changed_a_shared_speaker_is_a_contributor_until_it_is_published(author: User) -> None:
    both = person("both", Role.CONTRIBUTOR, Role.REVIEWER)
    editor = person("edith", Role.EDITOR)
    speaker = factories.speaker(both)
    claim = factories.claim(author)
    factories.evidence(author, claim, statement=factories.statement(author, speaker=speaker))
    revision = reviewing.submit(claim=claim, by=author)
    with pytest.raises(NotAllowed):
        reviewing.approve(claim=claim, revision=revision, by=both)
    reviewing.approve(claim=claim, revision=revision, by=person("rana", Role.REVIEWER))
    publishing.publish(claim=claim, revision=revision, by=editor)
    other = factories.claim(author)
    factories.evidence(author, other, statement=factories.statement(author, speaker=speaker))
    again = reviewing.submit(claim=other, by=author)
    reviewing.approve(claim=other, revision=again, by=both)


def test_approving_another_revision_than_the_one_seen_is_stale(author: User, reviewer: User) -> None:
    claim, first = factories.submitted(author)
    reviewing.revise(claim=claim, by=author)
    reviewing.submit(claim=claim, by=author)
    with pytest.raises(Stale):
        reviewing.approve(claim=claim, revision=first, by=reviewer)


def test_a_change_of_what_is_quoted_voids_the_submission_visibly(author: User, reviewer: User) -> None:
    claim, first = factories.submitted(author)
    recording.change_outlet(outlet=claim.evidence.get().statement.source.outlet, by=author, name="The Record")
    with pytest.raises(ChangedSince):
        reviewing.approve(claim=claim, revision=first, by=reviewer)
    claim.refresh_from_db()
    assert (claim.status, claim.revision.number) == (Status.IN_REVIEW, 2)
    assert claim.alerts.get().kind == "approval_voided"
    reviewing.approve(claim=claim, revision=claim.revision, by=reviewer)


def test_the_second_to_save_is_told_and_nothing_is_written(author: User) -> None:
    claim = factories.claim(author)
    seen = claim.edit_number
    drafting.change_claim(claim=claim, by=author, expected=seen, verdict="supported")
    with pytest.raises(Stale) as refused:
        drafting.change_claim(claim=claim, by=author, expected=seen, verdict="contested")
    assert refused.value.current.verdict == "supported"
    claim.refresh_from_db()
    assert claim.verdict == "supported"


def test_what_is_missing_is_named_all_at_once(author: User) -> None:
    claim = factories.claim(author, verdict="", rationale={}, kind="identity", text={"en": "It was them.", "ar": "هم."})
    with pytest.raises(ValidationError) as refused:
        reviewing.submit(claim=claim, by=author)
    assert refused.value.message_dict.keys() == {"verdict", "rationale", "evidence", "translators", "reply_status"}


def test_a_claim_that_names_a_party_needs_a_reply_and_an_editors_consent(
    author: User, reviewer: User, editor: User
) -> None:
    claim, revision = factories.submitted(
        author, kind="responsibility", reply_status="not_applicable", reply_note={"en": "It is the group's own claim."}
    )
    with pytest.raises(WrongMoment):
        reviewing.approve(claim=claim, revision=revision, by=reviewer)
    reviewing.consent(claim=claim, revision=revision, by=editor)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)


def test_a_settled_claim_takes_evidence_but_no_other_change(author: User) -> None:
    claim = bring(author, Status.SETTLED)
    row = claim.evidence.get()
    refused: list[Callable[[], object]] = [
        lambda: drafting.change_claim(claim=claim, by=author, verdict="supported"),
        lambda: drafting.change_evidence(evidence=row, by=author, stance="contradicts"),
        lambda: drafting.remove_evidence(evidence=row, by=author),
    ]
    for attempt in refused:
        with pytest.raises(WrongMoment):
            attempt()
    drafting.add_evidence(claim=claim, statement=factories.statement(author), by=author, stance="context")


def test_an_update_is_refused_when_more_than_evidence_changed(author: User, reviewer: User) -> None:
    claim = bring(author, Status.SETTLED)
    recording.change_speaker(speaker=claim.evidence.get().statement.speaker, by=author, name="Somebody else")
    factories.evidence(author, claim)
    with pytest.raises(Refusal):
        publishing.update(claim=claim, by=reviewer, seen_digest=documents.build(claim).digest)
