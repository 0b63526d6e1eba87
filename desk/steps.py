"""The steps of the workflow as buttons: what each will do, what it asks for, why it cannot be taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from claims import documents
from claims.actions import reviewing
from claims.documents import Document
from claims.models import Claim, Revision
from claims.workflow import STEPS, Step
from desk import claim_page, claim_reading
from desk.faults import FaultsAtFields
from desk.fields import LanguageMapField
from desk.forms import dress
from history.errors import ChangedSince, NotAllowed, Refusal, Stale
from record import steps as record_steps
from record import tasks
from record.actions import publishing
from record.actions.publishing import CorrectionNote
from record.models import Version

# Steps that name the revision which the person saw.
BOUND = frozenset({"return", "consent", "approve", "publish"})

# Steps that change what is public.
PUBLISHING = frozenset({"publish", "update"})


class StepForm(FaultsAtFields, forms.Form):
    """What a step asks for."""

    revision = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)
    seen_digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, step: str, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{step}_%s"
        super().__init__(*args, **kwargs)
        if step not in ("return", "approve", "consent"):
            del self.fields["reason"]
        elif step == "return":
            self.fields["reason"].required = True
            self.fields["reason"].label = _("What should change")
            self.fields["reason"].error_messages["required"] = _("Say what should change.")
        else:
            self.fields["reason"].label = _("Remark (optional)")
        dress(self)


class PublishForm(StepForm):
    """A correction may go with a version that changes substance."""

    aliases = {"correction": "what"}

    what = LanguageMapField(label=gettext_lazy("What was wrong"), required=False, languages=("en", "ar"))
    old = forms.CharField(
        label=gettext_lazy("It said"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    new = forms.CharField(
        label=gettext_lazy("It says now"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    why = LanguageMapField(label=gettext_lazy("Why"), required=False, languages=("en", "ar"))

    def clean(self) -> None:
        """A correction says what and why, or there is none."""
        super().clean()
        typed = self.cleaned_data
        given = [typed.get(name) for name in ("what", "old", "new", "why")]
        if any(given) and not typed.get("what"):
            self.add_error("what", _("Say what was wrong, or leave the whole correction empty."))
        if any(given) and not typed.get("why"):
            self.add_error("why", _("Say why it is corrected, or leave the whole correction empty."))

    @property
    def correction(self) -> CorrectionNote | None:
        """The note, if there is one."""
        typed = self.cleaned_data
        if not typed["what"]:
            return None
        return CorrectionNote(what=typed["what"], why=typed["why"], old=typed["old"], new=typed["new"])


def _act(name: str, claim: Claim, by: Any, form: Any) -> object:
    """Takes the step by its action."""
    typed = form.cleaned_data
    saw: Any = Revision.objects.filter(pk=typed["revision"], claim=claim).first()
    if name in BOUND and saw is None:
        raise Stale(_("This page does not say which revision you saw; please open the claim again."), current=claim)
    acts: Mapping[str, Callable[[], object]] = {
        "submit": lambda: reviewing.submit(claim=claim, by=by),
        "return": lambda: reviewing.request_changes(claim=claim, revision=saw, by=by, reason=typed["reason"]),
        "consent": lambda: reviewing.consent(claim=claim, revision=saw, by=by, reason=typed["reason"]),
        "approve": lambda: reviewing.approve(claim=claim, revision=saw, by=by, reason=typed["reason"]),
        "publish": lambda: publishing.publish(claim=claim, revision=saw, by=by, correction=form.correction),
        "revise": lambda: reviewing.revise(claim=claim, by=by),
        "update": lambda: publishing.update(claim=claim, by=by, seen_digest=typed["seen_digest"]),
    }
    return acts[name]()


@dataclass(frozen=True)
class Offer:
    """A step as this person meets it: with its form where they can take it, else with the sentence why not."""

    step: Step
    address: str
    form: StepForm
    why_not: str
    explains: str


def offer(step: Step, claim: Claim, person: Any, newest: Version | None, document: Document, data: Any = None) -> Offer:
    """The step for this person, now."""
    kind = PublishForm if step.name == "publish" else StepForm
    revision = claim.revision.pk if claim.revision else ""
    form = kind(step.name, data, initial={"revision": revision, "seen_digest": document.digest})
    if step.name == "publish" and newest is None:
        for name in ("what", "old", "new", "why"):
            form.fields[name].widget = forms.MultipleHiddenInput()
    explains = step.explains
    if step.name == "publish":
        number = newest.number + 1 if newest else 1
        explains += " " + _("It will be version %(number)s.") % {"number": number}
    return Offer(
        step=step,
        address=reverse("admin:claims_claim_step", args=[claim.pk, step.name]),
        form=form,
        why_not=record_steps.why_not(step.name, claim, person, newest, document) or "",
        explains=explains,
    )


def panel(claim: Claim, person: Any, newest: Version | None, document: Document) -> dict[str, list[Offer]]:
    """The steps that are open to this person, and those that are not, with the reason."""
    offers = [offer(step, claim, person, newest, document) for step in STEPS.values()]
    return {
        "open": [one for one in offers if not one.why_not],
        "closed": [one for one in offers if one.why_not],
    }


@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, pk: str, name: str, model_admin: Any) -> HttpResponse:
    """A step's own page, and the step. Not in a transaction: approving and publishing speak after their commit."""
    claim = claim_reading.find(pk)
    if claim is None or name not in STEPS:
        raise Http404
    document = documents.build(claim)
    newest = Version.objects.filter(claim=claim).order_by("-number").first()
    offered = offer(
        STEPS[name], claim, request.user, newest, document, request.POST if request.method == "POST" else None
    )
    status, refused = 200, ""
    if request.method == "POST":
        status = 400
        if offered.form.is_valid():
            try:
                _act(name, claim, request.user, offered.form)
            except ValidationError as error:
                if name == "submit":
                    page = claim_page.ClaimPage(claim, request.user)
                    return model_admin.show(request, page, status=400, missing=error)
                offered.form.add_error(None, error)
            except (ChangedSince, Stale) as moved:
                messages.warning(request, moved.sentence)
                return redirect(_page(claim))
            except Refusal as refusal:
                status, refused = (403 if isinstance(refusal, NotAllowed) else 409), refusal.sentence
            else:
                if name in PUBLISHING:
                    tasks.nudge()
                messages.success(request, _("Done: %(step)s.") % {"step": offered.step.label})
                return redirect(_page(claim))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": offered.step.label,
        "subtitle": None,
        "opts": Claim._meta,
        "claim": claim,
        "offer": offered,
        "refused": refused or offered.why_not,
        "comparisons": claim_reading.comparisons(claim, document, newest),
    }
    return TemplateResponse(request, "desk/step.html", context, status=status)


def _page(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])
