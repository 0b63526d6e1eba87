"""Who has which role."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from accounts.models import User
from accounts.roles import EVERY_ROLE, NOBODY, Role, roles_of
from history.ids import is_id
from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_a_group_gives_its_role(author):
    assert author.roles == {Role.CONTRIBUTOR}


def test_several_groups_give_several_roles():
    assert person("ines", Role.CONTRIBUTOR, Role.EDITOR).roles == {Role.CONTRIBUTOR, Role.EDITOR}


def test_an_administrator_has_every_role(administrator):
    assert administrator.roles == EVERY_ROLE


def test_a_superuser_has_every_role():
    assert User.objects.create_superuser("root", password=None).roles == EVERY_ROLE


def test_an_inactive_person_has_none(administrator):
    administrator.is_active = False
    assert roles_of(administrator) == NOBODY


def test_an_inactive_superuser_has_none():
    root = User.objects.create_superuser("root", password=None)
    root.is_active = False
    assert root.roles == NOBODY


def test_a_visitor_and_a_stranger_have_none(stranger):
    assert roles_of(AnonymousUser()) == NOBODY
    assert stranger.roles == NOBODY


def test_a_group_that_is_no_role_gives_none(stranger):
    stranger.groups.add(Group.objects.create(name="newsroom"))
    assert roles_of(stranger) == NOBODY


def test_roles_are_asked_of_the_database_once(author, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert author.roles == author.roles


def test_every_role_has_its_group():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_a_person_has_a_public_id_of_their_own(author, editor):
    assert is_id(author.key)
    assert author.key != editor.key


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_groups_come_back_after_a_flush(time):
    assert Group.objects.filter(name__in=Role.values).count() == 4
