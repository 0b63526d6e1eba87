"""Imports at the desk: bring a file, watch it being read, see the report and the rows, take a step over all of them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from claims import access
from claims.actions import batches
from claims.importing import running
from claims.importing.faults import Dirty
from claims.importing.options import LARGEST, read_mapping, read_ratings
from claims.importing.sheet import template
from claims.models import ImportBatch
from claims.models.import_batch import Work
from claims.tasks import work_on_batches
from claims.workflow import Status
from desk.admin_classes import ActingAdmin, back_to, by_of, told
from desk.forms import DeskForm
from record.tasks import publish_batches

SHOWN = 50  # rows, and lines of the report, on a page
STEPS = {
    Work.SUBMIT: (gettext_lazy("Submit all drafts"), gettext_lazy("Freezes each draft as a revision and puts it in the queue.")),
    Work.APPROVE: (
        gettext_lazy("Approve all rows"),
        gettext_lazy("Approves the revision of each row as it is now. A row that somebody edits or sends back leaves the batch."),
    ),
    Work.PUBLISH: (gettext_lazy("Publish all approved rows"), gettext_lazy("Each becomes a permanent, numbered version.")),
}  # fmt: skip


class ImportForm(DeskForm):
    """A file, what it is, and what an editor says about it beforehand."""

    upload = forms.FileField(label=gettext_lazy("File"))
    mapping = forms.FileField(label=gettext_lazy("Mapping (JSON), if it needs one"), required=False)
    ratings = forms.FileField(label=gettext_lazy("Ratings and their verdicts (CSV)"), required=False)

    class Meta:
        model = ImportBatch
        fields = ["format"]

    def clean_mapping(self) -> Any:
        """The mapping, read."""
        return self._read("mapping", read_mapping)

    def clean_ratings(self) -> Any:
        """The table, read."""
        return self._read("ratings", read_ratings)

    def _read(self, name: str, read: Any) -> Any:
        file = self.cleaned_data[name]
        if not file:
            return None
        try:
            return read(file.read(LARGEST + 1))
        except Dirty as fault:
            raise ValidationError(str(fault)) from fault


@admin.register(ImportBatch)
class ImportBatchAdmin(ActingAdmin):
    """What importers brought. Nothing of it is edited here: the rows are claims like others."""

    form = ImportForm
    change_form_template = "desk/batch.html"
    list_display = ("file_name", "format", "imported_by", "imported_at", "completed_at", "work")
    list_filter = ("format", "work")
    list_select_related = ("imported_by",)
    fields = ("format", "upload", "mapping", "ratings")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("template.csv", wrap(require_GET(self.template)), name="claims_importbatch_template"),
            path("<str:pk>/steps/<str:work>/", wrap(require_POST(self.step)), name="claims_importbatch_step"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": list(self.fields) if obj is None else ["format"]})]

    def add_row(self, *, by: Any, form: Any) -> models.Model:
        """Keeps the file and has a worker read it."""
        typed = form.cleaned_data
        file = typed["upload"]
        batch = batches.open_batch(
            by=by,
            format=typed["format"],
            file_name=file.name,
            file_sha256=running.sha256_of(file),
            options={name: typed[name] for name in ("mapping", "ratings") if typed[name] is not None},
            file=file,
        )
        work_on_batches.enqueue()
        return batch

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return back_to(obj)

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        person = by_of(request)
        rows = row.claims.select_related("event").order_by("pk")
        return {
            "rows": Paginator(rows, SHOWN).get_page(request.GET.get("rows")),
            "problems": Paginator(row.problems.all(), SHOWN).get_page(request.GET.get("problems")),
            "statuses": [
                (Status(status).label, count)
                for status, count in row.claims.values_list("status")
                .annotate(count=models.Count("pk"))
                .order_by("status")
            ],
            "steps": [
                {"work": work, "label": label, "explains": explains, "why_not": batches.why_not(work, person, row)}
                for work, (label, explains) in STEPS.items()
            ],
        }

    def step(self, request: HttpRequest, pk: str, work: str) -> HttpResponse:
        """Has a worker take the step over all rows, in this person's name."""
        batch = get_object_or_404(ImportBatch, pk=pk)
        if work not in STEPS:
            raise PermissionDenied
        by = by_of(request)
        if told(
            request, lambda: batches.ask(batch=batch, work=work, by=by), _("The work has begun; this page shows it.")
        ):
            (publish_batches if work == Work.PUBLISH else work_on_batches).enqueue()
        return back_to(batch)

    def template(self, request: HttpRequest) -> HttpResponse:
        """The empty sheet, for whoever may import."""
        access.require(access.refusal_to_see(request.user))
        answer = HttpResponse("\ufeff" + template(), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="import-template.csv"'
        return answer
