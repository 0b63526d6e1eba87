"""Who may write what was said. The only place that answers it for sources."""

from accounts.roles import Role
from history.errors import NotAllowed


def refusal_to_write(person: object) -> str | None:
    """Why this person may not record speakers, outlets, sources, statements or relays; None when they may."""
    if Role.CONTRIBUTOR in getattr(person, "roles", frozenset()):
        return None
    return "Only a contributor may record or change what was said; ask an administrator for the role."


def require_to_write(person: object) -> None:
    """Raises `NotAllowed` with the sentence of `refusal_to_write`."""
    if sentence := refusal_to_write(person):
        raise NotAllowed(sentence)
