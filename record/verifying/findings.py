"""What verifying finds, and how it tells an erased value from a tampered one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from record.blanking import digest_of
from record.models import Erasure

# How many of what were examined, by plural noun.
Counts = Counter[str]

Key = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold, or that was erased. The sentence goes on after table and row."""

    table: str
    row: str
    sentence: str
    erased: bool = False

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.sentence}."


class Erased:
    """What confirmed erasures left in place of the values they blanked. A later erasure of the same value counts."""

    def __init__(self) -> None:
        self.now: dict[Key, str] = {}
        self.why: dict[Key, str] = {}
        self.on: dict[Key, date] = {}
        self.rows: set[tuple[str, str]] = set()
        for erasure in Erasure.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at", "id").iterator():
            for table, row, column, left in erasure.erased:
                self.now[table, row, column] = left
                self.rows.add((table, row))
                if erasure.confirmed_at:
                    self.on[table, row, column] = erasure.confirmed_at.date()
                self.why[table, row, column] = f"erased on {erasure.confirmed_at:%Y-%m-%d} ({erasure.ground})"

    def knows(self, table: str, row: object) -> bool:
        """Whether anything of this row was erased."""
        return (table, str(row)) in self.rows

    def day(self, table: str, row: object, column: str, value: Any) -> date | None:
        """When the value was erased, if it is what an erasure left; else None."""
        key = (table, str(row), column)
        return self.on[key] if key in self.now and self.now[key] == digest_of(value) else None

    def finding(self, table: str, row: object, column: str, value: Any, otherwise: str) -> Finding:
        """Why a value does not match its digest: it was erased and is what the erasure left; or else `otherwise`."""
        key = (table, str(row), column)
        if key in self.now and self.now[key] == digest_of(value):
            return Finding(table, str(row), f"{column} {self.why[key]}; its digest is kept", erased=True)
        return Finding(table, str(row), otherwise)
