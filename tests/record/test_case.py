"""The demonstration case says what the record of those days says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from accounts.demonstration import PEOPLE
from accounts.models import User
from claims.corroboration import suggested
from claims.models import Claim
from history.models import Entry
from record import reading, sentences
from record.case.loading import load_case
from record.models import Listing, Version
from sources.models import Relay, Statement
from tests.conftest import person


@pytest.fixture(scope="module")
def case(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """The case, loaded once for all tests here, which only read it, and rolled back after the last; gives who loaded it."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {name: person(name, role) for name, (_, role) in PEOPLE.items()}
        list(load_case(people))
        yield people
        transaction.set_rollback(True)


def _document(words: str, day: datetime | None = None) -> dict[str, Any]:
    claim_id = Listing.objects.current().search(words)[0].claim_id
    listing = reading.as_of(claim_id, day) if day else reading.current(claim_id)
    assert listing
    return listing.version.content


def test_the_claim_about_informing_baghdad_reads_as_it_did_on_each_day(case: dict[str, User]) -> None:
    verdicts = [
        _document("told the Iraqi government", datetime(2024, 2, day, 23, 59, tzinfo=UTC))["verdict"]
        for day in (3, 5, 6)
    ]
    assert verdicts == ["not_enough_evidence", "contested", "withdrawn"]
    now = _document("told the Iraqi government")
    assert (now["version"], now["version_kind"], len(now["corrections"])) == (3, "correction", 1)
    standings = {row["statement_id"]: row["standing"] for row in now["evidence"] if row["stance"] == "supports"}
    assert list(standings.values()) == ["withdrawn"] * 3  # every record of the one statement


def test_sixteen_are_published_one_waits_and_one_is_a_draft(case: dict[str, User]) -> None:
    assert Listing.objects.current().listed().count() == 16
    statuses = list(Claim.objects.values_list("status", flat=True))
    assert (len(statuses), statuses.count("settled"), statuses.count("in_review"), statuses.count("draft")) == (
        18,
        16,
        1,
        1,
    )
    assert all(version.replayed and version.content["replayed"] for version in Version.objects.all())


def test_loading_again_changes_nothing(case: dict[str, User]) -> None:
    before = (Entry.objects.count(), Version.objects.count(), Statement.objects.count())
    assert list(load_case(case)) == ["The case is already loaded; nothing was changed."]
    assert (Entry.objects.count(), Version.objects.count(), Statement.objects.count()) == before


def test_the_monitor_updates_its_own_count(case: dict[str, User]) -> None:
    rows = [row for row in _document("killed strikes Syria number")["evidence"] if row["stance"] == "supports"]
    assert [row["quantity"]["words"] for row in rows] == ["18", "23", "at least 29"]
    assert [row["counts"] for row in rows] == [False, False, True]
    assert {row["speaker"]["name"] for row in rows} == {"Syrian Observatory for Human Rights"}


def test_what_was_typed_from_a_round_up_is_never_more_than_transcribed(case: dict[str, User]) -> None:
    assert set(Statement.objects.values_list("check_status", flat=True)) == {"transcribed", "unverifiable"}
    assert not Statement.objects.filter(source__seen=False).exclude(check_status="unverifiable").exists()


def test_guesses_stay_guesses(case: dict[str, User]) -> None:
    assert Relay.objects.filter(status="detected").count() == 2


def test_every_text_of_ours_is_there_in_arabic(case: dict[str, User]) -> None:
    for version in Version.objects.filter(listing__is_current=True):
        document = version.content
        for name in ("text", "rationale"):
            assert document[name].keys() == {"en", "ar"}, document["text"]["en"]
        assert document["translators"] == {"ar": "Counterclaim (machine)"}


def _corroboration(words: str, day: int | None = None) -> dict[str, Any]:
    return _document(words, datetime(2024, 2, day, 23, 59, tzinfo=UTC) if day else None)["corroboration"]


def test_row_1_one_origin_then_contested_by_itself_then_withdrawn_with_a_correction(case: dict[str, User]) -> None:
    words = "told the Iraqi government"
    then = [_corroboration(words, day) for day in (3, 5, 6)]
    assert [row["label"] for row in then] == ["single_origin", "conflicting_origins", "withdrawn_by_speaker"]
    assert [row["supports"]["grounded"] for row in then] == [1, 1, 0]
    # Two spokesmen of one government are one origin, on both sides.
    assert then[1]["wording"] == "same_origin"
    assert then[1]["supports"]["origins"] == then[1]["contradicts"]["origins"]
    assert then[2]["supports"]["reports_not_counting"] == 3
    assert sentences.corroboration(then[1]) == "One origin stands on both sides: Government of the United States."


def test_row_2_coordination_is_denied_only_and_implies_prior_notice(case: dict[str, User]) -> None:
    document = _document("coordinated with the Iraqi government")
    assert document["claimant"] is None
    assert document["corroboration"]["label"] == "denied_only"
    assert document["corroboration"]["contradicts"]["reports"] == 3
    assert document["corroboration"]["contradicts"]["only"]["name"] == "Government of Iraq"
    assert [relation["kind"] for relation in document["relations"]] == ["implies"]


