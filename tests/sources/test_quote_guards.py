"""Whatever changes a figure, a negation, a hedge or a name is never confirmed."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.quotes import altered_quotes, page, true_quotes
from sources.quote_guards import kind, words
from sources.quotes import CONFIRMED, check

SENTENCES = {
    "en": "the army said that at least 18 people were killed and twenty houses were not hit in the north",
    "ar": "قال الجيش إن 18 شخصا قتلوا في الغارة وإن عشرين منزلا لم تصب في الشمال",
    "fa": "ارتش گفت که حداقل ۱۸ نفر در حمله کشته شدند و بیست خانه آسیب ندید در شمال",
}
NEGATIONS = {"en": ["not", "never", "no"], "ar": ["لم", "ليس", "لا"], "fa": ["نه", "هرگز", "نیست"]}
NUMBERS = {
    "en": ["two", "eighteen", "thirty", "hundred"],
    "ar": ["ثلاثة", "ثلاثين", "مئة"],
    "fa": ["دو", "هجده", "سی", "صد"],
}
LANGUAGES = st.sampled_from(sorted(SENTENCES))
FRAMES = st.sampled_from(["{}", "Earlier. {}. Later.", "{}\n\nAnd {{}} again", "“{}”", "٫ {} ،"])


@given(language=LANGUAGES, digits=st.integers(0, 10**6), frame=FRAMES, script=st.sampled_from(["٠", "۰", "0", "०"]))
def test_a_changed_digit_is_never_confirmed(language: str, digits: int, frame: str, script: str) -> None:
    assume(digits != 18)
    sentence = SENTENCES[language].split()
    at = next(index for index, word in enumerate(sentence) if word.isdecimal())
    written = "".join(chr(ord(script) + int(digit)) for digit in str(digits))
    quote = " ".join([*sentence[:at], written, *sentence[at + 1 :]])
    assert check(quote, frame.format(" ".join(sentence))).status not in CONFIRMED


@given(language=LANGUAGES, data=st.data(), swapped=st.booleans())
def test_a_negation_put_in_or_taken_out_is_never_confirmed(language: str, data: st.DataObject, swapped: bool) -> None:
    sentence = SENTENCES[language].split()
    at = data.draw(st.integers(1, len(sentence) - 1))
    negated = [*sentence[:at], data.draw(st.sampled_from(NEGATIONS[language])), *sentence[at:]]
    quote, text = (sentence, negated) if swapped else (negated, sentence)
    assert check(" ".join(quote), " ".join(text)).status not in CONFIRMED


@given(language=LANGUAGES, data=st.data(), ellipsis=st.sampled_from(["…", "...", "[…]", "[...]"]))
def test_an_ellipsis_never_hides_a_negation(language: str, data: st.DataObject, ellipsis: str) -> None:
    sentence = [word for word in SENTENCES[language].split() if not kind("".join(words(word)))]
    at = data.draw(st.integers(1, len(sentence) - 1))
    negation = data.draw(st.sampled_from(NEGATIONS[language]))
    around = data.draw(st.lists(st.sampled_from(["then", "اليوم", "امروز"]), max_size=3))
    text = " ".join([*sentence[:at], *around, negation, *around, *sentence[at:]])
    quote = " ".join([*sentence[:at], ellipsis, *sentence[at:]])
    assert check(quote, text).status not in CONFIRMED


@given(language=LANGUAGES, data=st.data())
def test_another_number_word_is_never_confirmed(language: str, data: st.DataObject) -> None:
    sentence = SENTENCES[language].split()
    at = next(index for index, word in enumerate(sentence) if word in ("twenty", "عشرين", "بیست"))
    quote = [*sentence[:at], data.draw(st.sampled_from(NUMBERS[language])), *sentence[at + 1 :]]
    assert check(" ".join(quote), " ".join(sentence)).status not in CONFIRMED


@given(language=LANGUAGES, data=st.data())
def test_a_part_of_a_sentence_is_exact_where_it_stands(language: str, data: st.DataObject) -> None:
    sentence = SENTENCES[language].split()
    first = data.draw(st.integers(0, len(sentence) - 3))
    last = data.draw(st.integers(first + 3, len(sentence)))
    quote, text = " ".join(sentence[first:last]), "😀 " + " ".join(sentence) + "."
    found = check(quote, text)
    assert found.status == "exact"
    assert text[found.start : found.end] == quote


@given(quote=st.text(min_size=1, max_size=60), text=st.text(max_size=200), joined=st.booleans())
@settings(max_examples=200)
def test_any_text_gets_an_answer_and_exact_means_exact(quote: str, text: str, joined: bool) -> None:
    assume(quote.strip())
    text = f"{text} {quote} {text}" if joined else text
    found = check(quote, text)
    if found.status == "exact":
        assert text[found.start : found.end] == quote


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("eighteen 18 ۱۸ ثمانية عشرون ثلاثمئة وعشرون بیست هزار third", {"number"}),
        ("not never can't لم ليس ولا نیست نمی‌کشند نکشتند هیچ", {"negation"}),
        ("denied false نفت كاذب تکذیب دروغ", {"denial"}),
        ("allegedly may nearly ربما حوالي شاید حدود", {"hedge"}),
        ("army killed نشان كتاب خانه than", {""}),
    ],
)
def test_words_are_known_for_what_they_are(text: str, kinds: set[str]) -> None:
    found = {word: kind(word) for word in words(text)}
    assert {word: of for word, of in found.items() if of not in kinds} == {}


def test_no_altered_quote_of_the_benchmark_is_confirmed() -> None:
    """The benchmark's measurement in small: every alteration of every language."""
    tried = 0
    for language in ("en", "ar", "fa"):
        text = page(language, 4_000, seed=7)
        for quote in true_quotes(text, 12, seed=7):
            for _, changed in altered_quotes(quote, language, text):
                tried += 1
                assert check(changed, text).status not in CONFIRMED, changed
    assert tried > 100
