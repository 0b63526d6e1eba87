"""Memento (RFC 7089): claim pages in time, for programs that ask archives what a page said on a day.

The original is the claim's bare address, each version is a memento of it, and the TimeGate leads to the one asked for.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _

from pages import answers
from pages.addresses import absolute, original, version_address
from pages.answers import page
from record import browsing
from record.models import Listing
from record.models.listing import PublicState


@page
def timegate(request: HttpRequest, claim_id: str) -> HttpResponse:
    """To the version that was the newest at `Accept-Datetime`; without it to the newest, before the first to the first."""
    listings = list(browsing.versions(claim_id))
    if not listings:
        return answers.not_found(request)
    if listings[0].state == PublicState.WITHHELD:
        return answers.not_shown(request)
    asked = request.headers.get("Accept-Datetime")
    chosen = listings[-1]
    if asked is not None:
        try:
            instant = _parse(asked)
        except ValueError:
            hint = _("“Accept-Datetime” takes a date such as Mon, 05 Feb 2024 12:00:00 GMT.")
            return answers.bad_request(request, hint)
        # Dates of HTTP have no parts of seconds: a version's own date leads to it.
        chosen = next(
            (row for row in reversed(listings) if row.valid_from.replace(microsecond=0) <= instant), listings[0]
        )
    answer = redirect(absolute(version_address(claim_id, chosen.number)))
    patch_vary_headers(answer, ["Accept-Datetime"])
    answer["Link"] = ", ".join([_link(original(claim_id), "original"), _timemap_link(claim_id, listings)])
    return answer


@page
def timemap(request: HttpRequest, claim_id: str) -> HttpResponse:
    """Every version with its date, in the link format (RFC 6690) that Memento asks for."""
    listings = list(browsing.versions(claim_id))
    if not listings:
        return answers.not_found(request)
    if listings[0].state == PublicState.WITHHELD:
        return answers.not_shown(request)
    here = absolute(reverse("claim-timemap", args=[claim_id]))
    lines = [
        _link(original(claim_id), "original"),
        f'<{here}>; rel="self"; type="application/link-format"; from="{_date(listings[0])}"; until="{_date(listings[-1])}"',
        _link(_gate(claim_id), "timegate"),
    ]
    for listing in listings:
        words = [
            word for word, is_it in (("first", listing is listings[0]), ("last", listing is listings[-1])) if is_it
        ]
        address = absolute(version_address(claim_id, listing.number))
        lines.append(f'<{address}>; rel="{" ".join([*words, "memento"])}"; datetime="{_date(listing)}"')
    return HttpResponse(",\n".join(lines) + "\n", content_type="application/link-format")


def mark(answer: HttpResponse, listing: Listing, *, memento: bool) -> HttpResponse:
    """Say in the headers of a claim's page where its past is; a version's own page says of which instant it is."""
    claim_id = listing.claim_id
    links = [
        _link(original(claim_id), "original"),
        _link(_gate(claim_id), "timegate"),
        f'<{absolute(reverse("claim-timemap", args=[claim_id]))}>; rel="timemap"; type="application/link-format"',
    ]
    if memento:
        address = absolute(version_address(claim_id, listing.number))
        links.append(f'<{address}>; rel="memento"; datetime="{_date(listing)}"')
        answer["Memento-Datetime"] = _date(listing)
    answer["Link"] = ", ".join(links)
    return answer


def _parse(text: str) -> datetime:
    """Raises `ValueError` for what is no date of HTTP."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, IndexError, OverflowError) as error:
        raise ValueError(text) from error


def _timemap_link(claim_id: str, listings: list[Listing]) -> str:
    address = absolute(reverse("claim-timemap", args=[claim_id]))
    return (
        f'<{address}>; rel="timemap"; type="application/link-format"; '
        f'from="{_date(listings[0])}"; until="{_date(listings[-1])}"'
    )


def _gate(claim_id: str) -> str:
    return absolute(reverse("claim-timegate", args=[claim_id]))


def _date(listing: Listing) -> str:
    return http_date(listing.valid_from.timestamp())


def _link(address: str, rel: str) -> str:
    return f'<{address}>; rel="{rel}"'
