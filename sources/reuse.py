"""Whether two texts are one text: shared runs of words, quotes aside. Pure, no database.

Shingles of five words after Broder (1997), "On the resemblance and containment of documents"; the measure is containment in
the shorter text, since a round-up around an agency's report is longer than the report. Words are runs of letters and digits;
Arabic and Persian letters are folded, marks and zero-width characters dropped, each Chinese or Japanese character is a word.
Languages that write without spaces otherwise (Thai, Khmer) are not cut into words and come out `different` or `unknown`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sources.folding import fold

SHINGLE = 5  # words; shorter runs are shared by chance and by stock phrases
SAME_TEXT = 0.8  # from here on: one text, some of it cut or changed
SUBSTANTIAL = 0.3  # from here on: a good part was taken over
FEWEST_WORDS = 50  # below it a few shared phrases would decide
MOST_WORDS = 100_000  # of a text that are read; a long report has 50,000
QUOTE_LIMIT = 3_000  # characters between two quotation marks; a mark that is never closed must not swallow the text
SHORTEST_RUN = 8  # words; what is shown to a person as taken over

SKETCH_RATE = 8  # of so many shingles one is kept, the same one in every text
SKETCH_FEWEST = 64
SKETCH_MOST = 512

Kind = Literal["same_text", "substantial_reuse", "different", "unknown"]

_LATER = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u00ad"  # marks inside a word
_SINGLE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # characters that are words of their own
_WORD = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}](?:[^\W_{_SINGLE}]|[{_LATER}]|['’](?=\w))*")
# A quote ends in its paragraph. The straight mark, the same at both ends, opens before a word and closes after one: a stray one
# would else turn the text inside out.
_QUOTED = re.compile(
    "|".join(
        rf"{opening}(?:[^{opening}{closing}\n]|\n(?!\s*\n)){{1,{QUOTE_LIMIT}}}{closing}"
        for opening, closing in ("“”", "„“", "«»", "»«", "‹›", "「」", "””", (r"(?<!\w)\"(?=\w)", r"\"(?!\w)"))
        if len(opening) == 1
    )
    + rf"|(?<!\w)\"(?=\w)(?:[^\"\n]|\n(?!\s*\n)){{1,{QUOTE_LIMIT}}}(?<=[^\s])\"(?!\w)"
)


class Run(NamedTuple):
    """Words that stand in both texts in one order; positions in code points of each text as it was given."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True)
class Reuse:
    """`containment` is the share of the shorter text's shingles that the other has, 0 to 1; `runs` the longest first."""

    kind: Kind
    containment: float
    runs: tuple[Run, ...] = ()


class _Word(NamedTuple):
    folded: str
    start: int
    end: int


def shingles(text: str) -> set[int]:
    """The text's runs of five words as 63-bit numbers, the same on every machine; of a shorter text the whole."""
    return set(_numbers([_words(text)]))


def compare(a: str, b: str, *, quotes_shared: Iterable[str] = ()) -> Reuse:
    """How much of one text is in the other, after what both quote is taken out of both.

    What stands between quotation marks in both is a shared quote; `quotes_shared` names others, such as statements on record for
    both sources. Kind and containment are the same either way round. Time grows with the length of the texts.
    """
    words_a, words_b = _words(a), _words(b)
    if [word.folded for word in words_a] == [word.folded for word in words_b]:
        kind: Kind = "same_text" if len(words_a) >= FEWEST_WORDS else "unknown"
        whole = Run(words_a[0].start, words_a[-1].end, words_b[0].start, words_b[-1].end) if words_a else None
        return Reuse(kind, 1.0 if words_a else 0.0, (whole,) if whole else ())
    shared = _quoted_shingles(a, words_a) & _quoted_shingles(b, words_b)
    for quote in quotes_shared:
        shared |= set(_runs_of_five(_words(quote)))
    pieces_a, pieces_b = _without(words_a, shared), _without(words_b, shared)
    own_a, own_b = set(_numbers(pieces_a)), set(_numbers(pieces_b))
    containment = len(own_a & own_b) / max(1, min(len(own_a), len(own_b)))
    if min(sum(map(len, pieces_a)), sum(map(len, pieces_b))) < FEWEST_WORDS:
        return Reuse("unknown", containment)
    if containment < SUBSTANTIAL:
        return Reuse("different", containment)
    runs = sorted(_shared_runs(pieces_a, pieces_b), key=lambda run: (run.start - run.end, run.start))
    return Reuse("same_text" if containment >= SAME_TEXT else "substantial_reuse", containment, tuple(runs))


