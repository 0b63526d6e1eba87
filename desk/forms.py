"""What every form of the desk shares: faults at their fields, and the columns that an action takes."""

import copy
from typing import Any

from django import forms
from django.db import models

from desk.faults import FaultsAtFields
from desk.fields import LanguageMapField, LanguageMapWidget, StatedTimeField, StatedTimeWidget
from sources.stated_time import StatedTime


class DeskForm(FaultsAtFields, forms.ModelForm):
    """A form over one row. It never saves: `columns()` is what the action gets.

    The model's own rules are asked together with the form's, so that every fault is named at once.
    """

    required_css_class = "required"

    def __init__(
        self, data: Any = None, files: Any = None, *, instance: models.Model | None = None, **kwargs: Any
    ) -> None:
        # A copy: what was typed must not colour the page around the form.
        row = copy.copy(instance) if instance is not None else self._meta.model()
        self.is_new = instance is None
        initial = {name: StatedTime.of(row, name) for name in self.times()} if instance is not None else {}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(data, files, instance=row, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, LanguageMapField):
                self.fields[name] = field.with_languages_of(getattr(row, name, None))
        dress(self)

    @classmethod
    def times(cls) -> list[str]:
        """The fields that stand for five columns of the row each."""
        columns = {field.name for field in cls._meta.model._meta.concrete_fields}
        return [
            name
            for name, field in cls.base_fields.items()
            if isinstance(field, StatedTimeField) and f"{name}_earliest" in columns
        ]

    def columns(self) -> dict[str, Any]:
        """The columns as typed, by name. A time that nobody touched keeps the words in which it was stated."""
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        known = columns.intersection(self._meta.fields or ())
        found = {name: value for name, value in self.cleaned_data.items() if name in known}
        for name in self.times():
            if name in self.cleaned_data and (self.is_new or name in self.changed_data):
                found |= self.cleaned_data[name].columns(name)
        return found

    def _post_clean(self) -> None:
        for name in self.times():
            time = self.cleaned_data.get(name)
            if time is not None:
                for column, value in time.columns(name).items():
                    setattr(self.instance, column, value)
        super()._post_clean()  # type: ignore[misc]


def dress(form: forms.BaseForm) -> None:
    """Gives free text its own direction, and boxes without a visible label of their own a name."""
    for name, field in form.fields.items():
        if isinstance(field.widget, LanguageMapWidget | StatedTimeWidget):
            field.widget.heading = str(field.label or name.replace("_", " ").capitalize())
        elif isinstance(field.widget, forms.TextInput | forms.Textarea):
            field.widget.attrs.setdefault("dir", "auto")
