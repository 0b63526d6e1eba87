"""Figures read from their words: what a form fills in where a person left it open, and what it asks when they read otherwise."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.quantities import Hedge, Interval, interval
from claims.quantity_words import LONGEST, Suggestion, suggest
from record import sentences, wording

WORDS_LIMIT = 200  # characters that the words of a figure may have
_SENTENCE_END = re.compile(r"(?<=[.!?؟۔])\s+|\n+")
# What a person sets that says how a figure is read.
READ = frozenset({"quantity_words", "quantity_hedge", "quantity_numbers", "quantity_lower", "quantity_upper"})


def told(hedge: str, bounds: Interval) -> str:
    """A reading in words: “at least: 18 or more”."""
    if hedge == Hedge.NONE_REPORTED:
        return str(wording.sentence("hedge", hedge))
    return _("{hedge}: {interval}").format(hedge=wording.label("hedge", hedge), interval=sentences.interval(*bounds))


def complete(typed: dict[str, Any], counted: tuple[str, str]) -> Suggestion | None:
    """Fills hedge, numbers, measure and population from the words where they were left empty; the reading, if there is one.

    `counted` is what the claim counts, and of whom: it stands where the words do not say. What cannot be read stays empty.
    """
    words = typed.get("quantity_words")
    if not words:
        return None
    read = suggest(words, typed.get("language") or None)
    if read and not typed.get("quantity_hedge") and typed.get("quantity_numbers") in (None, [], read.numbers):
        typed["quantity_hedge"], typed["quantity_numbers"] = read.hedge, read.numbers
    for name, said, own in zip(
        ("measure", "population"), (read.measure, read.population) if read else ("", ""), counted, strict=True
    ):
        typed[name] = typed.get(name) or said or own
    return read


def differs(typed: dict[str, Any], read: Suggestion | None) -> str:
    """Why a reason is due for a figure that is set otherwise than its words read, in one sentence; "" where none is."""
    hedge = typed.get("quantity_hedge")
    if read is None or not hedge or typed.get("quantity_reason"):
        return ""
    if hedge == Hedge.MANUAL:
        return ""  # a reason is asked for in any case, by the figure's own rule
    try:
        bounds = interval(hedge, typed.get("quantity_numbers") or [])
    except ValueError:
        return ""  # the numbers are wrong, and that is said at their field
    if bounds == (read.lower, read.upper):
        return ""
    return _("The words read as “%(read)s”. Correct the figure, or say here why it is another.") % {
        "read": told(read.hedge, (read.lower, read.upper))
    }


def words_of_figure(quote: str, language: str, measure: str) -> str:
    """The words of the one figure in a quote: its one sentence about what is counted; "" where it is not clear."""
    readable = {
        part.strip(): read
        for part in _SENTENCE_END.split(quote[: LONGEST * 5])
        if 0 < len(part.strip()) <= WORDS_LIMIT and (read := suggest(part, language or None))
    }
    about = [part for part, read in readable.items() if not measure or read.measure == measure]
    if len(about) == 1:
        return about[0]
    # "at least 18" alone does not say what is counted; the claim does.
    bare = [part for part, read in readable.items() if not read.measure]
    return bare[0] if not about and len(readable) == len(bare) == 1 else ""


@require_safe
def answer(request: HttpRequest) -> JsonResponse:
    """What `?words=&language=` seem to say, for the form as somebody types; an empty object where they cannot be read."""
    words, language = request.GET.get("words", ""), request.GET.get("language", "")
    measure = request.GET.get("measure", "")
    if request.GET.get("whole"):  # a quote, in which the words of the figure are looked for
        words = words_of_figure(words, language, measure)
    read = suggest(words, language or None) if len(words) <= LONGEST else None
    if read is None:
        return JsonResponse({})
    return JsonResponse(
        {
            "words": words, "hedge": read.hedge, "numbers": read.numbers, "measure": read.measure,
            "population": read.population, "confident": read.confident,
            "told": _("Read as %(read)s.") % {"read": told(read.hedge, (read.lower, read.upper))}, "note": read.note,
        }
    )  # fmt: skip
