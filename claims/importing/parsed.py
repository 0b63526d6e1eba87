"""What a format reads out of an item: rows yet to be written, which name each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from accounts.models import User
from claims.importing.faults import Dirty, Remark

Key = tuple[type[models.Model], str]


@dataclass(frozen=True)
class Ref:
    """The id of a row that a new one points to, and the field of the file that says so."""

    model: type[models.Model]
    id: str
    field: str

    @property
    def key(self) -> Key:
        return self.model, self.id


@dataclass
class Spec:
    """One row as the file has it: columns hold values or a `Ref`. `where` is its place in the item."""

    model: type[models.Model]
    id: str
    columns: dict[str, Any]
    where: str = ""
    check: Callable[[Any], None] | None = None  # of the finished row; raises `Dirty`
    by_words: bool = False  # its id follows from its words: whatever was made of it since, it is the same
    if_needed: bool = False  # made only where a new row of the item points to it; a person may have changed it since
    # Of what is found by words:
    named: str = ""  # the name or public id by which it may be here
    host: str = ""  # of an address: an outlet that nobody named
    not_new: Dirty | None = None  # why it cannot be made, where it is not here
    told: dict[str, str] = field(default_factory=dict)  # columns that the file gives, and what it calls them

    @property
    def key(self) -> Key:
        return self.model, self.id


@dataclass
class Parsed:
    """What one item of a file says: rows, the first of which stands for the item, or something to do with older rows."""

    line: int
    specs: list[Spec] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    needs: list[Ref] = field(default_factory=list)  # rows that `act` works on
    act: Callable[[dict[str, Any], User], bool] | None = (
        None  # answers whether anything changed; raises `ValidationError`
    )
    identities: list[str] = field(default_factory=list)  # of its fact-checks, where they have no ids

    def refs(self) -> Iterable[Ref]:
        yield from self.needs
        for spec in self.specs:
            yield from (value for value in spec.columns.values() if isinstance(value, Ref))


@dataclass(frozen=True)
class Outcome:
    """What became of an item: `imported`, `unchanged`, `refused` with the fault, or nothing but a `header`."""

    line: int
    what: str
    fault: Dirty | None = None
    remarks: tuple[Remark, ...] = ()
