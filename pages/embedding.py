"""A claim inside the pages of others: the card, and oEmbed, which tells them how to show it."""

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.decorators import csp
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from pages import answers
from pages.addresses import absolute, claim_address
from pages.answers import page
from pages.claim import stamp
from record import reading
from record.models.listing import PublicState
from record.reading import pick

WIDTH, HEIGHT = 560, 300  # CSS pixels; the card scrolls inside what it is given
CACHE_SECONDS = 3_600  # for the frame's markup; the card inside it is always the newest
LONGEST_ADDRESS = 2_000  # characters
# What may stand after a claim's id: its words, a version, its history, its card.
_CLAIM = re.compile(r"/claims/(?P<id>[0-9a-z]{12})(/[^/]*)?/?")

# The page of every other site may show it, and it may load nothing but our style.
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}


class EmbedForm(forms.Form):
    """What oEmbed 1.0 lets a consumer ask."""

    url = forms.CharField(max_length=LONGEST_ADDRESS)
    maxwidth = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    maxheight = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    lang = forms.ChoiceField(choices=settings.LANGUAGES, required=False)


@csp(POLICY)  # type: ignore[arg-type]  # typed for views without arguments
@xframe_options_exempt
@page
def card(request: HttpRequest, claim_id: str) -> HttpResponse:
    """The claim with its verdict as it stands now, for a frame; `lang` wins over what the reader's browser prefers."""
    language = request.GET.get("lang", "")
    if language not in dict(settings.LANGUAGES):
        language = get_language() or settings.LANGUAGE_CODE
    with override(language):
        return _card(request, claim_id)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The markup that shows a claim's card (oEmbed 1.0). One statement."""
    if request.GET.get("format", "json") != "json":
        return _refused(501, "We answer JSON alone: format=json.")
    form = EmbedForm(request.GET)
    if not form.is_valid():
        return _refused(400, " ".join(f"{name}: {' '.join(map(str, said))}" for name, said in form.errors.items()))
    asked = form.cleaned_data
    claim_id = _claim_at(asked["url"])
    listing = reading.current(claim_id) if claim_id else None
    if listing is None:
        return _refused(404, "There is no claim of ours at this address.")
    if listing.state == PublicState.WITHHELD:
        return _refused(401, "This claim is not shown at present; link to it instead.")
    document = listing.version.content
    tag, text = pick(document["text"], asked["lang"] or get_language() or "en", document["original_language"])
    width, height = min(WIDTH, asked["maxwidth"] or WIDTH), min(HEIGHT, asked["maxheight"] or HEIGHT)
    language = {"lang": asked["lang"]} if asked["lang"] else {}
    found: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": text,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" lang="{}" loading="lazy" '
            'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
            absolute(reverse("claim-card", args=[listing.claim_id])) + (f"?{urlencode(language)}" if language else ""),
            width,
            height,
            text,
            tag,
        ),
    }
    return _open_to_all(answers.kept(request, json.dumps(found, ensure_ascii=False).encode(), "application/json"))


def _card(request: HttpRequest, claim_id: str) -> HttpResponse:
    listing = reading.current(claim_id)
    if listing is None:
        return render(request, "pages/card.html", _frame("unknown"), status=404)
    if listing.state == PublicState.WITHHELD:
        return render(request, "pages/card.html", _frame(listing.state), status=403)

    def draw() -> HttpResponse:
        document = listing.version.content
        context = _frame(listing.state) | {
            "document": document,
            "address": absolute(claim_address(document)),
            "correction": document["corrections"][-1] if document["corrections"] else None,
        }
        # Gone as its page is; a frame shows the body whatever the status.
        return render(request, "pages/card.html", context, status=410 if listing.state == "retracted" else 200)

    return answers.if_changed(request, ["card", stamp(listing)], draw)


def _frame(state: str) -> dict[str, Any]:
    return {"state": state, "site_url": settings.SITE_URL}


def _claim_at(address: str) -> str:
    """The id of the claim whose page is at this address of ours, or ""."""
    try:
        asked, ours = urlsplit(address), urlsplit(settings.SITE_URL)
    except ValueError:
        return ""
    if asked.scheme not in ("http", "https") or asked.netloc.lower() != ours.netloc.lower():
        return ""
    path = unquote(asked.path)
    if not path.startswith(ours.path):
        return ""
    found = _CLAIM.fullmatch(path.removeprefix(ours.path))
    return found["id"] if found else ""


def _refused(status: int, said: str) -> HttpResponse:
    return _open_to_all(
        HttpResponse(json.dumps({"error": said}, ensure_ascii=False), status=status, content_type="application/json")
    )


def _open_to_all(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
