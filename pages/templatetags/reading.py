"""How templates put a document's parts into words: texts in their language, names, times, figures, codes."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages import feeds, shapes, times
from record import sentences, wording
from record.reading import pick

register = template.Library()

register.filter("stated", times.stated)
register.filter("day", times.day)
register.filter("moment", times.moment)
register.simple_tag(shapes.draw, name="shape")
register.simple_tag(feeds.links, name="feed_links")
register.simple_tag(sentences.comma, name="comma")


@register.filter
def label(code: str, kind: str) -> wording.Text:
    """`{{ code|label:"verdict" }}`: what it is called."""
    return wording.label(kind, code)


@register.filter
def sentence(code: str, kind: str) -> wording.Text:
    """`{{ code|sentence:"verdict" }}`: what it means."""
    return wording.sentence(kind, code)


@register.filter
def counted(side: dict[str, Any]) -> str:
    """Reports and origins of one side of a claim: “7 reports, 1 origin”."""
    return sentences.counted(side)


@register.filter
def corroborated(found: dict[str, Any] | None) -> str:
    """What the reports show, in one sentence."""
    return sentences.corroboration(found)


@register.filter
def verdict_or_words(value: str) -> SafeString:
    """What a correction says stood before or stands now: a verdict by its label, any other words as they are."""
    if value in wording.codes("verdict"):
        return format_html("<q>{}</q>", wording.label("verdict", value))
    return format_html('<q dir="auto">{}</q>', value)


@register.simple_tag
def text(texts: dict[str, str] | None, original: str = "en") -> SafeString:
    """A text of ours in the reader's language, else its original, apart from the direction around it."""
    tag, words = pick(texts or {}, get_language() or "en", original)
    return format_html('<bdi lang="{}">{}</bdi>', tag, words) if words else mark_safe("")


@register.simple_tag
def plain_text(texts: dict[str, str] | None, original: str = "en") -> str:
    """The same words without markup: for titles and attributes."""
    return pick(texts or {}, get_language() or "en", original)[1]


@register.simple_tag
def translated_by(document: dict[str, Any]) -> str:
    """Who translated the claim into the language it is shown in; "" when that is its original."""
    tag, _words = pick(document["text"], get_language() or "en", document["original_language"])
    return "" if tag == document["original_language"] else str(document.get("translators", {}).get(tag, ""))


@register.simple_tag
def named(who: dict[str, Any] | None) -> SafeString:
    """A speaker's, outlet's or party's name, in the reader's language if it has one."""
    if not who:
        return mark_safe("")
    language = get_language() or "en"
    name = who.get("names", {}).get(language)
    # The main name's language is not recorded; its letters tell its direction.
    return format_html('<bdi lang="{}">{}</bdi>', language, name) if name else format_html("<bdi>{}</bdi>", who["name"])


@register.filter
def number(value: int) -> str:
    """A whole number with its thousands apart."""
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def interval(quantity: dict[str, Any]) -> str:
    """What the words of a figure mean, with open ends said in words."""
    lower, upper = quantity["lower"], quantity["upper"]
    if lower is None and upper is None:
        return _("no figure")
    if upper is None:
        return _("%(lower)s or more") % {"lower": number(lower)}
    if lower is None:
        return _("%(upper)s or fewer") % {"upper": number(upper)}
    if lower == upper:
        return number(lower)
    if lower == 0:
        return _("at most %(upper)s") % {"upper": number(upper)}
    return _("%(lower)s to %(upper)s") % {"lower": number(lower), "upper": number(upper)}


@register.filter
def counted_as(figure: dict[str, Any]) -> str:
    """What a figure counts, of whom."""
    return sentences.counted_as(figure)
