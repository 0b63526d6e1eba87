"""claims:search, as the Fact Check Tools API answers it; and what else is at these addresses: errors in its own shape."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from api.gfc import errors, parameters
from api.gfc.errors import NOT_FOUND, UNIMPLEMENTED, RpcError
from api.gfc.parameters import Search
from api.public import answers
from record import browsing
from record.reviews import OURS, Review, own_site, reviews_of


class AlwaysJson(BaseContentNegotiation):
    """Whatever a client accepts, `alt` decides in this dialect, and all we have is JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first there is."""
        return renderers[0], renderers[0].media_type

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The one there is."""
        return parsers[0]


class DialectView(APIView):
    """Read only, for everybody and from every origin, with errors of this dialect."""

    http_method_names = ["get", "head", "options", "post"]
    throttle_classes = [AnonRateThrottle]
    parser_classes = [FormParser]
    content_negotiation_class = AlwaysJson
    schema = None  # Google's own discovery document describes it

    def get_exception_handler(self) -> Any:
        """Errors as google.rpc.Status."""
        return errors.answer

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What a browser asks before it lets a page of another site read us."""
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, X-Goog-Api-Client, X-Goog-Api-Key, X-Client-Data"
        )
        response["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let pages of every site read the answer: nothing here depends on who asks."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response


class ClaimsSearch(DialectView):
    """Published claims with the reviews that fit: by relevance to a query, else newest first."""

    def get(self, request: Request) -> HttpResponse:
        """At most one statement of SQL."""
        return _answer(request, parameters.read(request.query_params))

    def post(self, request: Request) -> HttpResponse:
        """The Python client sends what does not fit into an address so: a GET in the clothes of a POST."""
        if request.headers.get("X-HTTP-Method-Override", "").upper() != "GET":
            raise MethodNotAllowed("POST")
        return _answer(request, parameters.read(request.POST))


class NotAnswered(DialectView):
    """Methods that the API has and we do not: a search by picture, and the pages of publishers."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Says so, whatever the method and parameters."""
        raise RpcError(UNIMPLEMENTED)


class Unknown(DialectView):
    """Every other address."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Says so before anything else."""
        raise RpcError(NOT_FOUND)


def _answer(request: Request, search: Search) -> HttpResponse:
    claims, token = ([], "") if search.nothing else _find(search)
    found: dict[str, Any] = {"claims": claims} if claims else {}
    if token:
        found["nextPageToken"] = token
    layout: dict[str, Any] = {"indent": 2} if search.pretty else {"separators": (",", ":")}
    return answers.whole(request, json.dumps(found, ensure_ascii=False, **layout).encode())


def _find(search: Search) -> tuple[list[dict[str, Any]], str]:
    """A page of claims, and the token of the next page, or ""."""
    since = _since(search)
    rows = browsing.reviewed_claims(
        words=search.words,
        site=search.site if search.site != own_site() else None,
        language=search.language,
        since=since,
        after=search.place,
    )
    start = 0 if search.place else search.offset
    listings = list(rows[start : start + search.page_size + 1])
    page = listings[: search.page_size]
    more = len(listings) > search.page_size
    # By relevance a place is a count; in time it is a listing's own.
    read = (search.place[1] if search.place else search.offset) + len(page)
    token = search.token(page[-1].valid_from, read if search.words else page[-1].sequence) if more else ""
    return [_claim(browsing.summary_of(row), row.state, search, since) for row in page], token


def _since(search: Search) -> datetime | None:
    if not search.max_age_days:
        return None
    try:
        return timezone.now() - timedelta(days=search.max_age_days)
    except OverflowError:  # older than time itself
        return None


def _claim(summary: dict[str, Any], state: str, search: Search, since: datetime | None) -> dict[str, Any]:
    """The claim with the reviews that the search lets through; absent members are left out, as there."""
    original = summary["original_language"]
    by_place: dict[int, Review] = {}
    for review in reviews_of(summary, state):
        if _fits(review, search, since):
            by_place.setdefault(review.place, review)  # ours comes in several languages: the first that fits
    reviews = list(by_place.values())
    language = next((review.language for review in reviews if review.place == OURS), original)
    claimant, made = summary["claimant"], summary["made_at"]
    found: dict[str, Any] = {"text": summary["text"].get(language) or summary["text"].get(original, "")}
    # An unnamed speaker is nobody to look for.
    if claimant and claimant["kind"] != "unnamed":
        found["claimant"] = claimant["names"].get(language) or claimant["name"]
    if made:
        found["claimDate"] = _instant(datetime.fromisoformat(made["earliest"]))
    return found | {"claimReview": [_review(review) for review in reviews]}


def _fits(review: Review, search: Search, since: datetime | None) -> bool:
    """The same conditions that found the claim."""
    if search.language and review.base_language != search.language:
        return False
    if since and (review.newest_at is None or review.newest_at < since):
        return False
    return not search.site or (review.site or own_site()) == search.site


def _review(review: Review) -> dict[str, Any]:
    publisher = {"name": review.publisher, "site": review.site or own_site()}
    found: dict[str, Any] = {
        "publisher": {name: value for name, value in publisher.items() if value},
        "url": review.url,
        "title": review.title,
        "reviewDate": _instant(review.reviewed_at) if review.reviewed_at else "",
        "textualRating": review.rating,
        "languageCode": review.language,
    }
    return {name: value for name, value in found.items() if value}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
