"""Quotes: what is confirmed, what never is, and where it stands."""

import pytest

from sources.models.statement import QUOTE_LIMIT as COLUMN_LIMIT
from sources.models.statement import CheckStatus
from sources.quotes import CONFIRMED, QUOTE_LIMIT, TEXT_LIMIT, Check, check, context, locate, reposition, verify


def status(quote: str, text: str) -> str:
    return check(quote, text).status


# Each of these would be a false confirmation.
REFUSED = [
    # the quote, the text, the status
    ("at least 18 … killed", "at least 23 … killed", "altered"),
    ("at least 18 … killed", "He said at least 23 people were killed.", "altered"),
    ("at least 18 killed", "Yesterday at least 23 killed.", "altered"),
    ("18 were killed", "We know that 18 were not killed.", "altered"),
    ("18 were not killed", "We know that 18 were killed.", "altered"),
    ("eighteen people were killed", "Then eighty people were killed.", "altered"),
    ("about 40 people were killed", "Then 40 people were killed.", "altered"),
    ("they have killed 40 people", "Then they may have killed 40 people.", "altered"),
    ("Israel struck the city", "Yesterday Iran struck the city again.", "altered"),
    ("قتل 18 شخصا في الغارة", "قتل 23 شخصا في الغارة", "altered"),
    ("قتل ثمانية أشخاص في الغارة", "قتل تسعة أشخاص في الغارة", "altered"),
    ("قتل الجيش المدنيين في المدينة", "لم يقتل الجيش المدنيين في المدينة", "altered"),
    ("حداقل ۱۸ نفر کشته شدند", "حداقل ۲۳ نفر کشته شدند", "altered"),
    ("هجده نفر در حمله کشته شدند", "بیست نفر در حمله کشته شدند", "altered"),
    ("غیرنظامیان کشته شدند در حمله", "غیرنظامیان کشته نشدند در حمله", "altered"),
    # the same letters, another word
    ("tell us more", "tell US more", "altered"),
    ("he may go there", "he May go there", "altered"),
    ("die Masse ist groß", "die Maße ist groß", "altered"),
    ("the Polish office", "the polish office", "altered"),
    ("x ≠ 18 there", "x = 18 there", "altered"),
    ("قُتِلَ الرجل", "قَتَلَ الرجل", "altered"),
    ("قال إن الجيش انسحب", "قال أن الجيش انسحب", "altered"),
    ("قال على الجيش", "قال علي الجيش", "altered"),
    ("x² was the result", "x2 was the result", "altered"),
    # parts of words and of figures
    ("18", "118 and 1,800 and 18.5 and $18 and 18% and -18 and 9/18", "not_found"),
    ("port", "a report", "not_found"),
    ("we can", "we can't", "not_found"),
    ("combatants died", "non-combatants died", "not_found"),
    ("killed 18", "killed 18 million", "not_found"),
    ("killed 18", "killed 18 per cent", "not_found"),
    ("three were killed", "twenty-three were killed", "not_found"),
    ("five were killed", "one hundred and five were killed", "not_found"),
    ("800 were killed", "1 800 were killed", "not_found"),
    ("ثلاثة", "ثلاثة وعشرون قتيلا", "not_found"),
    ("سه نفر", "بیست و سه نفر", "not_found"),
    ("الجيش", "والجيش", "not_found"),
    ("کشند", "نمی\u200cکشند", "not_found"),
    ("十八人死亡", "三十八人死亡", "not_found"),
    # a mirror of digits
    ("81 killed", "\u202e81\u202c killed", "not_found"),
    # shortened quotes
    ("the landlord is … permitted to terminate", "the landlord is not permitted to terminate", "altered"),
    ("the landlord is [...] permitted to terminate", "the landlord is not permitted to terminate", "altered"),
    ("the landlord is ... permitted to terminate", "Nor, he said, the landlord is, again, permitted to terminate", "altered"),
    ("the soldiers … killed civilians", "the soldiers allegedly killed civilians", "altered"),
    ("the soldiers killed … 40 civilians", "the soldiers killed nearly 40 civilians", "altered"),
    ("the soldiers killed … people in a day", "the soldiers killed people in 1 of 3 towns and saw people in a day", "elided"),
    ("صاحبخانه به هر روی … مجاز به فسخ", "صاحبخانه به هر روی امروز مجاز به فسخ نیست", "altered"),
    ("المالك في العقد … يحق له الفسخ", "المالك في العقد لا يحق له الفسخ", "altered"),
    ("… permitted to terminate", "the landlord is not permitted to terminate", "altered"),
    ("permitted to terminate … the landlord is", "the landlord is permitted to terminate", "not_found"),
    ("the landlord … may", "the landlord may", "unverifiable"),
    ("the landlord … was permitted", "the landlord " + "x " * 101 + "was permitted", "not_found"),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "text", "expected"), REFUSED)
