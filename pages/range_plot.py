"""Figures beside one another as ranges: one row an origin, its figures in time, what all of them span and where most agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages import times
from pages.drawing import SMALL, Box, Dot, Path, Picture, Words, cut, face_name, isolated, length_of, wrapped
from record import sentences, wording

Row = dict[str, Any]

# Pixels.
NAMES, PLOT, WORDS, APART, PAD = 190, 400, 250, 22, 12
STEP, ROW_GAP, AXIS = 38, 12, 34
TICKS = 5
# Figures far from 0 and near one another are drawn without the way to 0; the axis says where it begins.
NEAR = 0.4


@dataclass
class Entry:
    """One figure on one line of a row; several reports that give the same one share it."""

    line: Row
    count: int = 1


@dataclass
class Series:
    """One row: an origin with the figures that rest on it, its own first. `lines` are all of them, for the table."""

    key: tuple[str, ...]
    names: list[str]
    known: bool
    entries: list[Entry] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Scale:
    """From a number to a place. `low` and `high` are round numbers, the ends of the axis."""

    low: int
    high: int
    step: int

    @classmethod
    def over(cls, numbers: list[int]) -> "Scale":
        least, most = min(numbers), max(numbers)
        low = least if least > 0 and (most - least) < NEAR * most and most - least > 0 else 0
        step = _round((most - low) / TICKS)
        low = low // step * step
        return cls(low, max(-(-most // step), low // step + 1) * step, step)

    def x(self, number: int) -> int:
        return NAMES + APART + (number - self.low) * PLOT // (self.high - self.low)

    def ticks(self) -> list[int]:
        return list(range(self.low, self.high + 1, self.step))


def range_plots(
    panels: list[Row], origins: list[Row], evidence: Mapping[str, Row], address: Callable[[str], str], *, rtl: bool
) -> list[Row]:
    """Each panel with its picture and its lines by origin; a panel without numbers has lines only.

    `origins` give the names of those the figures rest on, `evidence` its rows by id, `address` leads to one of them.
    """
    known = {origin["id"]: origin for origin in origins}
    found = []
    for index, panel in enumerate(panels):
        lines = [
            {**line, "row": row, "address": address(row["id"]), "out": is_out(line, row)}
            for line, row in ((line, evidence[line["evidence"]]) for line in panel["figures"])
        ]
        rows = series_of(lines, known)
        picture = _Plot(panel, rows, f"figures-{index + 1}").picture() if _numbers(panel) else None
        found.append(
            {
                "panel": panel,
                "series": rows,
                "picture": picture.reflected() if picture and rtl else picture,
                "spread": sentences.spread(panel),
                "agreement": agreement(panel),
                "label": sentences.counted_as(panel),
                # Two updates are one thing to say.
                "rules": list(dict.fromkeys(finding["rule"] for finding in panel["findings"])),
            }
        )
    return found


def series_of(lines: list[Row], origins: Mapping[str, Row]) -> list[Series]:
    """The lines of a panel by origin: those whose figure counts first, then by time; in each its own figures, then reports."""
    found: dict[tuple[str, ...], Series] = {}
    for line in lines:
        # Reports that lead to nobody any more are no origins: those that give the same figure share a row.
        key = tuple(line["origins"]) or (
            "",
            *(str(line[part]) for part in ("lower", "upper", "hedge", "superseded_by")),
        )
        if key not in found:
            faces = [origins.get(name, line["by"]) for name in line["origins"]] or [line["by"]]
            # Whoever took their words back is known, though no origin any more.
            is_known = bool(line["origins"]) and all(
                name not in origins or origins[name]["grounded"] for name in line["origins"]
            )
            found[key] = Series(key, [face_name(face) for face in faces], is_known)
        row = found[key]
        row.lines.append(line)
        same = next((entry for entry in row.entries if _is_same(entry.line, line)), None)
        if same and not line["own_words"]:
            same.count += 1
            # Of several that say the same, the one that stands for its origin now.
            same.line = line if line["current"] else same.line
        else:
            row.entries.append(Entry(line))
    for row in found.values():
        if not row.key[0] and len(row.lines) > 1:
            reports = ngettext("{n} report", "{n} reports", len(row.lines)).format(n=number_format(len(row.lines)))
            row.names = [reports]
        row.entries.sort(key=lambda entry: not entry.line["own_words"])
        row.lines.sort(key=lambda line: not line["own_words"])
    # Origins before others, and what stands before what is gone.
    return sorted(found.values(), key=lambda row: (not any(line["current"] for line in row.lines), not row.known))


def agreement(panel: Row) -> str:
    """Where most figures that stand now meet; "" where fewer than two do."""
    if panel["agreement"]["origins"] < 2:
        return ""
    stretches = sentences.listed(_interval(one) for one in panel["agreement"]["stretches"])
    return _("{stretches}: there {meeting}").format(stretches=stretches, meeting=_meeting(panel))


def _meeting(panel: Row) -> str:
    count, total = panel["agreement"]["origins"], sum(line["current"] for line in panel["figures"])
    form = ngettext("{n} of {total} figure meets", "{n} of {total} figures meet", total)
    return form.format(n=number_format(count), total=number_format(total))


def _is_same(one: Row, other: Row) -> bool:
    keys = ("lower", "upper", "hedge", "own_words", "superseded_by", "counts", "stance")
    return all(one[key] == other[key] for key in keys)


def is_out(line: Row, row: Row) -> bool:
    """Whether the figure of this evidence counts no more: taken back, replaced, or never said."""
    return bool(line["superseded_by"]) or row["standing"] != "live"


def _says(line: Row) -> bool:
    return line["lower"] is not None or line["upper"] is not None


def _numbers(panel: Row) -> list[int]:
    lines = [*panel["figures"], *([panel["claim"]] if panel.get("claim") else [])]
    found = [number for line in lines for number in (line["lower"], line["upper"]) if number is not None]
    if found and any(_says(line) and line["upper"] is None for line in lines):
        # An open end begins somewhere and goes on: it needs room to be seen.
        found.append(max(found) + max(max(found) // 4, 1))
    return found


def _round(width: float) -> int:
    """The next step of 1, 2, 5, 10, 20, 50, …"""
    power = 1
    while True:
        for first in (1, 2, 5):
            if first * power >= width:
                return first * power
        power *= 10


class _Plot:
    def __init__(self, panel: Row, rows: list[Series], key: str) -> None:
        self.panel = panel
        self.rows = rows
        self.scale = Scale.over(_numbers(panel))
        self.right = NAMES + APART + PLOT
        self.drawn = Picture(
            key=key,
            title=_("Figures: {what}").format(what=sentences.counted_as(panel)),
            description=". ".join(
                part
                for part in (sentences.spread(panel), agreement(panel), _("The table below says the same."))
                if part
            ),
            width=self.right + APART + WORDS + PAD,
        )
        self.y = PAD

    def picture(self) -> Picture:
        for stretches, name, said, kind in self._summaries():
            for bounds in stretches:
                self._line(bounds, kind)
            self._name([name], "strong")
            self._said(said, "")
            self.y += STEP - 8
        if self.y > PAD:
            self.y += 4
        first = self.y
        for row in self.rows:
            self._row(row)
        self._axis(first)
        return self.drawn

    def _summaries(self) -> list[tuple[list[Row], str, str, str]]:
        """What stands above the rows: the claim's own figure, all that is reported, where most agree, contested status."""
        panel, found = self.panel, []
        if panel.get("claim"):
            found.append(([panel["claim"]], _("The claim itself"), _interval(panel["claim"]), "claim"))
        if panel["range"]:
            found.append(([panel["range"]], _("Reported range"), _interval(panel["range"]), "range"))
        if agreement(panel):
            stretches = panel["agreement"]["stretches"]
            meeting = _meeting(panel)
            told = sentences.listed(isolated(_interval(stretch)) for stretch in stretches)
            said = f"{told} · {isolated(meeting)}"
            # The page has all of it above the picture.
            found.append((stretches, _("Agreement"), said if length_of(said) <= WORDS else meeting, "agree"))
        if panel.get("contested"):
            bounds = panel["contested"]
            found.append(([bounds], _("Of these, civilians"), _interval(bounds), "contested"))
        return found

    def _row(self, row: Series) -> None:
        top = self.y
        stands = any(line["current"] for line in row.lines)
        why = _("basis not known") if row.key[0] else _("leads to no origin")
        self._name(row.names, "" if stands else "soft", known=row.known, why=why)
        before: tuple[int, int] | None = None
        for entry in row.entries:
            line = entry.line
            if _says(line):
                at = self._mark(line)
                if line["own_words"]:
                    if before:
                        self._join(before, at)
                    # What was taken back was not followed by anything.
                    before = at if line["superseded_by"] or not line["out"] else None
            self._words(entry)
            self.y += STEP
        if top != PAD:
            self.drawn.paths.insert(0, _across(0, self.drawn.width, top - ROW_GAP // 2, "between"))
        self.y += ROW_GAP

    def _mark(self, line: Row) -> tuple[int, int]:
        """Draws the figure; gives where its number stands, to join it to the next."""
        kind = "now" if line["current"] else ("past" if line["own_words"] and line["counts"] else "relayed")
        if line["out"]:
            kind = "past"
        if line["stance"] == "contradicts":
            kind += " is-contradicts"
        self._line(line, kind)
        number = line["lower"] if line["lower"] is not None else line["upper"]
        return self.scale.x(number), self._middle

    @property
    def _middle(self) -> int:
        return self.y + STEP // 2 - 4

    def _line(self, bounds: Row, kind: str) -> None:
        y, lower, upper = self._middle, bounds["lower"], bounds["upper"]
        if kind in ("range", "agree", "claim", "contested"):
            y -= 4
        if lower is not None and lower == upper:
            self.drawn.dots.append(Dot(self.scale.x(lower), y, 6, f"dot {kind}"))
            return
        start = self.scale.x(max(lower, self.scale.low)) if lower is not None else NAMES + APART
        end = self.scale.x(upper) if upper is not None else self.right
        self.drawn.boxes.append(Box(start, y - 4, max(end - start, 2), 8, f"bar {kind}", 2))
        if upper is None:
            self.drawn.paths.append(_head(end, y, 10, f"end {kind}"))
        if lower is None:
            self.drawn.paths.append(_head(start, y, -10, f"end {kind}"))

    def _join(self, before: tuple[int, int], at: tuple[int, int]) -> None:
        """From an earlier figure down, then along to the one that followed."""
        (x, y), (to_x, to_y) = before, at
        self.drawn.paths.append(Path((("M", ((x, y),)), ("L", ((x, to_y),)), ("L", ((to_x, to_y),))), "step"))

    def _name(self, names: list[str], kind: str, *, known: bool = True, why: str = "") -> None:
        lines = wrapped(" + ".join(names), NAMES - PAD, 2)
        if not known:
            lines = [*wrapped(" + ".join(names), NAMES - PAD, 1), why]
        y = self._middle + 5 if len(lines) == 1 else self._middle - 3
        if kind == "strong":
            y -= 4
        for index, line in enumerate(lines):
            classes = kind if known or not index else "small"
            self.drawn.words.append(Words(PAD, y + 16 * index, line, classes))

    def _said(self, words: str, kind: str) -> None:
        self.drawn.words.append(Words(self.right + APART, self._middle + 1, cut(words, WORDS), kind))

    def _words(self, entry: Entry) -> None:
        line, x = entry.line, self.right + APART
        self.drawn.words.append(
            Words(x, self._middle - 1, cut(line["words"], WORDS - PAD), "struck" if line["out"] else "strong")
        )
        told = [isolated(times.plain(line["as_of"] or line["said_at"]))]
        if line["superseded_by"]:
            told.append(str(wording.SUPERSEDED.label))
        elif line["out"]:
            told.append(str(wording.label("standing", line["row"]["standing"])))
        elif line["stance"] == "context":
            told.append(str(wording.label("stance", "context")))
        if not line["own_words"] and line["origins"]:
            if entry.count == 1:
                told.append(_("through {name}").format(name=isolated(face_name(line["row"]["outlet"]))))
            else:
                reports = ngettext("{n} report", "{n} reports", entry.count)
                told.append(reports.format(n=number_format(entry.count)))
        self.drawn.words.append(
            Words(x, self._middle + 15, cut(" · ".join(part for part in told if part), WORDS, SMALL), "small")
        )

    def _axis(self, first: int) -> None:
        bottom = self.y
        if self.panel["range"]:
            spread = self.panel["range"]
            start = self.scale.x(spread["lower"] or 0)
            end = self.scale.x(spread["upper"]) if spread["upper"] is not None else self.right
            self.drawn.back.append(Box(start, first - 4, max(end - start, 2), bottom - first, "spread", 0))
        free = 0
        for tick in self.scale.ticks():
            x, label = self.scale.x(tick), number_format(tick, force_grouping=True)
            self.drawn.paths.insert(0, Path((("M", ((x, PAD),)), ("L", ((x, bottom),))), "grid"))
            half = length_of(label, SMALL) // 2
            if x - half >= free:
                self.drawn.words.append(Words(x, bottom + 16, label, "small", middle=True))
                free = x + half + 8
        self.drawn.height = bottom + AXIS


def _interval(bounds: Row) -> str:
    return sentences.interval(bounds["lower"], bounds["upper"])


def _head(x: int, y: int, reach: int, kind: str) -> Path:
    return Path((("M", ((x, y - 8),)), ("L", ((x + reach, y),)), ("L", ((x, y + 8),)), ("Z", ())), kind)


def _across(x: int, to_x: int, y: int, kind: str) -> Path:
    return Path((("M", ((x, y),)), ("L", ((to_x, y),))), kind)
