"""Prebuilt files of everything we published: the page that lists them, and the files."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pages import answers
from pages.addresses import absolute
from pages.answers import page
from record.exporting import building

# What each format is for, in a sentence.
FORMATS = {
    "documents": _("Every claim, whole, as the API answers it: one JSON document a line."),
    "csv": _("Tables for spreadsheets and statistics, one for each kind of thing."),
    "claimreview": _("Our verdicts as a ClaimReview feed, for aggregators of fact-checks."),
}


@page
def listed(request: HttpRequest) -> HttpResponse:
    """Which files there are, with sizes and digests. One statement."""
    build = building.served()
    context: dict[str, Any] = {"canonical": absolute(request.path), "build": build}
    if build:
        context["formats"] = [
            (code, says, [file for file in build.files if file.format == code]) for code, says in FORMATS.items()
        ]
        context["made"] = building.manifest(build.files, made_at=build.made_at, sequence=build.sequence)
    return render(request, "pages/exports.html", context)


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, streamed; its ETag is its digest. 503 while the files are made anew because something was taken back."""
    build = building.served()
    file = build.file(name) if build else None
    if build and file is None:
        return answers.not_found(request)
    opened = None
    etag = ""
    if build and file:
        etag = f'"sha256:{file.sha256}"'
        if unchanged := get_conditional_response(request, etag=etag):
            return _kept(unchanged, etag)
        opened = building.open_file(build, name)
    if opened is None or file is None:
        answer = render(request, "pages/exports.html", {"build": None}, status=503)
        answer["Retry-After"] = str(building.RETRY_SECONDS)
        answer["Cache-Control"] = "no-store"
        return answer
    sent = FileResponse(opened, as_attachment=True, filename=name, content_type="application/gzip")
    return _kept(sent, etag)


def _kept(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    answer["ETag"] = etag
    # A withheld claim leaves the files: whoever keeps a copy asks before using it.
    answer["Cache-Control"] = "no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag"
    return answer
