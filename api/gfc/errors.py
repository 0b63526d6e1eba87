"""The error shape of that dialect: a google.rpc.Status as JSON."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.utils.log import log_response
from rest_framework import exceptions
from rest_framework.views import set_rollback

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


@dataclass(frozen=True)
class Kind:
    """A name of google.rpc.Code, the HTTP status it has, and what is said where the case has no more to say."""

    status: str
    code: int
    message: str


INVALID = Kind("INVALID_ARGUMENT", 400, "The request cannot be read.")
NOT_FOUND = Kind("NOT_FOUND", 404, "There is no such method here; claims:search is what we answer.")
WRONG_METHOD = Kind("UNIMPLEMENTED", 405, "This is read only: use GET.")
UNIMPLEMENTED = Kind("UNIMPLEMENTED", 501, "We do not answer this method of the Fact Check Tools API.")
EXHAUSTED = Kind("RESOURCE_EXHAUSTED", 429, "Too many requests from your address. Wait as Retry-After says.")
INTERNAL = Kind("INTERNAL", 500, "The fault is ours; it is logged. The same request may work later.")

_OF_EXCEPTIONS: list[tuple[type[Exception], Kind]] = [
    (exceptions.MethodNotAllowed, WRONG_METHOD),
    (exceptions.Throttled, EXHAUSTED),
    (exceptions.ParseError, INVALID),
    (exceptions.UnsupportedMediaType, INVALID),
    (SuspiciousOperation, INVALID),
]


class RpcError(Exception):
    """Ends a request. `violations` names each faulty field: {field: sentence}."""

    def __init__(self, kind: Kind, violations: dict[str, str] | None = None) -> None:
        self.kind = kind
        self.violations = violations or {}
        super().__init__(kind.message)


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """What REST framework calls for every exception of a view of this dialect."""
    set_rollback()
    found = error if isinstance(error, RpcError) else RpcError(_kind_of(error))
    kind, violations = found.kind, found.violations
    status: dict[str, Any] = {
        "code": kind.code,
        "message": " ".join(f"{field}: {said}" for field, said in violations.items()) or kind.message,
        "status": kind.status,
    }
    if violations:
        fields = [{"field": field, "description": said} for field, said in violations.items()]
        status["details"] = [{"@type": BAD_REQUEST, "fieldViolations": fields}]
    data = json.dumps({"error": status}, ensure_ascii=False, indent=2).encode()
    response = HttpResponse(data, status=kind.code, content_type="application/json; charset=UTF-8")
    if kind is INTERNAL:
        request = context["request"]._request
        # As Django does with an exception that leaves a view: monitors, and its test client, listen to the signal.
        got_request_exception.send(sender=None, request=request)
        log_response("Internal error: %s", request.path, response=response, request=request, exception=error)
    if kind is WRONG_METHOD:
        response["Allow"] = "GET, HEAD, OPTIONS"
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    response["Cache-Control"] = "no-store"
    return response


def _kind_of(error: Exception) -> Kind:
    for exception, kind in _OF_EXCEPTIONS:
        if isinstance(error, exception):
            return kind
    return INTERNAL
