"""Normal forms of a text, each with the way back to the code points it was made of."""

import re
import sys
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property

# What nobody sees: soft hyphen, joiners and breaks of no width, bidi marks, embeddings and isolates, variation selectors.
# Not the two overrides, U+202D and U+202E: they make 81 look like 18, so what holds one is not the same words.
# The ZWNJ of Persian parts the letters of a word for the eye; half of all typists leave it out, so it counts as presentation.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202c\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff"

_SAME_TYPE = {
    "'": "‘’‚‛‹›ʼ＇",
    '"': "“”„‟«»〝〞＂",
    "-": "‐‑‒–—―−﹘﹣－",
    " ": "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}
# Latin ligatures and Arabic letter forms, as PDFs hold them; several letters in one code point, so not one for one.
_LIGATURES = "\ufb00-\ufb06\ufbdd\ufbea-\ufbfb\ufc00-\ufdf1\ufef5-\ufefc"
_LETTER_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdf1\ufe80-\ufefc]")

# Marks that spelling may leave out: accents over Latin, Greek and Cyrillic letters, Hebrew points, Arabic harakat. Not the
# overlays U+0334 to U+0338, which strike out and negate (≠), and no vowel signs of scripts where they are the vowels.
STRIPPED = (
    "\u0300-\u0333\u0339-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u1ab0-\u1abd\u1dc0-\u1dff\ufe20-\ufe2f"
)
TATWEEL = "\u0640"
# Not the letters of `folding`: search may take two words for one (ø is o, ؤ is و, æ opens into two letters), a quote may not,
# and here each letter must lead back to where it stood.
_SEVERAL_WHEN_FOLDED = "ßẞŉẚևﬓ-ﬗ"
_OTHER_LETTERS = {
    **dict.fromkeys("أإآٱا", "ا"),
    **dict.fromkeys("يىی", "ي"),
    **dict.fromkeys("كک", "ك"),
    **dict.fromkeys("ةهۀە", "ه"),
    "٬": ",",
    "٫": ".",
    "٪": "%",
    # Letters of their own, not another spelling of the letter below the mark.
    **{letter: letter for letter in "ؤئйїўѓќ"},
    **{letter.upper(): letter for letter in "йїўѓќ"},
}
# UAX #15 (Stream-Safe Text Format): nobody writes more marks on one letter; sorting a million of them takes for ever.
_MOST_MARKS = 30

_Edit = tuple[int, int, str]  # from, to, and what stands there instead


class Form:
    """A text rewritten by edits, in order and apart, and where each of its characters came from.

    `start(n)` and `end(n)` turn an inclusive beginning and an exclusive end in `text` into those of the original; what an
    edit made is one piece and maps to all of its origin, what it took away belongs to neither side.
    """

    def __init__(self, source: str, edits: Iterable[_Edit] = (), below: "Form | None" = None) -> None:
        self._below = below
        # Compact, because a long page may have a million edits: where each begins and ends, in the new text and in the old.
        self._made, self._made_end = array("l"), array("l")
        self._kept, self._kept_end = array("l"), array("l")
        pieces, done, length = [], 0, 0
        for begin, end, instead in edits:
            pieces += [source[done:begin], instead]
            length += begin - done
            self._made.append(length)
            length += len(instead)
            self._made_end.append(length)
            self._kept.append(begin)
            self._kept_end.append(end)
            done = end
        self.text = "".join([*pieces, source[done:]]) if pieces else source

    def start(self, position: int) -> int:
        """Where, in the original, the character at this position begins."""
        at = bisect_right(self._made, position) - 1
        if at >= 0:
            inside = position < self._made_end[at]
            position = self._kept[at] if inside else self._kept_end[at] + position - self._made_end[at]
        return self._below.start(position) if self._below else position

    def end(self, position: int) -> int:
        """Where, in the original, what stands before this position ends."""
        at = bisect_left(self._made, position) - 1
        if at >= 0:
            position = self._kept_end[at] + max(0, position - self._made_end[at])
        return self._below.end(position) if self._below else position