def test_what_was_not_said_is_not_confirmed(quote: str, text: str, expected: str) -> None:
    assert status(quote, text) == expected


CONFIRMED_AS = [
    ("the strike killed 18", "He said the strike killed 18, then left.", "exact"),
    ("中国人", "我们中国人很好", "exact"),
    ("“we won”, he said", 'Then "we won", he said.', "presentation"),
    ("it's over – now", "But it\u2019s\u00a0over \u2014\n now.", "presentation"),
    ("killed civilians", "killed ci\u00advil\u200bians", "presentation"),
    ("caf\u00e9 owners", "cafe\u0301 owners", "presentation"),
    ("می‌خواهم بروم", "می\u200cخواهم بروم", "exact"),
    ("میخواهم بروم", "می\u200cخواهم بروم", "presentation"),
    ("ﬁnal oﬀer", "the final offer", "presentation"),
    ("قتل الجيش", "ﻗﺘﻞ ﺍﻟﺠﻴﺶ", "presentation"),
    ("cafe owners", "caf\u00e9 owners", "orthographic"),
    ("The strike killed 18", "and the strike killed 18", "orthographic"),
    ("18 killed in strike", "18 KILLED IN STRIKE", "orthographic"),
    ("قتل 18 شخصا", "قَتَلَ ١٨ شَخصًا", "orthographic"),
    ("قَتَلَ الجيش", "قتل الجيش", "orthographic"),
    ("کشته شدن ۱۸ نفر", "كشته شدن 18 نفر", "orthographic"),
    ("الحكومه في المدينه", "الحكومة في المدينة", "orthographic"),
    ("الحكــومة", "الحكومة", "orthographic"),
    ("قال ان الجيش", "قال إن الجيش", "orthographic"),
    ("the landlord is … permitted to terminate", "the landlord is, by law, permitted to terminate", "elided"),
    ("The landlord is […] permitted to “terminate”", "the landlord is by law permitted to \u201cterminate\u201d", "elided"),
    ("…permitted to terminate…", "the landlord is permitted to terminate", "elided"),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "text", "expected"), CONFIRMED_AS)
def test_the_same_words_are_confirmed_as_what_they_are(quote: str, text: str, expected: str) -> None:
    found = check(quote, text)
    assert found.status == expected
    assert found.start is not None and found.end is not None and found.reason
    assert verify(quote, text[found.start : found.end]).status == expected
    if expected == "exact":
        assert text[found.start : found.end] == quote


def test_every_status_is_one_that_a_statement_can_hold() -> None:
    assert {expected for *_, expected in [*REFUSED, *CONFIRMED_AS]} | {"ambiguous", "transcribed"} == set(
        CheckStatus.values
    )
    assert QUOTE_LIMIT == COLUMN_LIMIT


