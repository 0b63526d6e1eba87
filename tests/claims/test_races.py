"""Two people at once, with real threads and connections: one wins, nobody's words are lost, nothing unreviewed is public."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim
from claims.workflow import Status
from history.errors import ChangedSince, Refusal
from history.models import Entry
from record.actions import publishing
from record.models import Version
from sources.actions import recording, stating
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def race(*racers: Callable[[], object]) -> list[Exception | None]:
    """Start all at once, each on a connection of its own; what each raised, or None. Only refusals are expected."""
    barrier = Barrier(len(racers))
    outcomes: list[Exception | None] = [None] * len(racers)

    def run(place: int) -> None:
        try:
            barrier.wait(timeout=10)
            racers[place]()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place]) for place in range(len(racers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a racer never ended"
    strange = [outcome for outcome in outcomes if outcome is not None and not isinstance(outcome, Refusal)]
    assert strange == []
    return outcomes


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("revision").get(pk=claim.pk)


@pytest.mark.parametrize("round_", range(3))
def test_publish_racing_publish_makes_one_version(author: User, reviewer: User, editor: User, round_: int) -> None:
    claim, revision = factories.approved(author, reviewer)
    outcomes = race(*[lambda: publishing.publish(claim=fresh(claim), revision=revision, by=editor)] * 4)
    assert outcomes.count(None) == 1
    assert Version.objects.get().content_digest == revision.content_digest


def test_publications_of_many_claims_take_places_without_gaps(author: User, reviewer: User, editor: User) -> None:
    ready = [factories.approved(author, reviewer) for _ in range(4)]
    outcomes = race(
        *[
            lambda claim=claim, revision=revision: publishing.publish(claim=claim, revision=revision, by=editor)
            for claim, revision in ready
        ]
    )
    assert outcomes == [None] * 4
    assert sorted(Version.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("round_", range(3))
def test_approve_racing_a_change_of_the_quoted_words_publishes_none_unreviewed(
    author: User, reviewer: User, editor: User, round_: int
) -> None:
    claim, revision = factories.submitted(author)
    statement = claim.evidence.get().statement
    race(
        lambda: reviewing.approve(claim=fresh(claim), revision=revision, by=reviewer),
        lambda: stating.change_statement(
            statement=statement, by=author, quote="", snapshot=None, quote_missing_reason="The page is gone."
        ),
    )
    statement.refresh_from_db()
    assert statement.quote_missing_reason == "The page is gone."  # the edit is never lost
    if fresh(claim).status == Status.APPROVED:
        with pytest.raises(ChangedSince):
            publishing.publish(claim=fresh(claim), revision=revision, by=editor)
    assert fresh(claim).status == Status.IN_REVIEW
    assert not Version.objects.exists()


@pytest.mark.parametrize("round_", range(3))
def test_publish_racing_a_change_of_the_speaker_publishes_what_was_approved_or_nothing(
    author: User, reviewer: User, editor: User, round_: int
) -> None:
    claim, revision = factories.approved(author, reviewer)
    speaker = claim.evidence.get().statement.speaker
    race(
        lambda: publishing.publish(claim=fresh(claim), revision=revision, by=editor),
        lambda: recording.change_speaker(speaker=speaker, by=author, name="Unreviewed Name"),
    )
    assert all(b"Unreviewed Name" not in bytes(version.document) for version in Version.objects.all())
    speaker.refresh_from_db()
    assert speaker.name == "Unreviewed Name"
    assert fresh(claim).status == (Status.SETTLED if Version.objects.exists() else Status.IN_REVIEW)


@pytest.mark.parametrize("round_", range(3))
def test_approve_racing_revise_leaves_no_approval_of_what_is_open(author: User, reviewer: User, round_: int) -> None:
    claim, revision = factories.submitted(author)
    race(
        lambda: reviewing.approve(claim=fresh(claim), revision=revision, by=reviewer),
        lambda: reviewing.revise(claim=fresh(claim), by=author),
    )
    assert fresh(claim).status == Status.DRAFT  # either order ends open for editing, and a draft cannot be published


@pytest.mark.parametrize("round_", range(3))
def test_of_two_people_saving_one_claim_one_saves_and_the_other_is_told(author: User, round_: int) -> None:
    claim = factories.claim(author)
    seen = claim.edit_number
    outcomes = race(
        lambda: drafting.change_claim(claim=fresh(claim), by=author, expected=seen, verdict="supported"),
        lambda: drafting.change_claim(claim=fresh(claim), by=author, expected=seen, verdict="contested"),
    )
    assert outcomes.count(None) == 1
    winner = ["supported", "contested"][outcomes.index(None)]
    assert fresh(claim).verdict == winner
    assert Entry.objects.of(claim).filter(code="claim_changed").count() == 1


def test_submit_racing_change_submits_the_words_it_names(author: User) -> None:
    claim = factories.claim(author)
    factories.evidence(author, claim)
    race(
        lambda: reviewing.submit(claim=fresh(claim), by=author),
        lambda: drafting.change_claim(claim=fresh(claim), by=author, verdict="contested", verdict_note={"en": "Why."}),
    )
    now = fresh(claim)
    assert now.status == Status.IN_REVIEW
    assert now.revision is not None
    assert now.revision.content["verdict"] == now.verdict  # the change came before the revision, or was refused
