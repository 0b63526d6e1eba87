"""Similar claims are found before one is written twice; what only looks alike is told apart."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from claims.actions import drafting
from claims.actions.keying import rebuild_keys
from claims.models import Claim, ClaimKey, Event
from claims.similar import Question, similar_to, similar_to_each
from record.actions import erasing
from sources.stated_time import StatedTime
from tests import factories

pytestmark = pytest.mark.django_db


def on(day: str) -> dict[str, Any]:
    """The columns of an event that began that day."""
    return StatedTime.parse(day, "UTC").columns("started")


def span(day: str) -> tuple[datetime, datetime]:
    """That day, from its beginning to its end."""
    began = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return began, began + timedelta(days=1)


@pytest.fixture
def strikes(author: User) -> Event:
    """The strikes of one night."""
    return factories.event(author, **on("2024-02-03"))


def found(**question: Any) -> list[tuple[str, bool]]:
    """Which claims are shown, and which of them as the opposite."""
    return [(one.claim.pk, one.is_opposite) for one in similar_to(**{"language": "en"} | question)]


def test_nothing_is_similar_where_nothing_is_written(strikes: Event) -> None:
    assert found(text="Iraq was informed before the strikes.", event=strikes) == []
    assert found(text="", event=strikes) == []
    assert found(text="the of and", event=strikes) == []


def test_another_wording_of_the_same_claim_is_found_drafts_included(author: User, strikes: Event) -> None:
    claim = factories.claim(author, event=strikes, text={"en": "Iraq was informed before the strikes."})
    factories.claim(author, event=strikes, text={"en": "A child lost her house near the river."})
    assert found(text="They informed Iraq of the strike in advance", event=strikes) == [(claim.pk, False)]
    assert found(text="They informed Iraq of the strike in advance", event=strikes, besides=frozenset({claim.pk})) == []


@pytest.mark.parametrize(
    ("language", "there", "asked"),
    [
        ("ar", "أُبلِغَت الحكومة العراقية بالضربات مسبقا", "الحكومه العراقيه ابلغت مسبقا بضربات"),
        ("fa", "دولت عراق از حمله‌های هوایی آگاه شده بود", "دولت عراق از حمله هاي هوايي آگاه بود"),
    ],
)
def test_variants_of_letters_articles_and_gaps_are_one_word(
    author: User, strikes: Event, language: str, there: str, asked: str
) -> None:
    claim = factories.claim(author, event=strikes, original_language=language, text={language: there})
    assert found(text=asked, language=language, event=strikes) == [(claim.pk, False)]
    assert found(text=asked, language=None, event=strikes) == [(claim.pk, False)]


@pytest.mark.parametrize(
    ("language", "there", "asked"),
    [
        ("en", "Iraq was informed before the strikes.", "Iraq was not informed before the strikes."),
        ("en", "Iraq wasn't informed before the strikes.", "Iraq was informed before the strikes."),
        ("en", "Iraq was informed of the strikes.", "Iraq denies that it was informed of the strikes."),
        ("ar", "أبلغت واشنطن بغداد بالضربات", "لم تبلغ واشنطن بغداد بالضربات أبلغت"),
        ("fa", "بغداد از حمله آگاه شد", "بغداد از حمله آگاه نشد"),
    ],
)
def test_a_negated_claim_is_shown_as_the_opposite(
    author: User, strikes: Event, language: str, there: str, asked: str
) -> None:
    claim = factories.claim(author, event=strikes, original_language=language, text={language: there})
    assert found(text=asked, language=language, event=strikes) == [(claim.pk, True)]
    assert found(text=there, language=language, event=strikes) == [(claim.pk, False)]


def test_claims_of_another_time_are_others_those_of_a_whole_or_a_part_are_not(author: User, strikes: Event) -> None:
    words = {"en": "A drone hit the airfield."}
    whole = factories.event(author, **on("2023-10-07"))
    drafting.change_event(event=strikes, by=author, parent=whole)
    strikes.refresh_from_db()
    next_day = factories.claim(author, event=factories.event(author, **on("2024-02-05")), text=words)
    part_of_whole = factories.claim(author, event=whole, text=words)
    undated = factories.claim(author, event=factories.event(author, **StatedTime().columns("started")), text=words)
    factories.claim(author, event=factories.event(author, **on("2024-02-20")), text=words)
    factories.claim(author, event=factories.event(author, **on("2023-10-08")), text=words)
    wanted = {next_day.pk, part_of_whole.pk, undated.pk}
    assert {key for key, _ in found(text=words["en"], event=strikes)} == wanted
    assert {key for key, _ in found(text=words["en"], started=span("2024-02-04"))} == wanted - {part_of_whole.pk}
    assert len(found(text=words["en"])) == 5, "without an event or a date nothing is ruled out"


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({}, True),
        ({"measure": "killed", "population": "civilians", "lower": 16, "upper": 16}, True),
        ({"measure": "killed", "population": "civilians", "lower": 10}, True),
        ({"measure": "killed"}, True),
        ({"measure": "killed", "population": "civilians", "lower": 17}, False),
        ({"measure": "killed", "population": "civilians", "upper": 15}, False),
        ({"measure": "injured"}, False),
        ({"measure": ""}, False),
        ({"measure": "killed", "population": "fighters"}, False),
    ],
)
def test_another_figure_measure_or_population_is_another_claim(
    author: User, strikes: Event, asked: dict[str, Any], is_found: bool
) -> None:
    figure = {"quantity_words": "16", "quantity_hedge": "exactly", "quantity_numbers": [16]}
    claim = factories.claim(
        author, event=strikes, kind="quantity", text={"en": "The strikes killed 16 civilians."}, measure="killed",
        population="civilians", **figure,
    )  # fmt: skip
    wanted = [(claim.pk, False)] if is_found else []
    assert found(text="Civilians were killed in the strikes.", event=strikes, **asked) == wanted


def test_keys_follow_the_words_the_event_and_its_date(author: User, strikes: Event) -> None:
    claim = factories.claim(author, event=strikes, text={"en": "A drone hit the airfield."})
    drafting.change_claim(claim=claim, by=author, text={"en": "Two trucks burned.", "ar": "احترقت شاحنتان"})
    assert found(text="A drone hit the airfield.", event=strikes) == []
    assert found(text="شاحنتان احترقت", language="ar", event=strikes) == [(claim.pk, False)]
    drafting.change_event(event=strikes, by=author, **on("2024-05-01"))
    assert found(text="Two trucks burned.", started=span("2024-02-03")) == []
    assert found(text="Two trucks burned.", started=span("2024-05-01")) == [(claim.pk, False)]


def test_rebuilding_gives_the_same_keys(author: User, strikes: Event) -> None:
    factories.claim(author, event=strikes, text={"en": "Two trucks burned.", "ar": "احترقت شاحنتان"})
    factories.claim(author)
    rows = ("claim_id", "language", "word", "week")
    before = sorted(ClaimKey.objects.values_list(*rows))
    ClaimKey.objects.all().delete()
    assert rebuild_keys() == 2
    assert sorted(ClaimKey.objects.values_list(*rows)) == before
    call_command("rebuild", verbosity=0)
    assert sorted(ClaimKey.objects.values_list(*rows)) == before


def test_an_erasure_takes_the_words_out_of_the_keys(
    author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    claim, _version = factories.published(author, reviewer, editor, text={"en": "Zubayda Qasim was told beforehand."})
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["Zubayda Qasim"], ground="a law", reason="A name.")
    assert ClaimKey.objects.filter(word__startswith="zubayda").exists()
    erasing.confirm_erasure(erasure=row, by=second_editor)
    assert not ClaimKey.objects.filter(word__startswith="zubayda").exists()
    assert ClaimKey.objects.filter(claim=claim, word="told").exists()


def test_two_hundred_questions_cost_as_many_statements_as_two_and_find_the_same(
    author: User, strikes: Event, django_assert_max_num_queries: Any
) -> None:
    events = [strikes, *(factories.event(author, **on(f"2024-03-{day:02}")) for day in (1, 15))]
    for number in range(12):
        text = f"Convoy number {number} crossed the border at post {number % 4}."
        factories.claim(author, event=events[number % 3], text={"en": text})
    questions = [
        Question(f"Convoy {number % 12} crossed the border", "en", event=events[number % 3]) for number in range(200)
    ]
    with django_assert_max_num_queries(5) as few:
        similar_to_each(questions[:2])
    with django_assert_max_num_queries(5) as many:
        answers = similar_to_each(questions)
    assert isinstance(few, CaptureQueriesContext)
    assert len(few) == len(many)
    for question, answer in zip(questions[:12], answers, strict=False):
        alone = similar_to_each([question])[0]
        assert answer[0].claim.pk == alone[0].claim.pk


def test_what_stands_in_very_many_claims_is_read_up_to_a_bound(
    author: User, strikes: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.similar._MOST_READ_A_QUESTION", 3)
    for number in range(6):
        factories.claim(author, event=strikes, text={"en": f"Rockets fell on district {number}{number}."})
    rare = Claim.objects.get(text__en="Rockets fell on district 33.")
    assert found(text="Rockets fell on district 33.", event=strikes)[0] == (rare.pk, False)
    assert len(found(text="Rockets fell on a district.", event=strikes)) == 3
