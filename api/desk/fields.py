"""The members of what is sent and answered: each is declared once, and read, written and described from there.

A field translates between a member of a JSON object and the columns of a row. It decides nothing: what a row may hold is
asked of the action.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from api.public import vocabulary
from api.public.components.building import Schema, or_null, ref, text, words_of
from sources.stated_time import PARTS, StatedTime


@dataclass(frozen=True)
class Field:
    """One member. `given_once`: it is named when the row is made, and stays."""

    name: str
    schema: Schema
    column: str = ""
    required: bool = False
    given_once: bool = False

    @property
    def at(self) -> str:
        """The column it stands for."""
        return self.column or self.name

    def write(self, value: Any) -> dict[str, Any]:
        """The columns that this value of the member sets. Raises `ValidationError` by column."""
        return {self.at: value}

    def read(self, row: Any) -> Any:
        """The member, as the row has it."""
        return getattr(row, self.at)

    def pointers(self) -> dict[str, str]:
        """Where in the body each column's faults belong."""
        return {self.at: f"/{self.name}"}


@dataclass(frozen=True)
class OrNull(Field):
    """Text that is null where the column is empty."""

    def write(self, value: Any) -> dict[str, Any]:
        return {self.at: value or ""}

    def read(self, row: Any) -> Any:
        return getattr(row, self.at) or None


@dataclass(frozen=True)
class Day(Field):
    """A date."""

    def write(self, value: Any) -> dict[str, Any]:
        if value is None:
            return {self.at: None}
        try:
            return {self.at: date.fromisoformat(value)}
        except ValueError as error:
            raise ValidationError({self.at: "There is no such day; write for example 2024-02-03."}) from error

    def read(self, row: Any) -> Any:
        day = getattr(row, self.at)
        return day.isoformat() if isinstance(day, date) else day


@dataclass(frozen=True)
class Degrees(Field):
    """A decimal number, written as text so that no digit is lost."""

    def write(self, value: Any) -> dict[str, Any]:
        return {self.at: None if value is None else Decimal(value)}

    def read(self, row: Any) -> Any:
        degrees = getattr(row, self.at)
        return None if degrees is None else format(Decimal(degrees).normalize(), "f")


@dataclass(frozen=True)
class Reference(Field):
    """Another row, by its id. A row that is not there is a fault at this member."""

    model: type[models.Model] | None = None

    def write(self, value: Any) -> dict[str, Any]:
        if value is None:
            return {self.at: None}
        assert self.model is not None  # noqa: S101  (each declaration names one)
        row = self.model._default_manager.filter(pk=value).first()
        if row is None:
            raise ValidationError({self.at: f"There is no {self.model._meta.verbose_name} with this id."})
        return {self.at: row}

    def read(self, row: Any) -> Any:
        return getattr(row, f"{self.at}_id")


@dataclass(frozen=True)
class Moment(Field):
    """A time as somebody stated it: five columns."""

    def write(self, value: Any) -> dict[str, Any]:
        return _time(value, self.at)

    def read(self, row: Any) -> Any:
        return StatedTime.of(row, self.at).as_json()

    def pointers(self) -> dict[str, str]:
        return {self.at: f"/{self.name}"} | {f"{self.at}_{part}": f"/{self.name}/{part}" for part in PARTS}


# The members of a figure and their columns.
_FIGURE = {
    "words": "quantity_words",
    "hedge": "quantity_hedge",
    "numbers": "quantity_numbers",
    "lower": "quantity_lower",
    "upper": "quantity_upper",
    "reason": "quantity_reason",
    "measure": "measure",
    "population": "population",
}
_NONE: dict[str, Any] = {"numbers": [], "lower": None, "upper": None}


