"""Stated times and our own, as readers see them."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

# Day, month in full, year: no reader takes 2/3 for the third of February.
DAY, MONTH, YEAR = "j F Y", "F Y", "Y"


def stated(time: dict[str, Any] | None) -> SafeString:
    """A time as it was stated: the local day of whoever stated it, with the zone that makes it their day."""
    if not time:
        return mark_safe("")
    machine, words = _stated(time)
    shown = format_html('<bdi><time datetime="{}">{}</time></bdi>', machine, words)
    if time["zone"] == "UTC" or time["precision"] in ("month", "year"):
        return shown
    where = pgettext("whose local time", "%(place)s time") % {"place": _city(time["zone"])}
    return format_html('<bdi>{} <span class="zone">{}</span></bdi>', shown, where)


def plain(time: dict[str, Any] | None) -> str:
    """The same without zone and markup: for drawings, which have the whole beside them."""
    return _stated(time)[1] if time else ""


def machine(time: dict[str, Any]) -> str:
    """The same as machines write it: equal for two that name one day, month or minute."""
    return _stated(time)[0]


def _stated(time: dict[str, Any]) -> tuple[str, str]:
    """For machines, and in words."""
    zone = ZoneInfo(time["zone"])
    first = datetime.fromisoformat(time["earliest"]).astimezone(zone)
    last = datetime.fromisoformat(time["latest"]).astimezone(zone)
    precision = time["precision"]
    if precision == "minute":
        return first.isoformat(timespec="minutes"), _minute(first)
    if precision == "month" and _same(first, last, "%Y-%m"):
        return f"{first:%Y-%m}", date_format(first, MONTH)
    if precision == "year" and first.year == last.year:
        return f"{first:%Y}", date_format(first, YEAR)
    if first.date() == last.date():
        return f"{first:%Y-%m-%d}", _day(first)
    return f"{first:%Y-%m-%d}", _("%(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}


def day(text: str | None) -> SafeString:
    """The UTC day of an instant of ours, or a plain date."""
    if not text:
        return mark_safe("")
    when = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(UTC)
    return format_html('<bdi><time datetime="{}">{}</time></bdi>', text, date_format(when, DAY))


def moment(when: str | datetime | None) -> SafeString:
    """An instant of ours to the minute, in UTC."""
    if not when:
        return mark_safe("")
    instant = (datetime.fromisoformat(when) if isinstance(when, str) else when).astimezone(UTC)
    return format_html('<bdi><time datetime="{}">{}</time></bdi>', instant.isoformat(), _minute(instant, " UTC"))


def _city(zone: str) -> str:
    """The city that names a zone, in the reader's language where Unicode's tables (CLDR) have it."""
    try:
        found = get_timezone_location(zone, locale=get_language() or "en", return_city=True)
    except LookupError:
        # A document keeps its zone for ever, the tables may drop it.
        found = zone
    return found.rpartition("/")[2].replace("_", " ")


def _day(when: datetime) -> str:
    return date_format(when, DAY)


def _minute(when: datetime, zone: str = "") -> str:
    told = f"{when:%H:%M}{zone}"
    # Right after letters from right to left, digits would part from the Latin letters they belong to.
    return _("%(day)s, %(time)s") % {"day": _day(when), "time": f"\u2066{told}\u2069" if get_language_bidi() else told}


def _same(first: datetime, last: datetime, form: str) -> bool:
    return first.strftime(form) == last.strftime(form)
