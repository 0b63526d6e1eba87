"""One claim's pages: as it stands, as it stood, each version for ever, and how they differ."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages import answers, memento
from pages.addresses import absolute, claim_address, embed_address, slug_of, version_address
from pages.answers import page
from pages.claim_document import RELATED_READ, arranged, related_claims
from record import browsing, reading
from record.claimreview import as_script, claim_review
from record.models import Listing
from record.models.listing import PublicState

# An address beyond it names no version anybody will ever publish, and some databases cannot hold the number.
LONGEST_NUMBER = 9  # digits
HISTORY_PAGE = 20  # versions; each is read whole, to tell it from the one before


@page
def detail(request: HttpRequest, claim_id: str, slug: str = "") -> HttpResponse:
    """The claim as it stands, or with `as_of` as it stood at that moment."""
    asked = request.GET.get("as_of")
    if asked is None:
        return _current(request, claim_id, slug)
    try:
        instant = reading.parse_instant(asked)
    except ValueError as error:
        return answers.bad_request(request, _(str(error)))
    listing = reading.as_of(claim_id, instant)
    if listing is None:
        first = browsing.first_of(claim_id)
        if first and first.state == PublicState.WITHHELD:
            return answers.not_shown(request)
        return answers.not_found(request, since=first, asked=instant)
    answer = _elsewhere(request, listing, slug) or _version(request, listing, instant=instant)
    return answer if listing.state == PublicState.WITHHELD else memento.mark(answer, listing, memento=False)


@page
def version(request: HttpRequest, claim_id: str, number: str) -> HttpResponse:
    """One version, at its permanent address."""
    if len(number) > LONGEST_NUMBER or number.startswith("0"):
        return answers.not_found(request)
    listing = reading.numbered(claim_id, int(number))
    if listing is None:
        # Which versions a withheld claim has is not told.
        first = browsing.first_of(claim_id)
        return (first and _withheld(request, first)) or answers.not_found(request)
    return _withheld(request, listing) or memento.mark(_version(request, listing), listing, memento=True)


@page
def history(request: HttpRequest, claim_id: str) -> HttpResponse:
    """Every version, newest first, with what it changed."""
    before = request.GET.get("before", "")
    if before and (not before.isdecimal() or not before.isascii() or len(before) > LONGEST_NUMBER):
        return answers.bad_request(request, _("“before” takes the number of a version. Begin at the newest."))
    listings = list(browsing.history(claim_id, before=int(before) if before else None)[: HISTORY_PAGE + 1])
    if not listings:
        return answers.not_found(request)
    if withheld := _withheld(request, listings[0]):
        return withheld

    def draw() -> HttpResponse:
        documents = [listing.version.content for listing in listings]
        steps: list[dict[str, Any]] = [
            {"document": new, "changes": browsing.changes(old, new) if old else [], "listing": listing}
            for listing, new, old in zip(listings, documents, [*documents[1:], None], strict=True)
        ][:HISTORY_PAGE]
        more = steps[-1]["document"]["version"] if len(listings) > HISTORY_PAGE else None
        context = {"steps": steps, "newest": documents[0], "before": more, "address": claim_address(documents[0])}
        return render(request, "pages/history.html", context)

    return answers.if_changed(request, [stamp(listing) for listing in listings], draw)


def _current(request: HttpRequest, claim_id: str, slug: str) -> HttpResponse:
    listing = reading.current(claim_id)
    if listing is None:
        return answers.not_found(request)
    if withheld := _withheld(request, listing):
        return withheld
    answer = _merged(request, listing) or _elsewhere(request, listing, slug) or _newest(request, listing)
    return memento.mark(answer, listing, memento=False)


def _merged(request: HttpRequest, listing: Listing) -> HttpResponse | None:
    """The way to the claim that is kept, if this one was merged into it. Asked anew each time, since it can be taken back."""
    if listing.state != PublicState.RETRACTED:
        return None
    kept = browsing.summary_of(listing)["retracted"].get("merged_into")
    return redirect("claim-bare", kept, permanent=True) if kept else None


def _newest(request: HttpRequest, listing: Listing) -> HttpResponse:
    if listing.state == PublicState.RETRACTED:
        return answers.if_changed(
            request, ["gone", stamp(listing)], lambda: _tombstone(request, listing, status=410, current=True)
        )
    neighbours = list(browsing.related(browsing.summary_of(listing), RELATED_READ))

    def draw() -> HttpResponse:
        document = listing.version.content
        # A claim under review is not one to spread.
        review = claim_review(document, absolute(claim_address(document)), settings.SITE_URL)
        shown = review if listing.state == PublicState.PUBLISHED else None
        context = _context(listing, document, neighbours) | {
            "review": as_script(shown) if shown else "",
            "canonical": absolute(claim_address(document)),
        }
        return render(request, "pages/claim.html", context)

    return answers.if_changed(request, [stamp(listing), *(stamp(row) for row in neighbours)], draw)


def _version(request: HttpRequest, listing: Listing, instant: datetime | None = None) -> HttpResponse:
    """A version that may be old, with a banner that says so."""
    if listing.version.kind == "retraction":
        return _tombstone(request, listing, status=200, current=listing.is_current)
    neighbours = list(browsing.related(browsing.summary_of(listing), RELATED_READ))

    def draw() -> HttpResponse:
        document = listing.version.content
        context = _context(listing, document, neighbours) | {
            "permanent": True,
            "as_of": instant,
            "canonical": absolute(
                claim_address(document) if listing.is_current else version_address(listing.claim_id, listing.number)
            ),
        }
        return render(request, "pages/claim.html", context)

    return answers.if_changed(request, ["v", instant, stamp(listing), *(stamp(row) for row in neighbours)], draw)


def _tombstone(request: HttpRequest, listing: Listing, *, status: int, current: bool) -> HttpResponse:
    context = {"document": listing.version.content, "listing": listing, "current": current}
    return render(request, "pages/tombstone.html", context, status=status)


def _context(listing: Listing, document: dict[str, Any], neighbours: list[Listing]) -> dict[str, Any]:
    return {
        "document": document,
        "listing": listing,
        "address": claim_address(document),
        "cite": absolute(version_address(listing.claim_id, listing.number)),
        "oembed": embed_address(document),
        "related": related_claims(document, neighbours),
        # An old version may name somebody whom no present one does.
        **arranged(
            document, get_language() or "en", linked=listing.is_current and listing.state != PublicState.RETRACTED
        ),
    }


def _withheld(request: HttpRequest, listing: Listing) -> HttpResponse | None:
    return answers.not_shown(request) if listing.state == PublicState.WITHHELD else None


def _elsewhere(request: HttpRequest, listing: Listing, slug: str) -> HttpResponse | None:
    """What answers instead of the claim here: that it is withheld, or the way to its one address if this is another."""
    if withheld := _withheld(request, listing):
        return withheld
    summary = browsing.summary_of(listing)
    if slug == slug_of(summary["text"], summary["original_language"]):
        return None
    query = request.META.get("QUERY_STRING", "")
    right = claim_address(summary)
    # Without a slug the address says nothing wrong, and where it leads may change with the words.
    return redirect(f"{right}?{query}" if query else right, permanent=bool(slug))


def stamp(listing: Listing) -> str:
    """What tells whether a listing's page is still the same. An erasure changes the words and keeps the digest."""
    version = listing.version
    return f"{version.publication_digest} {listing.state} {listing.is_current} {listing.valid_to} {listing.erasures}"
