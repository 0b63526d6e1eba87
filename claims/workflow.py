"""Which step follows which: the only place that knows. Who may take a step is `access.py`'s question."""

from dataclasses import dataclass

from django.db import models


class Status(models.TextChoices):
    """Where a claim stands on the desk. What is public is the record's to say."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in_review", "in review"
    CHANGES_REQUESTED = "changes_requested", "changes requested"
    APPROVED = "approved", "approved"
    SETTLED = "settled", "settled"
    MERGED = "merged", "merged into another"


EDITABLE = frozenset({Status.DRAFT, Status.CHANGES_REQUESTED})
# Nothing waits to be done about these. No step begins at a merged claim: `claims.actions.merging` leads there and back.
CLOSED = frozenset({Status.SETTLED, Status.MERGED})
# Evidence may also be added to a settled claim: `update` publishes it when nothing else changed.
EVIDENCE_MAY_BE_ADDED = EDITABLE | {Status.SETTLED}


@dataclass(frozen=True)
class Step:
    """One step: from where, to where, the button's words and what it will do."""

    name: str
    origins: frozenset[Status]
    target: Status
    label: str
    explains: str
    needs_reason: bool = False


STEPS = {
    step.name: step
    for step in [
        Step(
            "submit",
            EDITABLE,
            Status.IN_REVIEW,
            "Submit for review",
            "Freezes this text as a revision and puts it in the queue. A reviewer who wrote none of it takes over.",
        ),
        Step(
            "return",
            frozenset({Status.IN_REVIEW}),
            Status.CHANGES_REQUESTED,
            "Request changes",
            "Sends it back to the author with your reason. Nothing is published.",
            needs_reason=True,
        ),
        Step(
            "consent",
            frozenset({Status.IN_REVIEW}),
            Status.IN_REVIEW,
            "Consent to naming the party",
            "An editor agrees that this responsibility or identity claim names a party. Needed before approval.",
        ),
        Step(
            "approve",
            frozenset({Status.IN_REVIEW}),
            Status.APPROVED,
            "Approve",
            "Approves exactly the revision you see. An editor can then publish it.",
        ),
        Step(
            "publish",
            frozenset({Status.APPROVED}),
            Status.SETTLED,
            "Publish",
            "Publishes the approved revision as a permanent, numbered version that anyone can cite.",
        ),
        Step(
            "revise",
            frozenset({Status.SETTLED, Status.APPROVED, Status.IN_REVIEW}),
            Status.DRAFT,
            "Revise",
            "Opens the claim for editing. What is public stays public until a new version is published; approvals lapse.",
        ),
        Step(
            "update",
            frozenset({Status.SETTLED}),
            Status.SETTLED,
            "Approve and publish the added evidence",
            "Publishes the evidence added since the last version as an update. Verdict and rationale stand.",
        ),
    ]
}


def why_not_merge(status: str, kept: str) -> str | None:
    """Why a claim of the one status is not merged into one of the other, in one sentence; None when it may be."""
    if status == Status.MERGED:
        return "This claim is merged already; take it apart first."
    if kept == Status.MERGED:
        return "The claim to keep is itself merged into another; name that one."
    if kept in (Status.IN_REVIEW, Status.APPROVED):
        return (
            f"The claim to keep is {Status(kept).label}, and what is merged would change it under its reviewers' eyes; "
            "publish it, return it or open it for revision first."
        )
    return None


def why_not(step: str, status: str) -> str | None:
    """Why this step does not follow from this status, in one sentence; None when it does."""
    rule = STEPS[step]
    if status in rule.origins:
        return None
    wanted = " or ".join(sorted(origin.label for origin in rule.origins))
    return f"“{rule.label}” is for a claim that is {wanted}; this one is {Status(status).label}."
