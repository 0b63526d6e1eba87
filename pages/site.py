"""The front page, the list of claims, corrections, how we work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from pages.addresses import absolute, claim_address, version_address
from pages.answers import page
from pages.events import claim_row, with_claims
from pages.lists import EPOCH, ClaimListForm, NumberedListForm, Place, first_rows
from record import browsing, wording
from record.models import Correction, Listing
from record.models.card import CardKind
from record.reading import MOST_RANKED

PAGE = 20
FRONT_EVENTS = 8
FRONT_CLAIMS_EACH = 4
FRONT_CORRECTIONS = 3


@page
def front(request: HttpRequest) -> HttpResponse:
    """What happened last, what is claimed about it, and what we corrected."""
    cards, more = first_rows(browsing.cards_of(CardKind.EVENT), FRONT_EVENTS, lambda card: Place(card.at, card.pk))
    context = {
        "events": with_claims(cards, FRONT_CLAIMS_EACH),
        "more": more,
        "corrections": [_correction(row) for row in browsing.corrections()[:FRONT_CORRECTIONS]],
        "canonical": absolute(request.path),
    }
    return render(request, "pages/front.html", context)


@page
def claims(request: HttpRequest) -> HttpResponse:
    """Every listed claim, newest first, by verdict, kind or event; or those that words find, by relevance."""
    form = ClaimListForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/claims.html", {"form": form}, status=400)
    asked = form.cleaned_data
    after = asked["after"]
    found = browsing.claims(form.asked, after=after.numbered if after else None)
    read = after.numbered[1] if asked["q"] and after else 0

    def place(row: Listing) -> Place:
        return Place(EPOCH, str(read + PAGE)) if asked["q"] else Place(row.valid_from, str(row.sequence))

    listings, more = first_rows(found, PAGE, place)
    chosen = form.chosen
    context = {
        "form": form,
        "claims": [claim_row(listing) for listing in listings],
        "chosen": chosen,
        "filtered": bool(chosen),
        "later": bool(after),
        "ranked": getattr(listings[0], "ranked", 0) if listings else 0,
        "most_ranked": MOST_RANKED,
        "first": f"?{urlencode(chosen)}" if chosen else request.path,
        "more": more and f"?{urlencode(chosen | {'after': str(more)})}",
        "canonical": absolute(request.path),
    }
    return render(request, "pages/claims.html", context)


@page
def corrections(request: HttpRequest) -> HttpResponse:
    """What we corrected, newest first."""
    form = NumberedListForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/corrections.html", {"form": form}, status=400)
    after = form.cleaned_data["after"]
    rows, more = first_rows(
        browsing.corrections(after=after.numbered if after else None),
        PAGE,
        lambda row: Place(row.at, str(row.sequence)),
    )
    context = {
        "form": form,
        "corrections": [_correction(row) for row in rows],
        "more": more,
        "later": bool(after),
        "canonical": absolute(request.path),
    }
    return render(request, "pages/corrections.html", context)


@page
def methodology(request: HttpRequest) -> HttpResponse:
    """What every word on our pages means, and how we work."""
    context: dict[str, Any] = {"canonical": absolute(request.path), "superseded": wording.SUPERSEDED}
    context |= {kind: list(wording.glossary(kind)) for kind in wording.WORDING}
    return render(request, "pages/methodology.html", context)


def _correction(row: Correction) -> dict[str, Any]:
    summary = browsing.summary_of(row.version.listing)
    number = row.version.number
    return {
        "summary": summary,
        "note": row,
        "address": claim_address(summary),
        "version": version_address(row.version.claim_id, number),
    }