@dataclass(frozen=True)
class Figure(Field):
    """A figure: given whole, so that no half of an older one stays."""

    def write(self, value: Any) -> dict[str, Any]:
        given = value or {}
        columns = {column: given.get(name, _NONE.get(name, "")) for name, column in _FIGURE.items()}
        try:
            return columns | _time(given.get("as_of"), "as_of")
        except ValidationError as error:
            raise ValidationError({self.at: error.messages}) from error

    def read(self, row: Any) -> Any:
        if not row.measure and not row.quantity_words:
            return None
        figure = {name: getattr(row, column) for name, column in _FIGURE.items()}
        return figure | {"as_of": StatedTime.of(row, "as_of").as_json()}

    def pointers(self) -> dict[str, str]:
        inside = {column: f"/{self.name}/{name}" for name, column in _FIGURE.items()}
        times = {f"as_of_{part}": f"/{self.name}/as_of/{part}" for part in PARTS}
        return {self.at: f"/{self.name}"} | inside | times | {"as_of": f"/{self.name}/as_of"}


def _time(value: Mapping[str, Any] | None, prefix: str) -> dict[str, Any]:
    """The five columns of a stated time. Raises `ValidationError` at the prefix."""
    if not value:
        return StatedTime().columns(prefix)
    zone = value.get("zone", "UTC")
    try:
        if "earliest" not in value:
            return StatedTime.parse(value["words"], zone).columns(prefix)
        ends = [_instant(value[end]) for end in ("earliest", "latest")]
        return StatedTime(ends[0], ends[1], value["precision"], zone, value["words"]).columns(prefix)
    except ValidationError as error:
        raise ValidationError({prefix: error.messages}) from error


def _instant(value: str) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("no offset")
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValidationError(f"“{value[:40]}” is no instant; write for example 2024-02-03T11:30:00+00:00.") from error


# --- What shapes are declared with -------------------------------------------------------------------------------------


def limit(model: type[models.Model], column: str) -> int:
    """How many characters fit into a column."""
    most: int | None = getattr(model._meta.get_field(column), "max_length", None)
    assert most is not None  # noqa: S101  (asked of text alone)
    return most


def plain(model: type[models.Model], name: str, description: str, *, column: str = "", **more: Any) -> Field:
    """Text, empty where there is none."""
    schema = text(description, maxLength=limit(model, column or name))
    return Field(name, schema, column=column, **more)


def by_language(name: str, description: str, **more: Any) -> Field:
    """Words by language."""
    return Field(name, words_of(description), **more)


def chosen(name: str, description: str, words: Mapping[str, str], *, column: str = "", required: bool = False) -> Field:
    """One of these words, each explained."""
    explained = " ".join(f"`{word}`: {meaning}" for word, meaning in words.items())
    return Field(
        name,
        {"type": "string", "enum": list(words), "description": f"{description} {explained}"},
        column=column,
        required=required,
    )


def chosen_or_null(name: str, description: str, words: Mapping[str, str]) -> Field:
    """One of these words, or null for none."""
    schema = chosen(name, description, words).schema
    return OrNull(name, or_null(schema))


def other(
    name: str, model: type[models.Model], description: str, *, required: bool = False, given_once: bool = False,
    column: str = "",
) -> Field:  # fmt: skip
    """The id of another row; null for none unless it is required."""
    schema = text(description, pattern=vocabulary.ID)
    return Reference(
        name,
        schema if required else or_null(schema),
        column=column,
        required=required,
        given_once=given_once,
        model=model,
    )


def stated(name: str, description: str, *, column: str = "") -> Field:
    """A stated time, or null."""
    return Moment(name, or_null(ref("DeskTime", f"{description} Null where no time is stated.")), column=column)


def figure(description: str) -> Field:
    """A figure, or null."""
    return Figure("quantity", or_null(ref("DeskFigure", description)))


def day(name: str, description: str) -> Field:
    """A date, or null."""
    pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    return Day(name, or_null(text(f"{description} As 2024-02-03.", format="date", pattern=pattern)))


def degrees(name: str, description: str) -> Field:
    """Decimal degrees as text, or null."""
    return Degrees(name, or_null(text(description, pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,5})?$")))


def pointers_of(fields: Sequence[Field]) -> dict[str, str]:
    """Where in a body of these members each column's faults belong."""
    found: dict[str, str] = {}
    for field in fields:
        found |= field.pointers()
    return found
