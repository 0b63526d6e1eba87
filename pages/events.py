"""Events: the list, and one event with its matrix of claims and sources."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi

from pages import answers
from pages.addresses import absolute, claim_address, event_address, slug_of
from pages.answers import page
from pages.lists import LetteredListForm, Place, first_rows
from pages.matrix import matrix
from pages.range_plot import range_plots
from record import browsing
from record.event_figures import EventFigures
from record.models import Card, Listing
from record.models.card import CardKind

Row = dict[str, Any]

PAGE = 20  # events
CLAIMS_EACH = 3
# An event with more claims than this shows the newest, and leads to the list for the rest.
CLAIMS_SHOWN = 100


@page
def listed(request: HttpRequest) -> HttpResponse:
    """All events, newest first."""
    form = LetteredListForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/events.html", {"form": form}, status=400)
    after = form.cleaned_data["after"]
    cards, more = first_rows(
        browsing.cards_of(CardKind.EVENT, after=after.lettered if after else None),
        PAGE,
        lambda card: Place(card.at, card.pk),
    )
    return render(
        request,
        "pages/events.html",
        {"form": form, "events": with_claims(cards, CLAIMS_EACH), "more": more, "canonical": absolute(request.path)},
    )


@page
def detail(request: HttpRequest, event_id: str, slug: str = "") -> HttpResponse:
    """One event: what is claimed about it, which source says what, and all figures given for it."""
    card = browsing.card(CardKind.EVENT, event_id)
    if card is None:
        return answers.not_found(request)
    event = card.content
    if slug != slug_of(event["title"], event["original_language"]):
        return redirect(event_address(event), permanent=bool(slug))
    listings = list(browsing.claims_of_event(event_id, CLAIMS_SHOWN + 1))
    mentions = list(browsing.mentions_of_event(event_id))
    faces = browsing.cards([*(mention.outlet_id for mention in mentions), event["parent"] or ""])
    claims = [claim_row(listing) for listing in listings[:CLAIMS_SHOWN]]
    parent = faces.get(event["parent"] or "")
    figures = browsing.figures_of(listings[:CLAIMS_SHOWN])
    addresses = {claim["summary"]["id"]: claim["address"] for claim in claims}
    evidence = {
        mention.evidence_id: f"{addresses.get(mention.claim_id, '')}#e-{mention.evidence_id}" for mention in mentions
    }
    context = {
        "event": event,
        "claims": claims,
        "more": len(listings) > CLAIMS_SHOWN,
        "parent": parent and {"event": parent, "address": event_address(parent)},
        "matrix": matrix(claims, mentions, faces),
        "plots": _plots(claims, figures, evidence),
        "canonical": absolute(event_address(event)),
        "chosen": {"event": event_id},
    }
    return render(request, "pages/event.html", context)


def _plots(claims: list[Row], figures: EventFigures, evidence: dict[str, str]) -> list[Row]:
    """The panels drawn, each with the claim that counts so."""
    rows = {claim["summary"]["id"]: claim for claim in claims}
    found = range_plots(
        figures.panels, figures.origins, figures.evidence, lambda key: evidence.get(key, ""), rtl=get_language_bidi()
    )
    return [plot | {"claim": rows[plot["panel"]["of"]]} for plot in found]


def claim_row(listing: Listing) -> dict[str, Any]:
    """A claim as lists show it."""
    summary = browsing.summary_of(listing)
    return {"summary": summary, "address": claim_address(summary), "state": listing.state}


def with_claims(cards: list[Card], each: int) -> list[dict[str, object]]:
    """Events with their newest claims and how many there are, in one statement for all."""
    by_event: dict[str, list[Listing]] = {}
    for listing in browsing.newest_of_events([card.pk for card in cards], each):
        by_event.setdefault(listing.event_id, []).append(listing)
    found = []
    for card in cards:
        event, listings = card.content, by_event.get(card.pk, [])
        count = getattr(listings[0], "claims_of_event", 0) if listings else 0
        found.append(
            {
                "event": event,
                "address": event_address(event),
                "claims": [claim_row(listing) for listing in listings],
                "count": count,
                "hidden": count - len(listings),
            }
        )
    return found
