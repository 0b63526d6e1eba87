"""Where words stand in a text: every place, at each level of likeness, and in pieces around an ellipsis."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sources.quote_edges import UNSPACED, stands_alone
from sources.quote_forms import Form, Forms, orthographic, presentation

PIECE_LEAST = 8  # characters on each side of an ellipsis; shorter pieces stand anywhere
GAP_MOST = 200  # code points left out at one ellipsis
PLACES_TOLD = 20  # of an ambiguous quote
# Places looked at before we say that the words are too frequent to tell: a second or two at the very worst.
_TRIES = 10_000
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|…|\.{3,}")
_BEGINNING = re.compile(f"(\\W)|[{UNSPACED}]")
_WORDS = re.compile("[^\\W_]|[%$€£\U0001f000-\U0010ffff]")
# From the strictest.
NORMAL: dict[str, Callable[[str], Form]] = {"exact": Form, "presentation": presentation, "orthographic": orthographic}


class Place(NamedTuple):
    """text[start:end]; of an elided quote, `spans` are its pieces."""

    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()


class TooFrequent(Exception):
    """The letters stand in so many other words that nobody can say whether they stand alone."""


def occurrences(quote: str, forms: Forms, level: str) -> Iterator[Place]:
    """Every place, in order, where the quote's form stands in the text's and the words stand alone.

    Raises `TooFrequent` after 10,000 places.
    """
    normal, form, text = NORMAL[level], forms.at(level), forms.text
    needle = quote if normal is Form else normal(quote).text.strip()
    if not has_words(needle):
        return
    at = form.text.find(needle)
    tries = 0
    while at >= 0:
        place = Place(form.start(at), form.end(at + len(needle)))
        # What an edit made is one piece; a place that takes half of it has other words.
        whole = normal is Form or normal(text[place.start : place.end]).text.strip() == needle
        after = at + 1
        if whole and stands_alone(text, place.start, place.end):
            yield place
        elif needle[0].isalnum():
            after = max(after, _next_beginning(form.text, at))
        tries += 1
        if tries > _TRIES:
            raise TooFrequent
        at = form.text.find(needle, after)


def _next_beginning(text: str, at: int) -> int:
    """Where a word may begin next: after what is no letter, and anywhere in a script without spaces."""
    found = _BEGINNING.search(text, at)
    if not found:
        return len(text)
    return found.end() if found[1] else found.start()


def has_words(text: str) -> bool:
    """Whether there is anything to find: a letter, a digit or a symbol, not only marks and punctuation."""
    return _WORDS.search(text) is not None


def pieces(quote: str) -> list[str]:
    """The words between ellipses, those at either end dropped; a list of one where there is none."""
    return [piece.strip() for piece in _ELLIPSIS.split(quote) if has_words(piece)]


def is_elided(quote: str) -> bool:
    """Whether it says, by an ellipsis, that words are left out."""
    return _ELLIPSIS.search(presentation(quote).text) is not None


def are_too_short(parts: list[str]) -> bool:
    """Whether a piece has fewer characters than an ellipsis needs beside it."""
    return any(len(presentation(part).text.strip()) < PIECE_LEAST for part in parts)


def chains(parts: list[str], forms: Forms, level: str) -> list[Place]:
    """Every way, at most `PLACES_TOLD`, in which the pieces stand in order with gaps of at most `GAP_MOST`.

    Raises `TooFrequent`.
    """
    # Of each place of the newest piece: how many ways lead there (two are as bad as many), and one of them.
    ways: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    ends: list[int] = []
    for number, part in enumerate(parts):
        newest: list[tuple[int, tuple[tuple[int, int], ...]]] = []
        newest_ends: list[int] = []
        for start, end, _ in occurrences(part, forms, level):
            if not number:
                newest.append((1, ((start, end),)))
                newest_ends.append(end)
                continue
            reach = ways[bisect_left(ends, start - GAP_MOST) : bisect_left(ends, start + 1)]
            if reach:
                newest.append((min(2, sum(count for count, _ in reach)), (*reach[-1][1], (start, end))))
                newest_ends.append(end)
        ways, ends = newest, newest_ends
    found = [Place(spans[0][0], spans[-1][1], spans) for count, spans in ways[:PLACES_TOLD] for _ in range(count)]
    return found[:PLACES_TOLD]


def chosen(found: list[Place], text: str, hint: int | None, prefix: str, suffix: str) -> list[Place]:
    """The one place that hint or context fit, where they fit one alone; else all."""
    if len(found) > 1 and hint is not None:
        held = [place for place in found if place.start == hint] or [
            place for place in found if place.start <= hint < place.end
        ]
        if len(held) == 1:
            return held
    if len(found) > 1 and (prefix or suffix):
        held = in_context(found, text, prefix, suffix)
        if len(held) == 1:
            return held
    return found


def in_context(found: list[Place], text: str, prefix: str, suffix: str) -> list[Place]:
    """The places with both sides as they were; where there is none, those with one side."""
    before, after = typeset(prefix), typeset(suffix)
    sides = [
        (
            place,
            not before or typeset(text[max(0, place.start - 2 * len(prefix) - 8) : place.start]).endswith(before),
            not after or typeset(text[place.end : place.end + 2 * len(suffix) + 8]).startswith(after),
        )
        for place in found
    ]
    both = [place for place, left, right in sides if left and right]
    return both or [place for place, left, right in sides if (before and left) or (after and right)]


def typeset(text: str) -> str:
    """The text as any typesetter would give it, without space around it."""
    return presentation(text).text.strip()
