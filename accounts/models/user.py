"""A person who can sign in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from accounts.roles import Role, roles_of
from history.ids import new_id


class User(AbstractUser):
    """One person. What they may do follows from their groups, which are roles (`accounts.roles`)."""

    audited: ClassVar[bool] = True

    # Names the person in documents and logs that leave this site, where a database key means nothing.
    key = models.CharField(max_length=12, unique=True, default=new_id, editable=False)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The person's roles, asked of the database once per instance."""
        return roles_of(self)
