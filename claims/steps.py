"""The steps one person can take on one claim: what a face offers as buttons."""

from typing import Any

from claims import access, workflow
from claims.models import Claim
from claims.workflow import Step


def why_not(step: str, person: Any, claim: Claim) -> str | None:
    """Why this person cannot take this step now, in one sentence; None when they can."""
    return access.refusal(step, person, claim) or workflow.why_not(step, claim.status)


def open_to(person: Any, claim: Claim) -> list[Step]:
    """The steps this person can take now, in the order of the workflow."""
    return [step for name, step in workflow.STEPS.items() if why_not(name, person, claim) is None]
