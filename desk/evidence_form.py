"""New evidence: four questions, everything else folded away with a default."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, Evidence
from claims.models.evidence import Stance
from claims.workflow import Status
from desk.claim_form import FIGURE, FIGURE_LABELS, KIND_CHOICES, FactCheckForm, FigureFields, RelationForm, search_in
from desk.fields import LanguageMapField, StatedTimeField
from desk.forms import dress
from sources.actions.capturing import UNKNOWN_LANGUAGE
from sources.addresses import ADDRESS_LIMIT, validate_address
from sources.models import Source, Speaker, Statement
from sources.models.statement import QUOTE_LIMIT, WITHOUT_SPEAKER, Basis, Directness

# Letters that Persian has and Arabic does not.
PERSIAN = frozenset("پچژگیک")


class NewEvidenceForm(FigureFields):
    """Address, who, stance, words. An existing statement may be chosen instead."""

    aliases = {
        "canonical_url": "address",
        "homepage": "address",
        "quote": "words",
        "quote_missing_reason": "reason",
        "text": "words",
        "name": "speaker_name",
        "kind": "speaker_kind",
    }

    statement = forms.ModelChoiceField(
        label=gettext_lazy("A statement that is here already"),
        required=False,
        queryset=Statement.objects.with_sources(),
        help_text=gettext_lazy("Search by its words, its speaker or its outlet."),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=ADDRESS_LIMIT,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    outlet = forms.CharField(
        label=gettext_lazy("Outlet"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Taken from the address if you leave it empty."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=500)
    speaker = forms.ModelChoiceField(
        label=gettext_lazy("Who said it"), required=False, queryset=Speaker.objects.select_related("principal")
    )
    speaker_name = forms.CharField(label=gettext_lazy("or a new speaker"), required=False, max_length=200)
    speaker_kind = forms.ChoiceField(label=gettext_lazy("Kind of speaker"), required=False, choices=KIND_CHOICES)
    words = forms.CharField(
        label=gettext_lazy("Their words"),
        required=False,
        max_length=QUOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("In the original language, exactly as they stand."),
    )
    reason = forms.CharField(
        label=gettext_lazy("or why there are none"), required=False, max_length=500, widget=forms.TextInput
    )
    typed_from_view = forms.BooleanField(
        label=gettext_lazy("I typed them from what I saw"),
        required=False,
        help_text=gettext_lazy("A broadcast, print, a page behind a login: the words are kept as typed by us."),
    )
    directness = forms.ChoiceField(
        label=gettext_lazy("How it is given"), choices=Directness.choices, initial=Directness.DIRECT_QUOTE
    )
    basis = forms.ChoiceField(label=gettext_lazy("What they base it on"), choices=Basis.choices, initial=Basis.UNKNOWN)
    role = forms.CharField(label=gettext_lazy("Their role when they said it"), required=False, max_length=200)
    said = StatedTimeField(
        label=gettext_lazy("Said at"), help_text=gettext_lazy("The claim’s date if you leave it empty.")
    )
    language = forms.CharField(
        label=gettext_lazy("Language"),
        required=False,
        max_length=11,
        widget=forms.TextInput(attrs={"size": 11, "dir": "ltr"}),
        help_text=gettext_lazy("A tag such as en, ar or fa; guessed from the letters if you leave it empty."),
    )
    translation = LanguageMapField(label=gettext_lazy("Translation"), required=False)
    translator = forms.CharField(label=gettext_lazy("Translated by"), required=False, max_length=200)
    note = LanguageMapField(label=gettext_lazy("Public note"), required=False)

    class Meta:
        model = Evidence
        fields = ["stance", "asserts_opposite", "party_to_event", *FIGURE, "note"]
        labels = FIGURE_LABELS | {
            "asserts_opposite": gettext_lazy("The withdrawal also says the opposite"),
            "party_to_event": gettext_lazy("The speaker is a party to the event"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search_in(self, "statement", Evidence, "statement")
        search_in(self, "speaker", Statement, "speaker")

    def clean(self) -> None:
        """Asks for what is missing, each at its field."""
        super().clean()
        typed = self.cleaned_data
        if typed.get("statement") or "statement" in self.errors:
            return
        if not typed.get("source"):
            self._ask_where(typed)
        self._ask_who(typed)
        if not typed.get("words") and not typed.get("reason") and "words" not in self.errors:
            self.add_error("reason", _("Give the words, or say here why there are none."))
        if typed.get("words") and typed.get("reason"):
            self.add_error("reason", _("Leave this empty: the words are given."))
        typed["language"] = typed.get("language") or language_of(typed.get("words") or "")
        said = Statement(
            quote=typed.get("words", ""),
            quote_missing_reason=typed.get("reason", ""),
            **{name: typed.get(name, "") for name in ("role", "translator", "language", "directness", "basis")},
            translation=typed.get("translation") or {},
        )
        names = {"quote", "quote_missing_reason", "role", "translator", "language", "translation"}
        try:
            said.clean_fields(exclude={field.name for field in Statement._meta.fields} - names)
        except ValidationError as error:
            self.add_error(None, error)
        if said.translation and not said.translator:
            self.add_error("translator", _("Say who translated it, or by which method."))

    def _ask_where(self, typed: dict[str, Any]) -> None:
        if not typed.get("address") and not typed.get("outlet") and "address" not in self.errors:
            self.add_error("address", _("Give the address, or the outlet and title of what has none."))
        if typed.get("address"):
            try:
                validate_address(typed["address"])
            except ValidationError as error:
                self.add_error("address", error)

    def _ask_who(self, typed: dict[str, Any]) -> None:
        alone = typed.get("directness") in WITHOUT_SPEAKER
        if typed.get("speaker") and typed.get("speaker_name"):
            self.add_error("speaker_name", _("Either choose a speaker or type a new one, not both."))
        elif typed.get("speaker_name") and not typed.get("speaker_kind"):
            self.add_error("speaker_kind", _("Say what kind of speaker this is."))
        elif not typed.get("speaker") and not typed.get("speaker_name") and not alone and "speaker" not in self.errors:
            self.add_error("speaker", _("Say who said it. For the outlet’s own voice, say so under Details."))


class ReaderForm(NewEvidenceForm):
    """What was selected while reading: who, and for which claim; the rest is known or has a default."""

    near = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    claim = forms.ModelChoiceField(
        label=gettext_lazy("For which claim"),
        required=False,
        queryset=Claim.objects.exclude(status=Status.MERGED),
        help_text=gettext_lazy("Left empty, the statement alone is kept."),
    )

    def __init__(self, *args: Any, source: Source, claim: Claim | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"claim": claim, "stance": Stance.SUPPORTS, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.source = source
        search_in(self, "claim", Evidence, "claim")
        for name in ("statement", "address", "outlet", "title", "typed_from_view"):
            del self.fields[name]
        self.fields["stance"].required = False
        dress(self)

    def clean(self) -> None:
        """The source is known; the rest is asked as for any evidence."""
        typed = self.cleaned_data
        typed |= {"statement": None, "source": self.source, "typed_from_view": False}
        if not typed.get("language") and self.source.language != UNKNOWN_LANGUAGE:
            typed["language"] = self.source.language
        super().clean()
        if typed.get("claim") and not typed.get("stance") and "stance" not in self.errors:
            self.add_error("stance", _("Say whether the words support or contradict the claim."))


def language_of(words: str) -> str:
    """The likeliest language of these words by their letters: Persian, Arabic, else English."""
    if any(letter in PERSIAN for letter in words):
        return "fa"
    return "ar" if any("\u0600" <= letter <= "\u06ff" for letter in words) else "en"


NewEvidenceRows = forms.formset_factory(NewEvidenceForm, extra=1, max_num=50, absolute_max=60)
NewRelationRows = forms.formset_factory(RelationForm, extra=1, max_num=20, absolute_max=30)
NewFactCheckRows = forms.formset_factory(FactCheckForm, extra=1, max_num=20, absolute_max=30)
