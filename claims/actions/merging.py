"""Merge a claim into another that says the same, and take them apart again: the desk's half.

`record.actions.merging` begins both, because it knows what is public.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from claims import access, workflow
from claims.actions.drafting import WRITABLE, touch
from claims.actions.reviewing import move
from claims.models import Claim, ClaimRelation, Evidence, FactCheck
from claims.workflow import Status
from history import writes
from history.errors import Stale, WrongMoment
from history.log import log

# What tells two reviews by other publishers apart: one address may hold several.
_SAME_CHECK = ("url", "rating", "title")


@transaction.atomic
def merge_at_desk(*, claim: Claim, into: Claim, by: User, reason: str) -> Claim:
    """Copy to `into` what it lacks of the claim's evidence, relations and fact-checks; the claim is then `merged`.

    What is copied is a draft's change like any other: whoever merges is its contributor, and it is reviewed before it is
    published. A settled claim that only gains evidence stays settled, so that an update can publish it; one that gains
    more is opened for revision. Statements that both have keep the stance and figure they have there. Refuses who is no
    editor; raises `WrongMoment` where `workflow.why_not_merge` says so, `ValidationError` without a reason.
    """
    access.require(access.refusal_to_merge(by))
    claim, into = hold_both(claim, into)
    require_moment(claim, into)
    _require_reason(reason)
    evidence = _missing_evidence(claim, into)
    relations = _missing_relations(claim, into)
    checks = _missing_checks(claim, into)
    if into.status == Status.SETTLED and (relations or checks):
        move("revise", into, by=by, code="claim_reopened")
    _copy_evidence(evidence, into, by)
    for relation in relations:
        copy = ClaimRelation(from_claim=into, to_claim_id=relation.to_claim_id, kind=relation.kind, note=relation.note)
        writes.insert(copy, by=by, code="relation_added")
    for check in checks:
        writes.insert(FactCheck(claim=into, **_columns(check)), by=by, code="fact_check_added")
    if evidence or relations or checks:
        touch(into)
    _put(claim, Status.MERGED, into)
    kept = {"status": Status.MERGED, "merged_into": into.pk}
    log(claim, "claim_merged", by=by, old={"status": claim.status}, new=kept, reason=reason)
    counts = {"evidence": len(evidence), "relations": len(relations), "fact_checks": len(checks)}
    log(into, "claim_merged_here", by=by, new={"claim": claim.pk, "copied": counts}, reason=reason)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def take_apart(*, claim: Claim, by: User, reason: str, to: Status) -> Claim:
    """End a merge at the desk. What was copied stays with the claim that was kept: it was reviewed, or will be, there."""
    access.require(access.refusal_to_merge(by))
    claim = writes.lock(claim)
    if claim.status != Status.MERGED:
        raise WrongMoment("This claim is not merged into another.")
    _require_reason(reason)
    old = {"status": claim.status, "merged_into": claim.merged_into_id}
    _put(claim, to, None)
    log(claim, "claim_unmerged", by=by, old=old, new={"status": to}, reason=reason)
    claim.refresh_from_db()
    return claim


def hold_both(claim: Claim, into: Claim) -> tuple[Claim, Claim]:
    """Both claims, locked, always in the same order, so that two merges never wait for each other."""
    held = {key: writes.lock(row) for key, row in sorted({claim.pk: claim, into.pk: into}.items())}
    return held[claim.pk], held[into.pk]


def require_moment(claim: Claim, into: Claim) -> None:
    """Raises `WrongMoment` if the one cannot be merged into the other now."""
    if claim.pk == into.pk:
        raise ValidationError({"into": "A claim is not merged into itself; name the other one."})
    if sentence := workflow.why_not_merge(claim.status, into.status):
        raise WrongMoment(sentence)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Say why; the reason stays inside the desk."})


def _put(claim: Claim, status: Status, into: Claim | None) -> None:
    columns: dict[str, Any] = {"status": status, "merged_into": into, "status_since": timezone.now()}
    if not Claim.objects.filter(pk=claim.pk, status=claim.status).update(**columns):
        raise Stale("The claim moved on while you were looking; please look again.", current=claim)


def _missing_evidence(claim: Claim, into: Claim) -> list[Evidence]:
    return list(claim.evidence.exclude(statement__in=into.evidence.values("statement")).order_by("pk"))


def _missing_relations(claim: Claim, into: Claim) -> list[ClaimRelation]:
    known = set(into.relations_out.values_list("to_claim_id", "kind"))
    rows = claim.relations_out.exclude(to_claim=into).order_by("pk")
    return [row for row in rows if (row.to_claim_id, row.kind) not in known]


def _missing_checks(claim: Claim, into: Claim) -> list[FactCheck]:
    known = set(into.fact_checks.values_list(*_SAME_CHECK))
    return [row for row in claim.fact_checks.all() if tuple(getattr(row, name) for name in _SAME_CHECK) not in known]


def _copy_evidence(rows: list[Evidence], into: Claim, by: User) -> None:
    # First all of them, then which of them another supersedes: that one may be there already.
    for row in rows:
        copied = {name: value for name, value in _columns(row).items() if not name.startswith("superseded")}
        fresh = Evidence(claim=into, statement_id=row.statement_id, **copied)
        writes.insert(fresh, by=by, code="evidence_added")
    there = {evidence.statement_id: evidence for evidence in into.evidence.all()}
    newer = {row.pk: row.superseded_by for row in rows if row.superseded_by}
    for row in rows:
        if row.pk in newer:
            changes = {
                "superseded_by": there[newer[row.pk].statement_id],
                "superseded_reason": row.superseded_reason,
            }
            writes.change(there[row.statement_id], changes, by=by, code="evidence_changed")


def _columns(row: Evidence | FactCheck) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WRITABLE[type(row)]}
