"""The four roles, kept as Django groups of the same names, and who has which."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Role(models.TextChoices):
    """What a person does here. Whether they may take a step on one claim is for the apps' `access.py` to answer."""

    CONTRIBUTOR = "contributor", _("contributor")
    REVIEWER = "reviewer", _("reviewer")
    EDITOR = "editor", _("editor")
    ADMINISTRATOR = "administrator", _("administrator")


NOBODY: frozenset[Role] = frozenset()
EVERY_ROLE: frozenset[Role] = frozenset(Role)


def roles_of(person: "User | AnonymousUser") -> frozenset[Role]:
    """The roles of a person: none for one who is not active or not signed in, every one for an administrator.

    A superuser counts as an administrator. Neither is excused from four eyes, which look at who wrote what.
    """
    if not person.is_active:
        return NOBODY
    if person.is_superuser:
        return EVERY_ROLE
    # Only persons in the database have groups; a group that is no role of ours gives none.
    names = set(person.groups.values_list("name", flat=True)) if person.pk else set()
    roles = frozenset(role for role in Role if role.value in names)
    return EVERY_ROLE if Role.ADMINISTRATOR in roles else roles