def test_row_3_nearly_40_is_an_addition_of_two_single_origin_figures_of_that_day(case: dict[str, User]) -> None:
    document = _document("Nearly 40 people were killed")
    found, total = document["corroboration"], document["figures"]["sum"]
    assert (found["label"], found["wording"]) == ("single_origin", "sum")
    assert sentences.corroboration(found) == "An addition of 2 single-origin figures."
    assert (total["lower"], total["upper"], total["relation"]) == (39, 39, "within")
    # The Observatory gives at least 29 by now; the sum is judged with the 23 of 3 February.
    words = [row["words"] for part in document["figures"]["neighbours"] for row in part["evidence"]]
    assert sorted(words) == ["16", "23"]
    assert found["supports"]["only"]["name"] == "Reuters"  # who adds them up is one origin, not two


def test_row_4_18_then_23_then_29_is_one_origin_updated_twice(case: dict[str, User]) -> None:
    document = _document("killed strikes Syria number")
    assert document["corroboration"]["label"] == "single_origin"
    panel = document["figures"]["panels"][0]
    assert [finding["rule"] for finding in panel["findings"]] == ["update", "update"]
    assert [(row["words"], row["current"]) for row in panel["figures"]] == [
        ("18", False), ("23", False), ("at least 29", True),
    ]  # fmt: skip
    assert panel["range"] == {"lower": 29, "upper": None}


def test_row_5_the_same_number_of_two_populations_confirms_neither(case: dict[str, User]) -> None:
    document = _document("Sixteen people were killed strikes Iraq")
    assert document["corroboration"]["label"] == "single_origin"
    panels = document["figures"]["panels"]
    assert [panel["population"] for panel in panels] == ["all", "members_of_the_force"]
    assert all(len(panel["figures"]) == 1 and panel["findings"] == [] for panel in panels)
    assert panels[1]["figures"][0]["relation"] is None
    members = Claim.objects.get(text__en__startswith="Sixteen members")
    assert members.revision is not None
    assert members.revision.content["corroboration"]["label"] == "single_origin"


def test_row_6_outlets_that_carry_one_monitor_are_several_reports_of_one_origin(case: dict[str, User]) -> None:
    document = _document("killed strikes Syria number")
    nodes = [node for node in document["origins"]["nodes"] if node["stance"] == "supports"]
    assert len({node["outlet"]["id"] for node in nodes}) == 3
    assert {node["party"] for node in nodes} == {document["corroboration"]["supports"]["only"]["id"]}


def test_row_7_six_or_seven_are_conflicting_origins_and_both_are_shown(case: dict[str, User]) -> None:
    document = _document("fighters of the Syrian Democratic Forces killed")
    assert document["corroboration"]["label"] == "conflicting_origins"
    panel = document["figures"]["panels"][0]
    assert panel["range"] == {"lower": 6, "upper": 7}
    assert {finding["rule"] for finding in panel["findings"]} == {"conflict"}
    assert {row["words"] for row in panel["figures"] if row["current"]} == {"six", "seven"}


def test_row_8_an_own_act_is_claimed_by_and_an_official_without_a_number_gives_no_figure(case: dict[str, User]) -> None:
    found = _corroboration("carried out the drone attack")
    assert (found["label"], found["wording"]) == ("single_origin", "claimed_by")
    assert "claimed by Islamic Resistance in Iraq" in sentences.corroboration(found)
    document = _document("fighters of the Syrian Democratic Forces killed")
    official = [row["id"] for row in document["evidence"] if row["speaker"] and row["speaker"]["kind"] == "unnamed"]
    assert official
    assert not {row["evidence"] for row in document["figures"]["panels"][0]["figures"]} & set(official)


def test_row_9_none_reported_is_context_and_not_none(case: dict[str, User]) -> None:
    document = _document("Civilians killed Syria Ministry of Defence")
    assert document["corroboration"]["label"] == "single_origin"
    rows = [row for panel in document["figures"]["panels"] for row in panel["figures"]]
    assert [(row["words"], row["lower"], row["upper"], row["counts"]) for row in rows] == [
        ("none reported", None, None, False),
    ]  # fmt: skip


def test_row_10_an_opinion_has_no_label(case: dict[str, User]) -> None:
    document = _document("brink of the abyss")
    assert (document["corroboration"]["label"], document["verdict"]) == (None, "not_checkable")
    assert sentences.corroboration(document["corroboration"]) == ""
    assert Listing.objects.current().get(claim_id=document["id"]).corroboration == ""


def test_the_case_concludes_what_its_labels_suggest_or_says_why(case: dict[str, User]) -> None:
    for version in Version.objects.all():
        document = version.content
        wanted = suggested(document["kind"], document["corroboration"]["label"])
        assert document["verdict"] in wanted or document["verdict_note"], document["text"]["en"]
