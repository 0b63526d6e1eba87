"""What is wrong with a part of an imported file."""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from history.faults import by_column


class Dirty(Exception):
    """An item cannot be imported. `field` says where, `reason` why and what to do, in a sentence for people."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


class Remark(NamedTuple):
    """Something that could not be kept of an item that was imported all the same."""

    field: str
    reason: str


def dirty(error: ValidationError, where: str = "") -> Dirty:
    """The first fault that a model found, as ours."""
    name, messages = next(iter(by_column(error).items()))
    return Dirty(where.rstrip(".") if name == NON_FIELD_ERRORS else where + name, " ".join(messages))
