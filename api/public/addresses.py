"""Absolute addresses, as answers give them. Their base is SITE_URL: what a request says of its host is not to be trusted."""

from django.conf import settings

ROOT = "/api/v1/"


def of_api(path: str = "") -> str:
    """An address of this API."""
    return f"{settings.SITE_URL}{ROOT}{path}"


def of_claim(claim_id: str, number: int | None = None) -> str:
    """The page of a claim as it stands now, or of one version for ever."""
    return f"{settings.SITE_URL}/claims/{claim_id}/" + (f"v{number}/" if number else "")


def of_card(kind: str, key: str) -> str:
    """The page of an event, speaker, outlet or source."""
    return f"{settings.SITE_URL}/{kind}s/{key}/"


def of_export(name: str) -> str:
    """A prebuilt file."""
    return f"{settings.SITE_URL}/exports/{name}"


def of_row(path: str, key: str) -> str:
    """One row of the list at this path of ours."""
    return f"{settings.SITE_URL}{path}{key}/"


def of_page(path: str, query: str) -> str:
    """An address of this site with a query, for the links between the pages of a list."""
    return f"{settings.SITE_URL}{path}?{query}"
