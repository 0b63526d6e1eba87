"""Who may do what to a claim. The only place that answers it; `workflow.py` says when."""

from collections.abc import Callable
from typing import Any

from accounts.roles import Role
from claims.models import Claim
from history.errors import NotAllowed


def has_role(person: Any, *roles: Role) -> bool:
    """Whether the person has any of these roles; nobody and strangers have none."""
    return not getattr(person, "roles", frozenset()).isdisjoint(roles)


def refusal(step: str, person: Any, claim: Claim) -> str | None:
    """Why this person may not take this step on this claim, in one sentence; None when they may."""
    return _RULES[step](person, claim)


def refusal_to_write(person: Any) -> str | None:
    """Why this person may not write events, claims and evidence; None when they may."""
    if has_role(person, Role.CONTRIBUTOR):
        return None
    return "Only a contributor may write claims and their evidence; ask an administrator for the role."


def refusal_to_discuss(person: Any) -> str | None:
    """Why this person may not comment, assign or resolve alerts; None when they may."""
    if has_role(person, Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR):
        return None
    return "Only people who work at the desk may do this; ask an administrator for a role."


def refusal_to_see(person: Any) -> str | None:
    """Why this person may not see the desk; None when they may."""
    return refusal_to_discuss(person)


def refusal_to_review(person: Any, contributors: list[str]) -> str | None:
    """Four eyes: a reviewer has written none of what they review (I7). Binds superusers like anyone."""
    if not has_role(person, Role.REVIEWER):
        return "Only a reviewer may do this; ask an administrator for the role."
    if person.key in contributors:
        return "You wrote part of this since it was last published, so somebody else must review it."
    return None


def refusal_to_merge(person: Any) -> str | None:
    """Why this person may not merge claims or take them apart; None when they may."""
    if has_role(person, Role.EDITOR):
        return None
    return "Only an editor may merge claims; ask an administrator for the role."


def require(sentence: str | None) -> None:
    """Raises `NotAllowed` with the sentence, if there is one."""
    if sentence:
        raise NotAllowed(sentence)


def _by_a_contributor(person: Any, claim: Claim) -> str | None:
    return refusal_to_write(person)


def _by_another_reviewer(person: Any, claim: Claim) -> str | None:
    return refusal_to_review(person, claim.revision.contributors if claim.revision else [])


def _by_an_editor(person: Any, claim: Claim) -> str | None:
    return None if has_role(person, Role.EDITOR) else "Only an editor may do this; ask an administrator for the role."


def _by_another_editor(person: Any, claim: Claim) -> str | None:
    if claim.revision and person.is_authenticated and person.key in claim.revision.contributors:
        return "You wrote part of this since it was last published, so another editor must consent."
    return _by_an_editor(person, claim)


_RULES: dict[str, Callable[[Any, Claim], str | None]] = {
    "submit": _by_a_contributor,
    "return": _by_another_reviewer,
    "consent": _by_another_editor,
    "approve": _by_another_reviewer,
    "publish": _by_an_editor,
    "revise": _by_a_contributor,
    # Contributors of an update are those of the document as it stands now; the action asks `refusal_to_review` with them.
    "update": lambda person, claim: refusal_to_review(person, []),
}
