"""A claim as programs see it at the desk. The number of statements does not grow with its rows."""

from contextlib import suppress
from typing import Any

from django.conf import settings

from accounts.models import User
from api.desk import shapes
from claims import documents
from claims.completeness import missing_for_submission
from claims.models import Claim, Review
from claims.quantities import Hedge, interval
from claims.similar import Similar
from claims.workflow import STEPS, Status
from history.errors import Refusal
from record import steps
from record.listings import public_state
from record.models import Hold, Notice, Retraction, Version
from record.models.two_editors import OfAClaim

PUBLIC_STEPS: dict[str, type[OfAClaim]] = {"notice": Notice, "withhold": Hold, "retract": Retraction}
# Where in the claim, as it is answered, each of its columns stands.
POINTERS = {column: f"/words{pointer}" for column, pointer in shapes.CLAIM.pointers.items()}


def etag_of(claim: Claim) -> str:
    """The claim's lock: the number that grows with every change of its words and parts."""
    return f'"{claim.edit_number}"'


def find(claim_id: str) -> Claim | None:
    """The claim, with what is shown of it."""
    rows = Claim.objects.select_related("author", "assigned_to", "revision", "event", "claimant", "acknowledged_by")
    return rows.filter(pk=claim_id).first()


def person_of(person: User | None) -> dict[str, str] | None:
    """A person, as the desk names them."""
    return {"key": person.key, "name": person.get_full_name() or person.get_username()} if person else None


def line(claim: Claim) -> dict[str, Any]:
    """A line of the queue."""
    return {
        "id": claim.pk,
        "status": claim.status,
        "status_since": claim.status_since.isoformat(),
        "edit_number": claim.edit_number,
        "event": claim.event_id,
        "kind": claim.kind,
        "text": claim.text,
        "verdict": claim.verdict or None,
        "author": person_of(claim.author),
        "assigned_to": person_of(claim.assigned_to),
        "due_on": claim.due_on.isoformat() if claim.due_on else None,
    }


def whole(claim: Claim, person: User) -> dict[str, Any]:
    """Everything about it, for this person."""
    document = documents.build(claim)
    newest = Version.objects.filter(claim=claim).order_by("-number").defer("summary", "inputs").first()
    editable = claim.status in (Status.DRAFT, Status.CHANGES_REQUESTED)
    return {
        "id": claim.pk,
        "status": claim.status,
        "edit_number": claim.edit_number,
        "author": person_of(claim.author),
        "assigned_to": person_of(claim.assigned_to),
        "due_on": claim.due_on.isoformat() if claim.due_on else None,
        "words": shapes.CLAIM.members(claim),
        "evidence": [shapes.EVIDENCE.members(row) for row in claim.evidence.order_by("pk")],
        "relations": [
            {"id": row.pk, "claim": row.to_claim_id, "kind": row.kind, "note": row.note}
            for row in claim.relations_out.order_by("pk")
        ],
        "fact_checks": [shapes.FACT_CHECK.members(row) for row in claim.fact_checks.order_by("pk")],
        "revision": _revision(claim),
        "document_digest": document.digest,
        "missing": missing(claim) if editable else [],
        "steps": [
            {"name": name, "why_not": _plain(steps.why_not(name, claim, person, newest, document))} for name in STEPS
        ],
        "public": _public(newest),
        "public_steps": [
            {
                "name": name,
                "proposed_by": person_of(row.proposed_by),
                "proposed_at": row.proposed_at.isoformat(),
                "confirmed": row.confirmed_at is not None,
            }
            for name, row in ((name, open_step(name, claim)) for name in PUBLIC_STEPS)
            if row is not None
        ],
    }


def asked_about(columns: dict[str, Any]) -> dict[str, Any]:
    """What `similar_to` wants to know of a claim that is not there yet."""
    language = columns.get("original_language", "en")
    text = columns.get("text") or {}
    hedge, numbers = columns.get("quantity_hedge", ""), columns.get("quantity_numbers") or []
    lower, upper = columns.get("quantity_lower"), columns.get("quantity_upper")
    if hedge and hedge != Hedge.MANUAL:
        with suppress(ValueError):  # the action names it at its member
            lower, upper = interval(hedge, numbers)
    return {
        "text": text.get(language) or next(iter(text.values()), ""),
        "language": language,
        "event": columns.get("event"),
        "measure": columns.get("measure", ""),
        "population": columns.get("population", ""),
        "lower": lower,
        "upper": upper,
    }


def similar_members(found: Similar) -> dict[str, Any]:
    """A claim that is there already and says nearly the same."""
    return {
        "id": found.claim.pk,
        "text": found.claim.text,
        "status": found.claim.status,
        "likeness": round(found.likeness, 3),
        "is_opposite": found.is_opposite,
    }


def missing(claim: Claim) -> list[dict[str, str]]:
    """What it still needs, each at the member that would hold it."""
    found = missing_for_submission(claim, documents.build(claim))
    return [
        {"pointer": "#" + POINTERS.get(column, f"/{column}"), "detail": str(sentence)}
        for column, sentences in found.items()
        for sentence in sentences
    ]


def open_step(name: str, claim: Claim) -> Any:
    """The open notice, hold or retraction of a claim; None for none."""
    rows = PUBLIC_STEPS[name]._default_manager.filter(claim=claim, ended_at__isnull=True)
    return rows.select_related("proposed_by", "claim").first()


def stale_parts(refusal: Refusal, person: User, body: Any, base: Claim | None) -> dict[str, Any]:
    """Both versions, and where they come from."""
    current = find(getattr(refusal, "current").pk)  # noqa: B009  (only `Stale` has one, and only it comes here)
    return {
        "yours": body,
        "theirs": whole(current, person) if current else None,
        "base": shapes.CLAIM.members(base) if base else None,
    }


def _plain(sentence: str | None) -> str | None:
    return None if sentence is None else str(sentence)


def _revision(claim: Claim) -> dict[str, Any] | None:
    revision = claim.revision
    if revision is None:
        return None
    reviews = Review.objects.filter(revision=revision).select_related("reviewer").order_by("at", "pk")
    return {
        "id": revision.pk,
        "number": revision.number,
        "digest": revision.content_digest,
        "submitted_at": revision.submitted_at.isoformat(),
        "contributors": revision.contributors,
        "reviews": [
            {
                "decision": review.decision,
                "by": person_of(review.reviewer),
                "reason": review.reason,
                "at": review.at.isoformat(),
            }
            for review in reviews
        ],
    }


def _public(newest: Version | None) -> dict[str, Any] | None:
    if newest is None:
        return None
    return {
        "state": str(public_state(newest)),
        "version": newest.number,
        "version_kind": newest.kind,
        "digest": newest.content_digest,
        "published_at": newest.effective_at.isoformat(),
        "url": f"{settings.SITE_URL}/claims/{newest.claim_id}/v{newest.number}/",
    }
