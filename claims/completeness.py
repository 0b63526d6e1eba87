"""What a claim must have before it is submitted, and before it is approved."""

from typing import Any

from claims.corroboration import Label, suggested
from claims.documents import Document
from claims.models import Claim
from claims.models.claim import SENSITIVE_KINDS, ReplyStatus, Verdict
from claims.models.review import Decision
from sources.models.statement import UNPROVEN


def missing_for_submission(claim: Claim, document: Document) -> dict[str, list[str]]:
    """What is still missing, by field; empty when complete.

    A fact-check alone is enough to submit: then the verdict may be left as its publisher rated it, or be the one that an
    editor mapped its rating to, whose reasons stand at the publisher's address. `document` is the claim's document as it
    stands, whose label the verdict is held against.
    """
    missing: dict[str, list[str]] = {}
    judged = _rests_on_reports(document.content)
    ratings = set(claim.fact_checks.values_list("verdict", flat=True))
    rated = set() if judged else ratings
    if not document.content["evidence"] and not ratings:
        missing["evidence"] = ["Add at least one piece of evidence or a fact-check."]
    if not claim.verdict and not rated:
        missing["verdict"] = ["Propose a verdict."]
    elif judged and (sentence := departs_from_label(document.content)):
        missing["verdict_note"] = [sentence]
    if claim.verdict not in rated | ({""} if rated else set()) and not claim.rationale.get(claim.original_language):
        missing["rationale"] = [f"Write the rationale in the claim's original language, {claim.original_language}."]
    if unproven := _unproven_without_note(claim):
        missing.setdefault("evidence", []).append(
            f"The words of {', '.join(unproven)} are not what the capture holds: correct them, or say in the public note of "
            "that evidence why they stand."
        )
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


def _unproven_without_note(claim: Claim) -> list[str]:
    """Who is quoted with words that their page does not have, without a public note that says why."""
    rows = claim.evidence.filter(statement__check_status__in=UNPROVEN, note={})
    return [
        str(row.statement.speaker or row.statement.source.outlet)
        for row in rows.select_related("statement__speaker", "statement__source__outlet")
    ]


def missing_for_approval(claim: Claim) -> str | None:
    """Why the claim's revision cannot be approved yet, in one sentence; None when it can (I8, I10)."""
    if unproven := _unproven_without_note(claim):
        # Checked since it was submitted: the page was captured later.
        return (
            f"The words of {', '.join(unproven)} are not what the capture holds, and no public note says why they stand; "
            "ask for changes."
        )
    if claim.kind not in SENSITIVE_KINDS:
        return None
    if claim.revision and claim.revision.reviews.filter(decision=Decision.CONSENT).exists():
        return None
    return "This claim names a party: an editor must consent to this revision before it is approved."


def departs_from_label(content: dict[str, Any]) -> str:
    """Why a public note on the verdict is due, in one sentence; "" where there is one, or the reports suggest the verdict.

    A claim that rests on fact-checks alone has no reports that could suggest anything. A note explains a verdict, and does
    not stand for one.
    """
    label = content["corroboration"]["label"]
    wanted = suggested(content["kind"], label)
    explained = content["verdict"] and content["verdict_note"]
    if explained or content["verdict"] in wanted or not _rests_on_reports(content):
        return ""
    verdicts = " or ".join(sorted(str(Verdict(code).label) for code in wanted))
    shown = f"show “{Label(label).label}”" if label else "are of an opinion"
    return f"The reports {shown}, which suggests “{verdicts}”: say in a public note why you conclude otherwise."


def _rests_on_reports(content: dict[str, Any]) -> bool:
    """Whether reports say anything of it: its own, or those of the claims that it sums."""
    return bool(content["evidence"] or content["corroboration"]["parts"])