def test_an_altered_quote_shows_how_it_differs_and_where() -> None:
    text = "He said at least 23 people were killed."
    found = check("at least 18 people were killed", text)
    assert found.diff == (
        ("same", "at least", "at least"),
        ("changed", "18", "23"),
        ("same", "people were killed", "people were killed"),
    )
    assert found.reason == "The quote has “18” where the source has “23”: a number differs."
    assert found.suggestion is not None and found.suggestion[:2] == (8, 38) and found.suggestion[2] >= 90
    assert text[8:38] == "at least 23 people were killed"


def test_unrelated_words_are_suggested_nowhere() -> None:
    found = check("قال الوزير إن الحكومة قررت رفع الأسعار", "وصل الفريق إلى المدينة بعد رحلة طويلة في الصحراء")
    assert (found.status, found.suggestion, found.start) == ("not_found", None, None)


def test_a_shortened_quote_gives_the_place_of_each_piece() -> None:
    text = "😀 the landlord is, by law, permitted to terminate"
    found = check("the landlord is … permitted to terminate", text)
    assert [text[start:end] for start, end in found.spans] == ["the landlord is", "permitted to terminate"]


def test_vowel_marks_do_not_shift_the_place() -> None:
    text = "اليوم قَتَلَ الجيشُ ١٨ شَخصًا."
    found = check("قتل الجيش ١٨ شخصا", text)
    assert text[found.start : found.end] == "قَتَلَ الجيشُ ١٨ شَخصًا"


@pytest.mark.parametrize(
    ("quote", "text", "word"),
    [
        ("the strike killed civilians", "It is not true that the strike killed civilians.", "not"),
        ("the strike killed civilians", "That the strike killed civilians is false.", "false"),
        ("18 were killed", "At least 18 were killed.", "at least"),
        ("the strike killed civilians", "Reportedly the strike killed civilians.", "reportedly"),
        ("صاحبخانه مجاز به فسخ", "صاحبخانه مجاز به فسخ نیست", "نيست"),
    ],
)
def test_verbatim_words_cut_from_their_negation_come_with_a_caution(quote: str, text: str, word: str) -> None:
    found = check(quote, text)
    assert found.status == "exact"
    assert f"“{word}”" in found.caution


def test_a_denial_in_another_sentence_is_no_caution() -> None:
    assert (
        check("The strike killed civilians.", "That is false. The strike killed civilians. No more is known.").caution
        == ""
    )


def test_several_places_are_ambiguous_and_all_named() -> None:
    found = check("the dog", "the dog bit the dog")
    assert (found.status, found.start, found.places) == ("ambiguous", None, ((0, 7), (12, 19)))


def test_very_many_places_are_named_up_to_twenty() -> None:
    assert len(check("the dog", "the dog, " * 1000).places) == 20


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ({"hint": 12}, 12),
        ({"hint": 14}, 12),
        ({"hint": 9}, None),  # between the two: no guess
        ({"prefix": "bit "}, 12),
        ({"suffix": " bit"}, 0),
        ({"prefix": "cat "}, None),
        ({"prefix": "bit ", "suffix": " bit"}, None),  # each fits another place
    ],
)
def test_hint_and_context_choose_only_what_they_fit(given: dict, start: int | None) -> None:
    found = check("the dog", "the dog bit the dog", **given)
    assert found.start == start
    assert found.status == ("exact" if start is not None else "ambiguous")


def test_a_better_level_is_not_ambiguous_with_a_worse_one() -> None:
    assert check("the dog’s bone", "the dog's bone, the dog’s bone").start == 16


def test_a_shortened_quote_with_two_readings_is_ambiguous() -> None:
    text = "the landlord is now, the landlord is then permitted to terminate"
    assert status("the landlord is … permitted to terminate", text) == "ambiguous"


@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u200b", "\u0301", "—"])
def test_a_text_without_words_is_never_a_pass(text: str) -> None:
    assert status("killed 18", text) == "unverifiable"


@pytest.mark.parametrize("quote", ["…", "\u200b", "\u0301\u0301", "—", "[...]"])
def test_a_quote_without_letters_is_unverifiable(quote: str) -> None:
    found = check(quote, f"there is {quote} here")
    assert (found.status, found.reason) == (
        "unverifiable",
        "The quote holds no letter and no digit that could be looked for.",
    )


