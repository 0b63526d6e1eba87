"""Addresses: pages at the root, the API under /api/v1/, Google's dialect under /gfc/ and /v1alpha1/, the desk under /desk/."""

from django.contrib import admin
from django.urls import include, path

from api.gfc.urls import methods
from desk import totp

urlpatterns = [
    path("api/v1/", include("api.urls")),
    path("gfc/", include("api.gfc.urls")),
    path("v1alpha1/", include(methods)),
    path("desk/totp/", totp.page, name="totp"),
    path("desk/", admin.site.urls),
    path("", include("pages.urls")),
]

handler400 = "pages.answers.malformed"
handler404 = "pages.answers.not_found"
handler500 = "pages.answers.server_error"
