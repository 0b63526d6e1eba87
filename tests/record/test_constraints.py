"""The constraints that need more than one row, or a row of the record: each violated once. None is forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.actions import keeping_answers, tokens
from accounts.models import User
from claims.actions import alerting, drafting
from claims.models import ImportBatch
from history.ids import new_id
from history.models import Audited, Baseline, Entry
from record.actions import erasing, public_state, subscribing
from record.models import ListedReview, Listing, Mention
from sources.actions import capturing, linking
from sources.models import Sighting, Sketch
from tests import factories
from tests.claims.test_invariants import BROKEN
from tests.house.code import LEVEL

pytestmark = pytest.mark.django_db

NOW = timezone.now()
OWN_KEY = object()  # stands for the new row's own key
BY_HAND = {"quantity_words": "x", "quantity_hedge": "manual", "measure": "killed", "quantity_reason": "r"}

# What to copy, the columns of the copy that break a rule, the rule.
COPIES: list[tuple[str, dict[str, Any], str]] = [
    ("listing", {"version_id": "other"}, "one_listing_a_version"),
    ("listing", {"version_id": "other", "number": 99}, "one_current_version_a_claim"),
    ("listed_review", {}, "one_listed_review_a_place_and_language"),
    ("mention", {}, "one_mention_an_evidence_a_version"),
    ("version", {"sequence": 999}, "one_version_of_a_number"),
    (
        "version",
        {"number": 9, "sequence": 998, "effective_at": NOW},
        "only_a_replayed_version_differs_in_its_two_times",
    ),
    *(
        (step, columns, f"{step}_{rule}")
        for step in ("notice", "hold", "retraction", "erasure")
        for columns, rule in (
            ({"confirmed_by_id": "proposer", "confirmed_at": NOW}, "confirmed_by_a_second_editor"),
            ({"ended_at": NOW}, "ended_by_and_at_come_together"),
        )
    ),
    *((step, {}, f"one_open_{step}_a_claim") for step in ("notice", "hold", "retraction")),
    ("alert", {"resolved_at": NOW}, "resolved_alert_has_person_and_time"),
    ("alert", {}, "one_open_alert_of_a_kind_a_claim"),
    ("retraction", {"merged_into_id": "own_claim"}, "retraction_merges_into_another_claim"),
    ("claim", {"status": "merged"}, "merged_claim_names_the_one_that_is_kept"),
    ("claim", {"status": "merged", "merged_into_id": OWN_KEY}, "claim_is_not_merged_into_itself"),
    ("claim_key", {}, "a_claim_has_a_key_once_in_a_language"),
    ("claim", {"made_latest": None}, "claim_made_in_order"),
    ("claim", {"as_of_earliest": NOW}, "claim_as_of_in_order"),
    ("relation", {}, "one_relation_of_a_kind_between_two_claims"),
    ("relation", {"to_claim_id": "from"}, "claim_is_not_related_to_itself"),
    ("event", {"parent_id": OWN_KEY}, "event_is_not_its_own_part"),
    ("event", {"started_latest": None}, "event_started_in_order"),
    ("event", {"ended_earliest": NOW}, "event_ended_in_order"),
    ("evidence", BY_HAND | {"quantity_lower": 2, "quantity_upper": 1}, "evidence_lower_not_above_upper"),
    ("evidence", BY_HAND | {"quantity_lower": -1}, "evidence_bounds_within_0_and_10_to_the_15"),
    ("evidence", {"quantity_lower": 1}, "evidence_bounds_come_with_words"),
    ("evidence", {"quantity_words": "18"}, "evidence_words_come_with_a_hedge_and_measure"),
    ("evidence", BY_HAND | {"quantity_reason": ""}, "evidence_hand_set_bounds_have_a_reason"),
    ("evidence", {"as_of_latest": NOW}, "evidence_as_of_in_order"),
    ("evidence", {}, "a_statement_is_evidence_once_in_a_claim"),
    ("evidence", {"superseded_by_id": OWN_KEY}, "evidence_does_not_supersede_itself"),
    ("review", {"decision": "return", "reason": ""}, "a_return_gives_its_reason"),
    ("revision", {}, "one_revision_of_a_number"),
    ("source_link", {}, "one_link_of_a_kind_between_two_sources"),
    ("source_link", {"to_source_id": "from"}, "source_is_not_linked_to_itself"),
    ("relay", {}, "one_relay_of_a_kind_between_two_statements"),
    ("relay", {"to_statement_id": "from"}, "statement_does_not_relay_itself"),
    ("snapshot", {"text_sha256": ""}, "complete_snapshot_has_time_and_digest"),
    ("snapshot", {"state": "failed"}, "failed_snapshot_says_why"),
    ("source", {}, "one_source_an_address"),
    ("source", {"published_earliest": NOW}, "source_published_in_order"),
    ("archived_copy", {}, "one_archived_copy_of_a_source_at_an_instant"),
    ("sighting", {}, "a_quote_is_looked_for_once_in_a_snapshot"),
    ("sketch", {}, "a_source_has_a_sketch_value_once"),
    ("speaker", {"principal_id": OWN_KEY}, "speaker_is_not_its_own_principal"),
    ("statement", {"standing": "withdrawn", "withdrawn_by_id": OWN_KEY}, "statement_does_not_withdraw_itself"),
    ("baseline", {}, "one_baseline_a_target"),
    ("batch", {}, "one_batch_a_file_its_options_and_person"),
    ("batch", {"file_sha256": "other file", "work": "submit"}, "work_on_a_batch_has_person_and_time"),
    ("entry", {}, "one_entry_for_each_place_in_a_chain"),
    ("token", {"prefix": "222222222222", "revoked_at": NOW}, "revoked_token_has_person_and_time"),
    (
        "token",
        {"prefix": "222222222222", "expires_at": datetime(2024, 1, 1, tzinfo=UTC)},
        "token_expires_after_it_is_made",
    ),
    ("kept_answer", {}, "one_kept_answer_a_key"),
    ("subscription", {"paused_at": NOW}, "paused_subscription_says_why"),
    ("subscription", {"ended_at": NOW}, "ended_subscription_has_person_and_time"),
    ("delivery", {}, "one_delivery_of_an_event_a_subscription"),
    ("delivery", {"event_id": "other", "state": "delivered"}, "delivered_has_its_time"),
]


@pytest.fixture
def world(author: User, reviewer: User, editor: User) -> dict[str, models.Model]:
    """One row of each kind that is copied."""
    claim, version = factories.published(author, reviewer, editor)
    other, other_version = factories.published(author, reviewer, editor)
    draft = factories.claim(author)
    said, again = claim.evidence.get().statement, other.evidence.get().statement
    retraction = public_state.propose_retraction(claim=claim, by=editor, reason="r", public_reason={"en": "r"})
    alert = alerting.raise_alert(claim=claim, kind="quote_lost", message="Gone.")
    assert alert is not None
    passages = ["We told them"]
    webhook = subscribing.subscribe(by=editor, label="l", url="https://good.example/", events=["claim.erased"])
    token = tokens.make(
        owner=author, by=author, label="l", scopes=["read"], expires_at=timezone.now() + timedelta(days=1)
    )
    rows: dict[str, models.Model] = {
        "listing": Listing.objects.get(version=version),
        "version": version,
        "other": other_version,
        "notice": public_state.put_notice(claim=claim, by=editor, reason="r"),
        "hold": public_state.withhold(claim=other, by=editor, reason="r"),
        "retraction": retraction,
        "erasure": erasing.propose_erasure(claim=claim, by=editor, passages=passages, ground="g", reason="r"),
        "alert": alert,
        "claim": draft,
        "claim_key": draft.keys.first(),
        "relation": drafting.relate(claim=draft, to=claim, kind="related", by=author),
        "event": claim.event,
        "evidence": claim.evidence.get(),
        "review": claim.revision.reviews.get(),
        "revision": claim.revision,
        "source_link": linking.link_sources(source=said.source, to=again.source, kind="syndicated_from", by=author),
        "relay": linking.declare_relay(statement=said, of=again, kind="paraphrases", by=author),
        "snapshot": said.snapshot,
        "source": factories.source(author, canonical_url="https://example.org/a"),
        "archived_copy": capturing.note_archived_copy(
            source=said.source, url="https://archive.example/a", archived_at=NOW, by=author
        ),
        "sighting": Sighting.objects.create(statement=said, snapshot=said.snapshot, drift="lost", seen_at=NOW),
        "sketch": Sketch.objects.create(source=said.source, value=1),
        "speaker": said.speaker,
        "statement": said,
        "batch": ImportBatch.objects.create(imported_by=author, work="", file_name="f", options_sha256="o"),
        "baseline": Baseline.objects.first(),
        "entry": Entry.objects.first(),
        "listed_review": ListedReview.objects.get(version=factories.published(author, reviewer, editor)[1]),
        "token": token,
        "subscription": webhook,
        "delivery": subscribing.send_ping(subscription=webhook, by=editor),
        "kept_answer": keeping_answers.reserve(token=token, key="k", request_digest="d"),
        "mention": Mention.objects.get(version=version),  # last: each step above makes mentions again
    }
    Listing.objects.filter(version=other_version).delete()  # makes room for a copy
    return rows


def test_the_database_refuses_a_copy_that_breaks_the_rule(
    world: dict[str, models.Model], subtests: pytest.Subtests
) -> None:
    for what, columns, name in COPIES:
        with subtests.test(name):
            refuses(world, what, columns, name)


def refuses(world: dict[str, models.Model], what: str, columns: dict[str, Any], name: str) -> None:
    row = type(world[what])._base_manager.get(pk=world[what].pk)
    row.pk = new_id() if isinstance(row, Audited) else None
    words = {"other": world["other"].pk, "proposer": getattr(row, "proposed_by_id", None)}
    words["own_claim"] = getattr(row, "claim_id", None)
    words["from"] = next((getattr(row, key) for key in vars(row) if key.startswith("from_")), None)
    for column, value in columns.items():
        value = row.pk if value is OWN_KEY else value
        setattr(row, column, words.get(value, value) if isinstance(value, str) else value)
    unique = any(isinstance(rule, models.UniqueConstraint) for rule in row._meta.constraints if rule.name == name)
    # SQLite names the columns of a unique index, not the index.
    told = "UNIQUE" if unique and connection.vendor == "sqlite" else name
    with pytest.raises(IntegrityError, match=told), transaction.atomic():
        type(row)._base_manager.bulk_create([row])


def test_every_constraint_of_every_model_is_violated_by_a_test() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in LEVEL]
    rules = {rule.name for model in ours for rule in model._meta.constraints}
    assert rules == {name for *_, name in [*COPIES, *BROKEN]}
