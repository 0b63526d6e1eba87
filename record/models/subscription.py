"""Somebody who wants to be told when something public changes."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from history.models import Audited
from sources.addresses import ADDRESS_LIMIT, validate_address
from sources.languages import validate_text


class HookEvent(models.TextChoices):
    """What can be told. The value is the `type` of what is sent."""

    PUBLISHED = "claim.published", "a version is published: the first, or an update"
    CORRECTED = "claim.corrected", "a correction is published"
    RETRACTED = "claim.retracted", "a claim is retracted"
    STATE_CHANGED = "claim.state_changed", "a notice or a hold is put on a claim, or lifted"
    ERASED = "claim.erased", "passages of a claim are erased"


def validate_events(value: Any) -> None:
    """Raises `ValidationError` unless the value is a list of events, each once, at least one."""
    known = isinstance(value, list) and value and all(one in HookEvent.values for one in value)
    if not known or len(set(value)) != len(value):
        raise ValidationError(f"Choose at least one event, each once: {', '.join(HookEvent.values)}.")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Reads of subscriptions."""

    def standing(self) -> "SubscriptionQuerySet":
        """Those that were not ended; a paused one stands, and what it is to be told waits."""
        return self.filter(ended_at__isnull=True)


class Subscription(Audited):
    """A webhook: where to, of which events, signed with which secret.

    The secret is kept as it is, since it must sign: whoever reads the database can read it. It is in no log.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subscriptions")
    label = models.CharField(max_length=100, validators=[validate_text])
    url = models.TextField(max_length=ADDRESS_LIMIT, validators=[validate_address])
    events = models.JSONField(validators=[validate_events])
    secret = models.CharField(max_length=80, editable=False)
    # Each with the time until which it signs beside the new one, so that receivers change theirs without loss. Several:
    # a secret that was changed twice in a day must not fall silent for whoever still has the first.
    previous_secrets = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)  # the first failure after a success
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    pause_reason = models.CharField(max_length=500, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ended_subscriptions",
        editable=False,
    )

    # The secret, on the one instance that was just given it; pages show it from here and from nowhere else.
    shown_once = ""

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="paused_subscription_says_why",
                condition=models.Q(paused_at__isnull=True, pause_reason="")
                | (models.Q(paused_at__isnull=False) & ~models.Q(pause_reason="")),
            ),
            models.CheckConstraint(
                name="ended_subscription_has_person_and_time",
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def secrets(self) -> list[str]:
        """Those that sign now, the newest first."""
        return [self.secret, *(secret for secret, _until in self.overlapping())]

    def overlapping(self) -> list[list[str]]:
        """The earlier secrets whose time is not over, each with the end of it; the newest first."""
        return [
            [secret, until] for secret, until in self.previous_secrets if datetime.fromisoformat(until) > timezone.now()
        ]
