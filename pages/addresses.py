"""Addresses of our pages, relative and absolute. Their base is SITE_URL: a request's host is not to be trusted."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from record.addresses import LONGEST_SLUG, slug_of

__all__ = ["absolute", "claim_address", "embed_address", "event_address", "slug_of", "version_address"]


def claim_address(document: dict[str, Any]) -> str:
    """The claim's page as it stands now. Works for a document and for its summary."""
    return reverse("claim", args=[document["id"], slug_of(document["text"], document["original_language"])])


def version_address(claim_id: str, number: int) -> str:
    """One version, for ever."""
    return reverse("claim-version", args=[claim_id, str(number)])


def event_address(event: dict[str, Any]) -> str:
    return reverse("event", args=[event["id"], slug_of(event["title"], event["original_language"])])


def embed_address(document: dict[str, Any]) -> str:
    """What answers how to show this claim inside another page: the head of its page names it."""
    return absolute(f"{reverse('oembed')}?{urlencode({'url': absolute(claim_address(document)), 'format': 'json'})}")


def card_slug(face: dict[str, Any]) -> str:
    """A readable tail for a speaker's, outlet's or source's address; "" where nothing can be read."""
    return slugify(face.get("name") or face.get("title") or "", allow_unicode=True)[:LONGEST_SLUG].strip("-_")


def card_address(kind: str, face: dict[str, Any]) -> str:
    """The page of a speaker, outlet or source."""
    slug = card_slug(face)
    return reverse(kind, args=[face["id"], slug]) if slug else reverse(f"{kind}-bare", args=[face["id"]])


def original(claim_id: str) -> str:
    """The address of a claim that no change of its words moves: what Memento calls the original (RFC 7089)."""
    return absolute(reverse("claim-bare", args=[claim_id]))


def absolute(path: str) -> str:
    """With the site's base, as it leaves the site."""
    return f"{settings.SITE_URL}{path}"
