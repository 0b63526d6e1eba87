"""Search: the same words find the same claims, in three languages and on both engines."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from claims.models import Claim
from record import search
from record.actions import erasing
from record.models import Listing, SearchEntry
from record.verifying import Counts, verify
from tests import factories

pytestmark = pytest.mark.django_db

TEXTS: dict[str, dict[str, str]] = {
    "told": {"en": "The Iraqi government was told before the airstrikes.", "ar": "أُبلغت الحكومة العراقية قبل الغارات الجوية."},
    "killed": {"en": "At least 1,234 civilians were killed in Anbar.", "fa": "دست‌کم ۱۲۳۴ غیرنظامی در الأنبار کشته شدند."},
    "school": {"ar": "قُصفت المدرسة في القائم.", "en": "A school in al-Qaim was bombed."},
    "books": {"fa": "کتاب‌های مدرسه می‌سوزد.", "en": "The library burned."},
    "houses": {"de": "Die Häuser am Fluss sind leer."},
}  # fmt: skip

# What is asked, and which claims must be found, the best first where two or more are named.
QUESTIONS: list[tuple[str, list[str]]] = [
    ("government", ["told"]),
    ("GOVERNMENTS", ["told"]),
    ("airstrike", ["told"]),
    ("Did they tell Baghdad? The Iraqi government says it was told before the airstrikes!! #Iraq @x", ["told"]),
    ("1234", ["killed"]),
    ("1,234", ["killed"]),
    ("١٢٣٤", ["killed"]),
    ("۱۲۳۴", ["killed"]),
    ("Was a school bombed, or were civilians killed in a school?", ["school", "killed"]),
    ("الحكومة", ["told"]),
    ("حكومة", ["told"]),
    ("والحكومه", ["told"]),
    ("اُبْلِغَت", ["told"]),
    ("ابلغت", ["told"]),
    ("غارة جوية", ["told"]),
    ("الانبار", ["killed"]),
    ("قصفت مدرسة", ["school", "books"]),
    ("القائم", ["school"]),
    ("غیر نظامی", ["killed"]),
    ("غير نظامي", ["killed"]),
    ("غیرنظامی", ["killed"]),
    ("كتاب", ["books"]),
    ("کتابهای", ["books"]),
    ("کتاب‌ها", ["books"]),
    ("می سوزد", ["books"]),
    ("میسوزد", ["books"]),
    ("Häuser", ["houses"]),
    ("hauser", ["houses"]),
    ("Haus", ["houses"]),
    ("nowhere", []),
    ("the of and", ["books", "told"]),
    ("AND OR NOT NEAR", []),
]  # fmt: skip


@pytest.fixture
def claims(author: User, reviewer: User, editor: User) -> dict[str, Claim]:
    event = factories.event(author, title={"en": "Events"})
    return {
        name: factories.published(
            author,
            reviewer,
            editor,
            event=event,
            text=texts,
            original_language=next(iter(texts)),
            rationale={next(iter(texts)): "Rationale."},
            translators=dict.fromkeys(list(texts)[1:], "Amal"),
        )[0]
        for name, texts in TEXTS.items()
    }


def found(text: str, rows: Any = None) -> list[str]:
    rows = Listing.objects.current().listed() if rows is None else rows
    return [row.claim_id for row in rows.search(text)]


def test_the_same_words_find_the_same_claims(claims: dict[str, Claim]) -> None:
    names = {claim.pk: name for name, claim in claims.items()}
    for text, expected in QUESTIONS:
        assert [names[key] for key in found(text)] == expected, text


def test_no_sign_is_an_operator(claims: dict[str, Claim]) -> None:
    for text in ["", " ", "'", '"', "a'b\"c", "*", "keys:x", "x | !y & z", "\0", "(((", "\\", "%", "🇮🇶"]:
        assert found(text) == []


def test_more_and_rarer_words_rank_higher_and_the_score_says_so(claims: dict[str, Claim]) -> None:
    rows = list(Listing.objects.search("school bombed civilians al-Qaim"))
    assert [row.claim_id for row in rows] == [claims["school"].pk, claims["killed"].pk]
    assert rows[0].score > rows[1].score > 0
    assert [row.ranked for row in rows] == [2, 2]


def test_of_a_common_word_the_newest_are_ranked(claims: dict[str, Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("record.models.listing.MOST_RANKED", 1)
    assert found("school killed") == [claims["school"].pk]


def test_a_long_post_is_cut_after_words_that_say_something() -> None:
    post = "the " * 500 + " ".join(f"word{number}" for number in range(90))
    assert len(search.question(post)) == search.MOST_WORDS
    assert search.question(post)[0][0] == "word0"


def test_what_is_left_out_of_lists_is_not_found(claims: dict[str, Claim], editor: User) -> None:
    from record.actions import public_state

    public_state.withhold(claim=claims["school"], by=editor, reason="A court asks.")
    assert claims["school"].pk not in found("school bombed")


def test_rebuilding_gives_the_same_index_and_verifying_names_what_differs(claims: dict[str, Claim]) -> None:
    before = sorted((entry.pk, entry.keys) for entry in SearchEntry.objects.all())
    call_command("rebuild", verbosity=0)
    assert sorted((entry.pk, entry.keys) for entry in SearchEntry.objects.all()) == before
    assert list(verify(Counts())) == []
    SearchEntry.objects.filter(pk=before[0][0]).delete()
    SearchEntry.objects.create(sequence=99, keys="stray")
    sentences = [str(finding) for finding in verify(Counts())]
    assert len(sentences) == 2
    assert "search does not find it" in sentences[0] and "search finds what no version says" in sentences[1]


def test_an_erased_name_leaves_the_index_and_its_pages(
    author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    claim, _ = factories.published(author, reviewer, editor, text={"en": "They told Zebedee Quux."})
    assert found("zebedee") == [claim.pk]
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["Zebedee Quux"], ground="law", reason="asked")
    erasing.confirm_erasure(erasure=row, by=second_editor)
    assert found("zebedee") == []
    assert found("told") == [claim.pk]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM record_search_data")
            assert not any(b"zebede" in bytes(block) or b"quux" in bytes(block) for (block,) in cursor.fetchall())
