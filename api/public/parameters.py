"""The query parameters: each is declared once, and read, documented and refused from there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from api.problems import Problem
from api.public import vocabulary
from api.public.cursors import Cursor
from record import reading
from record.models import Card, Listing
from record.models.card import CardKind

LONGEST = 300  # characters of a value; nothing we read is longer
DEFAULT_PAGE_SIZE = 20
LARGEST_PAGE_SIZE = 100


@dataclass(frozen=True)
class Parameter:
    """`read` turns the text into a value or raises `ValueError` with a sentence for people."""

    name: str
    description: str
    schema: dict[str, Any]
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Filter(Parameter):
    """A parameter that narrows a list: `narrow` takes the rows and the value that was read.

    `exists` is asked when nothing was found, so that an id of nothing is refused at no cost to every other request.
    """

    narrow: Callable[[Any, Any], Any]
    exists: Callable[[Any], bool] | None = None


def read_all(query: QueryDict, declared: Sequence[Parameter]) -> dict[str, Any]:
    """The values of the parameters that were given. Raises `Problem`, which names every faulty one."""
    known = {parameter.name: parameter for parameter in declared}
    values: dict[str, Any] = {}
    faults: list[dict[str, str]] = []
    for name, texts in query.lists():
        try:
            if name not in known:
                allowed = ", ".join(known)
                raise ValueError(
                    f"There is no such parameter here. {f'Allowed are: {allowed}.' if allowed else 'None is.'}"
                )
            if len(texts) > 1:
                raise ValueError("Give it once.")
            if len(texts[0]) > LONGEST:
                raise ValueError(f"At most {LONGEST} characters are read.")
            values[name] = known[name].read(texts[0])
        except ValueError as error:
            faults.append({"parameter": name[:LONGEST], "detail": str(error)})
    if faults:
        raise Problem("bad-parameters", errors=faults)
    return values


def narrow(rows: Any, asked: dict[str, Any], declared: Sequence[Parameter]) -> Any:
    """The rows that every filter asked for lets through."""
    for parameter in declared:
        if isinstance(parameter, Filter) and parameter.name in asked:
            rows = parameter.narrow(rows, asked[parameter.name])
    return rows


def require_existing(asked: dict[str, Any], declared: Sequence[Parameter]) -> None:
    """Why nothing was found: raises `Problem` where a filter names what does not exist."""
    for parameter in declared:
        if isinstance(parameter, Filter) and parameter.exists and parameter.name in asked:
            if not parameter.exists(asked[parameter.name]):
                detail = f"Nothing published answers to this {parameter.name}'s id."
                raise Problem("bad-parameters", errors=[{"parameter": parameter.name, "detail": detail}])


def one_of(words: dict[str, str]) -> Callable[[str], str]:
    """Reads one of these words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"Allowed are: {', '.join(words)}.")
        return text

    return read


def an_id(text: str) -> str:
    """Reads one of our ids."""
    if not reading.is_id(text):
        raise ValueError("An id has twelve small letters and digits, as in the answers of this API.")
    return text


def a_language(text: str) -> str:
    """Reads a language tag."""
    if not re.fullmatch(vocabulary.LANGUAGE_TAG, text):
        raise ValueError("Write a language tag such as en, ar or zh-Hant.")
    return text


def a_beginning(text: str) -> datetime:
    """Reads an instant; a date means its first moment in UTC."""
    return reading.parse_instant(f"{text}T00:00:00Z" if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else text)


def some_words(text: str) -> str:
    """Reads the words of a search."""
    if not reading.has_words(text):
        raise ValueError("Write at least one word or number.")
    return text


def a_page_size(text: str) -> int:
    """Reads how many rows a page has."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= LARGEST_PAGE_SIZE:
        raise ValueError(f"Write a whole number from 1 to {LARGEST_PAGE_SIZE}.")
    return int(text)


INSTANT = {"type": "string", "examples": ["2024-02-05", "2024-02-05T12:00:00Z"]}

PAGING = [
    Parameter(
        "cursor",
        "Where to read on: taken from `next` or `previous` of the answer before.",
        {"type": "string", "maxLength": LONGEST},
        Cursor.parse,
    ),
    Parameter(
        "page_size",
        "How many results a page has at most.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE},
        a_page_size,
    ),
]

AS_OF = Parameter(
    "as_of",
    "What we had published at that instant, instead of now. A date means the end of that day in UTC.",
    INSTANT,
    reading.parse_instant,
)

CLAIM_FILTERS: list[Parameter] = [
    Filter(
        "event",
        "Claims about this event, by its id.",
        {"type": "string", "pattern": vocabulary.ID},
        an_id,
        lambda rows, value: rows.filter(event_id=value),
        lambda value: Card.objects.filter(kind=CardKind.EVENT, pk=value).exists(),
    ),
    Filter(
        "kind",
        "Claims of this kind.",
        {"type": "string", "enum": list(vocabulary.CLAIM_KINDS)},
        one_of(vocabulary.CLAIM_KINDS),
        lambda rows, value: rows.filter(kind=value),
    ),
    Filter(
        "verdict",
        "Claims with this verdict.",
        {"type": "string", "enum": list(vocabulary.VERDICTS)},
        one_of(vocabulary.VERDICTS),
        lambda rows, value: rows.filter(verdict=value),
    ),
    Filter(
        "language",
        "Claims first worded in this language.",
        {"type": "string", "pattern": vocabulary.LANGUAGE_TAG, "examples": ["en", "ar"]},
        a_language,
        lambda rows, value: rows.filter(language=value),
    ),
    Filter(
        "made_after",
        "Claims made at this instant or later, by the earliest instant of `made_at`. A date means its first moment in UTC.",
        INSTANT,
        a_beginning,
        lambda rows, value: rows.filter(made_earliest__gte=value),
    ),
    Filter(
        "made_before",
        "Claims made before this instant, by the earliest instant of `made_at`. A date means its first moment in UTC.",
        INSTANT,
        a_beginning,
        lambda rows, value: rows.filter(made_earliest__lt=value),
    ),
    Filter(
        "published_after",
        "Versions published at this instant or later. A date means its first moment in UTC.",
        INSTANT,
        a_beginning,
        lambda rows, value: rows.filter(valid_from__gte=value),
    ),
    Filter(
        "published_before",
        "Versions published before this instant. A date means its first moment in UTC.",
        INSTANT,
        a_beginning,
        lambda rows, value: rows.filter(valid_from__lt=value),
    ),
    Filter(
        "q",
        "Claims that hold every one of these words, or words that begin so, in any of their languages; case and marks do "
        "not matter.",
        {"type": "string", "maxLength": LONGEST},
        some_words,
        lambda rows, value: rows.with_words(value),
    ),
]

CORRECTION_FILTERS: list[Parameter] = [
    Filter(
        "claim",
        "Corrections of this claim, by its id.",
        {"type": "string", "pattern": vocabulary.ID},
        an_id,
        lambda rows, value: rows.filter(version__claim_id=value),
        lambda value: Listing.objects.filter(claim_id=value).exists(),
    ),
]
