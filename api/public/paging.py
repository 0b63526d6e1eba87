"""Keyset paging: a page is one indexed read however deep it lies, and no row is shown twice or skipped when others come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import QueryDict

from api.problems import Problem
from api.public import addresses
from api.public.cursors import Cursor, unusable
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
    """Newest first by an instant and then by a key that no two rows share. Both stand in every cursor."""

    instant: str
    key: str
    read_key: Callable[[str], int | str]

    def page(self, rows: models.QuerySet, columns: list[str], asked: dict[str, Any]) -> Page:
        """The page that `cursor` and `page_size` ask for; its rows hold `columns`."""
        cursor: Cursor | None = asked.get("cursor")
        size: int = asked.get("page_size", DEFAULT_PAGE_SIZE)
        backwards = cursor is not None and cursor.backwards
        sign = "" if backwards else "-"
        rows = rows.order_by(f"{sign}{self.instant}", f"{sign}{self.key}")
        if cursor is not None:
            rows = rows.filter(self._beyond(cursor))
        # One row more than asked tells whether the list goes on.
        found = list(rows.values_list(self.instant, self.key, *columns)[: size + 1])
        more = len(found) > size
        found = found[:size]
        if backwards:
            found.reverse()
        first = Cursor(True, found[0][0], str(found[0][1])) if found else None
        last = Cursor(False, found[-1][0], str(found[-1][1])) if found else None
        return Page(
            [row[2:] for row in found],
            next=last if more or backwards else None,
            previous=first if (more if backwards else cursor is not None) else None,
        )

    def _beyond(self, cursor: Cursor) -> models.Q:
        key = self.read_key(cursor.key)
        way = "gt" if cursor.backwards else "lt"
        # The first condition says nothing new; it lets the engines start in the index.
        return models.Q(**{f"{self.instant}__{way}e": cursor.instant}) & (
            models.Q(**{f"{self.instant}__{way}": cursor.instant}) | models.Q(**{f"{self.key}__{way}": key})
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
