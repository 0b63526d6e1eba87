"""What figures say of one another: compared, updated, added, spread out. Pure; no database.

Two figures are compared only within one event, measure and population, or along a declared relation (I4). The rules and
the answers they must give stand in docs/corroboration.md.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from claims.quantities import Hedge, Interval

ALL = "all"  # the population that every other of an event is a part of
CONTESTED = "civilian_status_contested"  # the dead of whom one side says civilians and another fighters


class Relation(models.TextChoices):
    """How one interval stands to another, read from the first."""

    EQUAL = "equal", "equal"
    WITHIN = "within", "within"
    CONTAINS = "contains", "contains"
    OVERLAP = "overlap", "overlap"
    DISJOINT = "disjoint", "disjoint"
    OPEN = "open", "both open at one end"
    HEDGE_DROPPED = "hedge_dropped", "the same number without its hedge"


class Rule(models.TextChoices):
    """The rule that gave a finding about figures or about a chain."""

    UPDATE = "update", "update"
    LOWERED = "lowered", "lowered without a word of its origin"
    CONFLICT = "conflict", "conflict"
    SUBSET_CONFLICT = "subset_conflict", "part above its whole"
    HEDGE_DROPPED = "hedge_dropped", "hedge dropped"
    HEDGE_ADDED = "hedge_added", "hedge added"
    NUMBER_CHANGED = "number_changed", "number changed"
    POPULATION_CHANGED = "population_changed", "population changed"
    ORIGIN_WITHDRAWN = "origin_withdrawn", "its origin has withdrawn this"
    ORIGIN_SUPERSEDED = "origin_superseded", "its origin has given a newer figure"
    ORIGIN_MISATTRIBUTED = "origin_misattributed", "its origin never said this"
    CONTESTED_STATUS = "contested_status", "contested civilian status"


@dataclass(frozen=True)
class Figure:
    """One figure in a piece of evidence or a claim. `at` sorts in time (ISO 8601, UTC); empty where no time is known."""

    id: str
    measure: str
    population: str
    hedge: str
    lower: int | None
    upper: int | None
    event: str = ""
    at: str = ""

    @property
    def interval(self) -> Interval:
        return self.lower, self.upper

    @property
    def says_something(self) -> bool:
        """None reported is no figure, and neither is a measure without a number."""
        return self.lower is not None or self.upper is not None


def relation(one: Interval, other: Interval) -> Relation:
    """How two intervals stand to each other. Both open at one end decide nothing, unless the ends exclude each other."""
    low, high = _ends(one)
    other_low, other_high = _ends(other)
    if (low, high) == (other_low, other_high):
        return Relation.EQUAL
    if high < other_low or other_high < low:
        return Relation.DISJOINT
    if high == other_high == math.inf:
        return Relation.OPEN
    if other_low <= low and high <= other_high:
        return Relation.WITHIN
    if low <= other_low and other_high <= high:
        return Relation.CONTAINS
    return Relation.OVERLAP


def are_comparable(one: Figure, other: Figure) -> bool:
    """I4: the same event, measure and population, and both say something."""
    same = (one.event, one.measure, one.population) == (other.event, other.measure, other.population)
    return same and bool(one.measure and one.population) and one.says_something and other.says_something


def compare(one: Figure, other: Figure) -> Relation | None:
    """How two figures stand to each other; None where they must not be compared.

    A bare number against the same number with a hedge is a dropped hedge, never a conflict.
    """
    if not are_comparable(one, other):
        return None
    bare = [figure.hedge == Hedge.EXACTLY for figure in (one, other)]
    if bare[0] != bare[1] and numbers(one) == numbers(other) != []:
        return Relation.HEDGE_DROPPED
    return relation(one.interval, other.interval)


def numbers(figure: Figure) -> list[int]:
    """The numbers in the words, read back from hedge and bounds; none for words without any and for bounds set by hand."""
    low, high = figure.interval
    if figure.hedge in (Hedge.EXACTLY, Hedge.AT_LEAST) and low is not None:
        return [low]
    if figure.hedge == Hedge.MORE_THAN and low is not None:
        return [low - 1]
    if figure.hedge == Hedge.UP_TO and high is not None:
        return [high]
    if figure.hedge in (Hedge.FEWER_THAN, Hedge.NEARLY) and high is not None:
        return [high + 1]
    if figure.hedge == Hedge.BETWEEN and low is not None and high is not None:
        return [low, high]
    if figure.hedge == Hedge.ABOUT and low is not None and high is not None:
        return [(low + high) // 2]
    return [0] if figure.hedge == Hedge.NONE else []


def succession(older: Figure, newer: Figure, *, said_so: bool = False) -> Rule | None:
    """What a later figure of the same origin is: an update, or lowered where its origin does not say that it corrects.

    None where the two are not comparable or their order is not known. Figures of different origins are never updates.
    """
    if not are_comparable(older, newer) or not older.at or not newer.at or older.at >= newer.at:
        return None
    if older.interval == newer.interval:
        return None
    if is_lower(newer.interval, older.interval) and not said_so:
        return Rule.LOWERED
    return Rule.UPDATE


def is_lower(one: Interval, other: Interval) -> bool:
    """Whether the first lies wholly below the second."""
    return _ends(one)[1] < _ends(other)[0]


def is_above_whole(part: Interval, whole: Interval) -> bool:
    """A part conflicts with its whole only if even its lowest is more than the highest of the whole."""
    return _ends(part)[0] > _ends(whole)[1]


def added(parts: Iterable[Interval]) -> Interval:
    """The sum of figures: [Σ lower, Σ upper], open where any part is."""
    low, high = 0, 0
    is_open = False
    for lower, upper in parts:
        low += lower or 0
        high += upper or 0
        is_open = is_open or upper is None
    return low, None if is_open else high


def reported_range(intervals: Sequence[Interval]) -> Interval | None:
    """[least lower, greatest finite upper]: open above only where no figure has an upper end; None without figures."""
    if not intervals:
        return None
    uppers = [upper for _, upper in intervals if upper is not None]
    return min(lower or 0 for lower, _ in intervals), max(uppers) if uppers else None


def agreement(intervals: Sequence[Interval]) -> tuple[int, list[Interval]]:
    """Where most intervals agree: how many, and every stretch on which that many do (Marzullo 1984)."""
    if not intervals:
        return 0, []
    ends = [_ends(interval) for interval in intervals]
    starts = sorted({low for low, _ in ends})
    counts = {low: sum(one <= low <= other for one, other in ends) for low in starts}
    most = max(counts.values())
    found: list[Interval] = []
    for low in starts:
        if counts[low] == most:
            high = min(other for one, other in ends if one <= low <= other)
            found.append((int(low), None if high == math.inf else int(high)))
    return most, found


def fidelity(original: Figure, relayed: Figure) -> list[Rule]:
    """What a report changed of the figure it repeats; nothing where it is faithful."""
    if original.measure != relayed.measure or not (original.says_something and relayed.says_something):
        return []
    found = [Rule.POPULATION_CHANGED] if original.population != relayed.population else []
    if original.interval == relayed.interval:
        return found
    if numbers(original) != numbers(relayed) or not numbers(original):
        return [*found, Rule.NUMBER_CHANGED]
    if original.hedge != relayed.hedge:
        if original.hedge != Hedge.EXACTLY:
            found.append(Rule.HEDGE_DROPPED)
        if relayed.hedge != Hedge.EXACTLY:
            found.append(Rule.HEDGE_ADDED)
    return found


def contested_status(interval: Interval) -> Interval:
    """Of n dead whose status is contested, 0 to n were civilians and 0 to n fighters; the n stand in the total once."""
    return 0, interval[1]


def total(civilians: Interval, fighters: Interval, contested: Interval) -> Interval:
    """All the dead: those of contested status are counted once, as themselves, and in neither of the others."""
    return added([civilians, fighters, contested])


def suggested_stance(claim: Figure, figure: Figure) -> str | None:
    """The stance on the claim that a figure suggests to a person, who accepts or dismisses it; None for no suggestion."""
    found = compare(figure, claim)
    if found in (Relation.EQUAL, Relation.WITHIN, Relation.HEDGE_DROPPED):
        return "supports"
    return "contradicts" if found == Relation.DISJOINT else None


def _ends(interval: Interval) -> tuple[float, float]:
    lower, upper = interval
    return (0 if lower is None else lower, math.inf if upper is None else upper)
