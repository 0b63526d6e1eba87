"""Addresses of the dialect, below the root that a client is given instead of Google's."""

from django.urls import include, path, re_path

from api.gfc.search import ClaimsSearch, NotAnswered, Unknown

# On their own as well, at the root of the site: the Node client keeps no more of the root it is given than scheme and host.
methods = [
    path("claims:search", ClaimsSearch.as_view()),
    path("claims:imageSearch", NotAnswered.as_view()),
    re_path(r"^pages(/.*)?$", NotAnswered.as_view()),
    re_path("", Unknown.as_view()),
]
urlpatterns = [
    path("v1alpha1/", include(methods)),
    re_path("", Unknown.as_view()),
]
