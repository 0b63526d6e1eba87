"""Addresses of api."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from api.public.about import Unknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", include("api.desk.urls")),
    path("", include("api.public.urls")),
    # Last: whatever nothing above answers.
    re_path("", Unknown.as_view(), name="api-unknown"),
]
