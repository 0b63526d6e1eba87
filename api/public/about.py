"""What the API says of itself: its addresses, its problems, its schema, and that nothing else is here."""

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from api import problems
from api.problems import Problem
from api.public import addresses, answers
from api.public.view import PublicView


class Index(PublicView):
    """Where everything is

    The addresses of the collections, of this schema and of its page for people.
    """

    answers = "Index"

    def get(self, request: Request) -> HttpResponse:
        """No database."""
        names = [
            "claims", "events", "speakers", "outlets", "sources", "statements", "search", "changes", "corrections",
            "exports", "problems", "schema", "docs",
        ]  # fmt: skip
        return answers.whole(request, answers.dump({name: addresses.of_api(f"{name}/") for name in names}))


class ProblemList(PublicView):
    """The kinds of problems

    What the `type` of an error may be, each with its status and meaning.
    """

    answers = "ProblemKindPage"

    def get(self, request: Request) -> HttpResponse:
        """No database; there are few, on one page."""
        results = [answers.dump(_described(kind)) for kind in problems.KINDS.values()]
        return answers.listing(request, results, {"next": None, "previous": None})


class ProblemDetail(PublicView):
    """One kind of problem

    The `type` of an error is the address of this.
    """

    answers = "ProblemKind"

    def get(self, request: Request, code: str) -> HttpResponse:
        """No database."""
        if code not in problems.KINDS:
            raise Problem("not-found", "There is no problem of this kind.")
        return answers.whole(request, answers.dump(_described(problems.KINDS[code])))


class Schema(PublicView):
    """This API as OpenAPI 3.1; not described in itself."""

    def get(self, request: Request) -> HttpResponse:
        """Made once a process."""
        return answers.whole(request, schema_bytes())


class Docs(TemplateView):
    """The schema, for people. Assets are ours, scripts and styles are files: it renders under the policy of every page."""

    template_name = "api/docs.html"


class Unknown(PublicView):
    """Every other address under the API: an error in its own shape instead of a page for people."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Says so before anything else, whatever the method and parameters."""
        lacks = "; its addresses end with a slash" if self._lacks_a_slash(request) else ""
        raise Problem("not-found", f"This API has nothing at this address{lacks}.")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Leads from an address without its last slash to the one with it, as everywhere on the site."""
        # Nothing but a read: what is sent along would be lost on the way.
        if request.method in ("GET", "HEAD") and self._lacks_a_slash(request):
            response = HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
            response["Access-Control-Allow-Origin"] = "*"  # browsers follow for a page of another site only then
            return response
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def _lacks_a_slash(request: HttpRequest | Request) -> bool:
        """Whether something stands at the same address with a slash at its end."""
        if request.path.endswith("/"):
            return False
        return getattr(resolve(f"{request.path_info}/").func, "view_class", None) is not Unknown


def schema() -> dict[str, Any]:
    """The schema. The words are English whatever language the request asked for."""
    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)


@functools.cache
def schema_bytes() -> bytes:
    """The schema as JSON."""
    return answers.dump(schema())


def _described(kind: problems.Kind) -> dict[str, object]:
    return {
        "type": problems.type_of(kind),
        "code": kind.code,
        "status": kind.status,
        "title": kind.title,
        "description": kind.detail,
    }
