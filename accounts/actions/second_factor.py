"""Adding a second factor to an account and taking it away."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import access, totp
from accounts.models import User
from history.errors import NotAllowed, WrongMoment
from history.log import log
from history.writes import lock


def enable(*, person: User, code: str, by: User) -> TOTPDevice:
    """Confirms the person's waiting device by its first code. From then on the desk asks for one at each sign-in.

    Raises `NotAllowed` for anybody but the person, `WrongMoment` where there is a device already, `ValidationError` at
    `code` for a wrong one. Not one transaction on purpose: a wrong code must leave its mark on the device, which slows
    down whoever guesses.
    """
    if by.pk != person.pk or not person.is_active:
        raise NotAllowed(_("Only people themselves can set up their one-time codes."))
    if totp.device_of(person):
        raise WrongMoment(_("One-time codes are set up already; an administrator can take them away."))
    device = totp.pending_device_of(person)
    if not device.verify_token(code):
        raise ValidationError(
            {"code": [_("This code is not right. Codes change every 30 seconds: use the newest one.")]}
        )
    with transaction.atomic():
        lock(person)
        if totp.device_of(person):
            raise WrongMoment(_("One-time codes are set up already; an administrator can take them away."))
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        log(person, "person_second_factor_set", by=by)
    return device


@transaction.atomic
def disable(*, person: User, by: User | None, reason: str = "") -> None:
    """Takes the second factor away, for a phone that was lost. Raises `NotAllowed` for all but administrators."""
    if not access.can_manage_people(by):
        raise NotAllowed(_("Only an administrator may take one-time codes away."))
    lock(person)
    removed, _kinds = TOTPDevice.objects.filter(user=person).delete()
    if removed:
        log(person, "person_second_factor_removed", by=by, reason=reason)
