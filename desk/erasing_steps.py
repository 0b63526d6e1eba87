"""Erasing passages: one editor proposes, a second confirms, and they are blanked everywhere."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim
from desk.public_offer import Offer, ReasonForm
from record import access
from record.actions import erasing
from record.models import Erasure


class ErasureForm(ReasonForm):
    """Which passages, on which ground."""

    passages = forms.CharField(
        label=gettext_lazy("Passages, letter by letter as they stand, one a line"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    ground = forms.CharField(label=gettext_lazy("The rule or law that asks for it"), max_length=200)

    def clean_passages(self) -> list[str]:
        """The passages as a list."""
        return [line.strip() for line in self.cleaned_data["passages"].splitlines() if line.strip()]


def offers(claim: Claim, person: Any, data: Any, chosen: str) -> list[Offer]:
    """To propose an erasure, and to confirm or turn down each that waits."""
    not_editor = access.refusal_to_change_public_state(person) or ""
    found = [_proposing(claim, not_editor, data if chosen == "erase" else None)]
    for row in Erasure.objects.filter(claim=claim, confirmed_at__isnull=True, ended_at__isnull=True):
        found += _deciding(claim, row, person, not_editor, data, chosen)
    return found


def _address(claim: Claim, name: str) -> str:
    return reverse("admin:claims_claim_public", args=[claim.pk, name])


def _proposing(claim: Claim, refusal: str, data: Any) -> Offer:
    def act(by: Any, typed: dict[str, Any]) -> object:
        return erasing.propose_erasure(
            claim=claim, by=by, passages=typed["passages"], ground=typed["ground"], reason=typed["reason"]
        )

    explains = _(
        "Nothing changes until a second editor confirms. Then the passages are blanked in every version, capture and log "
        "entry, for ever; digests stay, and checking says “erased”."
    )
    form = ErasureForm("erase", data)
    return Offer("erase", _("Propose to erase passages"), explains, _address(claim, "erase"), form, refusal, act)


def _deciding(claim: Claim, row: Erasure, person: Any, not_editor: str, data: Any, chosen: str) -> list[Offer]:
    shown = ", ".join(f"“{passage}”" for passage in row.passages)
    what = _("Passages: %(passages)s. Ground: %(ground)s.") % {"passages": shown, "ground": row.ground}
    confirm, end = f"confirm-erase-{row.pk}", f"end-erase-{row.pk}"
    confirming = Offer(
        confirm,
        _("Confirm the erasure"),
        f"{_('As the second editor you blank these passages everywhere, for ever.')} {what}",
        _address(claim, confirm),
        ReasonForm(confirm, data if chosen == confirm else None),
        access.refusal_to_confirm(person, row) or "",
        lambda by, typed: erasing.confirm_erasure(erasure=row, by=by),
    )
    ending = Offer(
        end,
        _("Turn the erasure down"),
        f"{_('The proposal ends; nothing is blanked.')} {what}",
        _address(claim, end),
        ReasonForm(end, data if chosen == end else None),
        not_editor,
        lambda by, typed: erasing.end_erasure(erasure=row, by=by, reason=typed["reason"]),
    )
    return [confirming, ending]
