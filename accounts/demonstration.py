"""The people of a demonstration: five accounts with passwords made here, once, and kept in a file of the operator's."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from accounts.actions import people
from accounts.models import User
from accounts.roles import Role

PEOPLE: dict[str, tuple[str, Role]] = {
    "contributor": ("Noor Haddad", Role.CONTRIBUTOR),
    "reviewer": ("Rana Khalil", Role.REVIEWER),
    "second_reviewer": ("Jonas Weber", Role.REVIEWER),
    "editor": ("Edith Mbeki", Role.EDITOR),
    "second_editor": ("Emil Sørensen", Role.EDITOR),
}


@dataclass(frozen=True)
class Account:
    """One line of what `make people` prints. `password` is None where we do not know it (any more)."""

    username: str
    name: str
    role: Role
    password: str | None


def make(file: Path) -> list[Account]:
    """Creates those of the five who are missing and says how each signs in; `file` keeps the passwords, mode 0600.

    An account of the same name that somebody else made is left as it is, and so is a password changed since.
    """
    known = _read(file)
    accounts = []
    for username, (name, role) in PEOPLE.items():
        person = User.objects.filter(username=username).first()
        if person is None:
            # A file that outlived its database keeps its passwords: whoever wrote them down is not surprised.
            known.setdefault(username, secrets.token_urlsafe(12))
            # Before the account, so that no account has a password that nobody knows.
            _write(file, known)
            first_name, last_name = name.split(" ", 1)
            person = people.create_person(
                username=username,
                roles=[role],
                by=None,
                password=known[username],
                first_name=first_name,
                last_name=last_name,
            )
        password = known.get(username)
        right = password is not None and person.check_password(password)
        accounts.append(Account(username, person.get_full_name(), role, password if right else None))
    return accounts


def _read(file: Path) -> dict[str, str]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(word) for name, word in stored.items()} if isinstance(stored, dict) else {}


def _write(file: Path, passwords: dict[str, str]) -> None:
    """Whole or not at all, and never readable by others, not even while it is written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump(passwords, stream, indent=2)
    fresh.replace(file)
