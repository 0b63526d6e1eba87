"""What a list can be asked: its filters and its place, checked; and pages of rows after a keyset."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from record import wording
from record.reading import has_words

Row = TypeVar("Row", bound=Model)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Microseconds since 1970, a dash, a sequence or an id.
_PLACE = re.compile(r"(-?[0-9]{1,17})\.([0-9a-z]{1,18})")
_UNREADABLE = _("This is no place in the list. Begin at its first page.")


@dataclass(frozen=True)
class Place:
    """A row's place in a list: its instant, and the key that orders rows of one instant."""

    instant: datetime
    key: str

    def __str__(self) -> str:
        return f"{(self.instant - EPOCH) // timedelta(microseconds=1)}.{self.key}"

    @property
    def numbered(self) -> tuple[datetime, int]:
        """For lists that are ordered by a sequence."""
        return self.instant, int(self.key)

    @property
    def lettered(self) -> tuple[datetime, str]:
        """For lists that are ordered by an id."""
        return self.instant, self.key


class AfterField(forms.CharField):
    """The place that a link to the next page names."""

    def __init__(self, *, numbered: bool) -> None:
        super().__init__(required=False, max_length=50, widget=forms.HiddenInput)
        self.numbered = numbered

    def clean(self, value: Any) -> Place | None:
        """Raises `ValidationError` for what no list of ours wrote."""
        text = super().clean(value)
        if not text:
            return None
        found = _PLACE.fullmatch(text)
        if not found or (self.numbered and not found[2].isdecimal()):
            raise ValidationError(_UNREADABLE)
        try:
            instant = EPOCH + timedelta(microseconds=int(found[1]))
        except OverflowError as error:
            raise ValidationError(_UNREADABLE) from error
        return Place(instant, found[2])


class NumberedListForm(forms.Form):
    """A list without filters, ordered by a sequence."""

    after = AfterField(numbered=True)


class LetteredListForm(forms.Form):
    """A list without filters, ordered by an id: events, speakers, outlets, sources."""

    after = AfterField(numbered=False)


class ClaimListForm(forms.Form):
    """The filters of the list of claims."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=500, widget=forms.TextInput(attrs={"type": "search"})
    )
    verdict = forms.ChoiceField(label=_("Verdict"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    event = forms.RegexField(r"^[0-9a-z]{12}\Z", label=_("Event"), required=False, widget=forms.HiddenInput)
    after = AfterField(numbered=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("verdict", "verdict"), ("kind", "claim_kind")):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [("", _("any")), *((code, wording.label(kind, code)) for code in wording.codes(kind))]
            field.error_messages["invalid_choice"] = _("“%(value)s” is none of these; choose one.")
        self.fields["event"].error_messages["invalid"] = _("This is not the id of an event.")

    def clean_q(self) -> str:
        """Refuses words that are none, which would otherwise find everything."""
        words = self.cleaned_data["q"]
        if words and not has_words(words):
            raise ValidationError(_("Write at least one word or number."))
        return words


def first_rows(rows: QuerySet[Row], count: int, place: Callable[[Row], Place]) -> tuple[list[Row], Place | None]:
    """The first `count` rows in one statement, and the place to read on from if there are more."""
    found = list(rows[: count + 1])
    if len(found) <= count:
        return found, None
    return found[:count], place(found[count - 1])
