"""What claims are compared by before one is written: their telling words, the week of their event, their polarity. Pure.

Words are folded and stemmed here, in Python, so that the same words find the same claims on both engines.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

from sources.folding import STOP_WORDS, forms
from sources.quote_guards import denial_in

# Two dated events are told apart when more days lie between them: a night's strikes are reported over two or three.
DAYS_APART = 3
# The week of what has no date, or so vague a one that no week is its own. The first of 1970 shares it, and is found too
# often rather than never.
UNDATED = 0
_EPOCH = date(1970, 1, 1)
_VAGUE = timedelta(days=7)
_MOST_WEEKS = 8
# A claim is one sentence; of a longer text the rest is looked for no more.
MOST_WORDS = 40

Span = tuple[datetime, datetime]


def keys_of(text: str, language: str) -> list[str]:
    """The stems under which a text is kept, and each two that stand side by side; each once.

    Pairs are much rarer than words: among thousands of sentences of one mould they find the one that is meant.
    """
    stems = [word[1:2] or word for word in asked_words(text, language)]
    return list(dict.fromkeys([*(word[0] for word in stems), *(pair[0] for pair in asked_pairs(stems))]))


def asked_pairs(words: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each two words side by side, with the forms under which another text may keep them, in whichever order it has them."""
    together = pairwise(words)
    return list(dict.fromkeys(tuple(" ".join(sorted(pair)) for pair in product(*both)) for both in together))


def asked_words(text: str, language: str | None) -> list[tuple[str, ...]]:
    """The words of a text that is compared, each with the forms under which another may keep it, the word itself first.

    Words that stand everywhere are left out, unless there are no others.
    """
    found = list(dict.fromkeys(forms(text, language)))
    return ([word for word in found if word[0] not in STOP_WORDS] or found)[:MOST_WORDS]


def denies(text: str) -> bool:
    """Whether it is put in the negative: it holds a negation or a denial. Two do not make a positive in a claim."""
    return bool(denial_in(text))


def week_of(span: Span | None) -> int:
    """Under which week claims about something that began then are kept; whole weeks since 1970."""
    if span is None or span[1] - span[0] > _VAGUE:
        return UNDATED
    return _week(span[0])


def weeks_near(span: Span | None) -> list[int] | None:
    """The weeks in which claims about something that began about then are kept; None for every week."""
    if span is None:
        return None
    around = timedelta(days=DAYS_APART)
    # Kept is the beginning of a span of up to a week.
    first, last = _week(span[0] - around - _VAGUE), _week(span[1] + around)
    return None if last - first > _MOST_WEEKS else [UNDATED, *range(first, last + 1)]


def are_apart(one: Span | None, other: Span | None) -> bool:
    """Whether two beginnings are known to be too far from each other for one event."""
    if one is None or other is None:
        return False
    around = timedelta(days=DAYS_APART)
    return one[0] - around > other[1] or other[0] - around > one[1]


def likeness(asked: list[tuple[str, ...]], kept: set[str], weight_of: dict[tuple[str, ...], float]) -> float:
    """How much of both texts is the same, 0 to 1: Dice (1945) over words, rare ones weighing more.

    How rare a word is that only the other text has is not known; it weighs as much as the asked ones do on average.
    """
    whole = sum(weight_of[word] for word in asked)
    if not whole:
        return 0.0
    shared = [word for word in asked if not kept.isdisjoint(word)]
    same = sum(weight_of[word] for word in shared)
    other = same + max(0, len(kept) - len(shared)) * whole / len(asked)
    return 2 * same / (whole + other)


def span_of(times: Iterable[datetime | None]) -> Span | None:
    """A stated time as its two ends; None where it is not known."""
    earliest, latest = times
    return (earliest, latest) if earliest and latest else None


def _week(instant: datetime) -> int:
    return (instant.astimezone(UTC).date() - _EPOCH).days // 7
