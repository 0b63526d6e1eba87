"""Suggested relays: from credits, linked sources and the same words; they write nothing and count nothing."""

from typing import Any

import pytest

from accounts.models import User
from sources.actions import linking
from sources.models import Relay, Statement
from sources.suggesting import are_alike, relays_suggested
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "We did inform the Iraqi government prior to the strikes."


def said(by: User, outlet: str = "The Daily Record", credit: str = "", **fields: Any) -> Statement:
    source = factories.source(by, outlet=factories.outlet(by, name=outlet), declared_credit=credit)
    return factories.statement(by, source=source, **{"quote": WORDS} | fields)


def suggested(statement: Statement) -> list[tuple[str, str, str]]:
    row = Statement.objects.with_sources().get(pk=statement.pk)
    return [(one.of.pk, one.kind, one.why) for one in relays_suggested(row)]


def test_a_credit_suggests_the_statement_of_the_credited_outlet(author: User) -> None:
    agency = said(author, "AFP", speaker=None, directness="outlet_voice")
    report = said(author, credit="(AFP)", speaker=None, directness="outlet_voice")
    assert suggested(report) == [(agency.pk, "syndicates", "credit")]
    assert suggested(agency) == []
    assert not Relay.objects.exists()
    assert suggested(said(author, credit="AFPLUS", speaker=None, directness="outlet_voice")) == []


def test_the_same_speaker_in_the_same_words_suggests_the_same_statement(author: User) -> None:
    speaker = factories.speaker(author)
    one, other = said(author, speaker=speaker), said(author, speaker=speaker)
    assert suggested(one) == [(other.pk, "same_statement", "same_words")]
    assert suggested(said(author, speaker=speaker, quote="Something else entirely was said here.")) == []


def test_two_unnamed_speakers_are_never_taken_for_one(author: User) -> None:
    official = factories.speaker(author, name="an official", kind="unnamed", description="A defence official.")
    one, _ = said(author, speaker=official), said(author, speaker=official)
    assert suggested(one) == []


def test_a_linked_source_suggests_what_it_was_taken_from(author: User) -> None:
    original, copy = (said(author, speaker=None, directness="outlet_voice") for _ in range(2))
    linking.link_sources(source=copy.source, to=original.source, kind="near_duplicate_of", status="detected", by=author)
    assert suggested(copy) == [(original.pk, "syndicates", "linked_source")]


@pytest.mark.parametrize("status", ["declared", "confirmed", "rejected", "detected"])
def test_a_pair_that_is_known_is_not_suggested_again(author: User, status: str) -> None:
    speaker = factories.speaker(author)
    one, other = said(author, speaker=speaker), said(author, speaker=speaker)
    linking.declare_relay(statement=one, of=other, kind="same_statement", status=status, by=author)
    assert suggested(one) == suggested(other) == []


def test_a_changed_number_makes_words_different() -> None:
    assert are_alike("at least 18 pro-Iran fighters were killed", "At least 18 pro-Iran fighters were killed.")
    assert not are_alike("at least 18 pro-Iran fighters were killed", "at least 23 pro-Iran fighters were killed")
    assert not are_alike("23", "23")


def test_suggesting_costs_as_many_statements_however_many_there_are(author, django_assert_num_queries) -> None:
    speaker = factories.speaker(author)
    first = Statement.objects.with_sources().get(pk=said(author, speaker=speaker, credit="(AFP)").pk)
    for _ in range(5):
        said(author, "AFP", speaker=speaker)
        with django_assert_num_queries(4):
            relays_suggested(first)
