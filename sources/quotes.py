"""Whether words stand in a text, where, and whether they are the same words. A false confirmation is the worst answer.

`locate` says where, `verify` says whether what stands there is verbatim, `check` asks both; `docs/quotes.md` is for readers.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import islice, pairwise

from sources.quote_edges import changed_by_gap, denied_around, weakened_around
from sources.quote_forms import Forms, presentation
from sources.quote_nearest import SUGGESTED_FROM, Nearest, nearest
from sources.quote_places import (
    GAP_MOST,
    NORMAL,
    PIECE_LEAST,
    PLACES_TOLD,
    Place,
    TooFrequent,
    are_too_short,
    chains,
    chosen,
    has_words,
    in_context,
    is_elided,
    occurrences,
    pieces,
    typeset,
)
from sources.quote_wording import Difference, differences, guarded, is_same_when_spelt, misspelt, spelling_differs_in

ALGORITHM = "quotes/1"  # stored with each check; any change of an answer needs a new number
QUOTE_LIMIT = 5_000  # characters, as the statement's column
TEXT_LIMIT = 20_000_000  # characters; a capture's text is smaller
CONTEXT = 32  # characters kept on either side, as the W3C's TextQuoteSelector suggests

VERBATIM = frozenset({"exact", "presentation"})
CONFIRMED = VERBATIM | {"orthographic", "elided"}


@dataclass(frozen=True)
class Wording:
    """Whether one passage is the quote: exact, presentation, orthographic, elided or altered; why, and how they differ."""

    status: str
    reason: str
    diff: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Location:
    """Where the words stand, at the first level that finds any. More than one place is nobody's to choose from.

    `level` is empty when there is none; `reason` says why the search could not be made.
    """

    level: str = ""
    places: tuple[Place, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Check:
    """What a check found. Positions are code points of the text; `utf16` turns them into what JavaScript counts.

    `status` is one of statement.CheckStatus; `level` how alike the letters are; `spans` the pieces of an elided quote; `places`
    the candidates, at most 20, of an ambiguous one; `diff` (op, wanted, found) where words differ; `suggestion` (start, end,
    score) of the nearest place. `caution` warns of what stands just outside verbatim words, or is empty.
    """

    status: str
    reason: str
    level: str = ""
    start: int | None = None
    end: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    diff: tuple[Difference, ...] = ()
    suggestion: tuple[int, int, float] | None = None
    caution: str = ""


@dataclass(frozen=True)
class Drift:
    """What became of a quote in a newer text: unchanged, moved, altered, ambiguous or lost; and the check that says so."""

    word: str
    check: Check


def check(quote: str, text: str | Forms, hint: int | None = None, prefix: str = "", suffix: str = "") -> Check:
    """Find the quote and say whether it is verbatim. Of a text that is asked about much, give its `Forms`.

    `hint` is a code point inside the words somebody selected; `prefix` and `suffix` are what stood around them. They choose
    among several places only if they fit exactly one. Raises `ValueError` for an empty or too long quote.
    """
    forms = text if isinstance(text, Forms) else Forms(text)
    text = forms.text
    found = _locate(quote, forms, hint, prefix, suffix)
    if found.reason:
        return Check("unverifiable", found.reason)
    if not found.places:
        return _not_there(quote, forms)
    wordings = [(place, verify(quote, text[place.start : place.end])) for place in found.places]
    if found.level != "exact" and not found.places[0].spans:
        # Places that only look alike are none: "us" is not where "US" stands.
        wordings = [(place, wording) for place, wording in wordings if wording.status in CONFIRMED] or wordings[:1]
    if len(wordings) > 1:
        told = tuple((place.start, place.end) for place, _ in wordings[:PLACES_TOLD])
        reason = "The words stand in several places; select the one that is meant."
        return Check("ambiguous", reason, found.level, places=told)
    place, wording = wordings[0]
    return _judged(place, wording, found.level, text)


def _judged(place: Place, wording: Wording, level: str, text: str) -> Check:
    status, reason, caution = wording.status, wording.reason, ""
    denial = denied_around(text, place.start, place.end)
    if place.spans and status == "elided" and denial:
        status, reason = (
            "altered",
            f"“{denial}” stands just outside the shortened quote and may turn it round; quote it as well.",
        )
    elif status in CONFIRMED and (word := denial or weakened_around(text, place.start, place.end)):
        caution = f"Just outside these words the source says “{word}”, which may change what they mean."
    return Check(
        status,
        reason,
        level,
        place.start,
        place.end,
        place.spans if status == "elided" else (),
        diff=wording.diff,
        caution=caution,
    )


def locate(quote: str, text: str, hint: int | None = None, prefix: str = "", suffix: str = "") -> Location:
    """Where the words stand: exactly, else in other typography, else in other spelling, else in pieces around an ellipsis.

    Raises `ValueError` for an empty or too long quote.
    """
    return _locate(quote, Forms(text), hint, prefix, suffix)


def _locate(quote: str, forms: Forms, hint: int | None, prefix: str, suffix: str) -> Location:
    if not quote.strip():
        raise ValueError("quote: there are no words; give the words, or say why there are none.")
    if len(quote) > QUOTE_LIMIT:
        raise ValueError(f"quote: {len(quote)} characters; at most {QUOTE_LIMIT} fit.")
    if not has_words(forms.text):
        return Location(reason="The capture has no text to look in.")
    if len(forms.text) > TEXT_LIMIT:
        return Location(reason=f"The text is longer than {TEXT_LIMIT} characters; quote from a part of it.")
    if not has_words(presentation(quote).text):
        return Location(reason="The quote holds no letter and no digit that could be looked for.")
    try:
        return _located(quote, forms, hint, prefix, suffix)
    except TooFrequent:
        return Location(reason="These letters stand in too many other words of the text; quote more words.")


def _located(quote: str, forms: Forms, hint: int | None, prefix: str, suffix: str) -> Location:
    parts = pieces(quote) if is_elided(quote) else []
    # One more than we tell is enough to know that there are several; whoever can choose must see them all.
    enough = None if hint is not None or prefix or suffix else PLACES_TOLD + 1
    for level in NORMAL:
        found = list(islice(occurrences(quote, forms, level), enough))
        if found:
            return Location(level, tuple(chosen(found, forms.text, hint, prefix, suffix)))
    if not parts:
        return Location()
    for level in NORMAL:
        found = chains(parts, forms, level)
        if found and are_too_short(parts):
            return Location(
                reason=f"Beside an ellipsis there must be at least {PIECE_LEAST} characters; quote more words."
            )
        if found:
            return Location(level, tuple(found))
    return Location()


def verify(quote: str, found: str) -> Wording:
    """Whether this passage is the quote, word for word; what surrounds it is not asked.

    A changed figure, number word, negation, hedge or name is always `altered`, however similar the rest.
    """
    if quote == found:
        return Wording("exact", "The words stand in the source exactly as quoted.")
    if typeset(quote) == typeset(found):
        return Wording(
            "presentation", "The words are the same; spaces, quotation marks or dashes are typeset differently."
        )
    if is_same_when_spelt(quote, found):
        diff = differences(quote, found)
        if why := misspelt(quote, found):
            return Wording("altered", why, diff)
        return Wording(
            "orthographic",
            f"The words are the same; {spelling_differs_in(quote, found)} are written differently.",
            diff,
        )
    if is_elided(quote) and (wording := _verify_elided(quote, found)):
        return wording
    diff = differences(quote, found)
    return Wording("altered", _altered(diff), diff)


def _altered(diff: tuple[Difference, ...]) -> str:
    first = next((one for one in diff if one.op != "same"), None)
    if first is None:
        return "The letters differ."
    told = {
        "removed": f"The quote has “{first.wanted}”, which the source does not have there",
        "added": f"The source has “{first.found}”, which the quote leaves out",
    }.get(first.op, f"The quote has “{first.wanted}” where the source has “{first.found}”")
    why = guarded(diff)
    return f"{told}: {why}." if why else f"{told}."


def _verify_elided(quote: str, found: str) -> Wording | None:
    """None where the pieces do not fill the passage from end to end."""
    parts = pieces(quote)
    if not parts or are_too_short(parts):
        return None
    forms = Forms(found)
    for level in NORMAL:
        whole = [place for place in chains(parts, forms, level) if place[:2] == (0, len(found))]
        if len(whole) == 1:
            break
    else:
        return None
    spans = whole[0].spans
    for part, (start, end) in zip(parts, spans, strict=True):
        wording = verify(part, found[start:end])
        if wording.status == "altered":
            return wording
    for (_, left), (right, _) in pairwise(spans):
        if word := changed_by_gap(found, left, right):
            diff = _diff_around_gaps(found, spans)
            return Wording("altered", f"What the quote leaves out holds “{word}”, which changes the meaning.", diff)
    return Wording(
        "elided", f"The pieces stand in the source in this order, with at most {GAP_MOST} characters between them."
    )


def _diff_around_gaps(found: str, spans: tuple[tuple[int, int], ...]) -> tuple[Difference, ...]:
    diff = [Difference("same", found[slice(*spans[0])], found[slice(*spans[0])])]
    for (_, left), (right, end) in pairwise(spans):
        diff.append(Difference("added", "", found[left:right].strip()))
        diff.append(Difference("same", found[right:end], found[right:end]))
    return tuple(diff)


def _not_there(quote: str, forms: Forms) -> Check:
    parts = pieces(quote)
    near: Nearest | None = nearest(" ".join(parts), forms, elided=is_elided(quote))
    if near is None:
        return Check("not_found", "The words do not stand in the text, and nothing in it is close to them.")
    suggestion = (near.start, near.end, near.score) if near.score >= SUGGESTED_FROM else None
    if all(one.op == "same" for one in near.diff):
        # The same letters that begin or end inside a word or a figure, or pieces too far apart.
        return Check(
            "not_found", "The words stand there only as parts of longer words or figures.", suggestion=suggestion
        )
    return Check("altered", _altered(near.diff), "", near.start, near.end, diff=near.diff, suggestion=suggestion)


def context(text: str, start: int, end: int) -> tuple[str, str]:
    """(prefix, suffix) of a passage, to find the same one again in a newer text."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def reposition(
    quote: str,
    text: str | Forms,
    *,
    start: int | None = None,
    prefix: str = "",
    suffix: str = "",
    status: str = "exact",
) -> Drift:
    """What became of a quote, last found at `start` with this status and context, in a newer text of the same source.

    Where the words stand several times, the context must fit one place alone, or the old place must fit it still. A quote
    that was verbatim and is now only spelt alike is `altered`. An empty text is `lost`, with an `unverifiable` check. Raises
    `ValueError` as `check` does.
    """
    forms = text if isinstance(text, Forms) else Forms(text)
    now = check(quote, forms, prefix=prefix, suffix=suffix)
    if now.status == "ambiguous" and start is not None and (prefix or suffix):
        there = check(quote, forms, hint=start)
        if there.start == start and in_context([Place(start, there.end or start)], forms.text, prefix, suffix):
            now = there
    if now.status in CONFIRMED:
        if status in VERBATIM and now.status not in VERBATIM:
            return Drift("altered", now)
        return Drift("unchanged" if now.start == start else "moved", now)
    return Drift({"altered": "altered", "ambiguous": "ambiguous"}.get(now.status, "lost"), now)


class Asked:
    """One text that is asked about many quotes: its forms are made once, and the same question is answered once.

    So the answers can be found while no transaction is open, and asked for again within one: there only a question that is new
    by then takes its time.
    """

    def __init__(self, text: str) -> None:
        self._forms = Forms(text)
        self._checks: dict[Hashable, Check] = {}
        self._drifts: dict[Hashable, Drift] = {}

    def check(self, quote: str, hint: int | None) -> Check:
        """As the function `check`."""
        question = (quote, hint)
        if question not in self._checks:
            self._checks[question] = check(quote, self._forms, hint=hint)
        return self._checks[question]

    def reposition(self, quote: str, *, start: int | None, prefix: str, suffix: str, status: str) -> Drift:
        """As the function `reposition`."""
        question = (quote, start, prefix, suffix, status)
        if question not in self._drifts:
            self._drifts[question] = reposition(
                quote, self._forms, start=start, prefix=prefix, suffix=suffix, status=status
            )
        return self._drifts[question]
