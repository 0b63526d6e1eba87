"""Who may change accounts."""

from accounts.models import Token, User
from accounts.roles import Role


def can_manage_people(by: User | None) -> bool:
    """An administrator; or nobody (`None`), which is the machine at set-up, before there is an administrator."""
    return by is None or Role.ADMINISTRATOR in by.roles


def can_set_password(by: User | None, person: User) -> bool:
    """People their own, administrators everybody's."""
    return can_manage_people(by) or (by is not None and by.is_active and by.pk == person.pk)


def can_revoke_token(by: User, token: Token) -> bool:
    """Its owner while their account is open, or an administrator."""
    return can_manage_people(by) or (by.is_active and by.pk == token.owner_id)
