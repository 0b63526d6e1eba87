"""Folding: what is one word to a reader is one word to search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.folding import forms, light10, stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Häuser", "HAUSER"),
        ("café", "cafe\u0301"),
        ("1,234 killed", "١٬٢٣٤ killed"),
        ("۱۲۳", "123"),
        ("the ministry's", "THE MINISTRY’S"),
        ("أحمد إحمد آحمد", "احمد احمد احمد"),
        ("مُحَمَّد", "محمد"),
        ("مدرســـة", "مدرسه"),
        ("على", "علي"),
        ("ایران کشور", "ايران كشور"),
        ("ﻣﺪﺭﺳﺔ", "مدرسة"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_spellings_of_one_word_fold_to_one(one: str, other: str) -> None:
    assert words(one) == words(other)


def test_a_decimal_stays_two_numbers_and_a_list_stays_a_list() -> None:
    assert words("3.5 and 1, 234") == ["3", "5", "and", "1", "234"]


def test_a_persian_compound_gives_its_parts_and_its_whole() -> None:
    assert words("کتاب\u200cها") == words("کتاب ها") == ["كتاب", "ها", "كتابها"]
    assert words("می شود") == words("می\u200cشود") == ["مي", "شود", "ميشود"]


@pytest.mark.parametrize("form", ["المدرسة", "مدرسة", "والمدرسة", "بالمدرسة", "مدرسات"])
def test_the_article_and_endings_go_from_arabic(form: str) -> None:
    assert light10(words(form)[0]) == "مدرس"


@pytest.mark.parametrize("short", ["الى", "وقت", "ال", "ها"])
def test_two_letters_of_a_short_word_always_stay(short: str) -> None:
    assert len(light10(words(short)[0])) >= 2


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "strikes", "striking"),
        ("de", "Häuser", "Haus"),
        ("fr", "maisons", "maison"),
        ("ru", "удары", "ударов"),
        ("ar", "الضربة", "ضربات"),
        ("fa", "کتاب\u200cها", "کتاب"),
    ],
)
def test_forms_of_one_word_share_a_stem(language: str, one: str, other: str) -> None:
    assert stems(one, language)[-1] == stems(other, language)[-1]


def test_a_word_of_unknown_language_is_stemmed_by_its_script() -> None:
    assert forms("strikes") == [("strikes", "strike")]
    assert len(forms("کتاب\u200cها")) == 3


@given(st.text())
def test_whatever_is_written_every_word_has_a_stem_and_none_has_a_separator(text: str) -> None:
    found = words(text)
    assert len(stems(text)) == len(forms(text)) == len(found)
    for all_forms in forms(text):
        for form in all_forms:
            assert form and not set(form) & set(" '\"|&!():*\0")
    assert set(words(" ".join(found))) >= set(found)
