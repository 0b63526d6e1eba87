"""Times that people state: an earliest and a latest instant, a precision, a zone and the words used.

18 and then 23 on one day have an order, and 2 February in Washington is already the 3rd in Anbar: a bare date says neither.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models

PRECISIONS = ["minute", "day", "month", "year", "unknown"]


@dataclass(frozen=True)
class StatedTime:
    """`earliest` and `latest` are aware instants (UTC) that bound what was stated; both None when nothing was."""

    earliest: datetime | None = None
    latest: datetime | None = None
    precision: str = "unknown"
    zone: str = "UTC"
    words: str = ""

    @classmethod
    def parse(cls, text: str, zone: str = "UTC") -> "StatedTime":
        """Read `2024`, `2024-02`, `2024-02-03` or `2024-02-03T14:30`, as local time in `zone`.

        Day-first and other spellings are refused, never guessed. Raises `ValidationError`.
        """
        text = text.strip()
        if not text:
            return cls()
        where = zone_of(zone)
        try:
            if len(text) == 4 and text.isascii() and text.isdigit():
                first, precision = date(int(text), 1, 1), "year"
                after = date(int(text) + 1, 1, 1)
            elif len(text) == 7:
                first, precision = date.fromisoformat(text + "-01"), "month"
                after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
            elif len(text) == 10:
                first, precision = date.fromisoformat(text), "day"
                after = first + timedelta(days=1)
            else:
                instant = datetime.fromisoformat(text)
                instant = instant if instant.tzinfo else instant.replace(tzinfo=where)
                begin = instant.astimezone(UTC).replace(second=0, microsecond=0)
                return cls(begin, begin + timedelta(minutes=1, microseconds=-1), "minute", zone, text)
            earliest = datetime.combine(first, time(), where).astimezone(UTC)
            latest = datetime.combine(after, time(), where).astimezone(UTC) - timedelta(microseconds=1)
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                f"“{text[:40]}” is not a date; write 2024, 2024-02, 2024-02-03 or 2024-02-03T14:30."
            ) from error
        return cls(earliest, latest, precision, zone, text)

    @classmethod
    def of(cls, row: models.Model, prefix: str) -> "StatedTime":
        """The time kept in a row's five columns `<prefix>_earliest` … `<prefix>_words`."""
        return cls(*(getattr(row, f"{prefix}_{part}") for part in PARTS))

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> "StatedTime":
        """The time that `as_json` wrote."""
        if not value:
            return cls()
        earliest, latest = (datetime.fromisoformat(value[name]) for name in ("earliest", "latest"))
        return cls(earliest, latest, value["precision"], value["zone"], value["words"])

    def columns(self, prefix: str) -> dict[str, Any]:
        """The five columns of a row, by name."""
        return {f"{prefix}_{part}": getattr(self, part) for part in PARTS}

    def as_json(self) -> dict[str, Any] | None:
        """What a document says; None when no time was stated."""
        if self.earliest is None or self.latest is None:
            return None
        return {
            "earliest": self.earliest.astimezone(UTC).isoformat(),
            "latest": self.latest.astimezone(UTC).isoformat(),
            "precision": self.precision,
            "zone": self.zone,
            "words": self.words,
        }


PARTS = ["earliest", "latest", "precision", "zone", "words"]


def validate_zone(value: str) -> None:
    """Raises `ValidationError` unless the value is the IANA name of a time zone."""
    zone_of(value)


@lru_cache(maxsize=1_000)  # nearly every time is in one of a few zones, and a library looks for each in files
def zone_of(value: str) -> ZoneInfo:
    """The zone of that IANA name. Raises `ValidationError`."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(f"“{value[:40]}” is not a time zone; write for example Asia/Baghdad or UTC.") from error


def earliest_column() -> models.DateTimeField:
    return models.DateTimeField(null=True, blank=True)


def latest_column() -> models.DateTimeField:
    return models.DateTimeField(null=True, blank=True)


def precision_column() -> models.CharField:
    return models.CharField(max_length=10, choices=[(name, name) for name in PRECISIONS], default="unknown")


def zone_column() -> models.CharField:
    return models.CharField(max_length=50, default="UTC", validators=[validate_zone])


def words_column() -> models.CharField:
    """The words in which the time was stated, as they stood."""
    return models.CharField(max_length=100, blank=True)


def ordered(prefix: str, name: str) -> models.CheckConstraint:
    """Both ends or neither, earliest first."""
    earliest, latest = f"{prefix}_earliest", f"{prefix}_latest"
    return models.CheckConstraint(
        name=name,
        condition=models.Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": True})
        # A comparison with nothing is unknown, and a check passes what is unknown: both ends are asked for.
        | models.Q(**{f"{earliest}__isnull": False, f"{latest}__isnull": False, f"{earliest}__lte": models.F(latest)}),
        violation_error_message=f"{prefix}: the earliest instant comes before the latest; give both or neither.",
    )
