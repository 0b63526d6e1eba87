"""How much one network address or one token may ask, and the headers that say how much is left."""

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle
from rest_framework.views import APIView


class ToldThrottle(SimpleRateThrottle):
    """So many requests a minute, with headers that say what is left of them."""

    name: ClassVar[str]  # as the headers call this policy
    num_requests: int | None
    duration: int | None

    def put_headers(self, response: HttpResponse) -> None:
        """What is left, as the draft of the IETF has it (draft-ietf-httpapi-ratelimit-headers-10). Nothing without a limit."""
        if not self.num_requests or not self.duration or not hasattr(self, "history"):
            return
        left = max(0, self.num_requests - len(self.history))
        oldest = self.history[-1] if self.history else self.now
        resets = max(1, int(self.duration - (self.now - oldest)) + 1)
        response["RateLimit-Policy"] = f'"{self.name}";q={self.num_requests};w={self.duration}'
        response["RateLimit"] = f'"{self.name}";r={left};t={min(resets, self.duration)}'


class AddressThrottle(ToldThrottle, AnonRateThrottle):
    """So many requests a minute from one network address."""

    name = "address"


class TokenThrottle(ToldThrottle):
    """So many requests a minute for each token."""

    scope = name = "token"

    def get_cache_key(self, request: Request, view: object) -> str:
        """The token's own place."""
        return f"throttle_token_{request.auth.pk}"


class ThrottledView(APIView):
    """A view whose every answer, errors too, says what its throttles have left."""

    throttles: list[Any]

    def get_throttles(self) -> list[Any]:
        """Made once a request: the answer tells what they counted."""
        if not hasattr(self, "throttles"):
            self.throttles = super().get_throttles()
        return self.throttles

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """With the headers of those that were asked; whoever was refused before that was not counted."""
        response = super().finalize_response(request, response, *args, **kwargs)
        for throttle in getattr(self, "throttles", []):
            throttle.put_headers(response)
        return response
