"""Single values as pages give them, into what a source's columns hold: words, times, language tags. Pure; nothing raises."""

import html
import re
from email.utils import parsedate_to_datetime
from typing import Any

from django.core.exceptions import ValidationError

from sources.languages import may_stand, validate_tag
from sources.stated_time import StatedTime

NEVER = StatedTime()


def plain(value: Any, limit: int) -> str:
    """Words without markup, control characters and runs of space, cut to the column; "" for what are no words."""
    if not isinstance(value, str):
        return ""
    value = html.unescape(re.sub(r"<[^<>]{0,500}>", " ", value[: limit * 10]))
    return " ".join("".join(filter(may_stand, value)).split())[:limit].strip()


def stated(words: Any) -> StatedTime:
    """The time some words state, as exactly as they do and no more; `NEVER` for what is no date.

    A time without its offset from UTC says only the day: which minute it was, nobody knows. Days are days in UTC until a person
    names the place.
    """
    if not isinstance(words, str):
        return NEVER
    words = plain(words, 100)
    found = re.match(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)(.*)", words)
    text = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}{found[4].rstrip()}" if found else words
    try:
        if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
            time = StatedTime.parse(text)
        else:
            time = _instant(text)
    except (ValidationError, ValueError, OverflowError, TypeError, IndexError):
        return NEVER
    if time.earliest is None or not 1900 <= time.earliest.year <= 2200:
        return NEVER
    return StatedTime(time.earliest, time.latest, time.precision, "UTC", words)


def _instant(text: str) -> StatedTime:
    iso = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)|\s+(?=UTC$|GMT$)", "", text).replace("UTC", "Z").replace("GMT", "Z")
    iso = re.sub(r"(\.\d{6})\d+", r"\1", iso)
    if not re.match(r"\d{4}-?\d\d-?\d\d[T ]", iso):
        instant = parsedate_to_datetime(text)
        iso = instant.isoformat()
    if re.search(r"(Z|[+-]\d\d:?\d\d)$", iso):
        return StatedTime.parse(iso.replace(" ", "T", 1))
    return StatedTime.parse(iso[:10])


def language_tag(value: Any) -> str:
    """A language tag in its usual letters (`ar_IQ` → `ar-IQ`), "" for what is none."""
    if not isinstance(value, str):
        return ""
    language, *others = re.split(r"[-_]", value.strip().split(".")[0].split(",")[0])
    parts = [language.lower()]
    for part in others[:2]:
        if len(part) == 4:
            parts.append(part.title())
        elif len(part) in (2, 3):
            parts.append(part.upper())
    tag = "-".join(parts)
    try:
        validate_tag(tag)
    except ValidationError:
        return ""
    return "" if language.lower() in ("und", "zxx", "mul", "xx") else tag
