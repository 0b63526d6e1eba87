"""Addresses of claim pages as they leave the site, for what is made from the record. Their base is SITE_URL."""

import re
from typing import Any

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.text import slugify

LONGEST_SLUG = 80  # characters; cut between words
# Words that mean something else at a slug's place in the address.
_TAKEN = re.compile(r"history|card|timegate|timemap|v[0-9]+")


def slug_of(texts: dict[str, str], original: str) -> str:
    """A readable tail for an address, from the words in their original language and script."""
    words = slugify(texts.get(original) or next(iter(texts.values()), ""), allow_unicode=True)
    if len(words) > LONGEST_SLUG:
        words = words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
    words = words.strip("-_") or "claim"
    return f"claim-{words}" if _TAKEN.fullmatch(words) else words


def claim_url(document: dict[str, Any]) -> str:
    """The page of a claim as it stands now, from its document or summary."""
    slug = slug_of(document["text"], document["original_language"])
    return str(iri_to_uri(f"{settings.SITE_URL}/claims/{document['id']}/{slug}/"))


def claim_bare_url(claim_id: str) -> str:
    """The same page by its permanent short address, as the API gives it."""
    return f"{settings.SITE_URL}/claims/{claim_id}/"
