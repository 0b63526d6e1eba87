"""Boxes in columns, so that what is repeated always stands further on, and lines cross little. Pure geometry.

After Sugiyama, Tagawa and Toda (1981): longest paths give the columns, barycentres the order inside them. The same input
gives the same places, on every machine and in every version of a page.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 8
LANE = 14  # pixels of height that a line passing through a column keeps for itself
APART = 16  # pixels between two boxes of a column

Edge = tuple[str, str]


@dataclass
class Layers:
    """Columns from left to right with the keys in each, and where each begins; `lanes` are the keys of passing lines."""

    columns: list[list[str]]
    top: dict[str, int]
    height: int
    lanes: dict[Edge, list[str]] = field(default_factory=dict)


def arranged(heights: Mapping[str, int], edges: list[Edge], last: set[str]) -> Layers:
    """Places for boxes of these heights. `edges` has no circle; those in `last` stand at the far end, and only those."""
    edges = sorted(set(edges), key=edges.index)
    depth = _depths(list(heights), edges, last)
    most = max(depth.values(), default=0)
    columns: list[list[str]] = [[] for _ in range(most + 1)]
    for key in heights:
        columns[most - depth[key]].append(key)
    tall = dict(heights)
    lanes: dict[Edge, list[str]] = {}
    links: list[Edge] = []
    for start, end in edges:
        lanes[start, end] = []
        for level in range(depth[start] - 1, depth[end], -1):
            lane = f"lane {start} {end} {level}"
            tall[lane] = LANE
            columns[most - level].append(lane)
            lanes[start, end].append(lane)
        links += pairwise([start, *lanes[start, end], end])
    if not last:
        columns = columns[:-1]
    _order(columns, links)
    top = _tops(columns, links, tall)
    height = max((top[key] + tall[key] for key in top), default=0)
    return Layers(columns, top, height, lanes)


def _depths(keys: list[str], edges: list[Edge], last: set[str]) -> dict[str, int]:
    """How far each is from the end, by the longest way there."""
    after: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for start, end in edges:
        after[start].append(end)
        before[end].append(start)
    waiting = {key: len(after[key]) for key in keys}
    depth = {key: 0 if key in last else 1 for key in keys}
    ready = [key for key in keys if not waiting[key]]
    for key in ready:
        for start in before[key]:
            depth[start] = max(depth[start], depth[key] + 1)
            waiting[start] -= 1
            if not waiting[start]:
                ready.append(start)
    return depth


def _neighbours(links: list[Edge]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    after: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for start, end in links:
        after[start].append(end)
        before[end].append(start)
    return after, before


def _order(columns: list[list[str]], links: list[Edge]) -> None:
    """Each column by the mean place of its neighbours in the next one, to and fro; what has none keeps its place."""
    after, before = _neighbours(links)
    for sweep in range(SWEEPS):
        beside = after if sweep % 2 == 0 else before
        places = reversed(columns) if sweep % 2 == 0 else iter(columns)
        at: dict[str, float] = {}
        for column in places:
            here = {key: index for index, key in enumerate(column)}
            weight = {
                key: (sum(at[other] for other in beside[key]) / len(beside[key]) if beside[key] else float(here[key]))
                for key in column
            }
            column.sort(key=lambda key: (weight[key], here[key]))
            at |= {key: float(index) for index, key in enumerate(column)}


def _tops(columns: list[list[str]], links: list[Edge], tall: Mapping[str, int]) -> dict[str, int]:
    """The tallest column is packed; the others lean towards their neighbours, in their order and without touching."""
    after, before = _neighbours(links)
    top: dict[str, int] = {}
    sizes = [sum(tall[key] + APART for key in column) - APART for column in columns]
    height = max(sizes, default=0)
    for column, size in zip(columns, sizes, strict=True):
        y = (height - size) // 2
        for key in column:
            top[key] = y
            y += tall[key] + APART
    for _ in range(SWEEPS):
        for column in [*columns, *reversed(columns)]:
            wanted = []
            for key in column:
                beside = after[key] + before[key]
                middle = sum(top[other] + tall[other] / 2 for other in beside) / len(beside) if beside else None
                wanted.append(top[key] if middle is None else int(middle - tall[key] / 2))
            _settle(column, wanted, top, tall, height)
    return top


def _settle(column: list[str], wanted: list[int], top: dict[str, int], tall: Mapping[str, int], height: int) -> None:
    floor = 0
    for key, y in zip(column, wanted, strict=True):
        top[key] = max(y, floor)
        floor = top[key] + tall[key] + APART
    ceiling = height
    for key in reversed(column):
        top[key] = min(top[key], ceiling - tall[key])
        ceiling = top[key] - APART
