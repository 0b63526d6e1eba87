"""What a person sees when sign-in is locked, and which address an attempt came from."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def client_ip(request: HttpRequest) -> str:
    """The address of the browser: the nearest proxy's word for it where we stand behind one, else the connection's."""
    if settings.BEHIND_PROXY:
        # The last address is the one our own proxy saw; those before it are whatever the browser claimed.
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """The page that says sign-in is closed for a while, with the status that says so to programs."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    response = render(request, "desk/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
