"""Speakers, outlets, sources, what was typed of a source, and how sources hang together."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import asking, captures, reader, reuse_panel
from desk.admin_classes import ActingAdmin, back_to, by_of, told
from desk.faults import FaultsAtFields
from desk.fields import LanguageMapField, StatedTimeField
from desk.forms import DeskForm
from desk.snapshot_admin import PICTURES
from sources import access
from sources.actions import linking, recording, stating
from sources.models import Outlet, Source, SourceLink, Speaker

PICTURE_LIMIT = 4 * 1024 * 1024  # bytes; a request carries at most 5 MB


class WritesSources(ActingAdmin):
    """Asks whether this person may record what was said."""

    def refusal_to_write(self, request: HttpRequest) -> str | None:
        return access.refusal_to_write(request.user)


class SpeakerForm(DeskForm):
    """One speaker."""

    names = LanguageMapField(label=gettext_lazy("Name in other languages"), short=True, required=False)

    class Meta:
        model = Speaker
        fields = ["name", "names", "kind", "role", "description", "principal", "principal_disputed", "wikidata_id"]
        labels = {
            "principal": gettext_lazy("Speaks for"),
            "principal_disputed": gettext_lazy("Whether they speak for it is disputed"),
            "wikidata_id": gettext_lazy("Wikidata"),
        }
        help_texts = {
            "description": gettext_lazy("Of an unnamed speaker: what kind of person, nothing that identifies them.")
        }


@admin.register(Speaker)
class SpeakerAdmin(WritesSources):
    """Speakers."""

    form = SpeakerForm
    autocomplete_fields = ("principal",)
    list_display = ("name", "kind", "role", "principal")
    list_filter = ("kind",)
    list_select_related = ("principal",)
    search_fields = ("name", "names__en", "names__ar", "names__fa", "role", "wikidata_id")
    fields = ("name", "names", "kind", "role", "description", "principal", "principal_disputed", "wikidata_id")

    def add_row(self, *, by: Any, form: Any) -> Speaker:
        """Adds the speaker."""
        return recording.create_speaker(by=by, **form.columns())

    def change_row(self, *, row: Speaker, by: Any, form: Any) -> Speaker:
        """Changes it for every claim."""
        return recording.change_speaker(speaker=row, by=by, **form.columns())


class HttpsField(forms.URLField):
    """An address whose scheme, where none was typed, is https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class OutletForm(DeskForm):
    """One outlet."""

    names = LanguageMapField(label=gettext_lazy("Name in other languages"), short=True, required=False)
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Tags with commas: en, ar"),
    )

    class Meta:
        model = Outlet
        fields = ["name", "names", "kind", "country", "languages", "family", "homepage"]
        field_classes = {"homepage": HttpsField}
        labels = {"family": gettext_lazy("The group that owns it")}
        help_texts = {"country": gettext_lazy("Two capitals, for example IQ")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["languages"] = ", ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        """The tags."""
        return [tag for tag in self.cleaned_data["languages"].replace(",", " ").split() if tag]


@admin.register(Outlet)
class OutletAdmin(WritesSources):
    """Outlets."""

    form = OutletForm
    list_display = ("name", "kind", "country", "family")
    list_filter = ("kind",)
    search_fields = ("name", "names__en", "names__ar", "names__fa", "homepage")
    fields = ("name", "names", "kind", "country", "languages", "family", "homepage")

    def add_row(self, *, by: Any, form: Any) -> Outlet:
        """Adds the outlet."""
        return recording.create_outlet(by=by, **form.columns())

    def change_row(self, *, row: Outlet, by: Any, form: Any) -> Outlet:
        """Changes it for every claim."""
        return recording.change_outlet(outlet=row, by=by, **form.columns())


class SourceForm(DeskForm):
    """One source."""

    published = StatedTimeField(label=gettext_lazy("Published"))

    class Meta:
        model = Source
        fields = ["outlet", "canonical_url", "title", "byline", "language", "declared_credit", "seen"]
        labels = {
            "canonical_url": gettext_lazy("Address"),
            "declared_credit": gettext_lazy("Credit it declares"),
            "seen": gettext_lazy("Seen by us"),
        }
        help_texts = {
            "declared_credit": gettext_lazy("For example (AFP), as it stands on the page."),
            "seen": gettext_lazy("Not ticked: known only through another source."),
        }
        widgets = {"canonical_url": forms.URLInput(attrs={"dir": "ltr", "size": 80})}


class TranscriptForm(FaultsAtFields, forms.Form):
    """What somebody saw and typed."""

    text = forms.CharField(
        label=gettext_lazy("What you saw, typed"),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=gettext_lazy(
            "From print, a broadcast or a page behind a login. It is kept as it is and never changes."
        ),
    )
    picture = forms.FileField(label=gettext_lazy("A picture of it, if there is one"), required=False)

    def clean_picture(self) -> Any:
        """A picture that every browser shows as nothing but a picture."""
        picture = self.cleaned_data["picture"]
        if picture and picture.name.rpartition(".")[2].lower() not in PICTURES:
            raise ValidationError(_("A picture is a PNG, JPEG, WebP or GIF file."))
        if picture and picture.size > PICTURE_LIMIT:
            raise ValidationError(_("A picture has at most 4 megabytes."))
        return picture


@admin.register(Source)
class SourceAdmin(WritesSources):
    """Sources, and what was typed of them."""

    form = SourceForm
    autocomplete_fields = ("outlet",)
    change_form_template = "desk/source.html"
    list_display = ("__str__", "outlet", "published_words", "language", "seen")
    list_filter = ("language", "seen")
    list_select_related = ("outlet",)
    search_fields = ("title", "canonical_url", "outlet__name")
    fields = ("outlet", "canonical_url", "title", "byline", "published", "language", "declared_credit", "seen")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        here = {"model_admin": self}
        own = [
            path("open/", wrap(captures.open_address), here, name="sources_source_open"),
            path("<str:pk>/read/", wrap(reader.view), here, name="sources_source_read"),
            path("<str:pk>/captures/", wrap(captures.ask), name="sources_source_capture"),
            path("<str:pk>/uploads/", wrap(captures.upload), here, name="sources_source_upload"),
            path("<str:pk>/archived-copies/", wrap(captures.archived_copy), here, name="sources_source_archive"),
            path("<str:pk>/found/<slug:name>/", wrap(captures.adopt), name="sources_source_adopt"),
            path("<str:pk>/transcripts/", wrap(self.transcribe), name="sources_source_transcribe"),
        ]
        return own + super().get_urls()

    def add_row(self, *, by: Any, form: Any) -> Source:
        """Adds the source."""
        return recording.create_source(by=by, **form.columns())

    def change_row(self, *, row: Source, by: Any, form: Any) -> Source:
        """Changes it for every claim."""
        return recording.change_source(source=row, by=by, **form.columns())

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "snapshots": row.snapshots.all()[:50],
            "archived_copies": row.archived_copies.all()[:50],
            "statements": row.statements.select_related("speaker", "source__outlet")[:50],
            "guesses": reuse_panel.guesses(row),
            "links": row.links_out.select_related("to_source__outlet")[:50],
        }

    def transcribe(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Keeps what a person typed of the source."""
        source = get_object_or_404(Source, pk=pk)

        def act(typed: dict[str, Any]) -> HttpResponse:
            stating.transcribe(source=source, by=by_of(request), **typed)
            messages.success(request, _("Kept what you typed."))
            return back_to(source)

        form = TranscriptForm(request.POST or None, request.FILES or None)
        title = _("Type what you saw of %(source)s") % {"source": source}
        return asking.ask(request, self, form, act, title=title, original=source)


class SourceLinkForm(DeskForm):
    """That a source comes from another."""

    class Meta:
        model = SourceLink
        fields = ["from_source", "kind", "to_source"]
        labels = {"from_source": gettext_lazy("This source"), "to_source": gettext_lazy("the source")}


@admin.register(SourceLink)
class SourceLinkAdmin(WritesSources):
    """How sources hang together. A link is declared once; a guess of the machine is judged."""

    form = SourceLinkForm
    autocomplete_fields = ("from_source", "to_source")
    change_form_template = "desk/judged.html"
    list_display = ("from_source", "kind", "to_source", "status")
    list_filter = ("kind", "status")
    list_select_related = ("from_source__outlet", "to_source__outlet")
    fields = ("from_source", "kind", "to_source")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("<str:pk>/judgement/", wrap(self.judge), name="sources_sourcelink_judge"), *super().get_urls()]

    def add_row(self, *, by: Any, form: Any) -> SourceLink:
        """Declares it."""
        typed = form.cleaned_data
        return linking.link_sources(source=typed["from_source"], to=typed["to_source"], kind=typed["kind"], by=by)

    def judge(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Confirms or rejects a guess; where it was shown with one of its sources, back to that."""
        link = get_object_or_404(SourceLink.objects.select_related("from_source", "to_source"), pk=pk)
        if request.method == "POST":
            confirm = "confirm" in request.POST
            told(request, lambda: linking.judge_source_link(link=link, confirm=confirm, by=by_of(request)), _("Saved."))
        shown = [source for source in (link.from_source, link.to_source) if source.pk == request.GET.get("back")]
        return back_to(shown[0] if shown else link)