def sketch(text: str) -> list[int]:
    """A few of the text's shingles, ascending, to be stored one a row and indexed: texts that share one are candidates.

    Kept are the numbers in the lowest eighth of their range, but at least the 64 lowest and at most the 512 lowest: what a fixed
    threshold keeps is kept in every text alike, where Broder's bottom k alone would lose a brief inside a long page. Candidates
    are then judged by `compare`. The error: of two texts that share s shingles none is in both sketches with a chance of (7/8)^s
    at most while neither has more than 4,096 shingles: 1 in 20 for half of 50 words, 1 in 2,500 for 30 % of 200 words, never in
    practice for whole articles. Of longer texts a share of 512/n is kept instead of an eighth. Quotes are not taken out: a shared
    quote can make a candidate.
    """
    numbers = sorted(shingles(text))
    threshold = (1 << 63) // SKETCH_RATE
    low = sum(1 for number in numbers if number < threshold)
    return numbers[: min(max(low, SKETCH_FEWEST), SKETCH_MOST)]


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if folded:
            found.append(_Word(folded, match.start(), match.end()))
            if len(found) == MOST_WORDS:
                break
    return found


def _runs_of_five(words: list[_Word]) -> Iterator[tuple[str, ...]]:
    folded = [word.folded for word in words]
    return zip(*(folded[shift:] for shift in range(SHINGLE)), strict=False)


def _number(folded: Iterable[str]) -> int:
    whole = hashlib.blake2b("\x1f".join(folded).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(whole) >> 1  # 63 bits: fits a signed column


def _numbers(pieces: list[list[_Word]]) -> Iterator[int]:
    for words in pieces:
        if 0 < len(words) < SHINGLE:
            yield _number(word.folded for word in words)
        yield from map(_number, _runs_of_five(words))


def _quoted_shingles(text: str, words: list[_Word]) -> set[tuple[str, ...]]:
    """The runs of five words that stand whole between quotation marks."""
    found: set[tuple[str, ...]] = set()
    at = 0
    for quoted in _QUOTED.finditer(text):
        while at < len(words) and words[at].start < quoted.start():
            at += 1
        first = at
        while at < len(words) and words[at].end <= quoted.end():
            at += 1
        found |= set(_runs_of_five(words[first:at]))
    return found


def _without(words: list[_Word], shared: set[tuple[str, ...]]) -> list[list[_Word]]:
    """The words in the pieces that are left when shared quotes are cut out."""
    cut = bytearray(len(words))
    for index, five in enumerate(_runs_of_five(words)):
        if five in shared:
            cut[index : index + SHINGLE] = b"\x01" * SHINGLE
    pieces: list[list[_Word]] = [[]]
    for word, gone in zip(words, cut, strict=True):
        if not gone:
            pieces[-1].append(word)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _shared_runs(pieces_a: list[list[_Word]], pieces_b: list[list[_Word]]) -> Iterator[Run]:
    """The runs of one text found in the other, from left to right, each as long as it goes; the first place counts."""
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    for piece, words in enumerate(pieces_b):
        for index, five in enumerate(_runs_of_five(words)):
            places.setdefault(five, (piece, index))
    for words in pieces_a:
        fives = list(_runs_of_five(words))
        at = 0
        while at < len(fives):
            if fives[at] not in places:
                at += 1
                continue
            piece, index = places[fives[at]]
            others = pieces_b[piece]
            length = SHINGLE
            while (
                at + length < len(words)
                and index + length < len(others)
                and words[at + length].folded == others[index + length].folded
            ):
                length += 1
            if length >= SHORTEST_RUN:
                yield Run(
                    words[at].start, words[at + length - 1].end, others[index].start, others[index + length - 1].end
                )
            at += length
