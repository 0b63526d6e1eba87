"""Rule version 1 of the label, branch by branch, and what reports of a claim give it in life."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.roles import Role
from claims import corroboration, documents
from claims.actions import drafting, reviewing
from claims.corroboration import Inputs, Label
from claims.models import Claim, Evidence
from claims.models.claim import ClaimKind, Verdict
from history.errors import WrongMoment
from record import sentences
from record.actions import publishing
from sources.actions import linking, withdrawing
from sources.models import Speaker, Statement
from tests import factories
from tests.conftest import person


def given(**fields: Any) -> Inputs:
    sets = {name: frozenset(fields.pop(name)) for name in ("supporting", "contradicting", "parties") if name in fields}
    return Inputs(**{"kind": "occurrence"} | sets | fields)


@pytest.mark.parametrize(
    ("inputs", "label"),
    [
        (given(kind="opinion", supporting="a", disjoint=1), None),
        (given(parts=("corroborated", "single_origin"), acknowledged=True), "single_origin"),
        (given(parts=("single_origin", "conflicting_origins")), "conflicting_origins"),
        (given(parts=("corroborated", None)), "no_grounded_support"),
        (given(acknowledged=True, supporting="a", contradicting="b"), "acknowledged"),
        (given(withdrawn=True, contradicting="b"), "withdrawn_by_speaker"),
        (given(withdrawn=True, unknown_support=1), "no_grounded_support"),
        (given(withdrawn=True, supporting="a", disjoint=1), "single_origin"),
        (given(kind="tally", supporting="ab", disjoint=2, conflicting_figures=True), "conflicting_origins"),
        (given(supporting="a", contradicting="b", disjoint=1), "conflicting_origins"),
        (given(supporting="a", contradicting="bc", parties="b"), "conflicting_origins"),
        (given(supporting="a", contradicting="b", parties="ab"), "conflicting_origins"),
        (given(supporting="a", contradicting="a", parties="a"), "conflicting_origins"),
        (given(supporting="a", contradicting="b", parties="b", disjoint=1), "disputed_by_party"),
        (given(supporting="ac", contradicting="b", parties="ab", disjoint=2), "disputed_by_party"),
        (given(supporting="ab", disjoint=2), "corroborated"),
        (given(supporting="ab", disjoint=1), "relayed_only"),
        (given(supporting="a", disjoint=1), "single_origin"),
        (given(contradicting="b"), "denied_only"),
        (given(), "no_grounded_support"),
        (given(unknown_support=2), "no_grounded_support"),
    ],
)
def test_the_first_branch_that_fits_gives_the_label(inputs: Inputs, label: str | None) -> None:
    assert corroboration.label(inputs) == label


@pytest.mark.parametrize(
    ("inputs", "wording"),
    [
        (given(supporting="a", disjoint=1, own_act=True), "claimed_by"),
        (given(supporting="a", contradicting="a"), "same_origin"),
        (given(parts=("single_origin",)), "sum"),
        (given(supporting="a", disjoint=1), None),
        (given(kind="opinion", own_act=True), None),
    ],
)
def test_what_a_plain_sentence_would_leave_out_has_its_own_wording(inputs: Inputs, wording: str | None) -> None:
    assert corroboration.wording(inputs, corroboration.label(inputs)) == wording


def test_every_label_suggests_verdicts_and_the_documentation_says_which() -> None:
    text = (settings.BASE_DIR / "docs" / "corroboration.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| .* \| ([a-z, ]+) \|$", text, re.MULTILINE))
    assert rows.keys() == set(Label.values) == corroboration.SUGGESTED.keys()
    for label, told in rows.items():
        assert set(told.split(", ")) == {code.replace("_", " ") for code in corroboration.SUGGESTED[label]}
    assert corroboration.suggested(ClaimKind.TALLY, Label.SINGLE_ORIGIN) == {Verdict.AS_REPORTED}
    assert corroboration.suggested(ClaimKind.TALLY, Label.NO_GROUNDED_SUPPORT) == {Verdict.NOT_ENOUGH_EVIDENCE}
    assert corroboration.suggested(ClaimKind.OPINION, None) == {Verdict.NOT_CHECKABLE}


def found(claim: Claim) -> dict[str, Any]:
    return documents.build(Claim.objects.get(pk=claim.pk)).content["corroboration"]


def report(by: User, of: Statement, name: str, claim: Claim, **fields: Any) -> Evidence:
    """An outlet repeats a statement in its own voice."""
    source = factories.source(by, outlet=factories.outlet(by, name=name))
    said = factories.statement(by, source=source, speaker=None, directness="outlet_voice", basis="relayed")
    linking.declare_relay(statement=said, of=of, kind="paraphrases", by=by)
    return factories.evidence(by, claim, statement=said, **fields)


@pytest.fixture
def monitor(author: User) -> Speaker:
    """An organisation that counts by itself."""
    return factories.speaker(author, name="The Observatory", kind="organisation")


@pytest.mark.django_db
def test_seven_reports_of_one_monitor_are_told_as_one_origin(author: User, monitor: Speaker) -> None:
    claim = factories.claim(author)
    said = factories.statement(author, speaker=monitor, basis="record")
    for number in range(7):
        report(author, said, f"Outlet {number}", claim)
    assert found(claim)["label"] == "single_origin"
    assert sentences.corroboration(found(claim)) == "7 reports, one origin: The Observatory."
    assert found(claim)["supports"]["bottleneck"] == [said.pk]


@pytest.mark.django_db
def test_a_guess_counts_once_somebody_confirms_it(author: User, monitor: Speaker) -> None:
    claim = factories.claim(author)
    said = factories.statement(author, speaker=monitor, basis="record")
    repeat = factories.statement(author, speaker=None, directness="outlet_voice", basis="unknown")
    for statement in (said, repeat):
        factories.evidence(author, claim, statement=statement)
    relay = linking.declare_relay(statement=repeat, of=said, kind="paraphrases", status="detected", by=author)
    side = found(claim)["supports"]
    assert (side["grounded"], side["unknown"]) == (1, 1)
    linking.judge_relay(relay=relay, confirm=True, by=author)
    side = found(claim)["supports"]
    assert (side["grounded"], side["unknown"]) == (1, 0)


@pytest.mark.django_db
def test_reports_of_withdrawn_words_are_flagged_and_the_label_says_withdrawn(author: User, monitor: Speaker) -> None:
    claim = factories.claim(author)
    said = factories.statement(author, speaker=monitor, basis="record")
    row = report(author, said, "Outlet", claim)
    later = factories.statement(author, speaker=monitor, quote="We were wrong.")
    withdrawing.withdraw(statement=said, withdrawn_by=later, by=author)
    now = found(claim)
    assert now["label"] == "withdrawn_by_speaker"
    assert now["flags"] == [{"rule": "origin_withdrawn", "origin": said.pk, "statements": [row.statement_id]}]
    assert now["supports"]["reports"] == 1


@pytest.mark.django_db
def test_a_report_of_withdrawn_words_gives_no_figure_that_counts(author: User, monitor: Speaker) -> None:
    claim = factories.claim(author, kind="tally", measure="killed", population="all", verdict="as_reported")
    said = factories.statement(author, speaker=monitor, basis="record")
    repeat = factories.statement(author, speaker=None, directness="outlet_voice", basis="unknown")
    linking.declare_relay(statement=repeat, of=said, kind="paraphrases", by=author)
    figure = {"quantity_words": "18", "quantity_hedge": "exactly", "quantity_numbers": [18]}
    factories.evidence(author, claim, statement=repeat, **figure, measure="killed", population="all")
    [panel] = documents.build(claim).content["figures"]["panels"]
    assert [line["current"] for line in panel["figures"]] == [True]
    later = factories.statement(author, speaker=monitor, quote="We were wrong.")
    withdrawing.withdraw(statement=said, withdrawn_by=later, by=author)
    [panel] = documents.build(claim).content["figures"]["panels"]
    assert [(line["counts"], line["current"]) for line in panel["figures"]] == [(False, False)]
    assert panel["range"] is None


@pytest.mark.django_db
def test_a_spokesman_of_an_office_of_a_government_is_that_government(author: User) -> None:
    government = factories.speaker(author, name="The government", kind="government")
    ministry = factories.speaker(author, name="The ministry", kind="government", principal=government)
    spokesman = factories.speaker(author, name="A spokesman", principal=ministry)
    claim = factories.claim(author)
    for speaker in (government, ministry, spokesman):
        factories.evidence(author, claim, statement=factories.statement(author, speaker=speaker))
    now = found(claim)
    assert (now["label"], now["supports"]["grounded"]) == ("single_origin", 1)
    assert now["supports"]["only"]["name"] == "The government"


@pytest.mark.django_db
def test_a_verdict_that_departs_from_the_label_needs_a_public_note(author: User) -> None:
    claim = factories.claim(author, verdict="supported")
    factories.evidence(author, claim)
    with pytest.raises(ValidationError) as refused:
        reviewing.submit(claim=claim, by=author)
    assert refused.value.message_dict == {
        "verdict_note": [
            "The reports show “single origin”, which suggests “not enough evidence”: "
            "say in a public note why you conclude otherwise."
        ]
    }
    drafting.change_claim(claim=claim, by=author, verdict_note={"en": "The archive holds the original order."})
    reviewing.submit(claim=claim, by=author)


CHECKED = {"publisher": "Others", "url": "https://example.org/check", "rating": "Accurate"}


@pytest.mark.django_db
def test_a_fact_check_beside_a_sum_does_not_free_its_verdict_from_the_label(author: User) -> None:
    part = factories.claim(author)
    factories.evidence(author, part)
    whole = factories.claim(author, verdict="supported")
    drafting.relate(claim=whole, to=part, kind="sums", by=author)
    with pytest.raises(ValidationError) as refused:
        reviewing.submit(claim=whole, by=author)
    assert refused.value.message_dict.keys() == {"evidence", "verdict_note"}
    drafting.add_fact_check(claim=whole, by=author, **CHECKED)
    with pytest.raises(ValidationError) as refused:
        reviewing.submit(claim=whole, by=author)
    assert refused.value.message_dict.keys() == {"verdict_note"}
    drafting.change_claim(claim=whole, by=author, verdict="")
    with pytest.raises(ValidationError) as refused:
        reviewing.submit(claim=whole, by=author)
    assert refused.value.message_dict.keys() == {"verdict"}


@pytest.mark.django_db
def test_what_was_published_as_others_rated_it_needs_a_verdict_once_there_are_reports(
    author: User, reviewer: User, editor: User
) -> None:
    claim = factories.claim(author, verdict="", rationale={}, verdict_note={"en": "As they rated it."})
    drafting.add_fact_check(claim=claim, by=author, **CHECKED)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    factories.evidence(author, claim)
    with pytest.raises(WrongMoment, match="suggests “not enough evidence”"):
        publishing.update(claim=claim, by=reviewer, seen_digest=documents.build(claim).digest)


@pytest.mark.django_db
def test_a_lower_figure_replaces_a_higher_one_only_with_a_reason(author: User, monitor: Speaker) -> None:
    claim = factories.claim(author, kind="tally", measure="killed", population="all", verdict="")
    rows = [
        factories.evidence(
            author, claim, statement=factories.statement(author, speaker=monitor, quote=str(number)), measure="killed",
            population="all", quantity_words=str(number), quantity_hedge="exactly", quantity_numbers=[number],
        )
        for number in (23, 18)
    ]  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        drafting.change_evidence(evidence=rows[0], by=author, superseded_by=rows[1])
    assert "lower" in refused.value.message_dict["superseded_reason"][0]
    drafting.change_evidence(
        evidence=rows[0], by=author, superseded_by=rows[1], superseded_reason="It says that five were counted twice."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 9])
def test_a_document_with_a_sum_is_read_in_as_many_statements_however_much_is_reported(
    author: User, monitor: Speaker, count: int, django_assert_num_queries: Any
) -> None:
    whole, part = factories.claim(author), factories.claim(author)
    said = factories.statement(author, speaker=monitor, basis="record")
    for number in range(count):
        report(author, said, f"Outlet {number}", whole)
        report(author, said, f"Outlet {number}", part)
    drafting.relate(claim=whole, to=part, kind="sums", by=author)
    whole = Claim.objects.select_related("event", "claimant", "acknowledged_by").get(pk=whole.pk)
    with django_assert_num_queries(10):
        documents.build(whole)


@pytest.mark.django_db
def test_whoever_wrote_a_part_of_a_sum_contributed_and_publishing_the_sum_does_not_publish_the_part(
    author: User, reviewer: User, editor: User
) -> None:
    colleague = person("colleague", Role.CONTRIBUTOR, Role.REVIEWER)
    part = factories.claim(colleague)
    factories.evidence(colleague, part)
    whole = factories.claim(author)
    drafting.relate(claim=whole, to=part, kind="sums", by=author)
    factories.evidence(author, whole)
    revision = reviewing.submit(claim=whole, by=author)
    assert {author.key, colleague.key} <= set(revision.contributors)
    reviewing.approve(claim=whole, revision=revision, by=reviewer)
    publishing.publish(claim=whole, revision=revision, by=editor)
    submitted = reviewing.submit(claim=part, by=author)
    assert colleague.key in submitted.contributors
