"""How much one network address may ask, and the headers that say how much is left."""

from typing import ClassVar

from django.http import HttpResponse
from rest_framework.throttling import AnonRateThrottle


class AddressThrottle(AnonRateThrottle):
    """So many requests a minute from one network address."""

    name: ClassVar[str] = "address"  # as the headers call this policy
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
