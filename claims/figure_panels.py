"""The figures of a claim beside one another: a panel for each measure and population, as documents hold them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from claims.figures import (
    ALL,
    CONTESTED,
    Figure,
    Relation,
    Rule,
    agreement,
    compare,
    contested_status,
    is_above_whole,
    reported_range,
    succession,
)
from claims.quantities import Interval

Row = dict[str, Any]


@dataclass(frozen=True)
class Reported:
    """A figure of one piece of evidence, with where its chain ends. `row` is the evidence as the document holds it.

    `is_root` says that the chain ends in this very statement: it is its origin's own figure, not a report of it.
    """

    figure: Figure
    row: Row
    origins: tuple[str, ...]
    is_grounded: bool
    is_root: bool

    @property
    def id(self) -> str:
        return self.figure.id

    @property
    def may_count(self) -> bool:
        """Whether it takes part in ranges: it stands, its chain ends in an origin, it says a number for or against the claim.

        A report of what was withdrawn or superseded, or one of a circle, ends in none and counts no more (I6).
        """
        stances = self.row["stance"] in ("supports", "contradicts") or self.row["asserts_opposite"]
        return bool(self.row["counts"] and self.origins and stances and self.figure.says_something)


def panels_of(claim: Figure | None, given: Iterable[Reported]) -> list[Row]:
    """The panels, the claim's own first. `claim` is its figure, or for a running count what is counted."""
    found: dict[tuple[str, str], list[Reported]] = {}
    if claim:
        found[claim.measure, claim.population] = []
    for one in given:
        found.setdefault((one.figure.measure, one.figure.population), []).append(one)
    own = (claim.measure, claim.population) if claim else None
    keys = sorted(found, key=lambda key: (key != own, key))
    panels = [_panel(key, claim if key == own else None, found[key]) for key in keys]
    for panel in panels:
        _hold_against_whole(panel, panels)
    return panels


def figure_of(row: Row | None, key: str, event: str, said_at: Row | None) -> Figure | None:
    """The figure that a document's quantity is; None where nothing is counted."""
    if not row or not row["measure"]:
        return None
    time = row["as_of"] or said_at
    return Figure(
        id=key,
        measure=row["measure"],
        population=row["population"],
        hedge=row["hedge"],
        lower=row["lower"],
        upper=row["upper"],
        event=event,
        at=time["earliest"] if time else "",
    )


def who(row: Row) -> Row:
    """Whose words they are, in short: the speaker, or the outlet in its own voice."""
    return named(row["speaker"] or row["outlet"])


def named(face: Row) -> Row:
    """Id and names of a speaker or an outlet."""
    return {"id": face["id"], "name": face["name"], "names": face["names"]}


def current_of(given: Iterable[Reported]) -> dict[tuple[str, ...], Reported]:
    """The figure that each origin gives now, by origin: the newest of its own words, else the newest report of them.

    A later figure that is lower replaces an earlier one only where a person recorded that its origin says so, by marking the
    earlier as superseded.
    """
    groups: dict[tuple[str, ...], list[Reported]] = {}
    for one in given:
        if one.may_count:
            groups.setdefault(_group(one), []).append(one)
    found = {}
    for key, group in sorted(groups.items()):
        own = [one for one in group if one.is_root] or group
        current, *later = sorted(own, key=_by_time)
        for one in later:
            if succession(current.figure, one.figure) != Rule.LOWERED:
                current = one
        found[key] = current
    return found


def excluding(current: Iterable[Reported]) -> list[str]:
    """The figures that exclude the figure of another origin; a dropped hedge excludes nothing."""
    return _related(list(current), Relation.DISJOINT)


