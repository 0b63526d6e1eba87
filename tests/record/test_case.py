"""The demonstration case says what the record of those days says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from accounts.demonstration import PEOPLE
from accounts.models import User
from claims.models import Claim
from history.models import Entry
from record import reading
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
