"""Puts what an action or a constraint finds wrong at the fields of the form that asked for it."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from history.faults import by_column

_TIME_PART = re.compile(r"_(earliest|latest|precision|zone|words)$")


class FaultsAtFields(forms.BaseForm):
    """A form to which an action's `ValidationError` may be added whole: each message lands at its field, once."""

    aliases: ClassVar[Mapping[str, str]] = {}  # column → the form's field, where they differ

    def add_error(self, field: str | None, error: Any) -> None:
        """A fault of a column that has no field here stands above the form, with the column's name."""
        error = error if isinstance(error, ValidationError) else ValidationError(error)
        for column, messages in by_column(ValidationError({field: error}) if field else error).items():
            at = self.aliases.get(column, column)
            if at not in self.fields and at != NON_FIELD_ERRORS:
                at = _TIME_PART.sub("", at)
            if at not in self.fields and at != NON_FIELD_ERRORS:
                messages, at = [f"{column}: {message}" for message in messages], NON_FIELD_ERRORS
            known: Any = self.errors.get(at, []) if self.errors else []
            if new := [message for message in messages if message not in known]:
                super().add_error(None if at == NON_FIELD_ERRORS else at, new)
