"""Events: what claims are about."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from claims.actions import drafting
from claims.models import Event
from desk.admin_classes import ActingAdmin
from desk.fields import LanguageMapField, StatedTimeField
from desk.forms import DeskForm


class EventForm(DeskForm):
    """One event."""

    title = LanguageMapField(
        label=gettext_lazy("Title"), short=True, help_text=gettext_lazy("Neutral: what, where, when.")
    )
    place = LanguageMapField(label=gettext_lazy("Place"), short=True, required=False)
    started = StatedTimeField(label=gettext_lazy("Began"))
    ended = StatedTimeField(label=gettext_lazy("Ended"))
    note = LanguageMapField(label=gettext_lazy("Note"), required=False)

    class Meta:
        model = Event
        fields = [
            "title", "original_language", "place", "countries", "latitude", "longitude", "accuracy_m", "parent", "note",
        ]  # fmt: skip
        labels = {
            "original_language": gettext_lazy("Original language"),
            "accuracy_m": gettext_lazy("Accurate to (metres)"),
            "parent": gettext_lazy("Part of"),
        }
        help_texts = {"countries": gettext_lazy("ISO codes with commas: IQ, SY")}
        widgets = {"original_language": forms.TextInput(attrs={"size": 11, "dir": "ltr"})}


@admin.register(Event)
class EventAdmin(ActingAdmin):
    """Events."""

    form = EventForm
    autocomplete_fields = ("parent",)
    list_display = ("__str__", "countries", "started_earliest", "parent")
    list_select_related = ("parent",)
    search_fields = ("id", "title__en", "title__ar", "title__fa")
    fieldsets = (
        (None, {"fields": ("title", "original_language", "started", "ended", "place", "countries", "parent")}),
        (
            gettext_lazy("Where exactly"),
            {"classes": ("collapse",), "fields": ("latitude", "longitude", "accuracy_m", "note")},
        ),
    )

    def add_row(self, *, by: Any, form: Any) -> Event:
        """Adds the event."""
        return drafting.create_event(by=by, **form.columns())

    def change_row(self, *, row: Event, by: Any, form: Any) -> Event:
        """Changes it for every claim."""
        return drafting.change_event(event=row, by=by, **form.columns())
