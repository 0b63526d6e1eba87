"""Reading files of any size: bytes to items, each with the number of its line. Nothing here raises for what a file holds."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import ijson

from claims.importing.faults import Dirty

LONGEST = 8_000_000  # bytes of one line; a claim with a thousand pieces of evidence has one million
BOM = b"\xef\xbb\xbf"
DEEPEST_JSON = 200  # levels of nesting that are read at all
_DIGITS = re.compile(rb"[0-9]{1000}")


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


def weight(value: Any) -> int:
    """About how many bytes of a file a JSON value is, however deeply it is nested."""
    total, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        total += len(one) if isinstance(one, str) else 8
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
    return total


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


class _Guarded:
    """The bytes of a file for ijson, whose parser in C takes the process down on an integer that Python refuses to read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.tail += block
        if _DIGITS.search(self.tail):
            raise ijson.JSONError("a number in it has too many digits")
        self.tail = self.tail[-999:]
        return block


def json_values(file: IO[bytes], wanted: Callable[[list[str], str], bool]) -> Iterator[Any]:
    """The outermost values that are `wanted` by path and event, one after another, from a JSON file of any size.

    A path holds names of fields, and "item" for each list; a file may hold several values. Raises `ijson.JSONError`.
    """
    path: list[str] = []
    builder: ijson.ObjectBuilder | None = None
    outer = 0
    # Not `ijson.items`: it keeps a path for every level, and a file of nothing but brackets would fill the memory.
    for event, value in ijson.basic_parse(_Guarded(file), multiple_values=True):
        begins = event in ("start_map", "start_array")
        if event == "map_key":
            path[-1] = value
        elif event in ("end_map", "end_array"):
            path.pop()
        elif builder is None and wanted(path, event):
            if begins:
                builder, outer = ijson.ObjectBuilder(), len(path)
            else:
                yield value
        if begins:
            path.append("" if event == "start_map" else "item")
        if len(path) > DEEPEST_JSON:
            raise ijson.JSONError("it is nested too deeply")
        if builder:
            builder.event(event, value)
            if len(path) == outer:
                yield builder.value
                builder = None
