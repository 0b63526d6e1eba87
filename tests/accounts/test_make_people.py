"""The demonstration's people."""

import json
import stat
from io import StringIO

import pytest
from django.core.management import call_command

from accounts import demonstration
from accounts.actions import people
from accounts.models import User
from accounts.roles import Role
from history.models import Entry

pytestmark = pytest.mark.django_db

NAMES = ["contributor", "editor", "reviewer", "second_editor", "second_reviewer"]


def test_five_people_are_made_each_with_one_role_and_a_password_that_works(tmp_path):
    accounts = demonstration.make(tmp_path / "people.json")
    assert sorted(account.username for account in accounts) == NAMES
    for account in accounts:
        person = User.objects.get(username=account.username)
        assert person.roles == {account.role}
        assert person.check_password(account.password)
        assert not person.is_superuser


def test_passwords_are_not_guessable_and_never_the_same_twice(tmp_path):
    first = {account.password for account in demonstration.make(tmp_path / "people.json")}
    User.objects.all().delete()
    second = {account.password for account in demonstration.make(tmp_path / "others.json")}
    assert len(first | second) == 10
    assert all(len(password) == 16 for password in first)


def test_the_file_is_for_its_owner_alone(tmp_path):
    file = tmp_path / "var" / "people.json"
    demonstration.make(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(json.loads(file.read_text())) == NAMES
    assert [path.name for path in file.parent.iterdir()] == ["people.json"]


def test_making_them_twice_changes_nothing(tmp_path):
    first = demonstration.make(tmp_path / "people.json")
    logged = Entry.objects.count()
    assert demonstration.make(tmp_path / "people.json") == first
    assert Entry.objects.count() == logged == 5


def test_a_file_that_outlived_its_database_keeps_its_passwords(tmp_path):
    first = demonstration.make(tmp_path / "people.json")
    User.objects.all().delete()
    assert demonstration.make(tmp_path / "people.json") == first


def test_a_damaged_file_is_no_reason_to_stop(tmp_path):
    (tmp_path / "people.json").write_text("{")
    assert all(account.password for account in demonstration.make(tmp_path / "people.json"))


def test_an_account_of_the_same_name_is_left_alone(tmp_path, administrator):
    mine = people.create_person(username="editor", roles=[], by=administrator, password="my own long password")
    [account] = [one for one in demonstration.make(tmp_path / "people.json") if one.username == "editor"]
    assert account.password is None
    mine.refresh_from_db()
    assert mine.check_password("my own long password")
    assert Role.EDITOR not in mine.roles


def test_the_command_prints_who_signs_in_how_and_again(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    first, second = StringIO(), StringIO()
    call_command("make_people", stdout=first)
    call_command("make_people", stdout=second)
    assert first.getvalue() == second.getvalue()
    for name, password in json.loads((tmp_path / "people.json").read_text()).items():
        assert f"{name:<16} {password}" in first.getvalue()
