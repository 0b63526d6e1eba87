"""How two wordings differ, word by word, and which differences are spelling alone."""

import unicodedata
from collections.abc import Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from sources.quote_forms import STRIPPED, TATWEEL, characters, orthographic, presentation
from sources.quote_guards import NAMES_BY_CAPITALS, NAMES_BY_DOTS, kind, words


class Difference(NamedTuple):
    """`wanted` are words of the quote, `found` those of the source that stand there; one is empty for removed and added."""

    op: Literal["same", "removed", "added", "changed"]
    wanted: str
    found: str


_OPS: dict[str, Literal["same", "removed", "added", "changed"]] = {
    "equal": "same",
    "delete": "removed",
    "insert": "added",
    "replace": "changed",
}
_MARKS = frozenset(characters(STRIPPED))
# Letters that writers of Arabic and Persian, and their keyboards, use for one another.
_SAME_LETTER = [frozenset(same) for same in ("اٱ", "يىی", "كک", "ةهە", ",٬", ".٫", "%٪")]
_KINDS = {
    "number": "a number differs",
    "negation": "a negation differs",
    "denial": "a denial differs",
    "hedge": "a hedge differs",
    "name": "a name differs",
}


def differences(quote: str, found: str) -> tuple[Difference, ...]:
    """The two, word by word; typography does not count. Runs of the same kind are told as one."""
    wanted, there = presentation(quote).text.split(), presentation(found).text.split()
    return tuple(
        Difference(
            _OPS[op.tag], " ".join(wanted[op.src_start : op.src_end]), " ".join(there[op.dest_start : op.dest_end])
        )
        for op in Levenshtein.opcodes(wanted, there)
    )


def guarded(diff: Sequence[Difference]) -> str:
    """What kind of word differs that never may, as a phrase for a person: "a number differs". Nothing if none does."""
    return next((_KINDS[found] for difference in diff if (found := _guard(difference))), "")


def _guard(difference: Difference) -> str:
    if difference.op == "same":
        return ""
    wanted, found = words(difference.wanted), words(difference.found)
    if wanted == found:
        return ""
    kinds = {kind(word) for word in {*wanted} ^ {*found}} - {""}
    for one in ("number", "negation", "denial", "hedge"):
        if one in kinds:
            return one
    capital = difference.wanted[:1].isupper() and difference.found[:1].isupper()
    return "name" if capital else ""


def is_guarded_only(diff: Sequence[Difference], *, elided: bool = False) -> bool:
    """Whether every word that differs is a figure, a negation, a hedge or a name, and at least half of the quote is the same.

    With `elided`, words that only the source has do not count.
    """
    same = sum(len(one.wanted.split()) for one in diff if one.op == "same")
    other = [one for one in diff if one.op != "same"]
    wanted = [word for one in other for word in words(one.wanted)]
    if same < max(1, len(wanted)) or not other:
        return False
    if elided:
        found = {kind(word) for one in other for word in words(one.found)}
        return bool(wanted) and all(kind(word) and kind(word) in found for word in wanted)
    return all(_all_guarded(one) for one in other)


def _all_guarded(difference: Difference) -> bool:
    if _guard(difference) == "name":
        return len(difference.wanted.split()) == len(difference.found.split())
    # Hedges of several words hold plain ones: "at", "than".
    return any(map(kind, words(f"{difference.wanted} {difference.found}"))) and all(
        kind(word) or len(word) <= 4 for word in words(f"{difference.wanted} {difference.found}")
    )


def misspelt(quote: str, found: str) -> str:
    """Why two wordings with one orthographic form are not the same words, as a sentence; nothing where they are.

    Case, marks and letters may be left out or written as the habit is; where both sides write them, they must agree.
    """
    wanted, there = presentation(quote).text.split(), presentation(found).text.split()
    if len(wanted) != len(there):
        return "The words are not parted in the same way."
    shouted = any(_is_shouted(side) for side in (wanted, there))
    for at, (mine, theirs) in enumerate(zip(wanted, there, strict=True)):
        if mine != theirs and (why := _other_word(mine, theirs, first=at == 0, shouted=shouted)):
            return f"The quote has “{mine}” where the source has “{theirs}”: {why}."
    return ""


def _is_shouted(side: list[str]) -> bool:
    """Whether it is written in capitals throughout, as headlines are; a single acronym is not."""
    cased = [word for word in side if word.lower() != word.upper()]
    return len(cased) > 1 and all(word.isupper() for word in cased)


def _other_word(mine: str, theirs: str, *, first: bool, shouted: bool) -> str:
    mine_letters, their_letters = _letters(mine), _letters(theirs)
    if len(mine_letters) != len(their_letters):
        return "the letters differ"
    by_case = []
    for at, ((letter, marks), (other, their_marks)) in enumerate(zip(mine_letters, their_letters, strict=True)):
        if not (marks <= their_marks or their_marks <= marks):
            return "the marks on the letters differ"
        if letter != other and not _is_same_letter(letter, other):
            if letter.lower() != other.lower():
                return "the letters differ"
            by_case.append(at)
    bare = "".join(words(mine)[:1])
    if any("ى" in side for side in (mine, theirs)) and bare in NAMES_BY_DOTS:
        return "the last letter makes another word of it"
    if by_case and not shouted and not (first and by_case == [_first_letter(mine_letters)]):
        return "the capitals differ, which may make or unmake a name"
    if by_case and bare in NAMES_BY_CAPITALS and not (first and _is_sentence_case(bare)):
        return "the capitals differ, which makes another word of it"
    return ""


def _first_letter(letters: list[tuple[str, frozenset[str]]]) -> int:
    return next((at for at, (letter, _) in enumerate(letters) if letter.isalnum()), -1)


def _is_sentence_case(word: str) -> bool:
    """Whether a capital at the beginning makes no name of it: "Who", "It" and "Us" only begin a sentence."""
    return word in {"who", "it", "us"}


def _letters(word: str) -> list[tuple[str, frozenset[str]]]:
    """Each letter with the marks on it that spelling may leave out."""
    found: list[tuple[str, frozenset[str]]] = []
    for letter in unicodedata.normalize("NFD", word):
        if letter in _MARKS and found:
            base, marks = found[-1]
            found[-1] = base, marks | {letter}
        elif letter != TATWEEL:
            found.append((letter, frozenset()))
    return found


def _is_same_letter(letter: str, other: str) -> bool:
    digit = unicodedata.decimal(letter, None)
    if digit is not None or unicodedata.decimal(other, None) is not None:
        return digit == unicodedata.decimal(other, None)
    return any({letter, other} <= same for same in _SAME_LETTER)


def spelling_differs_in(quote: str, found: str) -> str:
    """What kind of spelling differs between two wordings that are the same words, for a person."""
    wanted, there = presentation(quote).text, presentation(found).text
    pairs = list(zip(wanted.split(), there.split(), strict=False))
    parts = {
        "capitals": any(mine != theirs and mine.lower() == theirs.lower() for mine, theirs in pairs),
        "digits": [letter for letter in wanted if letter.isdecimal()]
        != [letter for letter in there if letter.isdecimal()],
        "accents or vowel marks": any(
            [marks for _, marks in _letters(mine)] != [marks for _, marks in _letters(theirs)] for mine, theirs in pairs
        ),
    }
    named = [name for name, differs in parts.items() if differs] or ["letters"]
    return " and ".join(named)


def is_same_when_spelt(quote: str, found: str) -> bool:
    """Whether the two have one orthographic form."""
    return orthographic(quote).text.strip() == orthographic(found).text.strip()
