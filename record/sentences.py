"""Sentences from the computed parts of a document: its codes, numbers and names, put into the reader's language."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from record import wording
from sources.languages import pick

Row = dict[str, Any]


def corroboration(found: Row | None) -> str:
    """What the reports show, in one sentence: "7 reports, one origin: the Observatory."; "" where nothing was computed.

    Takes the corroboration of a document or of a summary.
    """
    if not found or not found["label"]:
        return ""
    supports, contradicts = found["supports"], found["contradicts"]
    if found["wording"] == "sum":
        return _addition(found)
    match found["label"]:
        case "single_origin" if found["wording"] == "claimed_by":
            return _("{reports}, one origin: claimed by {name}, whose own act it is.").format(**_one(supports))
        case "single_origin":
            return _("{reports}, one origin: {name}.").format(**_one(supports))
        case "conflicting_origins" if found["wording"] == "same_origin":
            return _("One origin stands on both sides: {name}.").format(**_one(supports))
        case "conflicting_origins" if not contradicts["grounded"]:
            return _("{counted}, whose figures exclude each other.").format(counted=counted(supports))
        case "conflicting_origins":
            return _both_sides(found, _("For it: {support}. Against it: {denial}."))
        case "disputed_by_party":
            return _both_sides(found, _("For it: {support}. Against it, only parties to the event: {denial}."))
        case "denied_only" if contradicts["grounded"] == 1:
            return _("Nobody on record says so. Against it: {reports}, one origin: {name}.").format(**_one(contradicts))
        case "denied_only":
            return _("Nobody on record says so. Against it: {counted}.").format(counted=counted(contradicts))
        case "corroborated":
            return _("{counted}, by {ways} that have nothing in common.").format(
                counted=counted(supports),
                ways=_count(ngettext("{count} way", "{count} ways", supports["disjoint"]), supports["disjoint"]),
            )
        case "relayed_only":
            return _("{counted}, all by way of one report.").format(counted=counted(supports))
        case "withdrawn_by_speaker":
            return _("What was said for it was taken back by whoever said it.")
        case "acknowledged":
            return _("The party concerned affirms it against its own interest.")
        case "no_grounded_support" if supports["reports"]:
            return _("{reports}; who knew it first is not known.").format(reports=reports(supports))
        case "no_grounded_support":
            return _("Nobody on record says so.")
    return str(wording.sentence("corroboration", found["label"]))


def counted(side: Row) -> str:
    """Reports and origins of one side: "7 reports, 1 origin", "4 reports, 2 to 3 origins"."""
    low, high = side["grounded"], side["grounded"] + side["unknown"]
    if low == high:
        origins = _count(ngettext("{count} origin", "{count} origins", low), low)
    else:
        origins = _("{low} to {high} origins").format(low=number_format(low), high=number_format(high))
    return listed([reports(side), origins])


def reports(side: Row) -> str:
    """How many reports of one side count: "7 reports"."""
    return _count(ngettext("{count} report", "{count} reports", side["reports"]), side["reports"])


def interval(lower: int | None, upper: int | None) -> str:
    """An interval in words: "7", "30 to 39", "18 or more", "up to 12"."""
    if upper is None:
        return _("{number} or more").format(number=_number(lower or 0))
    if lower == upper:
        return _number(upper)
    if not lower:
        return _("up to {number}").format(number=_number(upper))
    return _("{low} to {high}").format(low=_number(lower), high=_number(upper))


def spread(panel: Row) -> str:
    """What origins give now, as one range and never as one number; "" for a panel that has none."""
    found = panel["range"]
    if not found:
        return ""
    return _("Reported: {interval}").format(interval=interval(found["lower"], found["upper"]))


def addition(total: Row) -> str:
    """How the parts of a sum stand to the claim's own figure."""
    told = interval(total["lower"], total["upper"])
    if not total["relation"]:
        return _("Its parts add up to {interval}.").format(interval=told)
    stands = wording.label("figure_relation", total["relation"])
    return _("Its parts add up to {interval}; against the claim's figure: {relation}.").format(
        interval=told, relation=stands
    )


def comma() -> str:
    """What stands between the parts of a list in the reader's language, its space included."""
    return pgettext("between the parts of a list", ", ")


def listed(parts: Iterable[str]) -> str:
    """The parts one after the other: "killed, civilians"."""
    return comma().join(part for part in parts if part)


def counted_as(figure: Row) -> str:
    """What a figure counts, and of whom: "targets struck, all"."""
    return listed(_apart(str(wording.counted(kind, figure[kind]))) for kind in ("measure", "population"))


def name(face: Row) -> str:
    """A speaker's or an outlet's name in the reader's language, apart from the direction around it."""
    return _apart(pick({"": face["name"], **face["names"]}, get_language() or "", "")[1])


def _apart(words: str) -> str:
    """Words that may run the other way than those around them, so that they move nothing about."""
    if words and (get_language_bidi() or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)):
        return f"\u2068{words}\u2069"
    return words


def _addition(found: Row) -> str:
    parts = found["parts"]
    if found["label"] == "single_origin":
        return ngettext(
            "An addition of {count} single-origin figure.", "An addition of {count} single-origin figures.", parts
        ).format(count=number_format(parts))
    weakest = wording.label("corroboration", found["label"])
    return ngettext(
        "An addition of {count} figure; of its weakest part: {label}.",
        "An addition of {count} figures; of the weakest of them: {label}.",
        parts,
    ).format(count=number_format(parts), label=weakest)


def _both_sides(found: Row, form: str) -> str:
    return form.format(support=counted(found["supports"]), denial=counted(found["contradicts"]))


def _one(side: Row) -> Row:
    return {"reports": reports(side), "name": name(side["only"])}


def _count(form: str, count: int) -> str:
    return form.format(count=number_format(count))


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)
