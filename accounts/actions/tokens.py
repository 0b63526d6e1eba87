"""Making tokens for programs, taking them back, and finding the person behind one."""

import re
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Token, User
from accounts.models.token import LONGEST
from accounts.scopes import Scope
from history.canonical import digest
from history.errors import NotAllowed, WrongMoment
from history.ids import ALPHABET, LENGTH, new_id
from history.log import log
from history.writes import lock

# Recognisable, so that scanners of repositories find one that was committed by mistake; 256 bits of chance.
_FORM = re.compile(rf"counterclaim_([{ALPHABET}]{{{LENGTH}}})_[A-Za-z0-9_-]{{43}}")
_COARSE = timedelta(minutes=1)  # how exact `last_used_at` is: one write a minute, however busy a program is


@transaction.atomic
def make(*, owner: User, by: User, label: str, scopes: list[str], expires_at: datetime) -> Token:
    """Makes a token; the instance that is returned carries it whole in `shown_once`, and nothing else ever does.

    Only people themselves make theirs: what it may do is what they may do. The face sees to it that their session gave
    its second factor. Raises `NotAllowed`, or `ValidationError` naming each wrong field.
    """
    if by.pk != owner.pk or not owner.roles:
        raise NotAllowed(_("Only people who work at the desk make tokens, each for themselves."))
    lock(owner)  # its chain of the log is written below
    prefix = new_id()
    whole = f"counterclaim_{prefix}_{secrets.token_urlsafe(32)}"
    # In the order of the scopes themselves, whatever order a form sends.
    ordered = [scope for scope in Scope.values if scope in scopes] if set(scopes) <= set(Scope.values) else scopes
    token = Token(
        owner=owner, label=label, prefix=prefix, digest=digest(whole.encode()), scopes=ordered, expires_at=expires_at
    )
    token.full_clean()
    if expires_at > timezone.now() + LONGEST:
        raise ValidationError({"expires_at": _("A token lasts a year at most.")})
    token.save(force_insert=True)
    # Not by `writes.insert`: the log keeps no digest of a secret.
    log(
        owner,
        "token_made",
        by=by,
        new={"token": token.pk, "label": label, "scopes": ordered, "expires_at": expires_at.isoformat()},
    )
    token.shown_once = whole
    return token


@transaction.atomic
def revoke(*, token: Token, by: User, reason: str = "") -> Token:
    """Takes a token back, at once and for good: its owner's own, or for an administrator anybody's."""
    if not access.can_revoke_token(by, token):
        raise NotAllowed(_("Only its owner or an administrator takes a token back."))
    owner = lock(token.owner)
    token = lock(token)
    if token.revoked_at is not None:
        raise WrongMoment(_("This token was taken back already."))
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    log(owner, "token_revoked", by=by, new={"token": token.pk, "label": token.label}, reason=reason)
    return token


def use(*, text: str) -> Token | None:
    """The live token that this text is, with its owner; None for anything else. One indexed statement, and one write a minute."""
    match = _FORM.fullmatch(text)
    token = Token.objects.select_related("owner").filter(prefix=match[1]).first() if match else None
    if token is None or not secrets.compare_digest(token.digest, digest(text.encode())) or not token.is_live:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - _COARSE:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _COARSE)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token
