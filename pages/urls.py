"""Addresses of pages. They are permanent: what has been cited must be found."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from pages import claim, embedding, events, exports, feeds, memento, named, signposts, site

urlpatterns: list[URLPattern | URLResolver] = [
    path("", site.front, name="front"),
    path("claims/", site.claims, name="claims"),
    # Whatever looks like a version number is one, or no page at all; it is never taken for a slug.
    re_path(r"^claims/(?P<claim_id>[^/]+)/v(?P<number>[0-9]+)/$", claim.version, name="claim-version"),
    path("claims/<str:claim_id>/card/", embedding.card, name="claim-card"),
    path("claims/<str:claim_id>/history/", claim.history, name="claim-history"),
    path("claims/<str:claim_id>/timegate/", memento.timegate, name="claim-timegate"),
    path("claims/<str:claim_id>/timemap/", memento.timemap, name="claim-timemap"),
    path("claims/<str:claim_id>/", claim.detail, name="claim-bare"),
    path("claims/<str:claim_id>/<str:slug>/", claim.detail, name="claim"),
    path("events/", events.listed, name="events"),
    path("events/<str:event_id>/", events.detail, name="event-bare"),
    path("events/<str:event_id>/<str:slug>/", events.detail, name="event"),
    path("speakers/", named.speakers, name="speakers"),
    path("speakers/<str:key>/", named.speaker, name="speaker-bare"),
    path("speakers/<str:key>/<str:slug>/", named.speaker, name="speaker"),
    path("outlets/", named.outlets, name="outlets"),
    path("outlets/<str:key>/", named.outlet, name="outlet-bare"),
    path("outlets/<str:key>/<str:slug>/", named.outlet, name="outlet"),
    path("sources/", named.sources, name="sources"),
    path("sources/<str:key>/", named.source, name="source-bare"),
    path("sources/<str:key>/<str:slug>/", named.source, name="source"),
    path("corrections/", site.corrections, name="corrections"),
    path("methodology/", site.methodology, name="methodology"),
    re_path(r"^feeds/claims\.(?P<form>atom|json)$", feeds.claims, name="claim-feed"),
    re_path(r"^feeds/corrections\.(?P<form>atom|json)$", feeds.corrections, name="correction-feed"),
    path("exports/", exports.listed, name="exports"),
    path("exports/<str:name>", exports.download, name="export"),
    path("oembed", embedding.oembed, name="oembed"),
    path("sitemap.xml", signposts.sitemap, name="sitemap"),
    re_path(r"^sitemaps/(?P<part>0|[1-9][0-9]*)\.xml$", signposts.sitemap_part, name="sitemap-part"),
    path("robots.txt", signposts.robots, name="robots"),
    path(".well-known/security.txt", signposts.security, name="security"),
    # Without a token: it would put a cookie on every reader and make each page different for nobody's safety.
    path("language/", csrf_exempt(set_language), name="set_language"),
]
