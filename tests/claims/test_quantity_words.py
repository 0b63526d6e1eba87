"""Figures read from words: what is suggested, and above all what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.quantities import interval
from claims.quantity_words import suggest

READ = [
    # words, language, hedge, numbers, measure, population
    ("at least 18 pro-Iran fighters", "en", "at_least", [18], "", "fighters"),
    ("at least 18 pro-Iran fighters were killed", "en", "at_least", [18], "killed", "fighters"),
    ("nearly 40 people were killed", "en", "nearly", [40], "killed", "all"),
    ("nearly 40 people are reported to have been killed", "en", "nearly", [40], "killed", "all"),
    ("16 people including civilians", "en", "exactly", [16], "", "all"),
    ("16 of its members", "en", "exactly", [16], "", ""),
    ("has risen to 23", "en", "exactly", [23], "", ""),
    ("at least 85 targets in Iraq and Syria", "en", "at_least", [85], "targets_struck", "all"),
    ("killed six allied Kurdish fighters", "en", "exactly", [6], "killed", "fighters"),
    ("seven", "en", "exactly", [7], "", ""),
    ("between 16 and 25", "en", "between", [16, 25], "", ""),
    ("16-25 civilians killed", "en", "between", [16, 25], "killed", "civilians"),
    ("six or seven fighters", "en", "between", [6, 7], "", "fighters"),
    ("dozens of civilians were wounded", "en", "dozens", [], "wounded", "civilians"),
    ("hundreds", "en", "hundreds", [], "", ""),
    ("several soldiers died", "en", "several", [], "killed", "state_force"),
    ("two dozen people", "en", "exactly", [24], "", "all"),
    ("more than a dozen people", "en", "more_than", [12], "", "all"),
    ("half a dozen", "en", "exactly", [6], "", ""),
    ("no fewer than 18", "en", "at_least", [18], "", ""),
    ("no more than 18", "en", "up_to", [18], "", ""),
    ("as many as 40 dead", "en", "up_to", [40], "killed", ""),
    ("fewer than 10 children", "en", "fewer_than", [10], "", "children"),
    ("about forty-two people", "en", "about", [42], "", "all"),
    ("two hundred and six people", "en", "exactly", [206], "", "all"),
    ("40 or more", "en", "at_least", [40], "", ""),
    ("1,200 people displaced", "en", "exactly", [1200], "displaced", "all"),
    ("1.5 million people", "en", "exactly", [1_500_000], "", "all"),
    ("none reported", "en", "none_reported", [], "", ""),
    ("no reports of civilian casualties", "en", "none_reported", [], "casualties", "civilians"),
    ("no reported civilian casualties", "en", "none_reported", [], "casualties", "civilians"),
    ("no civilians were killed", "en", "none", [], "killed", "civilians"),
    ("16 people were killed on 3 February 2024", "en", "exactly", [16], "killed", "all"),
    ("18 killed in strikes by F-16 jets of Unit 1391 at 14:30", "en", "exactly", [18], "killed", ""),
    ("ما لا يقل عن 18", "ar", "at_least", [18], "", ""),
    ("مقتل ما لا يقل عن ١٨ مقاتلاً", "ar", "at_least", [18], "killed", "fighters"),
    ("مقتل 18 شخصاً على الأقل", "ar", "at_least", [18], "killed", "all"),
    ("أكثر من ١٬٢٠٠ مدني", "ar", "more_than", [1200], "", "civilians"),
    ("ما يقرب من أربعين قتيلاً", "ar", "nearly", [40], "killed", ""),
    ("خمسة وعشرون قتيلاً", "ar", "exactly", [25], "killed", ""),
    ("مئة وخمسة وعشرين جريحاً", "ar", "exactly", [125], "wounded", ""),
    ("بين 16 و25 قتيلا", "ar", "between", [16, 25], "killed", ""),
    ("عشرات القتلى", "ar", "dozens", [], "", ""),
    ("نحو 40 شخصا", "ar", "about", [40], "", "all"),
    ("قتيلان", "ar", "exactly", [2], "killed", ""),
    ("لم ترد تقارير عن إصابات", "ar", "none_reported", [], "wounded", ""),
    ("حداقل ۱۸", "fa", "at_least", [18], "", ""),
    ("دست‌کم ۱۸ نفر کشته شدند", "fa", "at_least", [18], "killed", "all"),
    ("بیش از بیست و سه نفر", "fa", "more_than", [23], "", "all"),
    ("حدود چهل غیرنظامی کشته شدند", "fa", "about", [40], "killed", "civilians"),
    ("نزدیک به ۴۰ نفر", "fa", "nearly", [40], "", "all"),
    ("ده‌ها نفر زخمی شدند", "fa", "dozens", [], "wounded", "all"),
    ("بین ۱۶ تا ۲۵ نفر", "fa", "between", [16, 25], "", "all"),
    ("یک نفر کشته شد", "fa", "exactly", [1], "killed", "all"),
    ("२३", "hi", "exactly", [23], "", ""),
    ("1.200", "de", "exactly", [1200], "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "language", "hedge", "numbers", "measure", "population"), READ)
def test_words_are_read(
    words: str, language: str, hedge: str, numbers: list[int], measure: str, population: str
) -> None:
    found = suggest(words, language)
    assert found is not None
    assert (found.hedge, found.numbers) == (hedge, numbers)
    assert (found.lower, found.upper) == interval(hedge, numbers)
    assert found.population == population
    if measure:
        assert found.measure == measure
    assert found.confident <= bool(found.measure and found.population)


NOT_READ = [
    ("3 February 2024", "en"), ("on Feb. 3", "en"), ("2024-02-03", "en"), ("in 2024", "en"), ("at 14:30", "en"),
    ("a boy aged 12", "en"), ("a 12-year-old", "en"), ("40 percent", "en"), ("40%", "en"), ("$40 million", "en"),
    ("F-16", "en"), ("B-1 bombers", "en"), ("Unit 1391", "en"), ("Tower 22", "en"), ("Resolution 2254", "en"),
    ("the 3rd strike", "en"), ("24 hours", "en"), ("40 km away", "en"), ("three days", "en"), ("1.5", "en"),
    ("16 killed and 25 wounded", "en"), ("16, 18 and 23", "en"), ("from 18 people rose to 23", "en"),
    ("another 18", "en"), ("18 more people", "en"), ("rose by 5", "en"), ("not 18", "en"), ("did not kill 18", "en"),
    ("one of them", "en"), ("no one claimed it", "en"), ("a few", "en"), ("scores", "en"), ("thousands", "en"),
    ("several dozen", "en"), ("hundreds of thousands", "en"), ("perhaps 18", "en"), ("1.200", "en"), ("1,20", "en"),
    ("at least nearly 40", "en"), ("multiple casualties", "en"), ("significant damage", "en"), ("", "en"), ("many", "en"),
    ("7 out of 10", "en"), ("claimed responsibility", "en"), ("mindestens 18", "de"), ("25 to 16", "en"),
    ("الوحدة 1391", "ar"), ("في 3 فبراير 2024", "ar"), ("40 في المئة", "ar"), ("عمره 12 عاماً", "ar"), ("18 آخرين", "ar"),
    ("ارتفع من 18 إلى 23", "ar"), ("لم يقتل 18", "ar"), ("آلاف", "ar"), ("قرابة 40", "ar"),
    ("۱۲ ساله", "fa"), ("۴۰ درصد", "fa"), ("۳ فوریه ۲۰۲۴", "fa"), ("تیپ ۴۵", "fa"), ("شاید ۱۸ نفر", "fa"), ("نه", "fa"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "language"), NOT_READ)
def test_what_is_no_count_or_could_be_two_is_not_guessed(words: str, language: str) -> None:
    assert suggest(words, language) is None


@pytest.mark.parametrize(("words", "number"), [("at least 18", 18), ("ما لا يقل عن 18", 18), ("حداقل ۱۸ گلوله", 18)])
def test_without_a_declared_language_the_letters_decide(words: str, number: int) -> None:
    found = suggest(words)
    assert found is not None
    assert (found.hedge, found.numbers) == ("at_least", [number])


@given(st.text(max_size=60), st.sampled_from(["en", "ar", "fa", "de", None]))
def test_any_words_give_a_valid_suggestion_or_none(words: str, language: str | None) -> None:
    found = suggest(words, language)
    assert found is None or (found.lower, found.upper) == interval(found.hedge, found.numbers)


@given(st.integers(0, 10**15), st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789", "०१२३४५६७८९"]))
def test_digits_of_any_script_are_the_same_number(number: int, script: str) -> None:
    found = suggest("".join(script[int(digit)] for digit in str(number)), "ar")
    assert found is not None
    assert (found.lower, found.upper) == (number, number)
