"""What a claim's page shows around its forms: where it stands, what changed, what can be done, what was done."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from claims import access, documents
from claims.documents import Document
from claims.models import Claim, Review
from claims.workflow import Status
from desk import log_view, public_steps, reports_panel, steps, suggestions
from desk.claim_page import ClaimPage
from desk.claim_reading import comparisons
from desk.conversation import AssignForm, CommentForm
from history.log import target_of
from history.models import Entry
from record.listings import public_state
from record.models import Version
from record.wording import DRIFTS
from sources.models.relay import RelayKind

LOG_SHOWN = 12  # entries on the page itself; the whole log has its own


def missing(error: ValidationError | None) -> list[str]:
    """What a claim still needs before it is submitted."""
    if error is None:
        return []
    return [sentence for sentences in error.message_dict.values() for sentence in sentences]


def context(page: ClaimPage, person: Any) -> dict[str, Any]:
    """Everything of the page but its forms' media."""
    claim = page.claim
    shared = {
        "title": str(claim) if claim else _("Write a claim"),
        "subtitle": None,
        "page": page,
        "claim": claim,
        "refusal": "" if page.is_editable else access.refusal_to_write(person) or "",
    }
    if claim is None:
        return shared | {"cards": []}
    document = documents.build(claim)
    versions = list(Version.objects.filter(claim=claim).order_by("-number").defer("summary", "inputs"))
    newest = versions[0] if versions else None
    return shared | {
        "cards": _cards(page, document),
        "versions": versions,
        "merged_here": list(claim.merged_claims.order_by("pk")),
        "public_state": public_state(newest) if newest else None,
        "reviews": _reviews(claim),
        "contributors": _contributors(claim),
        "may_discuss": access.refusal_to_discuss(person) is None,
        "comparisons": comparisons(claim, document, newest),
        "moved_on": _moved_on(claim, document),
        "steps": steps.panel(claim, person, newest, document),
        "public_steps": public_steps.panel(claim, person, newest),
        "kinds": RelayKind.choices,
        "reports": reports_panel.panel(document.content),
        "suggested": suggestions.of_claim(claim, document.content, page.evidence, is_editable=page.is_editable)
        if page.takes_evidence
        else None,
        "alerts": list(claim.alerts.filter(resolved_at__isnull=True)),
        "comments": list(claim.comments.select_related("author")),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "assign_form": AssignForm(claim, auto_id="assign_%s"),
        "log": log_view.lines(list(Entry.objects.of_targets([target_of(claim), *document.inputs])[:LOG_SHOWN])),
    }


def _cards(page: ClaimPage, document: Document) -> list[dict[str, Any]]:
    """Each piece of evidence with its form, where this person may change it, and what became of its words on the page."""
    forms = {form.instance.pk: form for form in page.kept}
    drifts = {row["id"]: row["drift"] for row in document.content["evidence"] if row["drift"]}
    return [{"row": row, "form": forms.get(row.pk), "drift": _drift(drifts.get(row.pk))} for row in page.evidence]


def _drift(found: dict[str, Any] | None) -> dict[str, Any] | None:
    return found and {"words": DRIFTS[found["finding"]], "seen_at": datetime.fromisoformat(found["captured_at"])}


def _moved_on(claim: Claim, document: Document) -> bool:
    """Whether what the claim quotes was changed after it was submitted."""
    waits = claim.status in (Status.IN_REVIEW, Status.APPROVED)
    return bool(waits and claim.revision and claim.revision.content_digest != document.digest)


def _reviews(claim: Claim) -> list[Review]:
    return list(
        Review.objects.filter(revision__claim=claim)
        .select_related("reviewer", "revision")
        .defer("revision__document", "revision__inputs")
        .order_by("-at")
    )


def _contributors(claim: Claim) -> list[User]:
    keys = claim.revision.contributors if claim.revision else []
    return list(User.objects.filter(key__in=keys).order_by("username")) if keys else []
