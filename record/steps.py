"""Why a person cannot take a step just now: what its action would find, asked beforehand. Faces offer steps by it."""

from typing import Any

from django.utils.translation import gettext as _

from claims import steps
from claims.actions import reviewing
from claims.completeness import missing_for_approval
from claims.documents import Document
from claims.models import Claim
from record.actions import publishing
from record.models import Version


def why_not(step: str, claim: Claim, person: Any, newest: Version | None, document: Document) -> str | None:
    """One sentence; None when they can. `newest` is the newest version, `document` the claim's document as it stands now."""
    sentence = steps.why_not(step, person, claim)
    if sentence is None and step == "approve":
        sentence = missing_for_approval(claim)
    if sentence is None and step == "update":
        sentence = publishing.why_not_an_update(newest.content if newest else None, document.content)
        if sentence is None and person.key in reviewing.contributors_now(claim, document):
            sentence = _("You added part of this evidence, so somebody else must approve it.")
    return sentence
