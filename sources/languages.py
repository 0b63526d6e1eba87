"""Language tags, and texts of our own kept as maps from language to words."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

# RFC 5646, the part of it that newsrooms use: language, optional script, optional region.
TAG = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
LIMIT = 5_000  # characters a text; a rationale is a paragraph, not an essay

_REFUSED_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}


def may_stand(character: str) -> bool:
    """Whether a text may hold it: no control character, lone surrogate, private or unassigned code point."""
    return character in "\n\r\t" or unicodedata.category(character) not in _REFUSED_CATEGORIES


def validate_tag(value: str) -> None:
    """Raises `ValidationError` unless the value is a language tag such as `en`, `ar` or `zh-Hant`."""
    if not TAG.match(value):
        raise ValidationError(f"“{value[:40]}” is not a language tag; write for example en, ar or fa.")


def validate_text(value: str) -> None:
    """Refuses control characters, lone surrogates and unassigned code points; line ends and tabs may stand."""
    if value.isprintable():  # nearly every text is, and asking for all of it at once takes a tenth of the time
        return
    for character in value:
        if not may_stand(character):
            raise ValidationError(f"The character U+{ord(character):04X} cannot stand in a text; please remove it.")


def validate_map(value: Any) -> None:
    """Raises `ValidationError` unless the value is {tag: words} with bounded, printable, non-empty words."""
    if not isinstance(value, dict):
        raise ValidationError("A text is a map from language to words.")
    for tag, words in value.items():
        validate_tag(str(tag))
        if not isinstance(words, str) or not words.strip():
            raise ValidationError(f"The text in {tag} is empty; leave the language out instead.")
        if len(words) > LIMIT:
            raise ValidationError(f"The text in {tag} has {len(words)} characters; at most {LIMIT} fit.")
        validate_text(words)


def validate_tags(value: Any) -> None:
    """Raises `ValidationError` unless the value is a list of language tags."""
    if not isinstance(value, list) or len(value) > 50:
        raise ValidationError("Languages are a list of at most 50 tags, for example en, ar.")
    for tag in value:
        validate_tag(str(tag))


def pick(texts: dict[str, str], language: str, original: str = "en") -> tuple[str, str]:
    """(tag, words): in this language if there are words, else in the original, else in any. ("", "") for none."""
    for tag in (language, language.split("-")[0], original):
        if texts.get(tag):
            return tag, texts[tag]
    return next(iter(texts.items()), ("", ""))
