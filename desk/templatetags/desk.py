"""How the desk shows people and words: names in full, words in their own language and direction."""

from typing import Any

from django import template
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from desk.fields import ZONES
from sources.languages import pick

register = template.Library()


@register.filter
def person(someone: Any) -> str:
    """A person's name, else the name they sign in with; a dash for nobody."""
    return (someone.get_full_name() or someone.get_username()) if someone else "–"


@register.simple_tag
def words(texts: dict[str, str], original: str = "en") -> SafeString:
    """Words by language: in the language of the page, else the original, marked with its language."""
    tag, text = pick(texts or {}, translation.get_language() or "en", original)
    return format_html('<bdi lang="{}">{}</bdi>', tag, text)


@register.inclusion_tag("desk/zones.html")
def zones() -> dict[str, Any]:
    """The zones that a stated time's box suggests."""
    return {"zones": ZONES}


@register.filter
def items(texts: Any) -> list[tuple[str, str]]:
    """A map by language as pairs."""
    return list((texts or {}).items())


@register.filter
def captured(text: str) -> SafeString:
    """Captured text, character by character: a browser would turn a bare carriage return into a line feed."""
    return mark_safe(escape(text).replace("\r", "&#13;"))  # noqa: S308  (escaped just here)
