"""Two people on one claim: the second to save sees base, theirs and mine, and loses nothing.

Boxes of the form are merged one by one (words in Arabic apart from words in English): what only one side changed is
taken from that side; what both changed is asked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import Claim
from desk.claim_page import ClaimPage, boxes, values
from desk.fields import LanguageMapWidget, language_name
from history.models import Entry

CHOICES = ("mine", "theirs", "edit")


@dataclass(frozen=True)
class Box:
    """One box of the form: what stood there, what they and what I made of it. `shown_…` are in words."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str
    shown_base: str
    shown_theirs: str
    shown_mine: str
    is_text: bool

    @property
    def kind(self) -> str:
        """`both` changed it differently; else who did."""
        if self.mine == self.theirs:
            return "same"
        if self.mine == self.base:
            return "theirs"
        return "mine" if self.theirs == self.base else "both"


@dataclass(frozen=True)
class Conflict:
    """What the screen shows, and what its form carries on."""

    asked: list[Box]
    from_them: list[Box]
    from_me: list[Box]
    removed: list[str]  # evidence that they took out and I had changed
    carried: list[tuple[str, str]]
    last: Entry | None


def resolved(data: QueryDict) -> QueryDict:
    """What was posted, with every choice of the conflict screen put in its box. Without choices: as it is."""
    chosen = {name.removeprefix("choose-"): value for name, value in data.items() if name.startswith("choose-")}
    if not chosen:
        return data
    merged = data.copy()
    for name, choice in chosen.items():
        merged[name] = data.get(f"{choice if choice in CHOICES else 'mine'}-{name}", "")
    for name in list(merged):
        if name.partition("-")[0] in ("choose", *CHOICES):
            del merged[name]
    return merged


def between(mine: ClaimPage, current: Claim, person: Any) -> Conflict:
    """What both changed, what each did alone, and the form to go on with."""
    data = {name: str(value) for name, value in (mine.data or QueryDict()).items()}
    theirs_page = ClaimPage(current, person)
    theirs = values(theirs_page)
    base = _read(data.get("base", ""))
    found = []
    for form in theirs_page.own_forms:
        for field in form:
            for name, value in boxes(field).items():
                if name in data or name in base:
                    found.append(_box(field, name, base.get(name, value), value, data.get(name, "")))
    asked = [box for box in found if box.kind == "both"]
    merged = dict(theirs) | {box.name: box.mine for box in found if box.kind == "mine"}
    kept = {name: value for name, value in data.items() if not _is_own(name, base, theirs)}
    carried = kept | {name: value for name, value in merged.items() if name not in {box.name for box in asked}}
    carried |= {"edit_number": str(current.edit_number), "base": json.dumps(theirs, ensure_ascii=False)}
    carried = {name: value for name, value in carried.items() if name != "csrfmiddlewaretoken" and value != ""}
    return Conflict(
        asked=asked,
        from_them=[box for box in found if box.kind == "theirs"],
        from_me=[box for box in found if box.kind == "mine"],
        removed=_removed(data, base, theirs),
        carried=sorted(carried.items()),
        last=Entry.objects.of(current).last(),
    )


def _read(base: str) -> dict[str, str]:
    try:
        read = json.loads(base)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}


def _is_own(name: str, base: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return name in base or name in theirs


def _removed(data: Mapping[str, str], base: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    gone = (name for name in base if name.startswith("evidence-") and name not in theirs)
    return [data[name] for name in gone if name in data and _plain(data[name]) != _plain(base[name]) and data[name]]


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _box(field: Any, name: str, base: str, theirs: str, mine: str) -> Box:
    base, theirs, mine = _plain(base), _plain(theirs), _plain(mine)
    widget = field.field.widget
    label = str(field.label)
    if isinstance(widget, LanguageMapWidget):
        label = f"{label} ({language_name(name.rpartition('_')[2])})"
    elif hasattr(widget, "widgets_names") and name.endswith("_zone"):
        label = _("%(field)s: time zone") % {"field": label}
    if field.form.prefix:
        label = f"{str(field.form.instance)[:60]} · {label}"
    is_text = not isinstance(widget, forms.Select | forms.CheckboxInput)
    shown = (_shown(field, base), _shown(field, theirs), _shown(field, mine))
    return Box(name, label, base, theirs, mine, shown[0], shown[1], shown[2], is_text)


def _shown(field: Any, value: str) -> str:
    """A stored choice or key in words."""
    if value == "":
        return ""
    if isinstance(field.field, forms.ModelChoiceField):
        rows: Any = field.field.queryset
        row = rows.filter(pk=value).first()
        return str(row) if row else value
    if isinstance(field.field, forms.ChoiceField):
        choices: Any = field.field.choices
        return str(dict(choices).get(value, value))
    if isinstance(field.field, forms.BooleanField):
        return _("yes")
    return value
