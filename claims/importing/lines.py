"""Reading files of any size: bytes to items, each with the number of its line. Nothing here raises for what a file holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from claims.importing.faults import Dirty

LONGEST = 8_000_000  # bytes of one line; a claim with a thousand pieces of evidence has one million
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Item:
    """One thing that a file holds, or what is wrong with it. `size` is in bytes, where it is known."""

    line: int
    value: Any = None
    fault: Dirty | None = None
    size: int = 0


def ndjson(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """(number, bytes) of each line that holds something; None for one that is too long. Numbers begin at 1."""
    number = 0
    while raw := file.readline(LONGEST + 1):
        number += 1
        long = len(raw) > LONGEST
        while long and not raw.endswith(b"\n") and raw:
            raw = file.readline(LONGEST)
        if number == 1:
            raw = raw.removeprefix(BOM)
        if long:
            yield number, None
        elif raw.strip():
            yield number, raw


def decoded(line: int, raw: bytes | None) -> Item:
    """The JSON value of a line."""
    if raw is None:
        return Item(line, fault=Dirty("", f"This line is longer than {LONGEST:,} bytes."), size=LONGEST)
    try:
        return Item(line, strict_json(raw.decode("utf-8")), size=len(raw))
    except UnicodeDecodeError:
        return Item(line, fault=Dirty("", "This line is not UTF-8; save the file in that encoding."), size=len(raw))
    except Dirty as fault:
        return Item(line, fault=fault, size=len(raw))


def strict_json(text: str) -> Any:
    """JSON as RFC 8259 has it, without names given twice. Raises `Dirty`."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError as error:
        raise Dirty("", "This is nested too deeply.") from error
    except ValueError as error:
        reason = (
            f"This is not JSON: {error.msg} at character {error.pos + 1}."
            if isinstance(error, json.JSONDecodeError)
            else "A number in it has too many digits."
        )
        raise Dirty("", reason) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Dirty(twice[:200], "This name is given twice in one object.")
    return found


def _constant(word: str) -> Any:
    raise Dirty("", f"{word} is not a number that JSON knows.")
