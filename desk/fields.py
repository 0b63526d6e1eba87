"""Form fields for what our rows hold: words by language, times that people state, the numbers of a figure."""

import re
from datetime import UTC, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.languages import LIMIT
from sources.stated_time import StatedTime, zone_of

# Written first and always shown; the others fold away until they hold words.
OUR_LANGUAGES = ("en", "ar", "fa")
# Those of the world's zones that the desk meets most; any other IANA name may be typed.
ZONES = ("UTC", "Asia/Baghdad", "Asia/Damascus", "Asia/Tehran", "Asia/Amman", "Europe/London", "America/New_York")


def language_name(tag: str) -> str:
    """A language's name in the language of the page; the tag where we have none."""
    try:
        return str(translation.get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


class LanguageMapWidget(forms.MultiWidget):
    """One box a language, each in its own direction."""

    template_name = "desk/widgets/language_map.html"
    heading = ""  # the field's label: names the boxes for screen readers

    def __init__(self, languages: tuple[str, ...], *, short: bool, attrs: dict[str, Any] | None = None) -> None:
        self.languages = languages
        self.short = short
        super().__init__({tag: self._box(tag) for tag in languages}, attrs)

    def _box(self, tag: str) -> forms.Widget:
        attrs = {"lang": tag, "dir": "auto"}
        return forms.TextInput(attrs=attrs) if self.short else forms.Textarea(attrs=attrs | {"rows": 3})

    def decompress(self, value: Any) -> list[str]:
        """The boxes' words."""
        return [(value or {}).get(tag, "") for tag in self.languages]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Adds each box's language."""
        context = super().get_context(name, value, attrs)
        for tag, box in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            box["language"] = language_name(tag)
            box["attrs"]["aria-label"] = f"{self.heading}: {box['language']}"
            box["attrs"].pop("required", None)
        first, *others = context["widget"]["subwidgets"]
        context["widget"] |= {"first": first, "others": others, "open": any(box["value"] for box in others)}
        return context


class LanguageMapField(forms.MultiValueField):
    """Words by language, as a map without the languages that were left empty."""

    def __init__(self, *, short: bool = False, languages: tuple[str, ...] = OUR_LANGUAGES, **kwargs: Any) -> None:
        self.short = short
        self.languages = languages
        fields = [forms.CharField(required=False, max_length=LIMIT, strip=True) for _tag in languages]
        widget = LanguageMapWidget(languages, short=short)
        super().__init__(fields, require_all_fields=False, widget=widget, **kwargs)

    def with_languages_of(self, value: dict[str, str] | None) -> "LanguageMapField":
        """The same field, with a box for every language that the value already has: none is lost by saving."""
        more = tuple(tag for tag in value or {} if tag not in self.languages)
        if not more:
            return self
        return LanguageMapField(
            short=self.short,
            languages=self.languages + more,
            label=self.label,
            help_text=self.help_text,
            required=self.required,
        )

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """The map."""
        return {tag: words for tag, words in zip(self.languages, data_list, strict=False) if words}


class StatedTimeWidget(forms.MultiWidget):
    """A box for the time and one for its zone."""

    template_name = "desk/widgets/stated_time.html"
    heading = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "time": forms.TextInput(attrs={"placeholder": "2024-02-03T14:30", "dir": "ltr", "size": 18}),
            "zone": forms.TextInput(attrs={"list": "zones", "dir": "ltr", "size": 16}),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[str]:
        """What to type to state this time again, and its zone."""
        return [typed(value), value.zone] if value else ["", "UTC"]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Names both boxes."""
        context = super().get_context(name, value, attrs)
        time, zone = context["widget"]["subwidgets"]
        time["attrs"]["aria-label"] = self.heading
        zone["attrs"]["aria-label"] = _("%(field)s: time zone") % {"field": self.heading}
        return context


class StatedTimeField(forms.MultiValueField):
    """A time as somebody states it: a year, a month, a day or a minute, in a zone."""

    widget = StatedTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("2024, 2024-02, 2024-02-03 or 2024-02-03T14:30, and the time zone"))
        super().__init__(
            [forms.CharField(required=False, max_length=40), forms.CharField(required=False, max_length=50)],
            require_all_fields=False,
            required=False,
            **kwargs,
        )

    def compress(self, data_list: list[str]) -> StatedTime:
        """The time; an empty box states none."""
        if not data_list:
            return StatedTime()
        return StatedTime.parse(data_list[0], data_list[1] or "UTC")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares what is typed; a zone without a time says nothing."""
        old = StatedTimeWidget().decompress(initial)
        new = [part or "" for part in data or ["", ""]]
        return old[0] != new[0].strip() or (bool(old[0]) and old[1] != (new[1].strip() or "UTC"))


def typed(time: StatedTime) -> str:
    """The text that `StatedTime.parse` reads as this time, in its own zone."""
    if time.earliest is None:
        return ""
    try:
        zone: tzinfo = zone_of(time.zone)
    except ValidationError:  # a name that nobody knows any more
        zone = UTC
    with_zone = time.earliest.astimezone(zone)
    spelling = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}.get(time.precision, "%Y-%m-%dT%H:%M")
    return with_zone.strftime(spelling)


class NumbersField(forms.CharField):
    """None, one or two whole numbers: `16`, `16 25`, `1,200`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The numbers as somebody would type them."""
        return " ".join(str(number) for number in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The numbers. Raises `ValidationError` for anything else."""
        words = re.sub(r"(?<=\d)[,٬](?=\d{3})", "", super().to_python(value) or "")
        numbers = []
        for word in re.split(r"[\s;,–-]+", words.strip()):
            if word and not word.isdecimal():
                raise ValidationError(_("“%(word)s” is not a whole number.") % {"word": word[:20]})
            if word:
                numbers.append(int(word))
        return numbers

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares the numbers."""
        return self.prepare_value(initial or []) != (data or "")


class WordField(forms.CharField):
    """A lower-case word of our vocabulary, such as targets_struck: spaces and capitals are mended, not refused."""

    def to_python(self, value: Any) -> str:
        """The word."""
        return "_".join((super().to_python(value) or "").lower().split())
