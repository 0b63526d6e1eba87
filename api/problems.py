"""The one error shape (RFC 9457): what can go wrong, and the handler that answers it."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse
from django.utils.log import log_response
from rest_framework import exceptions
from rest_framework.views import set_rollback

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem. `detail` is what an answer says unless the case has more to say."""

    code: str
    status: int
    title: str
    detail: str


KINDS = {
    kind.code: kind
    for kind in [
        Kind(
            "bad-parameters",
            400,
            "A parameter cannot be used",
            "Each parameter that is unknown, given twice or has an unusable value is named in `errors`.",
        ),
        Kind("bad-request", 400, "The request cannot be read", "The request is malformed or holds too many parts."),
        Kind(
            "withheld", 403, "This claim is withheld", "The claim is hidden for a while, for a reason we do not state."
        ),
        Kind("not-found", 404, "Not found", "Nothing is published at this address."),
        Kind("method-not-allowed", 405, "Method not allowed", "This address is read only: use GET, HEAD or OPTIONS."),
        Kind("not-acceptable", 406, "Not acceptable", "Answers are JSON: accept `application/json`."),
        Kind(
            "too-many-requests",
            429,
            "Too many requests",
            "There is a limit for each network address. Wait as many seconds as `Retry-After` says.",
        ),
        Kind(
            "being-made",
            503,
            "The files are being made",
            "Something was taken back, or nothing was made yet. Wait as many seconds as `Retry-After` says.",
        ),
        Kind(
            "internal-error", 500, "Internal error", "The fault is ours; it is logged. The same request may work later."
        ),
    ]
}

_OF_EXCEPTIONS: list[tuple[type[Exception], str]] = [
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.Throttled, "too-many-requests"),
    (exceptions.NotFound, "not-found"),
    (Http404, "not-found"),
    (exceptions.ParseError, "bad-request"),
    (SuspiciousOperation, "bad-request"),
]


class Problem(Exception):
    """Ends a request with an answer of this kind. `errors` names each faulty part: [{parameter or pointer, detail}].

    `wait`: after how many seconds the same request may do better.
    """

    def __init__(
        self, code: str, detail: str = "", errors: list[dict[str, str]] | None = None, *, wait: int = 0
    ) -> None:
        super().__init__(detail or code)
        self.kind = KINDS[code]
        self.detail = detail or self.kind.detail
        self.errors = [
            {"pointer": pointer(part["parameter"]), **part} if "parameter" in part else part for part in errors or []
        ]
        self.wait = wait


def pointer(*path: str | int) -> str:
    """A JSON Pointer (RFC 6901, section 6: as the fragment of an address) to a member of a body, or of the query."""
    return "#" + "".join("/" + quote(str(part).replace("~", "~0").replace("/", "~1"), safe="~") for part in path)


def type_of(kind: Kind) -> str:
    """The address that names a kind of problem and answers with its description."""
    return f"{settings.SITE_URL}/api/v1/problems/{kind.code}/"


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """What REST framework calls for every exception of an API view (`EXCEPTION_HANDLER`)."""
    set_rollback()
    problem = _problem_of(error)
    response = HttpResponse(
        json.dumps(
            {
                "type": type_of(problem.kind),
                "title": problem.kind.title,
                "status": problem.kind.status,
                "detail": problem.detail,
                **({"errors": problem.errors} if problem.errors else {}),
            },
            ensure_ascii=False,
        ).encode(),
        status=problem.kind.status,
        content_type=MEDIA_TYPE,
    )
    if problem.kind.status == 500:
        request = context["request"]._request
        # What Django does with an exception that leaves a view: monitors, and its test client, listen to the signal.
        got_request_exception.send(sender=None, request=request)
        log_response("Internal error: %s", request.path, response=response, request=request, exception=error)
    wait = getattr(error, "wait", None)
    if wait:
        response["Retry-After"] = str(int(wait) + 1)
    # A problem may be gone the next moment; and the words are English whatever the request asks for.
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    return response


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    for kind_of_exception, code in _OF_EXCEPTIONS:
        if isinstance(error, kind_of_exception):
            return Problem(code)
    return Problem("internal-error")
