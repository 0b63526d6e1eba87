"""A step that changes what is public, as one person meets it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from desk.faults import FaultsAtFields
from desk.forms import dress


class ReasonForm(FaultsAtFields, forms.Form):
    """Why. Stays at the desk."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (stays at the desk)"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{name}_%s"
        super().__init__(*args, **kwargs)
        if name.startswith("confirm"):
            del self.fields["reason"]
        dress(self)


@dataclass(frozen=True)
class Offer:
    """One such step as this person meets it."""

    name: str
    label: str
    explains: str
    address: str
    form: Any
    why_not: str
    act: Callable[[Any, dict[str, Any]], object]
