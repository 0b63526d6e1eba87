"""The invariants of the model that an action or a constraint keeps, by name."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from claims.actions import drafting
from claims.models import Claim, Evidence
from claims.quantities import interval
from sources.actions import linking, stating, withdrawing
from sources.models import Statement
from tests import factories

pytestmark = pytest.mark.django_db


def test_i1_typed_words_stand_in_their_transcript_and_are_never_more_than_transcribed(author: User) -> None:
    row = factories.statement(author, quote="at least 18", text="😀 The monitor counted at least 18 dead.")
    assert row.snapshot is not None
    assert row.snapshot.text[row.start : row.end] == row.quote
    assert row.check_status == "transcribed"
    with pytest.raises(ValidationError):
        stating.change_statement(statement=row, by=author, quote="at least 23")
    twice = factories.statement(author, quote="18", text="18 and again 18")
    assert (twice.start, twice.check_status) == (None, "transcribed")  # several places: no guess


@pytest.mark.parametrize(
    ("hedge", "numbers", "bounds"),
    [
        ("exactly", [18], (18, 18)),
        ("at_least", [18], (18, None)),
        ("more_than", [18], (19, None)),
        ("up_to", [18], (0, 18)),
        ("fewer_than", [18], (0, 17)),
        ("between", [16, 25], (16, 25)),
        ("none", [], (0, 0)),
        ("none_reported", [], (None, None)),
        ("dozens", [], (12, None)),
        ("hundreds", [], (100, None)),
        ("several", [], (3, None)),
        ("nearly", [40], (30, 39)),
        ("nearly", [100], (75, 99)),
        ("about", [40], (35, 45)),
        ("about", [37], (36, 38)),
    ],
)
def test_i3_the_codebook_gives_the_interval(hedge: str, numbers: list[int], bounds: Any) -> None:
    assert interval(hedge, numbers) == bounds


def test_i3_bounds_follow_the_words_or_a_hand_with_a_reason(author: User) -> None:
    figure = {"quantity_words": "nearly 40", "quantity_hedge": "nearly", "quantity_numbers": [40], "measure": "killed"}
    claim = factories.claim(author, kind="quantity", population="all", quantity_lower=1, quantity_upper=2, **figure)
    assert (claim.quantity_lower, claim.quantity_upper, claim.quantity_codebook) == (30, 39, "1")
    by_hand = figure | {"quantity_hedge": "manual", "quantity_lower": 35, "quantity_upper": 40}
    with pytest.raises(ValidationError):
        drafting.change_claim(claim=claim, by=author, **by_hand)
    drafting.change_claim(claim=claim, by=author, quantity_reason="The ministry explained.", **by_hand)


def test_i4_superseding_needs_the_same_origin_and_population_or_a_reason(author: User) -> None:
    claim = factories.claim(author)
    older, newer = factories.evidence(author, claim), factories.evidence(author, claim)
    with pytest.raises(ValidationError) as refused:
        drafting.change_evidence(evidence=older, by=author, superseded_by=newer)
    assert "superseded_reason" in refused.value.message_dict
    drafting.change_evidence(
        evidence=older, by=author, superseded_by=newer, superseded_reason="They took over the count."
    )
    elsewhere = factories.evidence(author, factories.claim(author))
    with pytest.raises(ValidationError):
        drafting.change_evidence(evidence=newer, by=author, superseded_by=elsewhere, superseded_reason="x")


def test_i5_a_withdrawal_is_of_the_same_party_and_holds_for_every_record(author: User) -> None:
    government = factories.speaker(author, name="The government", kind="government")
    spokesman = factories.speaker(author, principal=government)
    colleague = factories.speaker(author, principal=government)
    said, elsewhere, carried = (factories.statement(author, speaker=spokesman) for _ in range(3))
    linking.declare_relay(statement=elsewhere, of=said, kind="same_statement", by=author)
    taken_back = factories.statement(author, speaker=colleague, quote="That was incorrect.")
    with pytest.raises(ValidationError):
        withdrawing.withdraw(statement=said, withdrawn_by=factories.statement(author), by=author)
    withdrawing.withdraw(statement=said, withdrawn_by=taken_back, by=author)
    linking.declare_relay(statement=carried, of=said, kind="quotes", by=author)
    for row in (said, elsewhere, carried):
        row.refresh_from_db()
        assert (row.standing, row.withdrawn_by, row.counts) == ("withdrawn", taken_back, False)
    taken_back.refresh_from_db()
    assert taken_back.counts


def test_i5_a_guess_spreads_nothing_until_it_is_confirmed(author: User) -> None:
    speaker = factories.speaker(author)
    said, guess = (factories.statement(author, speaker=speaker) for _ in range(2))
    withdrawing.withdraw(statement=said, withdrawn_by=factories.statement(author, speaker=speaker), by=author)
    relay = linking.declare_relay(statement=guess, of=said, kind="same_statement", status="detected", by=author)
    guess.refresh_from_db()
    assert guess.counts
    linking.judge_relay(relay=relay, confirm=True, by=author)
    guess.refresh_from_db()
    assert not guess.counts


def test_i6_what_is_superseded_or_misattributed_stays_and_does_not_count(author: User) -> None:
    claim = factories.claim(author)
    row = factories.evidence(author, claim)
    assert row.counts
    withdrawing.misattribute(statement=row.statement, by=author, reason="The office denies it; no recording exists.")
    row = Evidence.objects.select_related("statement").get(pk=row.pk)
    assert not row.counts
    assert claim.evidence.count() == 1


# One violation for each constraint: (what to make, the columns that break it, the constraint).
BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("speaker", {"kind": "unnamed", "description": ""}, "unnamed_speaker_is_described_and_not_identified"),
    ("speaker", {"wikidata_id": "30"}, "wikidata_id_is_q_and_digits"),
    ("outlet", {"country": "iraq"[:2]}, "outlet_country_is_two_capitals"),
    ("statement", {"quote": "", "quote_missing_reason": ""}, "words_or_the_reason_why_there_are_none"),
    ("statement", {"directness": "outlet_voice"}, "only_an_outlet_speaks_without_a_speaker"),
    ("statement", {"start": 5, "end": 2}, "quote_position_has_both_ends_in_order"),
    ("statement", {"snapshot": None, "start": 1, "end": 2}, "position_needs_a_snapshot"),
    ("statement", {"standing": "withdrawn"}, "withdrawn_exactly_when_a_withdrawal_is_named"),
    ("statement", {"translation": {"en": "x"}, "translator": ""}, "translation_names_its_translator"),
    ("statement", {"said_latest": None}, "statement_said_in_order"),
    ("claim", {"kind": "tally", "measure": ""}, "tally_names_measure_and_population_but_no_number"),
    ("claim", {"kind": "opinion", "verdict": "supported"}, "opinion_is_not_checkable"),
    ("claim", {"verdict": "as_reported"}, "as_reported_is_for_tallies"),
    ("claim", {"status": "approved"}, "beyond_draft_there_is_a_revision"),
    ("claim", {"reply_status": "replied"}, "asked_for_reply_says_when"),
    (
        "claim",
        {"quantity_words": "x", "quantity_hedge": "manual", "measure": "killed", "quantity_reason": "r",
         "quantity_lower": 2, "quantity_upper": 1},
        "claim_lower_not_above_upper",
    ),
    (
        "claim",
        {"quantity_words": "x", "quantity_hedge": "manual", "measure": "killed", "quantity_reason": "r",
         "quantity_lower": 10**15 + 1},
        "claim_bounds_within_0_and_10_to_the_15",
    ),
    ("claim", {"quantity_lower": 1}, "claim_bounds_come_with_words"),
    ("claim", {"quantity_words": "18"}, "claim_words_come_with_a_hedge_and_measure"),
    ("claim", {"quantity_hedge": "manual", "measure": "killed", "quantity_words": "x"}, "claim_hand_set_bounds_have_a_reason"),
    ("event", {"latitude": 33}, "coordinates_come_with_their_accuracy"),
    ("evidence", {"asserts_opposite": True}, "only_a_withdrawal_asserts_the_opposite"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "columns", "name"), BROKEN, ids=[name for _, _, name in BROKEN])
def test_the_database_refuses_what_a_row_cannot_hold(
    author: User, what: str, columns: dict[str, Any], name: str
) -> None:
    row = (
        factories.evidence(author, factories.claim(author)) if what == "evidence" else getattr(factories, what)(author)
    )
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**columns)


@pytest.mark.parametrize("what", ["speaker", "event", "statement", "evidence"])
def test_no_row_points_to_itself(author: User, what: str) -> None:
    row = (
        factories.evidence(author, factories.claim(author)) if what == "evidence" else getattr(factories, what)(author)
    )
    own = {"speaker": "principal", "event": "parent", "statement": "withdrawn_by", "evidence": "superseded_by"}[what]
    columns = {own: row.pk} | ({"standing": "withdrawn"} if what == "statement" else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**columns)


def test_a_refused_row_is_told_in_the_words_of_its_constraint(author: User) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.speaker(author, kind="unnamed", wikidata_id="30")
    sentences = " ".join(refused.value.messages)
    assert "description:" in sentences
    assert "wikidata_id:" in sentences
    first = factories.source(author, canonical_url="https://example.org/a")
    with pytest.raises(ValidationError, match="already a source"):
        factories.source(author, outlet=first.outlet, canonical_url="https://example.org/a")
    assert not Statement.objects.exists()
    assert not Claim.objects.exists()
