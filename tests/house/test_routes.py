"""Every route is in a permission table: the public ones here, the desk's in `tests/desk/test_permissions.py`, the write
side's in `tests/api/desk/test_permissions.py`."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

# What everybody may read. A route that is neither here nor below /desk/ fails the first test.
PUBLIC = {
    "", "claims/", "claims/<str:claim_id>/", "claims/<str:claim_id>/<str:slug>/", "claims/<str:claim_id>/history/",
    "^claims/(?P<claim_id>[^/]+)/v(?P<number>[0-9]+)/$", "events/", "events/<str:event_id>/",
    "claims/<str:claim_id>/card/", "oembed", "^feeds/claims\\.(?P<form>atom|json)$",
    "^feeds/corrections\\.(?P<form>atom|json)$", "sitemap.xml", "^sitemaps/(?P<part>0|[1-9][0-9]*)\\.xml$", "robots.txt",
    "exports/", "exports/<str:name>", "api/v1/exports/",
    ".well-known/security.txt",
    "events/<str:event_id>/<str:slug>/", "corrections/", "methodology/", "language/",
    "claims/<str:claim_id>/timegate/", "claims/<str:claim_id>/timemap/",
    "speakers/", "speakers/<str:key>/", "speakers/<str:key>/<str:slug>/",
    "outlets/", "outlets/<str:key>/", "outlets/<str:key>/<str:slug>/",
    "sources/", "sources/<str:key>/", "sources/<str:key>/<str:slug>/",
    "api/v1/speakers/", "api/v1/speakers/<str:speaker_id>/", "api/v1/outlets/", "api/v1/outlets/<str:outlet_id>/",
    "api/v1/sources/", "api/v1/sources/<str:source_id>/", "api/v1/statements/", "api/v1/statements/<str:statement_id>/",
    "api/v1/search/", "api/v1/changes/",
    "api/v1/", "api/v1/claims/", "api/v1/claims/<str:claim_id>/", "api/v1/claims/<str:claim_id>/evidence/",
    "api/v1/claims/<str:claim_id>/versions/", "api/v1/claims/<str:claim_id>/versions/<str:number>/",
    "api/v1/events/", "api/v1/events/<str:event_id>/", "api/v1/corrections/", "api/v1/problems/",
    "api/v1/problems/<slug:code>/", "api/v1/schema/", "api/v1/docs/",
    "gfc/", *(f"{root}v1alpha1/{method}" for root in ("gfc/", "") for method in (
        "claims:search", "claims:imageSearch", "^pages(/.*)?$", "",
    )),
}  # fmt: skip
# The desk's door; it is open so that one can sign in, and its own tests say to whom.
DOORS = {"desk/login/", "desk/logout/", "desk/jsi18n/"}


def routes(resolver: URLResolver, above: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here)
        else:
            yield here


def test_every_route_is_in_a_permission_table() -> None:
    outside = {route for route in routes(get_resolver()) if not route.startswith(("desk/", "api/v1/desk/"))}
    assert outside - {"api/v1/<path:path>", "api/v1/.*"} == PUBLIC


@pytest.mark.django_db
def test_no_route_of_the_desk_answers_to_somebody_who_is_not_signed_in(client: Client) -> None:
    addresses = {
        "/" + _filled(route).removesuffix("$") for route in routes(get_resolver()) if route.startswith("desk/")
    } - {"/" + door for door in DOORS}
    assert len(addresses) > 50
    for address in sorted(addresses):
        answer = client.get(address)
        assert answer.status_code in (302, 403, 404, 405), address
        assert "/desk/login/" in answer.headers.get("Location", "/desk/login/"), address


def _filled(route: str) -> str:
    """The route with something in each of its places."""
    words = route.split("<")
    return words[0] + "".join("23456789abcd" + word.partition(">")[2] for word in words[1:])
