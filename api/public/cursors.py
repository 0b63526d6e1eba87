"""Opaque cursors: a place in a list between two rows, and the direction to read on."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = re.compile(r"([np])\.(-?[0-9]{1,18})\.([0-9a-z]{1,18})")


@dataclass(frozen=True)
class Cursor:
    """Read on after (or, `backwards`, before) the row with this instant and key: a sequence or an id."""

    backwards: bool
    instant: datetime
    key: str

    def __str__(self) -> str:
        micros = (self.instant - EPOCH) // timedelta(microseconds=1)
        text = f"{'p' if self.backwards else 'n'}.{micros}.{self.key}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Reads what `str` wrote. Raises `ValueError` with a sentence for people."""
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
            found = _FORM.fullmatch(plain)
            if found is None:
                raise unusable()
            direction, micros, key = found.groups()
            return cls(direction == "p", EPOCH + timedelta(microseconds=int(micros)), key)
        except (ValueError, OverflowError, binascii.Error) as error:
            raise unusable() from error


def unusable() -> ValueError:
    """What is said of a text that is no cursor of the list it was given to."""
    return ValueError("Take a cursor as it stands in `next` or `previous` of the same list; it is not made by hand.")
