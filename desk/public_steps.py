"""The steps that change what is public, each by one editor and confirmed by a second; erasing has a module of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from claims.models import Claim
from desk import claim_reading, erasing_steps, merging_steps
from desk.fields import LanguageMapField
from desk.public_offer import Offer, ReasonForm
from history.errors import NotAllowed, Refusal
from record import access, tasks
from record.actions import public_state
from record.listings import public_state as state_of
from record.models import Hold, Notice, Retraction, Version
from record.models.listing import PublicState
from record.models.two_editors import OfAClaim

ROWS: dict[str, type[OfAClaim]] = {"notice": Notice, "withhold": Hold, "retract": Retraction}


class RetractionForm(ReasonForm):
    """Why, and what the world is told."""

    public_reason = LanguageMapField(label=gettext_lazy("Reason that readers see"), languages=("en", "ar", "fa"))


def offers(claim: Claim, person: Any, newest: Version | None, data: Any = None, chosen: str = "") -> list[Offer]:
    """All of them: to open one, and to confirm or end each that is open."""
    found = erasing_steps.offers(claim, person, data, chosen)
    found += merging_steps.offers(claim, person, data, chosen)
    if newest is None:
        return found
    state = state_of(newest)
    open_rows = {
        name: kind._default_manager.filter(claim=claim, ended_at__isnull=True).first() for name, kind in ROWS.items()
    }
    not_editor = access.refusal_to_change_public_state(person) or ""
    for name, row in open_rows.items():
        if row is None:
            found.append(_opening(name, claim, state, not_editor, data if chosen == name else None))
            continue
        if row.confirmed_at is None:
            refusal = access.refusal_to_confirm(person, row) or ""
            found.append(_confirming(name, claim, row, refusal, data if chosen == f"confirm-{name}" else None))
        if not (isinstance(row, Retraction) and row.confirmed_at):
            found.append(_ending(name, claim, row, not_editor, data if chosen == f"end-{name}" else None))
    return found


def panel(claim: Claim, person: Any, newest: Version | None) -> dict[str, list[Offer]]:
    """Those open to this person, and those that are not."""
    found = offers(claim, person, newest)
    return {"open": [one for one in found if not one.why_not], "closed": [one for one in found if one.why_not]}


@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, pk: str, name: str, model_admin: Any) -> HttpResponse:
    """The step's own page, and the step."""
    claim = claim_reading.find(pk)
    if claim is None:
        raise Http404
    newest = Version.objects.filter(claim=claim).order_by("-number").first()
    data = request.POST if request.method == "POST" else None
    offered = next((one for one in offers(claim, request.user, newest, data, name) if one.name == name), None)
    if offered is None:
        raise Http404
    status, refused = 200, offered.why_not
    if data is not None:
        status = 400
        if offered.form.is_valid():
            try:
                offered.act(request.user, offered.form.cleaned_data)
            except ValidationError as error:
                offered.form.add_error(None, error)
            except Refusal as refusal:
                status, refused = (403 if isinstance(refusal, NotAllowed) else 409), refusal.sentence
            else:
                tasks.nudge()  # what was taken back leaves the prebuilt files at once
                messages.success(request, _("Done: %(step)s.") % {"step": offered.label})
                return redirect(reverse("admin:claims_claim_change", args=[claim.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": offered.label,
        "subtitle": None,
        "opts": Claim._meta,
        "claim": claim,
        "offer": offered,
        "refused": refused,
    }
    return TemplateResponse(request, "desk/step.html", context, status=status)


def _address(claim: Claim, name: str) -> str:
    return reverse("admin:claims_claim_public", args=[claim.pk, name])


def _opening(name: str, claim: Claim, state: str, refusal: str, data: Any) -> Offer:
    label, explains = {
        "notice": (
            _("Put a notice over it"),
            _("At once, readers see above the claim that a new statement was received and it is under review. "
              "A second editor confirms within a day."),
        ),
        "withhold": (
            _("Withhold it"),
            _("At once and reversibly, the claim is hidden from readers; its address says so. "
              "A second editor confirms within a day."),
        ),
        "retract": (
            _("Propose to retract it"),
            _("Nothing changes until a second editor confirms. Then a tombstone with the public reason takes its place, "
              "and old versions carry a banner."),
        ),
    }[name]  # fmt: skip
    if not refusal and state == PublicState.RETRACTED and name != "withhold":
        refusal = _("This claim is already retracted.")

    def act(by: Any, typed: dict[str, Any]) -> object:
        if name == "notice":
            return public_state.put_notice(claim=claim, by=by, reason=typed["reason"])
        if name == "withhold":
            return public_state.withhold(claim=claim, by=by, reason=typed["reason"])
        return public_state.propose_retraction(
            claim=claim, by=by, reason=typed["reason"], public_reason=typed["public_reason"]
        )

    form = (RetractionForm if name == "retract" else ReasonForm)(name, data)
    return Offer(name, label, explains, _address(claim, name), form, refusal, act)


def _confirming(name: str, claim: Claim, row: OfAClaim, refusal: str, data: Any) -> Offer:
    label, explains = {
        "notice": (_("Confirm the notice"), _("As the second editor you agree that the notice stands.")),
        "withhold": (_("Confirm the hold"), _("As the second editor you agree that the claim stays hidden.")),
        "retract": (
            _("Confirm the retraction"),
            _(
                "As the second editor you retract the claim: a tombstone with the public reason takes its place, for ever."
            ),
        ),
    }[name]
    if isinstance(row, Retraction) and row.merged_into:
        label, explains = merging_steps.confirming(row.merged_into)
    explains = f"{explains} {_reason(row)}"
    step = f"confirm-{name}"
    form = ReasonForm(step, data)
    return Offer(
        step,
        label,
        explains,
        _address(claim, step),
        form,
        refusal,
        lambda by, typed: public_state.confirm(row=row, by=by),
    )


def _ending(name: str, claim: Claim, row: OfAClaim, refusal: str, data: Any) -> Offer:
    label, explains = {
        "notice": (_("Lift the notice"), _("Readers no longer see the notice.")),
        "withhold": (_("Lift the hold"), _("Readers see the claim again as it was published.")),
        "retract": (_("Turn the retraction down"), _("The proposal ends; what is public stays as it is.")),
    }[name]
    if isinstance(row, Retraction) and row.merged_into:
        label = _("Turn the merge down")
    step = f"end-{name}"
    form = ReasonForm(step, data)

    def act(by: Any, typed: dict[str, Any]) -> object:
        return public_state.end(row=row, by=by, reason=typed["reason"])

    return Offer(step, label, f"{explains} {_reason(row)}", _address(claim, step), form, refusal, act)


def _reason(row: OfAClaim) -> str:
    who = row.proposed_by.get_full_name() or row.proposed_by.get_username()
    return _("%(who)s gave this reason: “%(reason)s”") % {"who": who, "reason": row.reason}
