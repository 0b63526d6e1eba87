"""Four eyes in bulk: who may approve and publish an import, and which rows go along."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from claims.actions import batches, drafting, reviewing
from claims.importing import running
from claims.models import Claim, ImportBatch
from claims.tasks import work_on_batches
from history.errors import NotAllowed, WrongMoment
from record.actions.batches import publish_all
from record.models import Version
from record.tasks import publish_batches
from tests.conftest import Role, person

pytestmark = pytest.mark.django_db

SHEET = "claim,publisher,url,rating\r\n" + "".join(
    f"The bridge {number} was closed.,The Post,https://example.org/{number},False\r\n" for number in range(4)
)


@pytest.fixture
def batch(author: User) -> ImportBatch:
    """Four drafts with a fact-check each, imported by Amal."""
    file = io.BytesIO(SHEET.encode())
    batch = batches.open_batch(
        by=author, format="csv", file_name="sheet.csv", file_sha256=running.sha256_of(file), options={}
    )
    return running.run(batch, file, by=author)


def test_nobody_approves_or_publishes_what_they_may_not(
    batch: ImportBatch, author: User, reviewer: User, editor: User
) -> None:
    batches.submit_all(batch=batch, by=author)
    both = person("both", Role.CONTRIBUTOR, Role.REVIEWER)
    batch.imported_by = both
    for act, by in (
        (batches.submit_all, reviewer), (batches.approve_all, author), (batches.approve_all, both),
        (batches.approve_all, editor), (publish_all, author), (publish_all, reviewer),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(batch=batch, by=by)
    assert set(Claim.objects.values_list("status", flat=True)) == {"in_review"}


def test_who_wrote_part_of_a_row_does_not_approve_it(batch: ImportBatch, author: User) -> None:
    both = person("both", Role.CONTRIBUTOR, Role.REVIEWER)
    claim = Claim.objects.order_by("pk").first()
    assert claim
    drafting.change_event(event=claim.event, by=both, note={"en": "A note."})
    batches.submit_all(batch=batch, by=author)
    assert batches.approve_all(batch=batch, by=both) == 0
    problems = list(batch.problems.values_list("level", "reason"))
    assert len(problems) == 4 and all(level == "step" and "somebody else must review" in why for level, why in problems)


def test_a_rejected_or_edited_row_leaves_the_batch_and_the_rest_goes_on(
    batch: ImportBatch, author: User, reviewer: User, editor: User
) -> None:
    assert batches.submit_all(batch=batch, by=author) == 4
    rejected, edited, *_ = Claim.objects.order_by("pk")
    reviewing.request_changes(claim=rejected, revision=rejected.revision, by=reviewer, reason="Not atomic.")
    assert batches.approve_all(batch=batch, by=reviewer) == 3
    reviewing.revise(claim=edited, by=author)
    drafting.change_claim(claim=edited, by=author, text={"en": "The bridge was open."})
    assert publish_all(batch=batch, by=editor) == 2
    assert Version.objects.count() == 2
    assert batch.claims.count() == 2
    for version in Version.objects.all():
        assert version.revision and version.revision.claim_id == version.claim_id
        assert {entry["role"] for entry in version.people} == {"contributor", "reviewer", "publisher"}


def test_only_what_was_there_when_the_reviewer_decided_is_approved(
    batch: ImportBatch, author: User, reviewer: User
) -> None:
    first, *others = Claim.objects.order_by("pk")
    for claim in others:
        reviewing.submit(claim=claim, by=author)
    batches.ask(batch=batch, work="approve", by=reviewer)
    reviewing.submit(claim=first, by=author)
    assert work_on_batches.call() == 1
    assert sorted(Claim.objects.values_list("status", flat=True)) == ["approved"] * 3 + ["in_review"]


def test_a_worker_takes_the_steps_that_people_asked_for(
    batch: ImportBatch, author: User, reviewer: User, editor: User
) -> None:
    with pytest.raises(WrongMoment, match="No row of this batch"):
        batches.ask(batch=batch, work="approve", by=reviewer)
    batches.ask(batch=batch, work="submit", by=author)
    with pytest.raises(WrongMoment, match="busy"):
        batches.ask(batch=batch, work="submit", by=author)
    assert [work_on_batches.call(), work_on_batches.call()] == [1, 0]
    batches.ask(batch=batch, work="approve", by=reviewer)
    assert [publish_batches.call(), work_on_batches.call()] == [0, 1]
    batches.ask(batch=batch, work="publish", by=editor)
    assert [work_on_batches.call(), publish_batches.call()] == [0, 1]
    assert Version.objects.count() == 4


def test_a_person_who_lost_their_role_meanwhile_gets_nothing_done(batch: ImportBatch, author: User) -> None:
    batches.ask(batch=batch, work="submit", by=author)
    author.groups.clear()
    assert work_on_batches.call() == 1
    assert set(Claim.objects.values_list("status", flat=True)) == {"draft"}
    assert "Only a contributor" in batch.problems.get().reason
    batch.refresh_from_db()
    assert batch.work == ""


def test_the_same_from_the_shell(batch: ImportBatch, author: User, reviewer: User, editor: User, capsys) -> None:
    call_command("review_batch", batch.pk, by="amal", submit=True)
    with pytest.raises(CommandError, match="Only a reviewer"):
        call_command("review_batch", batch.pk, by="amal")
    call_command("review_batch", batch.pk, by="rana")
    with pytest.raises(CommandError, match="Only an editor"):
        call_command("publish_batch", batch.pk, by="rana")
    call_command("publish_batch", batch.pk, by="edith")
    assert capsys.readouterr().out.splitlines() == ["4 rows submitted.", "4 rows approved.", "4 rows published."]
    with pytest.raises(CommandError, match="There is no batch"):
        call_command("publish_batch", "nothing", by="edith")
