"""The query parameters: each is declared once, and read, documented and refused from there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from api.problems import Problem
from api.public import vocabulary
from api.public.cursors import Cursor
from record import reading
from record.filters import MOST

LONGEST = 300  # characters of a value; nothing but a question is longer
LONGEST_QUESTION = 1_000
DEFAULT_PAGE_SIZE = 20
LARGEST_PAGE_SIZE = 100


@dataclass(frozen=True)
class Parameter:
    """`read` turns the text into a value or raises `ValueError` with a sentence for people."""

    name: str
    description: str
    schema: dict[str, Any]
    read: Callable[[str], Any]
    longest: int = LONGEST
    required: bool = False


@dataclass(frozen=True)
class Filter(Parameter):
    """A parameter that narrows a list: `condition` gives what a row must fulfil for the value that was read.

    `exists` is asked when nothing was found, so that an id of nothing is refused at no cost to every other request.
    """

    condition: Callable[[Any], Q] = lambda value: Q()
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
            if len(texts[0]) > known[name].longest:
                raise ValueError(f"At most {known[name].longest} characters are read.")
            values[name] = known[name].read(texts[0])
        except ValueError as error:
            faults.append({"parameter": name[:LONGEST], "detail": str(error)})
    for parameter in declared:
        if parameter.required and parameter.name not in query:
            faults.append({"parameter": parameter.name, "detail": "It is needed here."})
    if faults:
        raise Problem("bad-parameters", errors=faults)
    return values


def narrow(rows: Any, asked: dict[str, Any], declared: Sequence[Parameter]) -> Any:
    """The rows that every filter asked for lets through."""
    for parameter in declared:
        if isinstance(parameter, Filter) and parameter.name in asked:
            rows = rows.filter(parameter.condition(asked[parameter.name]))
    return rows


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
    return reading.parse_beginning(text)


def some_words(text: str) -> str:
    """Reads the words of a search."""
    if not reading.has_words(text):
        raise ValueError("Write at least one word or number.")
    return text


def a_bound(text: str) -> int:
    """Reads a count."""
    if not re.fullmatch(r"[0-9]{1,16}", text) or int(text) > MOST:
        raise ValueError(f"Write a whole number from 0 to {MOST}.")
    return int(text)


def a_place(text: str) -> int | datetime:
    """Reads where to go on among the changes: the sequence of the last one known, or an instant."""
    if re.fullmatch(r"[0-9]{1,18}", text):
        return int(text)
    try:
        return a_beginning(text)
    except ValueError as error:
        raise ValueError(f"Write the `sequence` of the last change you have, or 0. {error}") from error


def a_page_size(text: str) -> int:
    """Reads how many rows a page has."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= LARGEST_PAGE_SIZE:
        raise ValueError(f"Write a whole number from 1 to {LARGEST_PAGE_SIZE}.")
    return int(text)


INSTANT = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "examples": ["2024-02-05", "2024-02-05T12:00:00Z"],
}

PAGING = [
    Parameter(
        "cursor",
        "Where to read on: taken from `next` or `previous` of the answer before.",
        {"type": "string", "maxLength": LONGEST, "examples": ["bi4xNzA2OTE4NDAwMDAwMDAwLjc"]},
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

VIEW = Parameter(
    "view",
    "How much of each claim: `summary` counts its evidence, `full` holds all of it.",
    {"type": "string", "enum": ["summary", "full"], "default": "summary"},
    one_of({"summary": "", "full": ""}),
)

# Each order by the column it is of and whether the smallest comes first; relevance is of no column.
ORDERS = {
    "-published": ("valid_from", False),
    "published": ("valid_from", True),
    "-made": ("made_earliest", False),
    "made": ("made_earliest", True),
}
ORDERING = Parameter(
    "ordering",
    "`-published`: the newest publication first. `published`: the oldest first. `-made` and `made`: by the earliest instant of "
    "`made_at`, those without one left out. `relevance`: the best fit to `q` first. Without it: `relevance` with `q`, else "
    "`-published`.",
    {"type": "string", "enum": [*ORDERS, "relevance"]},
    one_of({**dict.fromkeys(ORDERS, ""), "relevance": ""}),
)

QUESTION = Parameter(
    "q",
    "Words, a sentence or a whole post. Claims that hold any of them are found, in any language and form of the word; the more "
    "and the rarer words a claim holds, the better it fits.",
    {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_QUESTION,
        "examples": ["airstrikes in Anbar", "غارات الأنبار"],
    },
    some_words,
    longest=LONGEST_QUESTION,
)
