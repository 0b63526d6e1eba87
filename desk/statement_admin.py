"""Statements: their words, what they repeat, who withdrew them and what was never said."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import asking, captures, reader, suggestions
from desk.admin_classes import back_to, by_of, told
from desk.claim_form import search_in
from desk.faults import FaultsAtFields
from desk.fields import LanguageMapField, StatedTimeField
from desk.forms import DeskForm
from desk.source_admin import WritesSources
from sources.actions import linking, stating, withdrawing
from sources.models import Relay, Snapshot, Statement
from sources.models.relay import RelayKind


class StatementForm(DeskForm):
    """One statement."""

    said = StatedTimeField(label=gettext_lazy("Said at"))
    translation = LanguageMapField(label=gettext_lazy("Translation"), required=False)

    class Meta:
        model = Statement
        fields = [
            "source", "snapshot", "speaker", "role", "directness", "basis", "quote", "quote_missing_reason", "language",
            "translation", "translator", "note",
        ]  # fmt: skip
        labels = {
            "snapshot": gettext_lazy("Found in"),
            "directness": gettext_lazy("How it is given"),
            "basis": gettext_lazy("What they base it on"),
            "quote": gettext_lazy("Their words"),
            "quote_missing_reason": gettext_lazy("or why there are none"),
            "translator": gettext_lazy("Translated by"),
            "role": gettext_lazy("Their role when they said it"),
            "note": gettext_lazy("Note for the desk"),
        }
        help_texts = {"snapshot": gettext_lazy("Words that stand in a transcript of ours are marked as typed by us.")}
        widgets = {"quote": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "snapshot" in self.fields and not self.is_bound:
            snapshots: Any = self.fields["snapshot"]
            # Those of its own source; for a new statement the choice is made once the source is known.
            snapshots.queryset = Snapshot.objects.filter(source=self.instance.source_id or "")


class WithdrawForm(FaultsAtFields, forms.Form):
    """Which statement takes this one back."""

    withdrawn_by = forms.ModelChoiceField(
        label=gettext_lazy("The statement that takes it back"), queryset=Statement.objects.with_sources()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search_in(self, "withdrawn_by", Statement, "withdrawn_by")


class MisattributeForm(FaultsAtFields, forms.Form):
    """How it is known that they never said it."""

    reason = forms.CharField(label=gettext_lazy("How it is known that they did not say it"), max_length=5_000)


class RelayForm(FaultsAtFields, forms.Form):
    """Which statement this one repeats."""

    aliases = {"to_statement": "of"}

    kind = forms.ChoiceField(label=gettext_lazy("This statement"), choices=RelayKind.choices)
    of = forms.ModelChoiceField(label=gettext_lazy("the statement"), queryset=Statement.objects.with_sources())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search_in(self, "of", Relay, "to_statement")


# What is done to a statement: the form, the action that takes what was typed, the button, what it does.
DEEDS: dict[str, tuple[Any, Any, Any, Any]] = {
    "withdraw": (
        WithdrawForm,
        withdrawing.withdraw,
        gettext_lazy("Link a withdrawal"),
        gettext_lazy("It stays visible, never counts again, and every claim that uses it raises an alert."),
    ),
    "misattribute": (
        MisattributeForm,
        withdrawing.misattribute,
        gettext_lazy("Mark as misattributed"),
        gettext_lazy("They never said it. It stays visible and never counts."),
    ),
    "relay": (
        RelayForm,
        linking.declare_relay,
        gettext_lazy("Say what it repeats"),
        gettext_lazy("It holds for every claim: who only repeats somebody is no further origin."),
    ),
}


@admin.register(Statement)
class StatementAdmin(WritesSources):
    """Statements."""

    form = StatementForm
    autocomplete_fields = ("source", "speaker")
    change_form_template = "desk/statement.html"
    list_display = ("__str__", "source", "directness", "basis", "standing", "check_status")
    list_filter = ("standing", "directness", "check_status", "language")
    list_select_related = ("speaker", "source__outlet")
    search_fields = ("quote", "speaker__name", "source__outlet__name", "source__title")
    fieldsets = (
        (None, {"fields": ("source", "speaker", "role", "quote", "quote_missing_reason", "language", "said")}),
        (None, {"fields": ("directness", "basis", "snapshot", "translation", "translator", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        # The words that autocompletion shows name speaker and outlet.
        return super().get_queryset(request).select_related("speaker", "source__outlet")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("<str:pk>/deeds/<slug:name>/", wrap(self.deed), name="sources_statement_deed"),
            path("<str:pk>/repeats/", wrap(suggestions.of_a_statement), name="sources_statement_repeats"),
            path(
                "<str:pk>/elsewhere/",
                wrap(captures.elsewhere),
                {"model_admin": self},
                name="sources_statement_elsewhere",
            ),
        ]
        return own + super().get_urls()

    def add_row(self, *, by: Any, form: Any) -> Statement:
        """Records it."""
        return stating.create_statement(by=by, **form.columns())

    def change_row(self, *, row: Statement, by: Any, form: Any) -> Statement:
        """Changes it for every claim."""
        return stating.change_statement(statement=row, by=by, **form.columns())

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "suggested": suggestions.of_statement(row),
            "kinds": RelayKind.choices,
            "deeds": [(name, label, explains) for name, (_form, _action, label, explains) in DEEDS.items()],
            "relays_out": row.relays_out.select_related("to_statement__speaker", "to_statement__source__outlet")[:50],
            "relays_in": row.relays_in.select_related("from_statement__speaker", "from_statement__source__outlet")[:50],
            "evidence": row.evidence.select_related("claim")[:50],
            "check": reader.check_of(row),
            "sightings": row.sightings.all()[:20],
        }

    def deed(self, request: HttpRequest, pk: str, name: str) -> HttpResponse:
        """Withdraw, misattribute, declare what it repeats: asks, then acts."""
        statement = get_object_or_404(Statement.objects.with_sources(), pk=pk)
        if name not in DEEDS:
            raise Http404
        form_class, action, label, explains = DEEDS[name]

        def act(typed: dict[str, Any]) -> HttpResponse:
            action(statement=statement, by=by_of(request), **typed)
            messages.success(request, _("Saved."))
            return back_to(statement)

        form = form_class(request.POST or None)
        return asking.ask(request, self, form, act, title=label, explains=explains, original=statement)


@admin.register(Relay)
class RelayAdmin(WritesSources):
    """What repeats what. Declared on the statement's page; a guess of the machine is judged here."""

    change_form_template = "desk/judged.html"
    list_display = ("from_statement", "kind", "to_statement", "status")
    list_filter = ("kind", "status")
    list_select_related = (
        "from_statement__speaker",
        "from_statement__source__outlet",
        "to_statement__speaker",
        "to_statement__source__outlet",
    )
    search_fields = ("from_statement__quote", "to_statement__quote")
    fields = ("from_statement", "kind", "to_statement", "status")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("<str:pk>/judgement/", wrap(self.judge), name="sources_relay_judge"), *super().get_urls()]

    def judge(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Confirms or rejects a guess."""
        relay = get_object_or_404(Relay, pk=pk)
        if request.method == "POST":
            confirm = "confirm" in request.POST
            told(request, lambda: linking.judge_relay(relay=relay, confirm=confirm, by=by_of(request)), _("Saved."))
        return back_to(relay)
