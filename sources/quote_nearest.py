"""The place in a text that is most like words it does not hold: a suggestion for a person, never a match."""

import re
from collections import Counter, deque
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from sources.quote_edges import UNSPACED
from sources.quote_forms import Forms, orthographic
from sources.quote_wording import Difference, differences, is_guarded_only

SUGGESTED_FROM = 90  # of 100; an unrelated quote still scores 70 in Arabic
_WINDOWS = 4  # places looked at closely
_RUNS = 3  # of equal words, that the place may begin or end with
# Scripts without spaces are taken by the character.
_TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")


@dataclass(frozen=True)
class Nearest:
    """`start` and `end` in code points of the original text, `score` from 0 to 100."""

    start: int
    end: int
    score: float
    diff: tuple[Difference, ...]


def nearest(quote: str, forms: Forms, *, elided: bool = False) -> Nearest | None:
    """The most similar place, from a score of 90 or where only figures, negations, hedges or names differ; else None.

    Where words are said to be left out (`elided`), more words in the text are no difference.

    Linear in the text: rapidfuzz only sees the few windows that share most words with the quote.
    """
    needle = orthographic(quote).text.strip()
    tokens = _TOKEN.findall(needle)
    if not tokens:
        return None
    form = forms.orthographic
    best: Nearest | None = None
    for window_start, window_end in _windows(form.text, tokens, len(needle)):
        found = _aligned(needle, tokens, form.text, window_start, window_end, runs=1 if elided else _RUNS)
        if not found:
            continue
        start, end, score = form.start(found[0]), form.end(found[1]), found[2]
        diff = differences(quote, forms.text[start:end])
        if score < SUGGESTED_FROM and not is_guarded_only(diff, elided=elided):
            continue
        if best is None or score > best.score:
            best = Nearest(start, end, score, diff)
    return best


def _windows(text: str, tokens: list[str], length: int) -> list[tuple[int, int]]:
    """Where most of the quote's words stand close together, longer words weighing more; the earliest first."""
    wanted = frozenset(tokens)
    enough = sum(map(len, wanted)) * 2 // 5
    width = length * 3 // 2 + 20
    held: deque[tuple[int, str]] = deque()
    counts: Counter[str] = Counter()
    weight = 0
    best: list[tuple[int, int, int]] = []  # weight, from, to
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token not in wanted:
            continue
        held.append((found.start(), token))
        counts[token] += 1
        weight += len(token) if counts[token] == 1 else 0
        while held[0][0] < found.end() - width:
            gone = held.popleft()[1]
            counts[gone] -= 1
            weight -= len(gone) if not counts[gone] else 0
        if weight < max(1, enough):
            continue
        here = (weight, held[0][0], found.end())
        if best and best[-1][2] > here[1]:
            if here[0] > best[-1][0]:
                best[-1] = here
        else:
            best.append(here)
            if len(best) > _WINDOWS:
                best.remove(min(best, key=lambda one: one[0]))
    return [(max(0, start - length), min(len(text), end + length)) for _, start, end in best]


def _aligned(
    needle: str, tokens: list[str], text: str, start: int, end: int, *, runs: int
) -> tuple[int, int, float] | None:
    """The words of the window that face the quote's, as (from, to, score)."""
    places = [found.span() for found in _TOKEN.finditer(text, start, end)]
    facing = [text[first:last] for first, last in places]
    same = [op for op in Levenshtein.opcodes(tokens, facing) if op.tag == "equal"]
    if not same:
        return None
    # Words of the quote before the first that is the same, and after the last, may have others facing them, or none. A word as
    # frequent as "the" may face one far off, so the next runs of equal words may begin and end the place as well.
    starts = {places[max(0, op.dest_start - before)][0] for op in same[:runs] for before in (0, op.src_start)}
    ends = {
        places[min(len(places), op.dest_end + after) - 1][1]
        for op in same[-runs:]
        for after in (0, len(tokens) - op.src_end)
    }
    spans = {(first, last) for first in starts for last in ends if first < last}
    scored = ((first, last, fuzz.ratio(needle, text[first:last])) for first, last in sorted(spans))
    return max(scored, key=lambda one: one[2])
