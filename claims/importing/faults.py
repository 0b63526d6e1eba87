"""What is wrong with a part of an imported file."""

from typing import NamedTuple

from django.core.exceptions import ValidationError


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
    if hasattr(error, "error_dict"):
        name, messages = next(iter(error.message_dict.items()))
        field = "" if name == "__all__" else name
        return Dirty(f"{where}{field}", " ".join(messages))
    return Dirty(where.rstrip("."), " ".join(error.messages))