def _panel(key: tuple[str, str], claim: Figure | None, given: list[Reported]) -> Row:
    given = sorted(given, key=_by_time)
    current = current_of(given)
    intervals = [one.figure.interval for one in current.values()]
    spread = reported_range(intervals)
    count, stretches = agreement(intervals)
    panel: Row = {
        "measure": key[0],
        "population": key[1],
        "figures": [_line(one, claim, current) for one in given],
        "range": _bounds(spread) if spread else None,
        "agreement": {"origins": count, "stretches": [_bounds(stretch) for stretch in stretches]},
        "findings": _findings(given, list(current.values())),
    }
    if key[1] == CONTESTED and spread:
        # Civilians or fighters: up to all of them are the one or the other, and in a total they stand once.
        panel["findings"].append(_finding(Rule.CONTESTED_STATUS, current.values()))
        panel["contested"] = _bounds(contested_status(spread))
    return panel


def _line(one: Reported, claim: Figure | None, current: dict[tuple[str, ...], Reported]) -> Row:
    quantity = one.row["quantity"]
    found = compare(one.figure, claim) if claim else None
    return {
        "evidence": one.id,
        "statement": one.row["statement_id"],
        "origins": list(one.origins),
        "own_words": one.is_root,
        "by": who(one.row),
        "stance": one.row["stance"],
        "words": quantity["words"],
        "hedge": quantity["hedge"],
        "lower": quantity["lower"],
        "upper": quantity["upper"],
        "as_of": quantity["as_of"],
        "said_at": one.row["said_at"],
        "superseded_by": one.row["superseded_by"],
        "counts": one.may_count,
        "current": current.get(_group(one)) is one,
        "relation": found.value if found else None,
    }


def _findings(given: list[Reported], current: list[Reported]) -> list[Row]:
    found = []
    series: dict[tuple[str, ...], list[Reported]] = {}
    for one in given:
        if one.is_root and one.row["stance"] != "context" and one.row["standing"] == "live":
            series.setdefault(_group(one), []).append(one)
    for _, own in sorted(series.items()):
        for older, newer in pairwise(own):
            rule = succession(older.figure, newer.figure, said_so=bool(older.row["superseded_by"]))
            if rule:
                found.append(_finding(rule, [older, newer]))
    for rule, kind in ((Rule.CONFLICT, Relation.DISJOINT), (Rule.HEDGE_DROPPED, Relation.HEDGE_DROPPED)):
        if ids := _related(current, kind):
            found.append({"rule": rule.value, "evidence": ids})
    return found


def _related(current: list[Reported], kind: Relation) -> list[str]:
    """Those of the current figures that stand so to any other; compared once for each different figure."""
    different = {(one.figure.hedge, one.figure.interval): one for one in current}
    hit = {
        key
        for key, one in different.items()
        if any(compare(one.figure, other.figure) == kind for other in different.values())
    }
    return sorted(one.id for one in current if (one.figure.hedge, one.figure.interval) in hit)


def _hold_against_whole(panel: Row, panels: list[Row]) -> None:
    """A part of all the people counted conflicts with the whole only where even its lowest is above the whole's highest."""
    if panel["population"] == ALL:
        return
    for whole in panels:
        if (whole["measure"], whole["population"]) != (panel["measure"], ALL) or not whole["range"]:
            continue
        above = [
            line["evidence"]
            for line in panel["figures"]
            if line["current"]
            and is_above_whole((line["lower"], line["upper"]), (whole["range"]["lower"], whole["range"]["upper"]))
        ]
        if above and all(line["upper"] is not None for line in whole["figures"] if line["current"]):
            rests = sorted([*above, *(line["evidence"] for line in whole["figures"] if line["current"])])
            panel["findings"].append({"rule": Rule.SUBSET_CONFLICT.value, "evidence": rests})


def _finding(rule: Rule, given: Iterable[Reported]) -> Row:
    return {"rule": rule.value, "evidence": [one.id for one in given]}


def _bounds(interval: Interval) -> Row:
    return {"lower": interval[0], "upper": interval[1]}


def _group(one: Reported) -> tuple[str, ...]:
    return one.origins or (one.row["statement_id"],)


def _by_time(one: Reported) -> tuple[str, str]:
    return one.figure.at, one.id
