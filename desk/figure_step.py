"""Add a figure to a claim that counts something: the words and where they stand; how they read is shown before it is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import access
from claims.actions import drafting
from claims.models import Claim
from claims.models.evidence import Stance
from claims.workflow import Status
from desk import claim_reading, figure_reading
from desk.admin_classes import back_to, by_of, page_of
from desk.evidence_form import NewEvidenceForm
from desk.recording import Recorder
from history.errors import NotAllowed, Refusal
from sources.models import Statement
from sources.models.statement import Basis
from sources.stated_time import StatedTime


class FigureForm(NewEvidenceForm):
    """New evidence for a count. What the speaker bases it on is asked: it decides whether the update changes what is known."""

    basis = forms.ChoiceField(
        label=gettext_lazy("What they base it on"), required=False, choices=[("", "---------"), *Basis.choices]
    )

    def clean(self) -> None:
        """A statement that is here already has its basis."""
        super().clean()
        if not self.cleaned_data.get("statement") and not self.cleaned_data.get("basis") and "basis" not in self.errors:
            self.add_error("basis", _("Say what they base it on; “unknown” is an answer."))


def view(request: HttpRequest, pk: str, model_admin: Any) -> HttpResponse:
    """Asks for words and address, or a statement that is here; shows how the figure reads; keeps it."""
    claim = claim_reading.find(pk)
    if claim is None:
        raise Http404
    if sentence := access.refusal_to_write(request.user):
        raise PermissionDenied(sentence)
    data, is_shown = _read_data(request.POST, claim) if request.method == "POST" else (None, False)
    today = StatedTime.parse(timezone.now().date().isoformat(), "UTC")
    form = FigureForm(
        data,
        initial={"stance": Stance.SUPPORTS, "measure": claim.measure, "population": claim.population, "said": today},
        counted=(claim.measure, claim.population),
    )
    form.fields["said"].help_text = _(
        "The day, or 2024-02-03T14:30: two figures of one day need the time to have an order."
    )
    status = 200
    if data is not None:
        status = 400
        if form.is_valid():
            if not form.cleaned_data.get("quantity_words"):
                form.add_error("quantity_words", _("No figure can be read from these words: type those of the figure."))
            elif not is_shown:
                status = 200  # what was read is in the form now; saving again confirms it
            else:
                status = _keep(request, claim, form)
                if status == 302:
                    return back_to(claim)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Add a figure"),
        "subtitle": None,
        "opts": model_admin.opts,
        "claim": claim,
        "form": form,
        "back": page_of(claim),
        "asks_to_confirm": status == 200 and data is not None,
        "reading": _reading(form) if data is not None else "",
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "desk/add_figure.html", context, status=status)


def _read_data(posted: QueryDict, claim: Claim) -> tuple[QueryDict, bool]:
    """What was typed, with the figure read from the words; and whether the person has seen how it reads."""
    data = posted.copy()
    is_shown = bool(data.get("quantity_hedge"))
    chosen = Statement.objects.filter(pk=data.get("statement", "")).first()
    quote = chosen.quote if chosen else data.get("words", "")
    language = chosen.language if chosen else data.get("language", "")
    if not data.get("quantity_words"):
        data["quantity_words"] = figure_reading.words_of_figure(quote, language, claim.measure)
    if not is_shown and not data.get("quantity_numbers"):
        typed: dict[str, Any] = {
            "quantity_words": data["quantity_words"], "language": language,
            "measure": data.get("measure", ""), "population": data.get("population", ""),
        }  # fmt: skip
        figure_reading.complete(typed, (claim.measure, claim.population))
        numbers = " ".join(str(number) for number in typed.get("quantity_numbers", []))
        data["quantity_hedge"], data["quantity_numbers"] = typed.get("quantity_hedge", ""), numbers
        data["measure"], data["population"] = typed["measure"], typed["population"]
    return data, is_shown


def _reading(form: FigureForm) -> str:
    """How the figure reads, as it would be kept."""
    row = form.instance
    if not row.quantity_hedge or (row.quantity_lower is None and row.quantity_upper is None):
        return ""
    return figure_reading.told(row.quantity_hedge, (row.quantity_lower, row.quantity_upper))


def _keep(request: HttpRequest, claim: Claim, form: FigureForm) -> int:
    """Records statement and evidence, both or neither; 302 where that was done."""
    by = by_of(request)
    try:
        with transaction.atomic():
            said = Recorder(by).statement(form.cleaned_data, StatedTime())
            drafting.add_evidence(claim=claim, statement=said, by=by, **form.columns())
    except ValidationError as error:
        form.add_error(None, error)
        return 400
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return 403 if isinstance(refusal, NotAllowed) else 409
    done = _("Added: %(reading)s.") % {"reading": _reading(form)} if _reading(form) else _("Added.")
    if claim.status == Status.SETTLED:
        done = f"{done} {_('A reviewer who added none of it sees the difference and publishes it in one step.')}"
    messages.success(request, done)
    return 302
