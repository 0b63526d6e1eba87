"""How pages answer: the headers every one carries, 304 for who has it already, and pages that help when there is nothing."""

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(view: View[P]) -> View[P]:
    """A view that only reads, whose answer depends on the reader's language and may be kept but is asked for anew."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return _sealed(view(request, *args, **kwargs))

    return require_safe(answer)


def if_changed(request: HttpRequest, parts: list[object], draw: Callable[[], HttpResponse]) -> HttpResponse:
    """304 when the reader already has these parts in this language and edition of ours; else what `draw` gives."""
    said = "\n".join([edition(), get_language() or "", *(str(part) for part in parts)])
    etag = quote_etag(hashlib.sha256(said.encode()).hexdigest()[:40])
    answer = get_conditional_response(request, etag=etag) or draw()
    answer["ETag"] = etag
    # The language of the words, which an address may have chosen against the browser's.
    answer["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return answer


def kept(request: HttpRequest, data: bytes, content_type: str) -> HttpResponse:
    """These bytes for a program, or 304 where it has them. They depend on the address alone, not on who asks."""
    etag = quote_etag(hashlib.sha256(data).hexdigest()[:40])
    answer = get_conditional_response(request, etag=etag) or HttpResponse(data, content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = "no-cache"
    return answer


@lru_cache(maxsize=1)
def edition() -> str:
    """A digest of everything but the record that shapes a page: our templates, words, style and settings."""
    base = Path(settings.BASE_DIR)
    files = [*base.glob("templates/**/*.html"), *base.glob("pages/**/*.py"), *base.glob("record/*.py")]
    files += [*base.glob("static/*.css"), *base.glob("locale/**/*.mo"), *base.glob("config/formats/**/*.py")]
    files += [base / "claims" / "differences.py", base / "claims" / "document_labels.py"]
    made = hashlib.sha256(f"{settings.SITE_URL} {settings.SITE_NAME} {settings.CLAIMREVIEW}".encode())
    for file in sorted(files):
        made.update(file.read_bytes())
    return made.hexdigest()


def not_found(request: HttpRequest, exception: Exception | None = None, **context: Any) -> HttpResponse:
    """404 that says where to go on; `since` is the first version of a claim that was not public yet when asked for."""
    return _sealed(render(request, "404.html", context, status=404))


def bad_request(request: HttpRequest, said: object) -> HttpResponse:
    """400 that says what could not be read, and how to write it."""
    return render(request, "400.html", {"said": said}, status=400)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what Django itself refuses; its reason is for the log, not for readers."""
    return bad_request(request, "")


def not_shown(request: HttpRequest) -> HttpResponse:
    """403 for a claim that is withheld. Nothing of the claim is on it, whatever its address asked for."""
    return render(request, "pages/withheld.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 that needs neither the database nor anything else that may have just failed: no request, no manifest."""
    return HttpResponseServerError(
        render_to_string("500.html", {"static_url": settings.STATIC_URL, "site_name": settings.SITE_NAME})
    )


def _sealed(answer: HttpResponse) -> HttpResponse:
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    # A retraction must reach every reader at once, so a copy is only used after asking.
    answer.headers.setdefault("Cache-Control", "no-cache")
    return answer