@pytest.mark.parametrize("quote", ["", " \n\u00a0"])
def test_an_empty_quote_is_an_error(quote: str) -> None:
    for ask in (check, locate):
        with pytest.raises(ValueError, match=r"^quote: there are no words"):
            ask(quote, "a text")


def test_a_quote_over_the_limit_is_an_error_and_a_text_over_it_unverifiable() -> None:
    with pytest.raises(ValueError, match="at most 5000"):
        check("x" * 5_001, "a text")
    assert status("killed 18", "x" * (TEXT_LIMIT + 1)) == "unverifiable"


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("killed \ud800 18", "killed \ud800 19"),
        ("killed 18", "a" + "\u0301\u0323" * 100_000),
        ("a" + "\u0301\u0323" * 2_000, "killed 18"),
        ("a" * 5_000, "a" * 300_000),
        ("- a" * 1_600, ". a" * 100_000),
        ("killed 18", "\u200c" * 300_000 + "x"),
        ("the cat … the dog", "the cat " * 3_000),
        ("(((( 18", "( " * 100_000),
        ("a", "a" * 300_000),
        ("b", "ab " * 100_000),
    ],
)
def test_hostile_text_gets_an_answer(quote: str, text: str) -> None:
    assert status(quote, text) not in CONFIRMED


def test_letters_hidden_behind_a_wall_of_nothing_do_not_stand_alone() -> None:
    assert status("کشند او را", "نمی" + "\u200c" * 500 + "کشند او را") not in CONFIRMED


class TestReposition:
    """What became of a quote in a newer capture."""

    OLD = "The dog barked. He said the strike killed 18 people. The dog slept."
    QUOTE = "the strike killed 18 people"

    @pytest.mark.parametrize(
        ("new", "word"),
        [
            (OLD, "unchanged"),
            ("Updated. " + OLD, "moved"),
            (OLD.replace("18", "23"), "altered"),
            (OLD.replace("people", "PEOPLE"), "altered"),
            ("The dog slept.", "lost"),
            ("", "lost"),
            ("the strike killed 18 people, the strike killed 18 people", "ambiguous"),
        ],
    )
    def test_drift_is_told_in_words(self, new: str, word: str) -> None:
        assert reposition(self.QUOTE, new, start=24).word == word

    def test_an_emptied_capture_says_that_nothing_could_be_checked(self) -> None:
        assert reposition(self.QUOTE, "", start=24).check.status == "unverifiable"

    def test_context_finds_the_same_place_among_several(self) -> None:
        text = "First the dog barked. Then the dog slept."
        prefix, suffix = context(text, 27, 34)
        assert text[27:34] == "the dog"
        drift = reposition("the dog", "Update: " + text, start=27, prefix=prefix, suffix=suffix)
        assert (drift.word, drift.check.start) == ("moved", 35)

    def test_a_repeated_passage_stays_where_it_was_if_nothing_moved(self) -> None:
        text = "the dog ran. " * 20
        prefix, suffix = context(text, 65, 72)
        assert reposition("the dog", text, start=65, prefix=prefix, suffix=suffix).word == "unchanged"
        assert reposition("the dog", "x " + text, start=65, prefix=prefix, suffix=suffix).word == "ambiguous"

    def test_the_old_place_alone_decides_nothing(self) -> None:
        assert reposition("the dog", "the dog and the dog", start=12).word == "ambiguous"

    def test_what_was_only_spelt_alike_may_stay_so(self) -> None:
        assert reposition("cafe owners", "caf\u00e9 owners", start=0, status="orthographic").word == "unchanged"


def test_the_answer_is_a_value() -> None:
    assert isinstance(check("a dog", "a dog"), Check)
    assert check("a dog", "a dog") == check("a dog", "a dog")
