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

from record import browsing, wording
from record.filters import MOST
from record.reading import TAG, has_words, parse_beginning

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


class IdField(forms.RegexField):
    """An id of ours, as links carry it."""

    def __init__(self, label: Any) -> None:
        super().__init__(r"^[0-9a-z]{12}\Z", label=label, required=False, widget=forms.HiddenInput)
        self.error_messages["invalid"] = _("This is no id: twelve small letters and digits.")


class InstantField(forms.CharField):
    """An instant; a date means its first moment in UTC."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, max_length=50, widget=forms.HiddenInput)

    def clean(self, value: Any) -> datetime | None:
        """Raises `ValidationError` for what is no date."""
        text = super().clean(value)
        try:
            return parse_beginning(text) if text else None
        except ValueError as error:
            raise ValidationError(_(str(error))) from error


class FigureField(forms.IntegerField):
    """A count."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, min_value=0, max_value=MOST, widget=forms.HiddenInput)


class ClaimListForm(forms.Form):
    """The filters of the list of claims."""

    PLACING = ("after", "lang")  # say where to read on and in which language, and narrow nothing

    q = forms.CharField(
        label=_("Words"), required=False, max_length=500, widget=forms.TextInput(attrs={"type": "search"})
    )
    verdict = forms.ChoiceField(label=_("Verdict"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    # What links and programs ask: the same as in the API, by ids and dates that few people type.
    event = IdField(_("Event"))
    corroboration = forms.ChoiceField(label=_("Corroboration"), required=False, widget=forms.HiddenInput)
    claimant = IdField(_("Claimant"))
    language = forms.RegexField(TAG, label=_("Language"), required=False, widget=forms.HiddenInput)
    made_after = InstantField(_("Made after"))
    made_before = InstantField(_("Made before"))
    published_after = InstantField(_("Published after"))
    published_before = InstantField(_("Published before"))
    speaker = IdField(_("Speaker"))
    principal = IdField(_("Spoken for"))
    outlet = IdField(_("Outlet"))
    source = IdField(_("Source"))
    statement = IdField(_("Statement"))
    stance = forms.ChoiceField(label=_("Stance"), required=False, widget=forms.HiddenInput)
    said_before = InstantField(_("Said before"))
    figure_from = FigureField(_("Figure from"))
    figure_to = FigureField(_("Figure to"))
    after = AfterField(numbered=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coded = {"verdict": "verdict", "kind": "claim_kind", "corroboration": "corroboration", "stance": "stance"}
        for name, kind in coded.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [("", _("any")), *((code, wording.label(kind, code)) for code in wording.codes(kind))]
            field.error_messages["invalid_choice"] = _("“%(value)s” is none of these; choose one.")

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that were given, as they were read."""
        given = self.cleaned_data.items()
        return {name: value for name, value in given if value not in (None, "") and name not in self.PLACING}

    @property
    def chosen(self) -> dict[str, str]:
        """The same as an address says them."""
        return {name: self.data[name].strip() for name in self.asked}

    def further(self) -> list[tuple[forms.BoundField, Any, dict[str, Any] | None]]:
        """Filters that were given and have no field to be seen in; what each says in words, and the face it names, if one."""
        given = [field for field in self.hidden_fields() if field.name in self.asked]
        faces = browsing.cards(field.value() for field in given if isinstance(field.field, IdField))
        return [
            (
                field,
                dict(getattr(field.field, "choices", ())).get(field.value(), field.value()),
                faces.get(field.value()),
            )
            for field in given
        ]

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
