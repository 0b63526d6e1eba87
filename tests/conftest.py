"""What every test may count on: people with names, a closed network, triggers that survive a flush."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from history import triggers
from record.models import SearchEntry
from tests.sources.hostile_server import authority, internet  # noqa: F401  (fixtures for every test that fetches)

# How long an example takes depends on the machine, and a slow one is no fault of the code.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")

_flush = TransactionTestCase._fixture_teardown


def _flush_without_triggers(self: TransactionTestCase) -> None:
    """A flush empties append-only tables too, which only works without triggers; post_migrate installs them again."""
    triggers.remove()
    SearchEntry.objects.all().delete()  # whose table Django does not manage, nor empty
    _flush(self)


TransactionTestCase._fixture_teardown = _flush_without_triggers


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language active in its thread; the next test begins in English again."""
    translation.activate("en")
    yield
    translation.activate("en")


def person(username: str, *roles: Role, **fields: Any) -> User:
    """A person with these roles, in the shortest way: tests of `accounts` make theirs through the actions."""
    made = User.objects.create_user(username=username, password=None, is_staff=True, **fields)
    made.groups.set(Group.objects.filter(name__in=roles))
    return made


def database_url() -> str:
    """Where another process finds the database of this test, as far as it is committed."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"


@pytest.fixture
def author(db: None) -> User:
    """Amal writes claims."""
    return person("amal", Role.CONTRIBUTOR, first_name="Amal")


@pytest.fixture
def reviewer(db: None) -> User:
    """Rana reviews what others wrote."""
    return person("rana", Role.REVIEWER, first_name="Rana")


@pytest.fixture
def second_reviewer(db: None) -> User:
    """Sami reviews too, and sees what Rana did."""
    return person("sami", Role.REVIEWER, first_name="Sami")


@pytest.fixture
def editor(db: None) -> User:
    """Edith publishes."""
    return person("edith", Role.EDITOR, first_name="Edith")


@pytest.fixture
def second_editor(db: None) -> User:
    """Emil confirms what Edith did alone."""
    return person("emil", Role.EDITOR, first_name="Emil")


@pytest.fixture
def administrator(db: None) -> User:
    """Ada makes accounts."""
    return person("ada", Role.ADMINISTRATOR, first_name="Ada")


@pytest.fixture
def stranger(db: None) -> User:
    """Stan is signed in and has no role."""
    return person("stan", first_name="Stan")
