"""Normal forms lead back to where they came from, and UTF-16 units to code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.quote_forms import Form, orthographic, presentation, utf16

# Characters that forms treat in a way of their own, among plain ones.
SPECIAL = (
    "aZé\u0301\u0323 \n\u00a0\u00ad\u200b\u200c\u200d\u202e"
    "‘’“”—-…ßİﬁأإآىيیةـقَتًّ١۱8०\u0958\ufef5\ufdfa한\u1100\u1161\u11a8か\u3099😀\ud800"
)
TEXTS = st.text(st.one_of(st.sampled_from(SPECIAL), st.characters()), max_size=40)
FORMS = pytest.mark.parametrize("form", [presentation, orthographic])


@FORMS
@given(text=TEXTS)
def test_maps_are_monotone_and_stay_inside(form, text: str) -> None:
    made: Form = form(text)
    starts = [made.start(at) for at in range(len(made.text))]
    ends = [made.end(at) for at in range(1, len(made.text) + 1)]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


@FORMS
@given(text=TEXTS, data=st.data())
def test_a_slice_of_a_form_leads_to_a_slice_with_that_form(form, text: str, data: st.DataObject) -> None:
    made: Form = form(text)
    if not made.text:
        return
    first = data.draw(st.integers(0, len(made.text) - 1))
    last = data.draw(st.integers(first + 1, len(made.text)))
    origin = text[made.start(first) : made.end(last)]
    # What an edit made is one piece: a slice that cuts it comes back whole.
    whole_first = min(at for at in range(first + 1) if made.start(at) == made.start(first))
    whole_last = max(at for at in range(last, len(made.text) + 1) if made.end(at) == made.end(last))
    assert form(origin).text == made.text[whole_first:whole_last]


@FORMS
@given(text=TEXTS)
def test_a_form_of_a_form_is_itself(form, text: str) -> None:
    once = form(text).text
    assert form(once).text == once


@given(text=TEXTS, data=st.data())
def test_utf16_counts_as_javascript_does(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert utf16(text, at) == len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def test_an_emoji_before_the_quote_shifts_units_and_not_code_points() -> None:
    text = "😀 killed 18"
    start = text.index("killed")
    assert (start, utf16(text, start)) == (2, 3)


@pytest.mark.parametrize("position", [-1, 3])
def test_a_code_point_outside_the_text_is_an_error(position: int) -> None:
    with pytest.raises(ValueError, match=r"^position: "):
        utf16("ab", position)


@pytest.mark.parametrize(
    ("text", "typeset", "spelt"),
    [
        ("“cafe\u0301”\u00a0—\n\u00adx", '"café" - x', '"cafe" - x'),
        ("STRASSE Straße", "STRASSE Straße", "strasse strasse"),
        ("قَتَلَ أحمد ١٨ شخصًا", "قَتَلَ أحمد ١٨ شخصًا", "قتل احمد 18 شخصا"),
        ("می\u200cخواهم ۱۸٫۵", "میخواهم ۱۸٫۵", "ميخواهم 18.5"),
        ("رئيس مسؤول", "رئيس مسؤول", "رئيس مسؤول"),
        ("мой ёж", "мой ёж", "мой еж"),
        ("か\u3099 क\u093c", "が क\u093c", "が क\u093c"),
        ("≠ x²", "≠ x²", "≠ x²"),
        ("ﻗﻼ ﬁn", "قلا fin", "قلا fin"),
    ],
)
def test_forms_of_known_texts(text: str, typeset: str, spelt: str) -> None:
    assert presentation(text).text == typeset
    assert orthographic(text).text == spelt


def test_a_million_marks_on_one_letter_are_left_alone() -> None:
    text = "a" + "\u0301\u0323" * 500_000
    assert presentation(text).text == text
