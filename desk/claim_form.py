"""The claim's own fields on its page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, ClaimRelation, Evidence, FactCheck
from claims.models.claim_relation import RelationKind
from claims.workflow import Status
from desk import figure_reading
from desk.faults import FaultsAtFields
from desk.fields import LanguageMapField, NumbersField, StatedTimeField, WordField
from desk.forms import DeskForm, dress
from sources.models.speaker import SpeakerKind

# The columns of a figure, for a claim and for a piece of evidence alike.
FIGURE = [
    "quantity_words",
    "quantity_hedge",
    "quantity_numbers",
    "measure",
    "population",
    "quantity_lower",
    "quantity_upper",
    "quantity_reason",
]
FIGURE_LABELS = {
    "quantity_words": gettext_lazy("Words of the figure"),
    "quantity_hedge": gettext_lazy("How exact"),
    "quantity_lower": gettext_lazy("At least (set by hand)"),
    "quantity_upper": gettext_lazy("At most (set by hand)"),
    "quantity_reason": gettext_lazy("Why set by hand"),
}
KIND_CHOICES = [("", "---------"), *SpeakerKind.choices]


def choose(model: Any, field: str) -> AutocompleteSelect:
    """A box that searches the rows which this column may name."""
    return AutocompleteSelect(model._meta.get_field(field), admin.site)


def search_in(form: forms.BaseForm, name: str, model: Any, column: str) -> None:
    """Gives a plain form's choice that box."""
    field: Any = form.fields[name]
    field.widget = choose(model, column)
    field.widget.choices = field.choices
    field.widget.is_required = field.required


