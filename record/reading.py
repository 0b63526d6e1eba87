"""The public reads: what pages and API ask of the record. Each is one statement."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_noop

from claims.differences import Difference, differences
from history.ids import is_id
from record.models import Listing
from record.search import MOST_RANKED, has_words
from sources.languages import TAG, pick

__all__ = [
    "MOST_RANKED", "TAG", "Difference", "Stored", "as_of", "current", "differences", "has_words", "is_id", "numbered",
    "parse_beginning", "parse_instant", "pick", "stored",
]  # fmt: skip


class Stored(NamedTuple):
    """One version's bytes, and what tells whether a reader already has them. `document` is empty where they do."""

    number: int
    state: str
    digest: str
    erasures: int
    document: bytes


def current(claim_id: str) -> Listing | None:
    """The newest version of a claim with its bytes; None if it was never published."""
    return _one(claim_id, is_current=True)


def numbered(claim_id: str, number: int) -> Listing | None:
    """One version by its number."""
    return _one(claim_id, number=number)


def as_of(claim_id: str, instant: datetime) -> Listing | None:
    """What we had published of a claim at that instant."""
    if not is_id(claim_id):
        return None
    return Listing.objects.select_related("version").as_of(instant).filter(claim_id=claim_id).first()


def stored(
    claim_id: str,
    *,
    number: int | None = None,
    instant: datetime | None = None,
    held: Sequence[tuple[str, str, int]] = (),
) -> Stored | None:
    """The bytes of a version: the newest, the one of that number, or what we had published at that instant.

    `held` are the (digest, state, erasures) that a reader has: such a document stays in the database. What changed since
    costs a second statement.
    """
    if not is_id(claim_id):
        return None
    rows = Listing.objects.filter(claim_id=claim_id)
    if instant is not None:
        rows = rows.as_of(instant)
    elif number is not None:
        rows = rows.filter(number=number)
    else:
        rows = rows.current()
    columns = ("number", "state", "version__publication_digest", "erasures")
    if held:
        for newest, state, digest, erasures in rows.values_list(*columns):
            if (digest, state, erasures) in held:
                return Stored(newest, state, digest, erasures, b"")
    for newest, state, digest, erasures, data in rows.values_list(*columns, "version__document"):
        return Stored(newest, state, digest, erasures, bytes(data))
    return None


def parse_instant(text: str) -> datetime:
    """Read `as_of`: an ISO 8601 instant, or a date, which means the end of that day in UTC.

    Raises `ValueError` with a sentence for people, in English; pages look it up in the reader's language.
    """
    hint = gettext_noop("Write a date such as 2024-02-05 or an instant such as 2024-02-05T12:00:00Z.")
    try:
        day = parse_date(text) if len(text) == 10 else None
        # A plus sign in a query string arrives as a space.
        instant = datetime.combine(day, time.max, UTC) if day else parse_datetime(text.strip().replace(" ", "+"))
    except ValueError as error:
        raise ValueError(hint) from error
    if instant is None:
        raise ValueError(hint)
    try:
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(hint) from error


def parse_beginning(text: str) -> datetime:
    """The same for where a span begins or ends: a date means its first moment in UTC."""
    return parse_instant(f"{text}T00:00:00Z" if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else text)


def _one(claim_id: str, **which: object) -> Listing | None:
    if not is_id(claim_id):
        return None
    return Listing.objects.select_related("version").filter(claim_id=claim_id, **which).first()
