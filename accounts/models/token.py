"""A token: how a program acts for a person."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from accounts.scopes import Scope
from history.models import Audited

LONGEST = timedelta(days=366)  # a forgotten token ends by itself


def validate_scopes(value: Any) -> None:
    """Raises `ValidationError` unless the value is a list of scopes, each once, at least one."""
    known = isinstance(value, list) and value and all(isinstance(one, str) and one in Scope.values for one in value)
    if not known or len(set(value)) != len(value):
        raise ValidationError(f"Choose at least one scope, each once: {', '.join(Scope.values)}.")


class TokenQuerySet(models.QuerySet["Token"]):
    """Reads of tokens."""

    def visible_to(self, person: Any, *, manages: bool) -> "TokenQuerySet":
        """People see their own; who manages accounts sees everybody's."""
        return self if manages else self.filter(owner=person)


class Token(Audited):
    """One program's key, of one person. Only its SHA-256 is kept: the token itself is shown once, when it is made."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=100)  # what it is for, in its owner's words
    # Looked up by this part, which is no secret; what is compared is the digest of the whole.
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=71, editable=False)
    scopes = models.JSONField(validators=[validate_scopes])
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)  # to the minute
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revoked_tokens",
        editable=False,
    )

    # The whole token, on the one instance that was just made; never stored.
    shown_once = ""

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="revoked_token_has_person_and_time",
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="token_expires_after_it_is_made",
                condition=models.Q(expires_at__gt=models.F("created_at")),
                violation_error_message="expires_at: a token ends after it is made.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix})"

    @property
    def log_target(self) -> models.Model:
        return self.owner

    @property
    def is_live(self) -> bool:
        """Whether it may still be used: not expired, not revoked, and its owner's account is open."""
        return self.revoked_at is None and self.expires_at > timezone.now() and self.owner.is_active
