"""What an editor says about a file beforehand: a mapping (JSON), and which rating means which verdict (CSV)."""

import csv
import io
from codecs import lookup
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from claims.importing.faults import Dirty
from claims.importing.fields import Fields, check_storable
from claims.importing.lines import strict_json
from claims.models.claim import ClaimKind, Verdict
from history.ids import is_id
from sources.languages import validate_tag
from sources.stated_time import validate_zone

LARGEST = 1_000_000  # bytes of a mapping or a table of ratings
RATINGS_HEADER = ["publisher", "rating", "verdict"]


class DateOrder(models.TextChoices):
    """How a date such as 03/04/2024 is meant. Unless somebody says, it is not read at all."""

    ISO = "iso", "year first alone: 2024-04-03"
    DAY_FIRST = "day_first", "day first: 03/04/2024 is 3 April"
    MONTH_FIRST = "month_first", "month first: 03/04/2024 is March 4"


def read_mapping(data: bytes) -> dict[str, Any]:
    """A mapping, with what it leaves out filled in. Raises `Dirty` with the field."""
    value = strict_json(_decoded(data))
    check_storable(value)
    fields = Fields(value)
    mapping: dict[str, Any] = {
        "columns": _columns(fields),
        "dates": fields.choice("dates", DateOrder, default=DateOrder.ISO),
        "language": fields.text("language", 11) or "en",
        "kind": fields.choice("kind", ClaimKind, default=ClaimKind.OCCURRENCE),
        "event": fields.text("event", 12),
        "zone": fields.text("zone", 50) or "UTC",
        "publisher": fields.text("publisher", 200),
        "own_publishers": fields.items("own_publishers", 100),
        "delimiter": fields.text("delimiter", 1) or ",",
        "encoding": fields.text("encoding", 30) or "utf-8",
    }
    for unknown in fields.remarks():
        raise Dirty(unknown.field, "A mapping has no such field; see docs/importing.md.")
    if mapping["event"] and not is_id(mapping["event"]):
        raise Dirty("event", "Write the public id of an event that is here, or leave it out.")
    if mapping["delimiter"] in '"\r\n ':
        raise Dirty("delimiter", "Write the one character between the cells, for example ; or a tab.")
    if not all(isinstance(name, str) for name in mapping["own_publishers"]):
        raise Dirty("own_publishers", "This is a list of names.")
    for name, check in (("language", validate_tag), ("zone", validate_zone), ("encoding", _validate_encoding)):
        try:
            check(mapping[name])
        except ValidationError as error:
            raise Dirty(name, " ".join(error.messages)) from error
    return mapping


def read_ratings(data: bytes) -> list[list[str]]:
    """Rows of publisher, rating and verdict. Raises `Dirty` with the line of the first fault."""
    try:
        rows = list(csv.reader(io.StringIO(_decoded(data), newline=""), strict=True))
    except csv.Error as error:
        raise Dirty("", f"This is not CSV: {error}.") from error
    if not rows or [name.strip() for name in rows[0]] != RATINGS_HEADER:
        raise Dirty("line 1", f"A table of ratings begins with the line {','.join(RATINGS_HEADER)}.")
    found: dict[tuple[str, str], str] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != 3 or not row[1].strip():
            raise Dirty(f"line {line}", "A row has a publisher (or nothing, for any), a rating and a verdict.")
        publisher, rating, verdict = (cell.strip() for cell in row)
        if verdict not in Verdict.values:
            raise Dirty(f"line {line}", f"The verdict is one of {', '.join(Verdict.values)}.")
        check_storable([publisher, rating], f"line {line}")
        if found.setdefault((publisher, rating), verdict) != verdict:
            raise Dirty(f"line {line}", "This rating was given another verdict above.")
    return [[*key, verdict] for key, verdict in found.items()]


class Ratings:
    """The table, asked. A rating that nobody mapped has no verdict: it stays as the publisher rated it."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.verdicts = {(publisher, rating.casefold()): verdict for publisher, rating, verdict in rows}

    def verdict(self, publisher: str, rating: str) -> str:
        """The verdict of this publisher's rating, else of anybody's; "" for none."""
        words = " ".join(rating.split()).casefold()
        return self.verdicts.get((publisher, words)) or self.verdicts.get(("", words)) or ""


def _columns(fields: Fields) -> dict[str, str]:
    columns = fields.raw("columns")
    if columns is None:
        return {}
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        raise Dirty("columns", "This maps each of our columns to the heading of yours.")
    if len(set(columns.values())) < len(columns):
        raise Dirty("columns", "Two of our columns are mapped to one heading of yours.")
    return columns


# Text encodings of Python's that no sheet is in: they read escapes as letters, or cannot be read as a stream.
_NO_SHEETS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem", "utf-7"}


def _validate_encoding(value: str) -> None:
    try:
        found = lookup(value)
        "".encode(found.name)  # refuses what turns bytes into bytes, such as base64
    except (LookupError, ValueError) as error:
        raise ValidationError("This encoding is not known; write for example utf-8 or windows-1256.") from error
    if found.name.replace("_", "-") in _NO_SHEETS:
        raise ValidationError("A sheet cannot be read in this encoding; write for example utf-8 or windows-1256.")


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Dirty("", f"At most {LARGEST:,} bytes can be read here.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Dirty("", "This file is not UTF-8; save it in that encoding.") from error


DEFAULTS = read_mapping(b"{}")
