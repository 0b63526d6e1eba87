"""What is wrong with a part of an imported file."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError

# A constraint names its field in its message: "measure: a tally names what is counted."
_NAMED = re.compile(r"([a-z_]+): (.+)", re.DOTALL)


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
        sentence = " ".join(messages)
        if name != "__all__":
            return Dirty(where + name, sentence)
        named = _NAMED.fullmatch(messages[0])
        return (
            Dirty(where + named[1], named[2][:1].upper() + named[2][1:])
            if named
            else Dirty(where.rstrip("."), sentence)
        )
    return Dirty(where.rstrip("."), " ".join(error.messages))
