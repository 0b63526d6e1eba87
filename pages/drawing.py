"""What pictures are made of: boxes, lines, words on a plane, mirrored for languages that run from right to left. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pages.shapes import PATHS
from record import sentences

# Text is never scaled, so these are the sizes on every screen; the frame around a picture scrolls instead. Pixels.
SIZE, SMALL = 13, 12
MARK = 12

# What moves words about without being seen. A name that holds any of it could leave the isolation it is drawn in.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_NARROW = frozenset("iljtfrI.,:;'’|!()[] ")


@dataclass(frozen=True)
class Box:
    """A rectangle; `kind` are its classes in the style sheet, and `tip` what a mouse that rests on it is told."""

    x: int
    y: int
    width: int
    height: int
    kind: str = ""
    radius: int = 4
    tip: str = ""


@dataclass(frozen=True)
class Words:
    """One line of text, from where it begins in the direction of the page, or around its middle. It is drawn isolated."""

    x: int
    y: int
    text: str
    kind: str = ""
    middle: bool = False

    @property
    def isolated(self) -> str:
        return isolated(self.text)


@dataclass(frozen=True)
class Mark:
    """One of the small shapes, in a square of 12 pixels; its word stands in the list beside the picture."""

    x: int
    y: int
    name: str
    kind: str = ""

    @property
    def path(self) -> str:
        return PATHS[self.name]


@dataclass(frozen=True)
class Path:
    """A line: SVG commands, each a letter and its points."""

    steps: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    kind: str = ""

    @property
    def d(self) -> str:
        return "".join(
            letter + " ".join(f"{x} {y}" for x, y in points) if points else letter for letter, points in self.steps
        )


@dataclass(frozen=True)
class Dot:
    """A circle of a few pixels around a point."""

    x: int
    y: int
    radius: int
    kind: str = ""


@dataclass
class Picture:
    """Everything drawn, from back to front, and what it shows in words. Whoever draws makes sure that all of it is inside."""

    key: str
    title: str
    description: str
    width: int = 0
    height: int = 0
    back: list[Box] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    mirrored: bool = False

    def reflected(self) -> "Picture":
        """The same picture for a language that runs from right to left: every x on the other side."""
        width = self.width
        return replace(
            self,
            mirrored=not self.mirrored,
            back=[replace(box, x=width - box.x - box.width) for box in self.back],
            boxes=[replace(box, x=width - box.x - box.width) for box in self.boxes],
            dots=[replace(dot, x=width - dot.x) for dot in self.dots],
            marks=[replace(mark, x=width - mark.x - MARK) for mark in self.marks],
            words=[replace(line, x=width - line.x) for line in self.words],
            paths=[
                replace(
                    path,
                    steps=tuple((letter, tuple((width - x, y) for x, y in points)) for letter, points in path.steps),
                )
                for path in self.paths
            ],
        )


def length_of(text: str, size: int = SIZE) -> int:
    """About how many pixels the words take, rather too many than too few: fonts differ and none is asked."""
    total = 0.0
    for letter in text:
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
            continue
        if unicodedata.east_asian_width(letter) in "WF":
            total += 1.05
        elif letter in _NARROW:
            total += 0.36
        elif letter.isupper():
            total += 0.74
        else:
            total += 0.6
    return int(total * size) + 1


def cut(text: str, room: int, size: int = SIZE) -> str:
    """The words if they fit into so many pixels, else their beginning and an ellipsis."""
    if length_of(text, size) <= room:
        return text
    kept = text
    while kept and length_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(text: str, room: int, lines: int = 2, size: int = SIZE) -> list[str]:
    """The words on at most so many lines, broken between words, the last one cut where more is left."""
    found: list[str] = []
    rest = text.split()
    while rest:
        count = len(rest)
        while count > 1 and length_of(" ".join(rest[:count]), size) > room:
            count -= 1
        if len(found) == lines - 1:
            count = len(rest)
        found.append(cut(" ".join(rest[:count]), room, size))
        rest = rest[count:]
    return found or [""]


def isolated(text: str) -> str:
    """Words of unknown direction inside a line, apart from those around them. A drawing knows no <bdi>: these are its like."""
    return f"\u2068{text}\u2069" if text else ""


def face_name(face: dict[str, Any]) -> str:
    """The name in the reader's language, without anything that turns directions, still to be cut and isolated."""
    return " ".join(sentences.name(face).translate(_BIDI).split())


def curve(points: Iterable[tuple[int, int]], kind: str = "") -> Path:
    """A line that leaves and enters each point level; points on one height are joined straight.

    It stays level for longer where it begins: there its words stand on it.
    """
    places = list(points)
    steps: list[tuple[str, tuple[tuple[int, int], ...]]] = [("M", (places[0],))]
    for (x, y), (to_x, to_y) in pairwise(places):
        late, middle = x + (to_x - x) * 4 // 5, (x + to_x) // 2
        steps.append(("L", ((to_x, to_y),)) if y == to_y else ("C", ((late, y), (middle, to_y), (to_x, to_y))))
    return Path(tuple(steps), kind)
