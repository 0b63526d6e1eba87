"""Keyset paging: a page is one indexed read however deep it lies, and no row is shown twice or skipped when others come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import QueryDict

from api.problems import Problem
from api.public import addresses
from api.public.cursors import EPOCH, Cursor, unusable
from api.public.parameters import DEFAULT_PAGE_SIZE
from record import reading

# What both engines can compare with a sequence; SQLite raises for a larger number.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """Rows as tuples, and the cursors to the pages beside this one, where there are any."""

    rows: list[tuple[Any, ...]]
    next: Cursor | None
    previous: Cursor | None

    def links(self, path: str, query: QueryDict) -> dict[str, str | None]:
        """`next` and `previous` as absolute addresses that repeat the rest of the query."""
        return {name: link(path, query, cursor) for name, cursor in (("next", self.next), ("previous", self.previous))}


@dataclass(frozen=True)
class Keyset:
    """An order by an instant and then by a key that no two rows share, both of which stand in every cursor; or by the key
    alone, where `instant` is empty. The newest comes first, or with `ascending` the oldest.
    """

    instant: str
    key: str
    read_key: Callable[[str], int | str]
    ascending: bool = False

    def page(self, rows: models.QuerySet, columns: list[str], asked: dict[str, Any]) -> Page:
        """The page that `cursor` and `page_size` ask for; its rows hold `columns`."""
        cursor: Cursor | None = asked.get("cursor")
        size: int = asked.get("page_size", DEFAULT_PAGE_SIZE)
        backwards = cursor is not None and cursor.backwards
        order = [self.instant, self.key] if self.instant else [self.key]
        rows = rows.order_by(*(name if backwards != self.ascending else f"-{name}" for name in order))
        if cursor is not None:
            rows = rows.filter(self._beyond(cursor))
        # One row more than asked tells whether the list goes on.
        found = list(rows.values_list(self.instant or self.key, self.key, *columns)[: size + 1])
        more = len(found) > size
        found = found[:size]
        if backwards:
            found.reverse()
        first = self._at(found[0], backwards=True) if found else None
        last = self._at(found[-1], backwards=False) if found else None
        return Page(
            [row[2:] for row in found],
            next=last if more or backwards else None,
            previous=first if (more if backwards else cursor is not None) else None,
        )

    def _at(self, row: tuple[Any, ...], *, backwards: bool) -> Cursor:
        return Cursor(backwards, row[0] if self.instant else EPOCH, str(row[1]))

    def _beyond(self, cursor: Cursor) -> models.Q:
        key = self.read_key(cursor.key)
        way = "gt" if cursor.backwards != self.ascending else "lt"
        if not self.instant:
            return models.Q(**{f"{self.key}__{way}": key})
        # The first condition says nothing new; it lets the engines start in the index.
        return models.Q(**{f"{self.instant}__{way}e": cursor.instant}) & (
            models.Q(**{f"{self.instant}__{way}": cursor.instant}) | models.Q(**{f"{self.key}__{way}": key})
        )


def places(asked: dict[str, Any], most: int) -> tuple[int, int]:
    """From where and how many rows to read of a list whose cursors count places. Raises `Problem` for another's cursor."""
    cursor: Cursor | None = asked.get("cursor")
    start = a_sequence(cursor.key) if cursor else 0
    if cursor and (cursor.instant != EPOCH or start > most):
        raise foreign()
    return start, asked.get("page_size", DEFAULT_PAGE_SIZE)


def around(start: int, size: int, *, more: bool) -> Page:
    """The cursors around `size` places from `start` on; without rows."""
    return Page(
        [],
        next=Cursor(False, EPOCH, str(start + size)) if more else None,
        previous=Cursor(False, EPOCH, str(max(0, start - size))) if start else None,
    )


def link(path: str, query: QueryDict, cursor: Cursor | None) -> str | None:
    """The absolute address of the page at this cursor."""
    if cursor is None:
        return None
    changed = query.copy()
    changed["cursor"] = str(cursor)
    return addresses.of_page(path, changed.urlencode())


def foreign() -> Problem:
    """What is answered to a cursor of another list."""
    return Problem("bad-parameters", errors=[{"parameter": "cursor", "detail": str(unusable())}])


def a_sequence(text: str) -> int:
    """Reads a cursor's key as a number. Raises `Problem`."""
    if not text.isdigit() or int(text) > _LARGEST:
        raise foreign()
    return int(text)


def an_id(text: str) -> str:
    """Reads a cursor's key as an id. Raises `Problem`."""
    if not reading.is_id(text):
        raise foreign()
    return text
