"""What every address of the read side has in common."""

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from api.public.parameters import Parameter, read_all
from api.public.schema import Operation
from api.throttling import AddressThrottle, ThrottledView


class PublicView(ThrottledView):
    """Read only, for everybody and from every origin. Subclasses declare what they are asked and what they answer.

    The first line of a subclass's docstring is the summary of its operation in the schema, the rest its description.
    """

    http_method_names = ["get", "head", "options"]
    throttle_classes = [AddressThrottle]
    schema = Operation()

    parameters: ClassVar[list[Parameter]] = []
    answers: ClassVar[str | None] = None  # the component that a 200 holds; None keeps the address out of the schema
    problems: ClassVar[list[str]] = []  # the codes of problems beyond those of every address

    asked: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After negotiation and throttling: read the parameters, all faults at once."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS":
            self.asked = read_all(request.query_params, self.parameters)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What a browser asks before it lets a page of another site read us."""
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Let pages of every site read the answer. Nothing here depends on who asks: there are no cookies to abuse."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
        return response
