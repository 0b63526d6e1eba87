"""Accounts change through actions, by administrators, and every change is in the log."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.actions import people
from accounts.models import User
from accounts.roles import Role
from history.errors import NotAllowed, WrongMoment
from history.models import Entry

pytestmark = pytest.mark.django_db

PASSWORD = "three words and a comma,"


def entries(person):
    return list(Entry.objects.of(person).order_by("sequence"))


@pytest.fixture
def actions(author):
    """Every action on people, ready to be tried by somebody."""
    return {
        "create_person": lambda by: people.create_person(username="new", roles=[], by=by),
        "set_roles": lambda by: people.set_roles(person=author, roles=["editor"], by=by),
        "deactivate": lambda by: people.deactivate(person=author, by=by),
        "reactivate": lambda by: people.reactivate(person=author, by=by),
        "set_password": lambda by: people.set_password(person=author, password=PASSWORD, by=by),
    }


@pytest.mark.parametrize("who", ["reviewer", "editor", "stranger"])
@pytest.mark.parametrize("action", ["create_person", "set_roles", "deactivate", "reactivate", "set_password"])
def test_nobody_but_an_administrator_changes_an_account(who, action, actions, author, request):
    with pytest.raises(NotAllowed):
        actions[action](request.getfixturevalue(who))
    assert not User.objects.filter(username="new").exists()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("action", ["create_person", "set_roles", "deactivate", "reactivate"])
def test_an_author_changes_no_account_not_even_their_own(action, actions, author):
    with pytest.raises(NotAllowed):
        actions[action](author)


def test_an_administrator_who_was_deactivated_changes_nothing(actions, administrator):
    administrator.is_active = False
    for action in actions.values():
        with pytest.raises(NotAllowed):
            action(administrator)


def test_creating_a_person_is_logged_without_the_password(administrator):
    made = people.create_person(username="new", roles=["reviewer"], by=administrator, password=PASSWORD)
    assert made.roles == {Role.REVIEWER}
    assert made.is_staff
    assert made.check_password(PASSWORD)
    [entry] = entries(made)
    assert (entry.code, entry.by_key) == ("person_created", administrator.key)
    assert entry.new == {"username": "new", "roles": ["reviewer"]}


def test_a_person_without_a_password_cannot_sign_in(administrator):
    assert not people.create_person(username="new", roles=[], by=administrator).has_usable_password()


def test_every_fault_of_a_new_person_is_named_at_its_field(administrator, author):
    with pytest.raises(ValidationError) as refused:
        people.create_person(
            username=author.username, roles=["boss"], by=administrator, password="123", email="nowhere"
        )
    assert set(refused.value.message_dict) == {"username", "roles", "password", "email"}
    assert "contributor" in str(refused.value.message_dict["roles"])
    assert Entry.objects.count() == 0


def test_roles_are_replaced_and_the_instance_knows(administrator, author):
    assert author.roles == {Role.CONTRIBUTOR}
    people.set_roles(person=author, roles=["editor", "reviewer"], by=administrator, reason="moved desks")
    assert author.roles == {Role.EDITOR, Role.REVIEWER}
    [entry] = entries(author)
    assert (entry.old, entry.new) == ({"roles": ["contributor"]}, {"roles": ["editor", "reviewer"]})
    assert entry.reason == "moved desks"


def test_setting_the_same_roles_writes_nothing(administrator, author):
    people.set_roles(person=author, roles=["contributor"], by=administrator)
    assert entries(author) == []


def test_an_administrator_cannot_stop_being_one_by_their_own_hand(administrator):
    with pytest.raises(WrongMoment):
        people.set_roles(person=administrator, roles=["editor"], by=administrator)
    with pytest.raises(WrongMoment):
        people.deactivate(person=administrator, by=administrator)


def test_closing_an_account_ends_its_session_and_opening_it_brings_the_roles_back(administrator, author, client):
    client.force_login(author, "django.contrib.auth.backends.ModelBackend")
    people.deactivate(person=author, by=administrator, reason="left")
    assert author.roles == set()
    assert isinstance(client.get("/desk/login/").wsgi_request.user, AnonymousUser)
    people.reactivate(person=author, by=administrator)
    assert author.roles == {Role.CONTRIBUTOR}
    assert [entry.code for entry in entries(author)] == ["person_deactivated", "person_reactivated"]


def test_people_set_their_own_password(author):
    people.set_password(person=author, password=PASSWORD, by=author)
    assert User.objects.get(pk=author.pk).check_password(PASSWORD)
    [entry] = entries(author)
    assert (entry.old, entry.new) == ({}, {})


def test_a_weak_password_is_refused_at_its_field(author):
    with pytest.raises(ValidationError) as refused:
        people.set_password(person=author, password="password", by=author)
    assert set(refused.value.message_dict) == {"password"}
