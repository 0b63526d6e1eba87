"""What an action or a constraint finds wrong, by column. Faces put each message at their own field for it."""

import re

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

# A constraint names its field in its message: "measure: a tally names what is counted."
_NAMED = re.compile(r"^([a-z_]+): (.+)$", re.DOTALL)


def by_column(error: ValidationError) -> dict[str, list[str]]:
    """The messages by column; those of no column under Django's own name for that."""
    raw = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    found: dict[str, list[str]] = {}
    for name, messages in raw.items():
        for message in messages:
            named = _NAMED.match(message) if name == NON_FIELD_ERRORS else None
            column, sentence = (named[1], named[2][:1].upper() + named[2][1:]) if named else (name, message)
            found.setdefault(column, []).append(sentence)
    return found