class FigureFields(DeskForm):
    """The fields of a figure."""

    quantity_numbers = NumbersField(
        label=gettext_lazy("Its numbers"), help_text=gettext_lazy("None, one or two whole numbers: 16, or 16 25")
    )
    measure = WordField(
        label=gettext_lazy("What is counted"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("killed, targets_struck"),
    )
    population = WordField(
        label=gettext_lazy("Of whom"), required=False, max_length=50, help_text=gettext_lazy("all, civilians, fighters")
    )
    as_of = StatedTimeField(label=gettext_lazy("The figure is as of"))

    def __init__(self, *args: Any, counted: tuple[str, str] = ("", ""), **kwargs: Any) -> None:
        # What the claim counts, and of whom: taken where the words of a figure do not say.
        self.counted = counted
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        """Reads what was left open from the words of the figure; asks why where a person reads them otherwise."""
        super().clean()
        typed = self.cleaned_data
        if self.errors.keys() & set(FIGURE) or not figure_reading.READ & set(self.changed_data):
            return
        read = figure_reading.complete(typed, self.counted)
        if sentence := figure_reading.differs(typed, read):
            self.add_error("quantity_reason", sentence)


class ClaimForm(FigureFields):
    """One claim. A new event and a new claimant may be typed instead of chosen."""

    event_title = forms.CharField(label=gettext_lazy("Title of a new event"), required=False, max_length=300)
    event_started = StatedTimeField(label=gettext_lazy("When it began"))
    claimant_name = forms.CharField(label=gettext_lazy("Name of a new speaker"), required=False, max_length=200)
    claimant_kind = forms.ChoiceField(label=gettext_lazy("Kind of speaker"), required=False, choices=KIND_CHOICES)
    text = LanguageMapField(
        label=gettext_lazy("Claim"),
        help_text=gettext_lazy("One neutral sentence: one predicate, one population, one figure."),
    )
    translators = LanguageMapField(
        label=gettext_lazy("Translators"),
        short=True,
        required=False,
        help_text=gettext_lazy("For each language that is a translation: who made it, or by which method."),
    )
    made = StatedTimeField(label=gettext_lazy("Made at"))
    place = LanguageMapField(label=gettext_lazy("Place"), short=True, required=False)
    rationale = LanguageMapField(
        label=gettext_lazy("Rationale"),
        required=False,
        help_text=gettext_lazy("Why this verdict, for readers: which evidence decides, and what is missing."),
    )
    verdict_note = LanguageMapField(label=gettext_lazy("Note on the verdict"), required=False)
    acknowledged_note = LanguageMapField(label=gettext_lazy("How it was acknowledged"), required=False)
    reply_note = LanguageMapField(label=gettext_lazy("The reply, or why none is due"), required=False)
    edit_number = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Claim
        fields = [
            "event", "kind", "original_language", "text", "translators", "claimant", "place", *FIGURE, "verdict",
            "rationale", "verdict_note", "acknowledged_by", "acknowledged_note", "reply_status", "reply_asked_on",
            "reply_asked_how", "reply_note",
        ]  # fmt: skip
        labels = FIGURE_LABELS | {
            "original_language": gettext_lazy("Original language"),
            "acknowledged_by": gettext_lazy("Acknowledged by"),
            "reply_status": gettext_lazy("Their reply"),
            "reply_asked_on": gettext_lazy("Asked on"),
            "reply_asked_how": gettext_lazy("Asked how"),
        }
        help_texts = {
            "claimant": gettext_lazy("The party whose claim it is, shown by words of theirs. Else leave it empty."),
            "acknowledged_by": gettext_lazy("The party concerned, where it affirms the claim against its interest."),
            "original_language": gettext_lazy(
                "The tag of the language in which the claim is written first: en, ar, fa."
            ),
        }
        widgets = {
            "event": choose(Claim, "event"),
            "claimant": choose(Claim, "claimant"),
            "acknowledged_by": choose(Claim, "acknowledged_by"),
            "original_language": forms.TextInput(attrs={"size": 11, "dir": "ltr"}),
            "reply_asked_on": forms.DateInput(attrs={"placeholder": "2024-02-03", "dir": "ltr"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].required = False
        if not self.is_new:
            self.fields["edit_number"].initial = self.initial["edit_number"] = self.instance.edit_number

    def clean(self) -> None:
        """An event is chosen or typed; so is a claimant, or neither."""
        super().clean()
        typed = self.cleaned_data
        if not typed.get("event") and not typed.get("event_title") and "event" not in self.errors:
            self.add_error("event", _("Choose the event, or type the title of a new one."))
        if typed.get("event") and typed.get("event_title"):
            self.add_error("event_title", _("Either choose an event or type a new one, not both."))
        if typed.get("claimant_name"):
            if typed.get("claimant"):
                self.add_error("claimant_name", _("Either choose a speaker or type a new one, not both."))
            if not typed.get("claimant_kind"):
                self.add_error("claimant_kind", _("Say what kind of speaker this is."))


class RelationForm(FaultsAtFields, forms.Form):
    """How the claim stands to another."""

    aliases = {"to_claim": "to"}

    kind = forms.ChoiceField(label=gettext_lazy("This claim"), choices=[("", "---------"), *RelationKind.choices])
    to = forms.ModelChoiceField(label=gettext_lazy("the claim"), queryset=Claim.objects.exclude(status=Status.MERGED))
    note = LanguageMapField(label=gettext_lazy("Note"), short=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search_in(self, "to", ClaimRelation, "to_claim")
        dress(self)


class FactCheckForm(DeskForm):
    """Another publisher's review of the same claim."""

    class Meta:
        model = FactCheck
        fields = ["publisher", "url", "title", "rating", "verdict", "claimed_on", "reviewed_on", "language"]
        labels = {
            "url": gettext_lazy("Address"),
            "rating": gettext_lazy("Their rating, in their words"),
            "verdict": gettext_lazy("As a verdict of ours"),
            "claimed_on": gettext_lazy("Claimed on"),
            "reviewed_on": gettext_lazy("Reviewed on"),
        }
        widgets = {
            "url": forms.URLInput(attrs={"dir": "ltr"}),
            "rating": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "claimed_on": forms.DateInput(attrs={"placeholder": "2024-02-03", "dir": "ltr"}, format="%Y-%m-%d"),
            "reviewed_on": forms.DateInput(attrs={"placeholder": "2024-02-03", "dir": "ltr"}, format="%Y-%m-%d"),
            "language": forms.TextInput(attrs={"size": 11, "dir": "ltr"}),
        }


class KeptEvidenceForm(FigureFields):
    """A piece of evidence that is there already: its stance and figure; what was said is on the statement's page."""

    note = LanguageMapField(label=gettext_lazy("Public note"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Take it out of this claim"), required=False)

    class Meta:
        model = Evidence
        fields = ["stance", "asserts_opposite", "party_to_event", "superseded_by", "superseded_reason", *FIGURE, "note"]
        labels = FIGURE_LABELS | {
            "asserts_opposite": gettext_lazy("The withdrawal also says the opposite"),
            "party_to_event": gettext_lazy("The speaker is a party to the event"),
            "superseded_by": gettext_lazy("Replaced by newer evidence"),
            "superseded_reason": gettext_lazy("Why it is replaced"),
        }

    def __init__(self, *args: Any, siblings: Any = (), only_superseding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [row for row in siblings if row.pk != self.instance.pk]
        # From the rows at hand: a query for each row's list would grow with the evidence.
        self.fields["superseded_by"] = forms.TypedChoiceField(
            label=self.fields["superseded_by"].label,
            required=False,
            choices=[("", "---------"), *((row.pk, str(row)[:100]) for row in others)],
            coerce=lambda key: next((row for row in others if row.pk == key), None),
            empty_value=None,
        )
        if only_superseding:
            for name in [name for name in self.fields if name not in ("superseded_by", "superseded_reason")]:
                del self.fields[name]
