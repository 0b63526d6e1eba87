"""Where words may begin and end, and what stands just outside them."""

import re
import unicodedata

from sources.quote_forms import is_mark, orthographic, presentation
from sources.quote_guards import (
    WORD,
    are_one_number,
    denial_in,
    doubt_in,
    hedge_at_end,
    hedge_at_start,
    is_number,
)

_WINDOW = 80  # characters on either side: the longest clause a negation reaches over, and enough for any figure
_WORD = 40  # characters of the words themselves that matter: a long figure
# Scripts that put no space between words: any character may be the last of one.
UNSPACED = "\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_HAN_NUMERALS = frozenset("〇零一二三四五六七八九十百千万萬亿億兆两兩廿卅几幾数數")
# Between two letters they join a word (can't, non-combatants), between two digits a figure (1,800, 18.5, 18:30, 9/11).
_JOINS_WORDS = "'-\u2011&@"
_JOINS_DIGITS = "'-.,:/٬٫،·"
_BEFORE_A_FIGURE = "-+~<>=≤≥≈±#№"
_AFTER_A_FIGURE = "%‰٪°+"
_MIRRORS = re.compile("[\u202d\u202e]")
_SENTENCE_END = re.compile(r"[.!?؟۔。]+[\"')\]]*(?:\s|$)|\n\s*\n")
# A long dash parts words, unless it parts two figures: 18—23.
_LONG_DASH = re.compile(r"(?<!\d)\s*[—―]|[—―]\s*(?!\d)")
_LAST_WORDS = re.compile(r"(?:[^\W_]+[ -]){1,3}$")
_LAST_WORD = re.compile(r"[^\W_]+$")
_FIRST_WORDS = re.compile(r"(?:[ -][^\W_]+){1,3}")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] begins and ends where words do, and cuts no figure.

    Not `port` in `report`, `can` in `can't`, `combatants` in `non-combatants`, `18` in `118`, `1,800`, `18.5` or `$18`, nor the
    `18` of `18 million`. Arabic and Persian clitics that are written into a word are part of it: `والجيش` does not hold `الجيش`,
    because the same letters begin other words (`فقد` is no `قد`).
    """
    # Most refusals need one look. Marks and what nobody sees are left to the slower one.
    if start and text[start - 1].isalnum() and text[start].isalnum() and not _UNSPACED.match(text[start]):
        return False
    before, after = _seen(text, max(0, start - _WINDOW), start), _seen(text, end, min(len(text), end + _WINDOW))
    if (start > _WINDOW and not before) or (end + _WINDOW < len(text) and not after):
        return False  # nothing but invisible characters for so long: nobody can say what stands there
    if _MIRRORS.search(before):
        return False  # shown from right to left, 81 is 18
    head, tail = _seen(text, start, min(end, start + _WORD)), _seen(text, max(start, end - _WORD), end)
    return not (_joined(before, head) or _joined(tail, after) or _cuts_a_figure(before, head, tail, after))


def _seen(text: str, start: int, end: int) -> str:
    return presentation(_LONG_DASH.sub(" \u0000 ", text[start:end])).text


def _joined(left: str, right: str) -> bool:
    """Whether no reader would put a gap between the two."""
    last, first = left[-1:], right[:1]
    if not last or not first:
        return False
    if is_mark(first):
        return True
    if last.isalnum() and first.isalnum():
        if (last.isdecimal() and first.isdecimal()) or (_is_numeral(last) and _is_numeral(first)):
            return True
        return not (_UNSPACED.match(last) or _UNSPACED.match(first))
    if (last == "_" and first.isalnum()) or (last.isalnum() and first == "_"):
        return True
    if first.isdecimal() and (last in _BEFORE_A_FIGURE or unicodedata.category(last) == "Sc"):
        return True
    if last.isdecimal() and (first in _AFTER_A_FIGURE or unicodedata.category(first) == "Sc"):
        return True
    around = left[-2:-1], right[1:2]
    return _joins(last, around[0], first) or _joins(first, last, around[1])


def _joins(joint: str, left: str, right: str) -> bool:
    if left.isdecimal() and right.isdecimal():
        return joint in _JOINS_DIGITS
    # A mark belongs to the letter below it.
    return bool(left) and (left.isalnum() or is_mark(left)) and right.isalnum() and joint in _JOINS_WORDS


def _is_numeral(letter: str) -> bool:
    return letter in _HAN_NUMERALS or letter.isdecimal()


def _cuts_a_figure(before: str, head: str, tail: str, after: str) -> bool:
    first, last = _first_word(head), _last_word(tail)
    if first and is_number(first) and (found := _LAST_WORDS.search(_spelled(before))):
        earlier = re.split("[ -]", found[0])[:-1]
        if are_one_number(earlier[-1], "", first) or (
            len(earlier) > 1 and are_one_number(earlier[-2], earlier[-1], first)
        ):
            return True
    if last and is_number(last) and (found := _FIRST_WORDS.match(_spelled(after))):
        later = re.split("[ -]", found[0])[1:]
        if later[:2] == ["per", "cent"] or later[:3] == ["and", "a", "half"]:
            return True
        return are_one_number(last, "", later[0]) or (len(later) > 1 and are_one_number(last, later[0], later[1]))
    return False


def _spelled(text: str) -> str:
    return orthographic(text).text


def _first_word(text: str) -> str:
    found = WORD.match(_spelled(text.partition(" ")[0]))
    return found[0] if found else ""


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(_spelled(text.rpartition(" ")[2]))
    return found[0] if found else ""


def _clause_before(text: str, start: int) -> str:
    return _SENTENCE_END.split(text[max(0, start - _WINDOW) : start])[-1]


def _clause_after(text: str, start: int, end: int) -> str:
    if _SENTENCE_END.search(text[max(start, end - 4) : end]):
        return ""
    return _SENTENCE_END.split(text[end : end + _WINDOW])[0]


def denied_around(text: str, start: int, end: int) -> str:
    """The negation or denial in the same sentence just outside text[start:end], or nothing. Persian negates at the end."""
    return denial_in(_clause_before(text, start)) or denial_in(_clause_after(text, start, end))


def weakened_around(text: str, start: int, end: int) -> str:
    """The hedge or doubt in the same sentence just outside text[start:end], or nothing."""
    before, after = _clause_before(text, start), _clause_after(text, start, end)
    first, last = (
        _first_word(_seen(text, start, min(end, start + _WINDOW))),
        _last_word(_seen(text, max(start, end - _WORD), end)),
    )
    return (
        (is_number(first) and hedge_at_end(before))
        or (is_number(last) and hedge_at_start(after))
        or doubt_in(before)
        or doubt_in(after)
    )


def changed_by_gap(text: str, left_end: int, right_start: int) -> str:
    """The word in a gap that what is left out must not hold: a negation, a denial, a doubt, or a hedge beside a figure."""
    gap = text[left_end:right_start]
    left, right = text[max(0, left_end - _WINDOW) : left_end], text[right_start : right_start + _WINDOW]
    return (
        denial_in(gap)
        or doubt_in(gap)
        or (is_number(_first_word(right)) and hedge_at_end(gap))
        or (is_number(_last_word(left)) and hedge_at_start(gap))
        or ""
    )
