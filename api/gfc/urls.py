"""Addresses of the dialect, below the root that a client is given instead of Google's."""

from django.urls import path, re_path

from api.gfc.search import ClaimsSearch, NotAnswered, Unknown

urlpatterns = [
    path("v1alpha1/claims:search", ClaimsSearch.as_view(), name="gfc-search"),
    path("v1alpha1/claims:imageSearch", NotAnswered.as_view(), name="gfc-image-search"),
    path("v1alpha1/pages", NotAnswered.as_view(), name="gfc-pages"),
    re_path("", Unknown.as_view(), name="gfc-unknown"),
]
