"""Creating accounts, giving and taking roles, closing accounts.

`by` is an administrator, or None for the machine at set-up. Anybody else gets `NotAllowed`. Entries of the log never
hold a password or its hash.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import User
from accounts.roles import Role
from history.errors import NotAllowed, WrongMoment
from history.log import log
from history.writes import lock


@transaction.atomic
def create_person(
    *,
    username: str,
    roles: Iterable[str],
    by: User | None,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
) -> User:
    """Creates an account; without a password nobody can sign in to it until one is set.

    Raises `NotAllowed`, or `ValidationError` naming each wrong field: a name that is taken or malformed, a role that
    does not exist, a password that is too weak.
    """
    _refuse_unless_manager(by)
    person = User(username=username, first_name=first_name, last_name=last_name, email=email)
    faults: dict[str, list[str]] = {}
    wanted: frozenset[Role] = frozenset()
    try:
        wanted = _known(roles)
    except ValidationError as error:
        faults |= error.message_dict
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as error:
            faults["password"] = error.messages
    person.set_password(password)
    person.is_staff = bool(wanted)
    try:
        person.full_clean()
    except ValidationError as error:
        faults |= error.message_dict
    if faults:
        raise ValidationError(faults)
    person.save(force_insert=True)
    person.groups.set(Group.objects.filter(name__in=wanted))
    log(person, "person_created", by=by, new={"username": username, "roles": sorted(wanted)})
    return person


@transaction.atomic
def set_roles(*, person: User, roles: Iterable[str], by: User | None, reason: str = "") -> User:
    """Makes these the person's roles, and no others.

    Raises `NotAllowed`; `ValidationError` for a role that does not exist; `WrongMoment` for administrators who would
    stop being one by their own hand, which could leave nobody to undo it.
    """
    _refuse_unless_manager(by)
    wanted = _known(roles)
    held = lock(person)
    old = sorted(held.groups.filter(name__in=list(Role)).values_list("name", flat=True))
    if by is not None and by.pk == held.pk and Role.ADMINISTRATOR in old and Role.ADMINISTRATOR not in wanted:
        raise WrongMoment(_("You cannot take the role of administrator from yourself; ask another administrator."))
    if old != sorted(wanted):
        held.groups.remove(*Group.objects.filter(name__in=set(old) - set(wanted)))
        held.groups.add(*Group.objects.filter(name__in=set(wanted) - set(old)))
        held.is_staff = bool(wanted)
        held.save(update_fields=["is_staff"])
        log(held, "person_roles_set", by=by, old={"roles": old}, new={"roles": sorted(wanted)}, reason=reason)
    # The caller's instance may have answered for the old roles already.
    person.__dict__.pop("roles", None)
    person.is_staff = held.is_staff
    return person


@transaction.atomic
def deactivate(*, person: User, by: User | None, reason: str = "") -> User:
    """Closes an account: no sign-in, no roles in effect, every session at its end; what the person did stays.

    Raises `NotAllowed`, and `WrongMoment` for people who would close their own account.
    """
    _refuse_unless_manager(by)
    if by is not None and by.pk == person.pk:
        raise WrongMoment(_("You cannot close your own account; ask another administrator."))
    return _set_active(person, False, by=by, code="person_deactivated", reason=reason)


@transaction.atomic
def reactivate(*, person: User, by: User | None, reason: str = "") -> User:
    """Opens a closed account again, with the roles it had. Raises `NotAllowed`."""
    _refuse_unless_manager(by)
    return _set_active(person, True, by=by, code="person_reactivated", reason=reason)


@transaction.atomic
def set_password(*, person: User, password: str, by: User | None) -> User:
    """Sets a password, the person's own or, for an administrator, anybody's; it ends the person's other sessions.

    Raises `NotAllowed`, and `ValidationError` at `password` for one that is too weak.
    """
    if not access.can_set_password(by, person):
        raise NotAllowed(_("Only an administrator may set somebody else's password."))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    held = lock(person)
    held.set_password(password)
    held.save(update_fields=["password"])
    log(held, "person_password_set", by=by)
    person.password = held.password
    return person


def _refuse_unless_manager(by: User | None) -> None:
    if not access.can_manage_people(by):
        raise NotAllowed(_("Only an administrator may create accounts and change them."))


def _known(roles: Iterable[str]) -> frozenset[Role]:
    roles = list(roles)
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        message = _("There is no role %(role)s. The roles are %(roles)s.")
        shown = {"role": ", ".join(unknown), "roles": ", ".join(Role.values)}
        raise ValidationError({"roles": message % shown})
    return frozenset(Role(role) for role in roles)


def _set_active(person: User, active: bool, *, by: User | None, code: str, reason: str) -> User:
    held = lock(person)
    if held.is_active != active:
        held.is_active = active
        held.save(update_fields=["is_active"])
        log(held, code, by=by, old={"is_active": not active}, new={"is_active": active}, reason=reason)
    person.is_active = active
    person.__dict__.pop("roles", None)
    return person
