"""Something the desk should look at."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from history.models import Audited


class AlertKind(models.TextChoices):
    WITHDRAWAL_LINKED = "withdrawal_linked", "a statement was withdrawn"
    CORROBORATION_CHANGED = "corroboration_changed", "what its reports show has changed"
    UPDATE_WAITS = "update_waits", "an update waits to be published"
    QUOTE_LOST = "quote_lost", "a quote is no longer on its page"
    APPROVAL_VOIDED = "approval_voided", "an approval was voided"
    DUE_DATE_PASSED = "due_date_passed", "the due date passed"
    CONFIRMATION_OVERDUE = "confirmation_overdue", "a notice or hold waits for its second editor"


class AlertQuerySet(models.QuerySet["Alert"]):
    """Reads of alerts."""

    def open(self) -> "AlertQuerySet":
        """Those that nobody has looked at."""
        return self.filter(resolved_at__isnull=True)

    def with_claims(self) -> "AlertQuerySet":
        """With what a line of the queue shows of their claims."""
        return self.select_related("claim__event", "claim__author", "claim__assigned_to")

    def open_numbers(self) -> tuple[int, Any]:
        """How many are open, and since when the oldest is. One statement."""
        found = self.open().aggregate(count=models.Count("pk"), oldest=models.Min("raised_at"))
        return found["count"], found["oldest"]


class Alert(Audited):
    """Raised by the machine, resolved by a person. It never changes a decision."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=25, choices=AlertKind)
    message = models.CharField(max_length=500)
    raised_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="resolved_alerts"
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="resolved_alert_has_person_and_time",
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            # The sweep may run twice at once: one open alert of a kind a claim.
            models.UniqueConstraint(
                "claim", "kind", condition=models.Q(resolved_at__isnull=True), name="one_open_alert_of_a_kind_a_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.message}"[:120]

    @property
    def log_target(self) -> models.Model:
        return self.claim
