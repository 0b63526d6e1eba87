"""Merging a claim into another that says the same, and taking them apart again."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim
from claims.workflow import Status
from desk.public_offer import Offer, ReasonForm
from history.ids import ALPHABET, LENGTH
from record import access
from record.actions import merging

_KEY = re.compile(rf"(?<![a-z0-9])[{ALPHABET}]{{{LENGTH}}}(?![a-z0-9])")
STAY = "merged"  # in the address of a merged claim's page: show it, instead of the one that is kept


class MergeForm(ReasonForm):
    """Which claim is kept, and why the two say the same."""

    into = forms.CharField(
        label=gettext_lazy("The claim to keep: its id, or the address of its page"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def clean_into(self) -> Claim:
        """The claim that is named."""
        found = Claim.objects.filter(pk__in=_KEY.findall(self.cleaned_data["into"])[:5]).first()
        if found is None:
            raise forms.ValidationError(_("No claim has this id; copy it from the head of the claim’s page."))
        return found


def offers(claim: Claim, person: Any, data: Any, chosen: str) -> list[Offer]:
    """To merge the claim, or to take a merged one apart."""
    refusal = access.refusal_to_change_public_state(person) or ""
    if claim.status == Status.MERGED:
        return [_taking_apart(claim, refusal, data if chosen == "unmerge" else None)]
    return [_merging(claim, refusal, data if chosen == "merge" else None)]


def confirming(kept: Claim) -> tuple[str, str]:
    """What the second editor's button says, and what it does."""
    explains = _(
        "As the second editor you agree that both say the same. The address of this claim then leads to “%(kept)s”, which "
        "receives what it lacks; old versions stay where they are."
    )
    return _("Confirm the merge"), explains % {"kept": kept}


def way_on(request: HttpRequest, claim: Claim) -> HttpResponse | None:
    """From a merged claim's page to the one that is kept, unless the address asks to stay."""
    if claim.status != Status.MERGED or STAY in request.GET:
        return None
    here = f"{reverse('admin:claims_claim_change', args=[claim.pk])}?{STAY}=1"
    messages.info(
        request,
        format_html('{} <a href="{}">{}</a>', _("The claim you opened was merged into this one."), here, _("Open it")),
    )
    return redirect("admin:claims_claim_change", claim.merged_into_id)


def _merging(claim: Claim, refusal: str, data: Any) -> Offer:
    explains = _(
        "For a claim that says the same as another. The other one receives the evidence, relations and fact-checks it "
        "lacks, to be reviewed there. If this claim is public, nothing changes until a second editor confirms."
    )

    def act(by: Any, typed: dict[str, Any]) -> object:
        return merging.merge(claim=claim, into=typed["into"], by=by, reason=typed["reason"])

    address = reverse("admin:claims_claim_public", args=[claim.pk, "merge"])
    return Offer("merge", _("Merge it into another"), explains, address, MergeForm("merge", data), refusal, act)


def _taking_apart(claim: Claim, refusal: str, data: Any) -> Offer:
    explains = _(
        "The claim is one of its own again, and public again at once if nothing of it was changed since. What the other "
        "one received stays there."
    )

    def act(by: Any, typed: dict[str, Any]) -> object:
        return merging.unmerge(claim=claim, by=by, reason=typed["reason"])

    address = reverse("admin:claims_claim_public", args=[claim.pk, "unmerge"])
    return Offer("unmerge", _("Take them apart"), explains, address, ReasonForm("unmerge", data), refusal, act)
