"""What is only read at the desk: reviews, the log, and the record."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from claims.models import Alert, Comment, Review, Revision
from desk.admin_classes import ReadingAdmin
from history.models import Entry
from record import access
from record.models import Correction, Erasure, Hold, Listing, Notice, Retraction, Subscription, Version


class DocumentAdmin(ReadingAdmin):
    """Rows that hold a document as bytes."""

    @admin.display(description=gettext_lazy("document"))
    def read_document(self, row: Any) -> str:
        """The document, indented."""
        return format_html(
            '<pre dir="ltr" class="document">{}</pre>', json.dumps(row.content, ensure_ascii=False, indent=1)
        )


@admin.register(Revision)
class RevisionAdmin(DocumentAdmin):
    """What was submitted."""

    list_display = ("__str__", "claim", "submitted_by", "submitted_at", "content_digest")
    list_select_related = ("claim", "submitted_by")
    fields = ("claim", "number", "submitted_by", "submitted_at", "content_digest", "contributors", "read_document")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return (
            rows
            if request.resolver_match and "object_id" in request.resolver_match.kwargs
            else rows.defer("document", "inputs")
        )


@admin.register(Version)
class VersionAdmin(DocumentAdmin):
    """What was published."""

    list_display = ("__str__", "claim", "kind", "sequence", "effective_at", "replayed")
    list_filter = ("kind", "replayed")
    list_select_related = ("claim",)
    fields = (
        "claim", "number", "kind", "sequence", "effective_at", "recorded_at", "replayed", "content_digest",
        "publication_digest", "previous_digest", "log_head", "people", "read_document",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).defer("summary", "inputs")
        return (
            rows if request.resolver_match and "object_id" in request.resolver_match.kwargs else rows.defer("document")
        )


@admin.register(Review)
class ReviewAdmin(ReadingAdmin):
    """Who decided what about which revision."""

    list_display = ("revision", "decision", "reviewer", "at")
    list_filter = ("decision",)
    list_select_related = ("revision", "reviewer")
    fields = ("revision", "decision", "reviewer", "reason", "at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("revision__document", "revision__inputs")


@admin.register(Listing)
class ListingAdmin(ReadingAdmin):
    """Each version's place in the public lists."""

    list_display = ("__str__", "state", "kind", "verdict", "valid_from", "valid_to", "is_current")
    list_filter = ("state", "is_current", "kind", "verdict")


@admin.register(Correction)
class CorrectionAdmin(ReadingAdmin):
    """The public notes with versions that changed substance."""

    list_display = ("version", "at", "sequence")
    list_select_related = ("version",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("version__document", "version__summary", "version__inputs")


@admin.register(Notice, Hold, Retraction, Erasure)
class TwoEditorsAdmin(ReadingAdmin):
    """Steps of two editors. They are taken on the claim's page."""

    list_display = ("claim", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "ended_at")
    list_select_related = ("claim", "proposed_by", "confirmed_by")

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in ("passages", "erased") if any(f.name == name for f in self.opts.fields)]


@admin.register(Comment)
class CommentAdmin(ReadingAdmin):
    """Remarks between colleagues. They are written on the claim's page."""

    list_display = ("text", "claim", "author", "at")
    list_select_related = ("claim", "author")
    search_fields = ("text",)


class OpenFilter(admin.SimpleListFilter):
    """Whether somebody looked at it."""

    title = gettext_lazy("open")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Open, or resolved."""
        return [("yes", gettext_lazy("open")), ("no", gettext_lazy("resolved"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The alerts of that kind."""
        if self.value() in ("yes", "no"):
            return queryset.filter(resolved_at__isnull=self.value() == "yes")
        return queryset


@admin.register(Alert)
class AlertAdmin(ReadingAdmin):
    """What the machine asked people to look at. Resolved on the claim's page."""

    list_display = ("message", "kind", "claim", "raised_at", "resolved_at", "resolved_by")
    list_filter = (OpenFilter, "kind")
    list_select_related = ("claim", "resolved_by")


@admin.register(Entry)
class EntryAdmin(ReadingAdmin):
    """The log: whole for editors; nobody else reads of webhooks."""

    list_display = ("sentence", "target_type", "at", "reason")
    list_filter = ("target_type", "code")
    search_fields = ("target_id", "target_label", "by_name")
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # What a webhook's address says is for who looks after webhooks; their own pages hide it from the others too.
        rows = super().get_queryset(request)
        if access.refusal_to_subscribe(request.user):
            rows = rows.exclude(target_type=Subscription._meta.label_lower)
        return rows
