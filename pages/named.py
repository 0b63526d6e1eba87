"""Who and what is named in published claims: the pages of speakers, outlets and sources, and their lists."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from pages import answers
from pages.addresses import absolute, card_address, card_slug, claim_address
from pages.answers import page
from pages.events import claim_row
from pages.lists import LetteredListForm, Place, first_rows
from record import browsing
from record.models import Card
from record.models.card import CardKind

PAGE = 50  # of a list
STATEMENTS_SHOWN = 50
CLAIMS_SHOWN = 100


@page
def speakers(request: HttpRequest) -> HttpResponse:
    """Everybody whose words stand in a published claim."""
    return _listed(request, CardKind.SPEAKER)


@page
def outlets(request: HttpRequest) -> HttpResponse:
    """Every outlet that published one of our sources."""
    return _listed(request, CardKind.OUTLET)


@page
def sources(request: HttpRequest) -> HttpResponse:
    """Every source of a published claim."""
    return _listed(request, CardKind.SOURCE)


@page
def speaker(request: HttpRequest, key: str, slug: str = "") -> HttpResponse:
    """One speaker: what they said, and the claims it is evidence in."""
    return _one(request, CardKind.SPEAKER, key, slug)


@page
def outlet(request: HttpRequest, key: str, slug: str = "") -> HttpResponse:
    """One outlet: what it published, and the claims it is evidence in."""
    return _one(request, CardKind.OUTLET, key, slug)


@page
def source(request: HttpRequest, key: str, slug: str = "") -> HttpResponse:
    """One source: whose words stand in it, and the claims they are evidence in."""
    return _one(request, CardKind.SOURCE, key, slug)


def _listed(request: HttpRequest, kind: CardKind) -> HttpResponse:
    form = LetteredListForm(request.GET)
    template = f"pages/{kind}s.html"
    if not form.is_valid():
        return render(request, template, {"form": form}, status=400)
    after = form.cleaned_data["after"]
    found = browsing.cards_of(kind, after=after.lettered if after else None)
    cards, more = first_rows(found, PAGE, lambda card: Place(card.at, card.pk))
    context = {
        "form": form,
        "rows": [_row(card) for card in cards],
        "later": bool(after),
        "more": more and f"?{urlencode({'after': str(more)})}",
        "canonical": absolute(request.path),
    }
    return render(request, template, context)


def _one(request: HttpRequest, kind: CardKind, key: str, slug: str) -> HttpResponse:
    """Four statements at most, however much there is."""
    card = browsing.card(kind, key)
    if card is None:
        return answers.not_found(request)
    face = card.content
    address = card_address(kind, face)
    if slug != card_slug(face):
        return redirect(address, permanent=bool(slug))
    listings = list(browsing.claims_naming(kind, key)[: CLAIMS_SHOWN + 1])
    statements = list(browsing.statements_of(kind, key)[: STATEMENTS_SHOWN + 1])
    claims = [claim_row(listing) for listing in listings[:CLAIMS_SHOWN]]
    context = {
        "face": face,
        "claims": claims,
        "more_claims": len(listings) > CLAIMS_SHOWN,
        "statements": _statements(statements[:STATEMENTS_SHOWN], claims),
        "more_statements": len(statements) > STATEMENTS_SHOWN,
        "canonical": absolute(address),
        "api": f"/api/v1/{kind}s/{key}/",
        "filter": f"{kind}={key}",
        "chosen": {str(kind): key},
    }
    return render(request, f"pages/{kind}.html", context)


def _row(card: Card) -> dict[str, Any]:
    return {"face": card.content, "address": card_address(card.kind, card.content)}


def _statements(cards: list[Card], claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each statement with the claims on the page that it is evidence in, and its stance on each."""
    by_claim = {row["summary"]["id"]: row for row in claims}
    uses: dict[str, list[dict[str, Any]]] = {}
    for mention in browsing.mentions_of_statements(card.pk for card in cards):
        if row := by_claim.get(mention.claim_id):
            uses.setdefault(mention.statement_id, []).append(
                {
                    "stance": mention.stance,
                    "summary": row["summary"],
                    "address": f"{claim_address(row['summary'])}#e-{mention.evidence_id}",
                    "out": mention.superseded or mention.standing != "live",
                }
            )
    return [card.content | {"uses": uses.get(card.pk, [])} for card in cards]