class _Letters(dict[int, str]):
    """A table for `str.translate` that asks `of` once for each code point it meets; one code point for one."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        self[code] = self._of(chr(code))
        return self[code]


def _typed(letter: str) -> str:
    alone = unicodedata.normalize("NFC", letter)
    if _LETTER_FORMS.match(letter):
        alone = unicodedata.normalize("NFKC", letter)
    return _TYPED.get(alone, alone) if len(alone) == 1 else letter


def _spelled(letter: str) -> str:
    if letter in _OTHER_LETTERS:
        return _OTHER_LETTERS[letter]
    if (digit := unicodedata.decimal(letter, None)) is not None:
        return str(digit)
    bare = _STRIPPED_RUN.sub("", unicodedata.normalize("NFD", letter))
    folded = (bare if len(bare) == 1 else letter).casefold()
    return folded if len(folded) == 1 else letter


def characters(ranges: str) -> Iterator[str]:
    """Every character of a class such as "a-cx"."""
    for found in re.finditer("(.)-(.)|(.)", ranges, re.DOTALL):
        first, last = found[1] or found[3], found[2] or found[3]
        yield from map(chr, range(ord(first), ord(last) + 1))


_TYPED = {letter: plain for plain, ranges in _SAME_TYPE.items() for letter in characters(ranges)}
_STRIPPED_RUN = re.compile(f"[{STRIPPED}]+")
_TYPED_TABLE, _SPELLED_TABLE = _Letters(_typed), _Letters(_spelled)
_UNEVEN = re.compile(f"[ {INVISIBLE}]{{2,}}|[{INVISIBLE}]|(?P<several>[…{_LIGATURES}])")
_UNSPELLED = re.compile(f"[{STRIPPED}{TATWEEL}]+|[{_SEVERAL_WHEN_FOLDED}]")


def presentation(text: str) -> Form:
    """The text as it looks whoever typeset it: NFC, plain spaces, quotation marks and dashes, nothing invisible.

    Linear in the length of the text.
    """
    typed = text.translate(_TYPED_TABLE)
    even = Form(typed, _even_out(typed))
    if unicodedata.is_normalized("NFC", even.text):
        return even
    return Form(even.text, _compose(even.text), below=even)


def orthographic(text: str, below: Form | None = None) -> Form:
    """For finding only: the presentation form without case, marks, tatweel, and variants of Arabic letters and digits.

    Whoever has the presentation form of the text gives it as `below`.
    """
    below = below or presentation(text)
    letters = below.text.translate(_SPELLED_TABLE)
    return Form(letters, _respell(letters), below=below)


class Forms:
    """The forms of one text, each made when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def exact(self) -> Form:
        return Form(self.text)

    @cached_property
    def presentation(self) -> Form:
        return presentation(self.text)

    @cached_property
    def orthographic(self) -> Form:
        return orthographic(self.text, self.presentation)

    def at(self, level: str) -> Form:
        """The form of a level: exact, presentation or orthographic."""
        form: Form = getattr(self, level)
        return form


def _even_out(text: str) -> Iterator[_Edit]:
    for found in _UNEVEN.finditer(text):
        run = found[0]
        if found["several"]:
            instead = unicodedata.normalize("NFKC", run)
            if " " in instead:  # a mark standing alone, shown on a space: not letters
                continue
        else:
            instead = " " if " " in run else ""
        yield found.start(), found.end(), instead


def _compose(text: str) -> Iterator[_Edit]:
    for found in _clusters().finditer(text):
        if len(found[0]) <= _MOST_MARKS + 1:
            composed = unicodedata.normalize("NFC", found[0])
            if composed != found[0]:
                yield found.start(), found.end(), composed


def _respell(letters: str) -> Iterator[_Edit]:
    for found in _UNSPELLED.finditer(letters):
        folded = found[0].casefold() if len(found[0]) == 1 and found[0] in _FOLDED_LONG else ""
        yield found.start(), found.end(), folded


_FOLDED_LONG = frozenset(characters(_SEVERAL_WHEN_FOLDED))


@cache
def _clusters() -> re.Pattern[str]:
    """A character with what may combine with it, or one that NFC writes as several.

    Asked of the Unicode data in use, and only when a text needs it: a quarter of a second, once.
    """
    marks, several = [], []
    for code in range(0x300, sys.maxunicode + 1):
        letter = chr(code)
        # The vowels and finals of Hangul compose as well, and are no marks.
        if is_mark(letter) or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
            marks.append(code)
        elif unicodedata.decomposition(letter) and len(unicodedata.normalize("NFC", letter)) > 1:
            several.append(code)
    return re.compile(f"[^\0-\x1f](?=[^\0-\u02ff])[{_ranges(marks)}]+|[{_ranges(several)}]")


def _ranges(codes: list[int]) -> str:
    """A regular expression's class of these code points, ascending."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)


def is_mark(letter: str) -> bool:
    """Whether it stands on the letter before it."""
    return unicodedata.category(letter)[0] == "M"


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def utf16(text: str, position: int) -> int:
    """The position, in code points, as the UTF-16 units that JavaScript counts. Raises `ValueError` outside the text."""
    if not 0 <= position <= len(text):
        raise ValueError(f"position: {position} is outside the text of {len(text)} code points.")
    return position + sum(1 for _ in _ASTRAL.finditer(text, 0, position))
