"""Reading one value after another out of an imported JSON object; whatever is not what it should be names its field."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.enums import ChoicesType

from claims.importing.faults import Dirty, Remark
from claims.quantities import LIMIT, Hedge, interval
from sources.addresses import ADDRESS_LIMIT, validate_address
from sources.languages import validate_map
from sources.stated_time import PRECISIONS, StatedTime, validate_zone

DEEPEST = 12  # levels of nesting; our deepest row has five
# What no engine can store: NUL, and halves of surrogate pairs.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def check_storable(value: Any, where: str = "", depth: int = 0) -> None:
    """Refuses what no text column and no JSON column can hold, wherever in the value. Raises `Dirty`."""
    if isinstance(value, str):
        if found := UNSTORABLE.search(value):
            raise Dirty(where, f"The character U+{ord(found[0]):04X} cannot be stored; remove it.")
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            raise Dirty(where, f"This is nested deeper than {DEEPEST} levels.")
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, below in pairs:
            if isinstance(name, str) and UNSTORABLE.search(name):
                raise Dirty(where, "The name of a field holds a character that cannot be stored.")
            check_storable(below, f"{where}.{name}" if where else str(name), depth + 1)


def short(value: Any) -> str:
    """A value for a sentence: its beginning, in one line."""
    words = " ".join(repr(value).split()) if not isinstance(value, str) else " ".join(value.split())
    return f"“{words[:40]}”"


@cache
def words_of(kinds: ChoicesType) -> tuple[str, ...]:
    """The words of a list of choices, which Django puts together anew each time it is asked."""
    return tuple(kinds.values)


class Fields:
    """One JSON object, read field by field. `where` stands before each name in what is reported."""

    def __init__(self, data: Any, where: str = "") -> None:
        if not isinstance(data, dict):
            raise Dirty(where.rstrip("."), "This must be an object in braces.")
        self.data = data
        self.where = where
        self.asked: set[str] = set()
        self.below: list[Fields] = []

    def fault(self, name: str, reason: str) -> Dirty:
        return Dirty(self.where + name, reason)

    def raw(self, name: str) -> Any:
        self.asked.add(name)
        return self.data.get(name)

    def remarks(self) -> Iterator[Remark]:
        """One for each field that nobody asked for: it is not kept, and that is said."""
        for name in self.data:
            if name not in self.asked:
                yield Remark((self.where + name)[:200], "This field is not one of ours; it was left out.")
        for fields in self.below:
            yield from fields.remarks()

    def text(self, name: str, limit: int, *, required: bool = False) -> str:
        """A text of at most so many characters, exactly as it stands."""
        value = self.raw(name)
        if value is None or value == "":
            if required:
                raise self.fault(name, "This is missing.")
            return ""
        if not isinstance(value, str):
            raise self.fault(name, "This must be a text in quotation marks.")
        if len(value) > limit:
            raise self.fault(name, f"This has {len(value)} characters; at most {limit} fit.")
        return value

    def choice(self, name: str, kinds: ChoicesType, default: str | None = None) -> str:
        """One of a list of words; `default` where it is missing, else it must be there."""
        value = self.raw(name)
        if value in (None, "") and default is not None:
            return default
        if not isinstance(value, str) or value not in words_of(kinds):
            raise self.fault(
                name, f"{short(value)} is not one of {', '.join(word for word in words_of(kinds) if word)}."
            )
        return value

    def truth(self, name: str, *, default: bool = False) -> bool:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.fault(name, "This must be true or false.")
        return value

    def words(self, name: str, *, required: bool = False) -> dict[str, str]:
        """A map from language to words."""
        value = self.raw(name)
        if value is None or value == {}:
            if required:
                raise self.fault(name, "This is missing.")
            return {}
        try:
            validate_map(value)
        except ValidationError as error:
            raise self.fault(name, " ".join(error.messages)) from error
        return dict(value)

    def whole(self, name: str, highest: int = LIMIT) -> int | None:
        """A whole number from 0, or None."""
        value = self.raw(name)
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= highest:
            raise self.fault(name, f"{short(value)} is not a whole number from 0 to {highest}.")
        return value

    def items(self, name: str, most: int) -> list[Any]:
        value = self.raw(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fault(name, "This must be a list in brackets.")
        if len(value) > most:
            raise self.fault(name, f"This list has {len(value)} entries; at most {most} fit.")
        return value

    def inside(self, name: str) -> "Fields | None":
        """The object of that name, or None."""
        value = self.raw(name)
        return None if value is None else self._open(value, f"{self.where}{name}.")

    def each(self, name: str, most: int) -> "list[Fields]":
        """The objects of a list."""
        return [self._open(value, f"{self.where}{name}.{place}.") for place, value in enumerate(self.items(name, most))]

    def _open(self, value: Any, where: str) -> "Fields":
        fields = Fields(value, where)
        self.below.append(fields)
        return fields

    def address(self, name: str, *, required: bool = False) -> str:
        value = self.text(name, ADDRESS_LIMIT, required=required)
        if value:
            try:
                validate_address(value)
            except (ValidationError, ValueError) as error:
                reason = " ".join(error.messages) if isinstance(error, ValidationError) else "This is not an address."
                raise self.fault(name, reason) from error
        return value

    def day(self, name: str) -> date | None:
        """A calendar day, written 2024-02-03."""
        value = self.text(name, 10)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError as error:
            raise self.fault(name, f"{short(value)} is not a day of the calendar; write 2024-02-03.") from error

    def instant(self, name: str) -> datetime | None:
        """An instant with its zone, in UTC."""
        value = self.text(name, 40)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
            if found.tzinfo is None:
                raise ValueError
            return found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.fault(name, f"{short(value)} is not an instant; write 2024-02-03T14:30:00Z.") from error

    def time(self, name: str, prefix: str) -> dict[str, Any]:
        """A stated time, as the columns `<prefix>_earliest` and so on.

        Either an object with both ends, precision, zone and words, or a text such as 2024-02 (read in UTC).
        """
        if isinstance(self.raw(name), str):
            value = self.text(name, 100)
            try:
                return StatedTime.parse(value).columns(prefix)
            except ValidationError as error:
                raise self.fault(name, " ".join(error.messages)) from error
        fields = self.inside(name)
        if fields is None:
            return {}
        earliest, latest = fields.instant("earliest"), fields.instant("latest")
        if earliest is None or latest is None:
            raise fields.fault("latest" if earliest else "earliest", "A time has both ends; this one is missing.")
        if earliest > latest:
            raise fields.fault("earliest", "The earliest instant comes before the latest.")
        precision = fields.text("precision", 10) or "unknown"
        if precision not in PRECISIONS:
            raise fields.fault("precision", f"{short(precision)} is not one of {', '.join(PRECISIONS)}.")
        zone = fields.text("zone", 50) or "UTC"
        try:
            validate_zone(zone)
        except ValidationError as error:
            raise fields.fault("zone", " ".join(error.messages)) from error
        return StatedTime(earliest, latest, precision, zone, fields.text("words", 100)).columns(prefix)

    def coordinates(self, name: str) -> dict[str, Any]:
        """Latitude, longitude and their accuracy, all or none."""
        fields = self.inside(name)
        if fields is None:
            return {}
        accuracy = fields.whole("accuracy_m", 20_000_000)
        if accuracy is None:
            raise fields.fault("accuracy_m", "Say how exact the coordinates are, in metres.")
        return {
            "latitude": fields.degrees("latitude", 90),
            "longitude": fields.degrees("longitude", 180),
            "accuracy_m": accuracy,
        }

    def degrees(self, name: str, most: int) -> Decimal:
        """Degrees with at most five decimals, as a text or a number."""
        value = self.raw(name)
        try:
            if not isinstance(value, str | int | float) or isinstance(value, bool):
                raise ValueError
            found = Decimal(str(value))
            if not found.is_finite() or abs(found) > most or found != round(found, 5):
                raise ValueError
        except (ValueError, InvalidOperation) as error:
            raise self.fault(
                name, f"{short(value)} is not between -{most} and {most} degrees with at most five decimals."
            ) from error
        return found

    def quantity(self, name: str) -> dict[str, Any]:
        """A figure, as columns. The bounds, if given, must be those that the codebook gives for the hedge."""
        fields = self.inside(name)
        if fields is None:
            return {}
        hedge = fields.choice("hedge", Hedge, default="")
        lower, upper = fields.whole("lower"), fields.whole("upper")
        words = fields.text("words", 200)
        fields.asked.add("codebook")  # follows the hedge
        columns: dict[str, Any] = {
            "quantity_words": words,
            "quantity_hedge": hedge,
            "quantity_reason": fields.text("reason", 500),
            "measure": fields.text("measure", 50),
            "population": fields.text("population", 50),
            **fields.time("as_of", "as_of"),
        }
        if (lower is not None or upper is not None) and not words:
            raise fields.fault("words", "Bounds come with the words in which the figure was given.")
        if words and not hedge:
            raise fields.fault("hedge", f"Say how exact the words are: one of {', '.join(Hedge.values)}.")
        if lower is not None and upper is not None and lower > upper:
            raise fields.fault("lower", "The lower bound is above the upper one.")
        if hedge == Hedge.MANUAL:
            return columns | {"quantity_lower": lower, "quantity_upper": upper}
        if hedge:
            numbers = fields.items("numbers", 2)
            if any(type(number) is not int for number in numbers):
                raise fields.fault("numbers", "Numbers are whole numbers.")
            numbers = columns["quantity_numbers"] = numbers or numbers_of(hedge, lower, upper)
            try:
                found = interval(hedge, numbers)
            except ValueError as error:
                raise fields.fault("numbers", str(error)) from error
            if (lower, upper) != (None, None) and (lower, upper) != found:
                raise fields.fault(
                    "lower",
                    f"“{Hedge(hedge).label}” means {found[0]} to {found[1]}; leave the bounds out, or use manual.",
                )
        return columns


def numbers_of(hedge: str, lower: int | None, upper: int | None) -> list[int]:
    """The numbers that give these bounds under codebook v1; none where no number does.

    A published figure holds its words, hedge and bounds: the numbers in the words follow from them.
    """
    if hedge == Hedge.BETWEEN:
        return [] if lower is None or upper is None else [lower, upper]
    found = {
        Hedge.EXACTLY: lower,
        Hedge.AT_LEAST: lower,
        Hedge.MORE_THAN: None if lower is None else lower - 1,
        Hedge.UP_TO: upper,
        Hedge.FEWER_THAN: None if upper is None else upper + 1,
        Hedge.NEARLY: None if upper is None else upper + 1,
        Hedge.ABOUT: None if lower is None or upper is None else (lower + upper) // 2,
    }.get(Hedge(hedge))
    return [] if found is None else [found]
