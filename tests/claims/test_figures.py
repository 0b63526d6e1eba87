"""What figures say of one another: the answers that design and documentation promise."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import figures
from claims.figures import Figure, Relation, Rule
from claims.quantities import Hedge, Interval, interval


def figure(hedge: str, *numbers: int, key: str = "f", at: str = "", **fields: Any) -> Figure:
    lower, upper = interval(hedge, list(numbers))
    return Figure(
        **{"id": key, "measure": "killed", "population": "all", "event": "e", "at": at} | fields,
        hedge=hedge, lower=lower, upper=upper,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((18, 18), (18, 18), "equal"),
        ((18, None), (18, None), "equal"),
        ((16, 25), (10, 30), "within"),
        ((23, 23), (18, None), "within"),
        ((10, 30), (16, 25), "contains"),
        ((18, None), (23, 23), "contains"),
        ((10, 20), (15, 25), "overlap"),
        ((18, None), (16, 25), "overlap"),
        ((18, 18), (23, 23), "disjoint"),
        ((23, 23), (29, None), "disjoint"),
        ((18, None), (29, None), "open"),
    ],
)
def test_two_intervals_stand_to_each_other_in_one_way(one: Interval, other: Interval, expected: str) -> None:
    assert figures.relation(one, other) == expected


def test_a_bare_number_against_the_same_with_a_hedge_is_a_dropped_hedge_and_no_conflict() -> None:
    assert figures.relation((40, 40), interval("nearly", [40])) == Relation.DISJOINT
    for hedge in ("nearly", "about", "at_least", "more_than", "up_to", "fewer_than"):
        assert figures.compare(figure("exactly", 40), figure(hedge, 40)) == Relation.HEDGE_DROPPED
        assert figures.compare(figure(hedge, 40), figure("exactly", 40)) == Relation.HEDGE_DROPPED
    assert figures.compare(figure("exactly", 41), figure("nearly", 40)) == Relation.DISJOINT


@pytest.mark.parametrize("fields", [{"measure": "wounded"}, {"population": "members_of_the_force"}, {"event": "other"}])
def test_figures_of_other_events_measures_or_populations_are_not_compared(fields: dict[str, Any]) -> None:
    assert figures.compare(figure("exactly", 16), figure("exactly", 16, **fields)) is None


def test_none_reported_is_no_figure_and_none_is() -> None:
    assert figures.compare(figure("none_reported"), figure("exactly", 3)) is None
    assert figures.compare(figure("none"), figure("exactly", 3)) == Relation.DISJOINT


def test_a_later_figure_of_one_origin_is_an_update_and_a_lower_one_only_if_it_says_so() -> None:
    first, second = figure("exactly", 18, at="2024-02-02"), figure("exactly", 23, at="2024-02-03")
    assert figures.succession(first, second) == Rule.UPDATE
    assert figures.succession(second, first) is None
    lower = figure("exactly", 15, at="2024-02-05")
    assert figures.succession(second, lower) == Rule.LOWERED
    assert figures.succession(second, lower, said_so=True) == Rule.UPDATE
    assert figures.succession(figure("exactly", 18), second) is None  # no order without times


def test_a_part_conflicts_with_its_whole_only_if_its_lowest_is_above_the_highest() -> None:
    assert figures.is_above_whole((24, None), (18, 23))
    assert not figures.is_above_whole((18, 40), (18, 23))
    assert not figures.is_above_whole((99, 99), (18, None))


def test_parts_are_added_bound_by_bound() -> None:
    total = figures.added([(16, 16), (23, 23)])
    assert total == (39, 39)
    assert figures.relation(total, interval("nearly", [40])) == Relation.WITHIN
    assert figures.added([(16, 16), (18, None)]) == (34, None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], None),
        ([(6, 6), (7, 7)], (6, 7)),
        ([(18, None), (12, None)], (12, None)),
        ([(18, None), (16, 25)], (16, 25)),
    ],
)
def test_the_reported_range_goes_to_the_greatest_finite_end(given: list[Interval], expected: Interval | None) -> None:
    assert figures.reported_range(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(8, 12), (11, 13), (10, 12)], (3, [(11, 12)])),
        ([(8, 12), (11, 13), (14, 15)], (2, [(11, 12)])),
        ([(8, 9), (8, 12), (10, 12)], (2, [(8, 9), (10, 12)])),
        ([(18, None), (23, None), (1, 2)], (2, [(23, None)])),
        ([], (0, [])),
    ],
)
def test_agreement_is_where_most_intervals_meet(given: list[Interval], expected: Any) -> None:
    assert figures.agreement(given) == expected


@pytest.mark.parametrize(
    ("original", "report", "expected"),
    [
        (figure("nearly", 40), figure("nearly", 40), []),
        (figure("nearly", 40), figure("exactly", 40), ["hedge_dropped"]),
        (figure("exactly", 40), figure("about", 40), ["hedge_added"]),
        (figure("at_least", 18), figure("nearly", 18), ["hedge_dropped", "hedge_added"]),
        (figure("at_least", 18), figure("at_least", 23), ["number_changed"]),
        (figure("dozens"), figure("hundreds"), ["number_changed"]),
        (figure("exactly", 16), figure("exactly", 16, population="civilians"), ["population_changed"]),
        (figure("exactly", 16), figure("exactly", 18, population="civilians"), ["population_changed", "number_changed"]),
        (figure("exactly", 16), figure("exactly", 18, measure="wounded"), []),
        (figure("none_reported"), figure("none"), []),
    ],
)  # fmt: skip
def test_what_a_report_changed_of_a_figure_is_named(original: Figure, report: Figure, expected: list[str]) -> None:
    assert figures.fidelity(original, report) == expected


def test_contested_civilian_status_is_from_none_to_all_and_counted_once() -> None:
    assert figures.contested_status((4, 4)) == (0, 4)
    assert figures.total((5, 5), (10, 12), (4, 4)) == (19, 21)


@pytest.mark.parametrize(
    ("given", "stance"),
    [(figure("exactly", 23), "contradicts"), (figure("exactly", 35), "supports"), (figure("exactly", 40), "supports"),
     (figure("at_least", 30), None), (figure("exactly", 35, population="civilians"), None)],
)  # fmt: skip
def test_a_figure_suggests_a_stance(given: Figure, stance: str | None) -> None:
    assert figures.suggested_stance(figure("nearly", 40), given) == stance


INTERVALS = st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)).filter(
    lambda ends: ends[1] is None or ends[0] <= ends[1]
)
CONVERSE = {Relation.WITHIN: Relation.CONTAINS, Relation.CONTAINS: Relation.WITHIN}


@given(INTERVALS, INTERVALS)
def test_relations_are_symmetric_where_they_must_be(one: Interval, other: Interval) -> None:
    found = figures.relation(one, other)
    assert figures.relation(other, one) == CONVERSE.get(found, found)


@given(st.lists(INTERVALS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_range_agreement_and_sum_do_not_depend_on_order(given: list[Interval], random: Any) -> None:
    shuffled = random.sample(given, len(given))
    for rule in (figures.reported_range, figures.agreement, figures.added):
        assert rule(shuffled) == rule(given)


@given(st.lists(INTERVALS, min_size=1, max_size=6))
def test_agreement_is_reached_at_every_point_it_names_and_nowhere_else_is_better(given: list[Interval]) -> None:
    count, stretches = figures.agreement(given)

    def meeting(point: int) -> int:
        return sum(low <= point and (high is None or point <= high) for low, high in given)

    best = [point for point in range(12) if meeting(point) == count]
    assert max(meeting(point) for point in range(12)) == count
    assert best == [p for p in range(12) if any(lo <= p and (hi is None or p <= hi) for lo, hi in stretches)]


@given(st.sampled_from([h for h in Hedge if h != Hedge.MANUAL]), st.integers(1, 5000), st.integers(0, 50))
def test_numbers_are_read_back_from_hedge_and_bounds(hedge: Hedge, number: int, more: int) -> None:
    numbers = {"between": [number, number + more], "none": [0]}.get(hedge, [number])
    fixed = ("none", "none_reported", "dozens", "hundreds", "several")
    found = figures.numbers(figure(hedge, *([] if hedge in fixed else numbers)))
    assert found == ([0] if hedge == "none" else [] if hedge in fixed else numbers)
