"""Asking for captures at the desk: an address, again, a file, an archive's copy; and how far a capture is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims.models import Claim
from desk import asking
from desk.admin_classes import by_of, told
from desk.faults import FaultsAtFields
from desk.reader import address_of, page_says
from sources import tasks
from sources.actions import capturing, recording, stating
from sources.addresses import ADDRESS_LIMIT
from sources.models import Snapshot, Source, Statement
from sources.models.snapshot import SnapshotState


class AddressForm(FaultsAtFields, forms.Form):
    """An address, and nothing else."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=ADDRESS_LIMIT,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://", "autofocus": True}),
        help_text=gettext_lazy("The page is captured; outlet, title, byline, date and language are filled in from it."),
    )


class UploadForm(FaultsAtFields, forms.Form):
    """A file somebody saved."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A saved page (HTML), a PDF, a text or a picture. Words in a picture cannot be checked."
        ),
    )
    seen_at = forms.DateTimeField(
        label=gettext_lazy("Saved at (UTC)"),
        required=False,
        help_text=gettext_lazy("2024-02-03 14:30; now if you leave it empty."),
    )


class ArchivedCopyForm(FaultsAtFields, forms.Form):
    """Where an archive keeps a copy."""

    url = forms.CharField(
        label=gettext_lazy("Address in the archive"),
        max_length=ADDRESS_LIMIT,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    archived_at = forms.DateTimeField(
        label=gettext_lazy("Archived at (UTC)"),
        help_text=gettext_lazy("As the archive says, not when you looked: 2024-02-03 14:30."),
    )


def open_address(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Asks for an address and leads to the reader: of the source that is known, or of a new one being captured."""
    claim = Claim.objects.filter(pk=request.GET.get("claim", "")).first()
    form = AddressForm(request.POST or None)

    def act(typed: dict[str, Any]) -> HttpResponse:
        source, known = capturing.open_address(url=typed["url"], by=by_of(request))
        if known:
            messages.info(request, _("This address is known: here is its source."))
        nudge(source)
        return redirect(address_of(source, claim.pk if claim else ""))

    return asking.ask(request, model_admin, form, act, title=_("Open an address"), original=claim)


def elsewhere(request: HttpRequest, pk: str, model_admin: Any) -> HttpResponse:
    """The same statement on another page: asks for the address alone."""
    statement = get_object_or_404(Statement.objects.with_sources(), pk=pk)
    form = AddressForm(request.POST or None)

    def act(typed: dict[str, Any]) -> HttpResponse:
        other = stating.same_statement_elsewhere(statement=statement, url=typed["url"], by=by_of(request))
        nudge(other.source)
        messages.success(request, _("Recorded. Its words are checked as soon as the page is captured."))
        return redirect(address_of(other.source))

    explains = _("Speaker, words and time follow; both records are one statement for every claim.")
    title = _("The same statement elsewhere")
    return asking.ask(request, model_admin, form, act, title=title, explains=explains, original=statement)


def ask(request: HttpRequest, pk: str) -> HttpResponse:
    """Captures a source again."""
    source = get_object_or_404(Source, pk=pk)
    if request.method == "POST":
        if told(request, lambda: capturing.request_capture(source=source, by=by_of(request))):
            nudge(source)
    return redirect(address_of(source))


def upload(request: HttpRequest, pk: str, model_admin: Any) -> HttpResponse:
    """Keeps a file that shows a source."""
    source = get_object_or_404(Source, pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None)

    def act(typed: dict[str, Any]) -> HttpResponse:
        file = typed["file"]
        if file.size > capturing.UPLOAD_LIMIT:
            # Before it is read into memory.
            limit = capturing.UPLOAD_LIMIT // 1024**2
            raise ValidationError({"file": _("A file has at most %(limit)s megabytes.") % {"limit": limit}})
        by = by_of(request)
        capturing.upload(source=source, name=file.name, body=file.read(), seen_at=typed["seen_at"], by=by)
        nudge(source)
        messages.success(request, _("Kept. Its text is being read."))
        return redirect(address_of(source))

    return asking.ask(request, model_admin, form, act, title=_("Hand in a file that shows it"), original=source)


def archived_copy(request: HttpRequest, pk: str, model_admin: Any) -> HttpResponse:
    """Notes where an archive keeps a copy of a source."""
    source = get_object_or_404(Source, pk=pk)
    form = ArchivedCopyForm(request.POST or None)

    def act(typed: dict[str, Any]) -> HttpResponse:
        capturing.note_archived_copy(source=source, by=by_of(request), **typed)
        messages.success(request, _("Noted."))
        return redirect(address_of(source))

    return asking.ask(request, model_admin, form, act, title=_("Note an archive’s copy"), original=source)


def adopt(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """Writes what the page says of itself over what is written, as this person's change."""
    source = get_object_or_404(Source, pk=pk)
    if request.method == "POST":
        columns = page_says(source, name)
        if not columns:
            raise Http404
        told(request, lambda: recording.change_source(source=source, by=by_of(request), **columns), _("Saved."))
    return redirect(address_of(source))


@require_safe
def state(request: HttpRequest, pk: str) -> JsonResponse:
    """How far a capture is, for the page that waits for it."""
    snapshot = get_object_or_404(Snapshot, pk=pk)
    answer = {"state": snapshot.state, "attempts": snapshot.attempts, "reason": snapshot.failure}
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


def nudge(source: Source) -> None:
    """Tell the worker of what waits. Called after the action's transaction: the sweep would find it a minute later."""
    for snapshot in source.snapshots.filter(state=SnapshotState.PENDING):
        tasks.capture.enqueue(snapshot.pk)
