"""What was kept of sources."""

from typing import Any

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path

from desk import captures
from desk.admin_classes import ReadingAdmin
from sources.models import Snapshot

PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@admin.register(Snapshot)
class SnapshotAdmin(ReadingAdmin):
    """What was kept of sources; for people at the desk alone."""

    change_form_template = "desk/snapshot.html"
    list_display = ("__str__", "source", "method", "state", "captured_at")
    list_filter = ("method", "state")
    list_select_related = ("source__outlet",)
    fields = (
        "source", "method", "state", "captured_at", "requested_url", "final_url", "http_status", "content_type",
        "text_sha256", "body_sha256", "warc_sha256", "extractor", "extractor_version", "flags", "failure",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("<str:pk>/picture/", wrap(self.picture), name="sources_snapshot_picture"),
            path("<str:pk>/state/", wrap(captures.state), name="sources_snapshot_state"),
        ]
        return own + super().get_urls()

    def picture(self, request: HttpRequest, pk: str) -> FileResponse:
        """The picture, as nothing but a picture."""
        snapshot = get_object_or_404(Snapshot, pk=pk)
        kind = PICTURES.get(str(snapshot.picture.name).rpartition(".")[2].lower()) if snapshot.picture else None
        if kind is None:
            raise Http404
        answer = FileResponse(snapshot.picture.open("rb"), content_type=kind)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
