"""What one person decided about one revision."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from history.models import AppendOnly, Audited
from sources.languages import validate_text


class Decision(models.TextChoices):
    APPROVE = "approve", "approved"
    RETURN = "return", "returned with changes requested"
    CONSENT = "consent", "consented to naming a party"


class Review(Audited):
    """A decision is bound to the revision it names: a newer revision has none of its reviews."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly()

    revision = models.ForeignKey("claims.Revision", on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField(max_length=5_000, blank=True, validators=[validate_text])
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_return_gives_its_reason",
                condition=~models.Q(decision=Decision.RETURN) | ~models.Q(reason=""),
                violation_error_message="reason: say what should change.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.get_decision_display()}"

    @property
    def log_target(self) -> models.Model:
        return self.revision.claim
