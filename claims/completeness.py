"""What a claim must have before it is submitted, and before it is approved."""

from claims.models import Claim
from claims.models.claim import SENSITIVE_KINDS, ReplyStatus
from claims.models.review import Decision


def missing_for_submission(claim: Claim) -> dict[str, list[str]]:
    """What is still missing, by field; empty when complete.

    A fact-check alone is enough to submit: then the verdict may be left as its publisher rated it, or be the one that an
    editor mapped its rating to, whose reasons stand at the publisher's address.
    """
    missing: dict[str, list[str]] = {}
    judged = claim.evidence.exists()
    rated = set() if judged else set(claim.fact_checks.values_list("verdict", flat=True))
    if not judged and not rated:
        missing["evidence"] = ["Add at least one piece of evidence or a fact-check."]
    if not claim.verdict and not rated:
        missing["verdict"] = ["Propose a verdict."]
    if claim.verdict not in rated | ({""} if rated else set()) and not claim.rationale.get(claim.original_language):
        missing["rationale"] = [f"Write the rationale in the claim's original language, {claim.original_language}."]
    for field in ("text", "rationale", "verdict_note"):
        untold = getattr(claim, field).keys() - {claim.original_language} - claim.translators.keys()
        if untold:
            missing.setdefault("translators", []).append(
                f"Say who translated the {field.replace('_', ' ')} into {', '.join(sorted(untold))}, or by which method."
            )
    if claim.kind in SENSITIVE_KINDS and claim.reply_status in (ReplyStatus.NOT_ASKED, ReplyStatus.ASKED):
        missing["reply_status"] = [
            "This kind of claim names a party: ask for their reply and record it, or say why it does not apply."
        ]
    if claim.reply_status in (ReplyStatus.REPLIED, ReplyStatus.NOT_APPLICABLE) and not claim.reply_note:
        missing["reply_note"] = ["Give the reply, or say why none is due."]
    return missing


def missing_for_approval(claim: Claim) -> str | None:
    """Why the claim's revision cannot be approved yet, in one sentence; None when it can (I10)."""
    if claim.kind not in SENSITIVE_KINDS:
        return None
    if claim.revision and claim.revision.reviews.filter(decision=Decision.CONSENT).exists():
        return None
    return "This claim names a party: an editor must consent to this revision before it is approved."
