"""What leaves: stored bytes with the address of this site in front, and the headers that let readers keep them."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import parse_etags
from rest_framework.request import Request

from record.reading import Stored

MEDIA_TYPE = "application/json"
# A minute in which nobody asks twice; after it every reader asks whether what they hold still stands: a claim can be
# withheld or erased at any time.
CACHE_CONTROL = "public, max-age=60, must-revalidate"
MOST_ETAGS = 20  # read of one If-None-Match; each is a comparison in SQL

# Changes with what is put around the stored bytes, so that nobody keeps an answer of another form.
_FORM = "2"
_ETAG = re.compile(r'(?:W/)?"(sha256:[0-9a-f]{64})\.([a-z_]{1,20})\.([0-9]{1,6})\.([0-9a-f]{8})"')


def front(data: bytes, **first: Any) -> bytes:
    """A stored JSON object with these members spliced in at its front, unread."""
    return json.dumps(first, ensure_ascii=False, separators=(",", ":")).encode()[:-1] + b"," + data[1:]


def dump(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def held(request: Request) -> list[tuple[str, str, int]]:
    """The (digest, state, erasures) of the documents that a reader says it holds."""
    found = []
    for text in parse_etags(request.headers.get("If-None-Match", ""))[:MOST_ETAGS]:
        match = _ETAG.fullmatch(text)
        if match and match[4] == _salt():
            found.append((match[1], match[2], int(match[3])))
    return found


def document(request: Request, stored: Stored, url: str) -> HttpResponse:
    """A version's document; 304 where `stored` came back empty because the reader holds it."""
    etag = f'"{stored.digest}.{stored.state}.{stored.erasures}.{_salt()}"'
    if not stored.document:
        return _unchanged(etag)
    return _kept(HttpResponse(front(stored.document, url=url, state=stored.state), content_type=MEDIA_TYPE), etag)


def listing(request: Request, results: Iterable[bytes], links: dict[str, str | None], **more: Any) -> HttpResponse:
    """A page of results that are JSON already, side by side; the links in a header too (RFC 8288)."""
    response = whole(request, dump(links | more)[:-1] + b',"results":[' + b",".join(results) + b"]}")
    targets = [
        f'<{address}>; rel="{"prev" if name == "previous" else name}"' for name, address in links.items() if address
    ]
    if targets:
        response["Link"] = ", ".join(targets)
    return response


def whole(request: Request, data: bytes) -> HttpResponse:
    """These bytes, or 304 where the reader holds them."""
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in asked or f"W/{etag}" in asked:
        return _unchanged(etag)
    return _kept(HttpResponse(data, content_type=MEDIA_TYPE), etag)


def _unchanged(etag: str) -> HttpResponse:
    response = HttpResponse(status=304)
    del response["Content-Type"]  # there is no content for it to speak of
    return _kept(response, etag)


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    response["Content-Language"] = "en"  # our own words in it, whatever the request asks for
    return response


def _salt() -> str:
    return hashlib.sha256(f"{_FORM} {settings.SITE_URL}".encode()).hexdigest()[:8]
