"""Who may change the public state. The only place that answers it for the record."""

from typing import Any

from accounts.roles import Role
from claims.access import has_role, require
from record.models.two_editors import TwoEditors

__all__ = ["refusal_to_change_public_state", "refusal_to_confirm", "refusal_to_subscribe", "require"]


def refusal_to_change_public_state(person: Any) -> str | None:
    """Why this person may not give notice, withhold, propose a retraction or an erasure; None when they may."""
    if has_role(person, Role.EDITOR):
        return None
    return "Only an editor may change what is public; ask an administrator for the role."


def refusal_to_subscribe(person: Any) -> str | None:
    """Why this person may not see, make and change webhooks; None when they may."""
    if has_role(person, Role.EDITOR):
        return None
    return "Only an editor may look after webhooks; ask an administrator for the role."


def refusal_to_confirm(person: Any, row: TwoEditors) -> str | None:
    """Why this person may not confirm; None when they may. Binds superusers like anyone."""
    if sentence := refusal_to_change_public_state(person):
        return sentence
    if row.proposed_by_id == person.pk:
        return "You proposed this yourself; a second editor confirms it."
    return None
