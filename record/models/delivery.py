"""One thing to be told to one subscription: the row is the truth, and the log of how it went."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone


class DeliveryState(models.TextChoices):
    PENDING = "pending", "waiting to be delivered"
    DELIVERED = "delivered", "delivered"
    FAILED = "failed", "failed too often"
    ABANDONED = "abandoned", "given up with its webhook"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries."""

    def due(self, now: datetime | None = None) -> "DeliveryQuerySet":
        """Those to be sent now: pending, their time has come, nobody holds them, and their webhook stands and is not paused."""
        now = now or timezone.now()
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=now)
        return self.filter(
            free,
            state=DeliveryState.PENDING,
            next_attempt_at__lte=now,
            subscription__paused_at__isnull=True,
            subscription__ended_at__isnull=True,
        )


class Delivery(models.Model):
    """Written in the transaction of what it tells, so a crash after the commit loses nothing.

    `event_id` stays the same through every attempt and replay: receivers tell by it what they have already.
    """

    audited: ClassVar[bool] = False

    subscription = models.ForeignKey("record.Subscription", on_delete=models.PROTECT, related_name="deliveries")
    event_id = models.CharField(max_length=20)
    event = models.CharField(max_length=30)  # of `HookEvent`, or `ping`
    payload = models.BinaryField()  # names and addresses alone, no words of a claim: an erasure has nothing to blank
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)  # of all; a worker records its result only for its own
    attempts_before = models.PositiveIntegerField(default=0)  # of those, before it was last replayed
    leased_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_answer = models.CharField(max_length=500, blank=True)
    last_failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("subscription", "event_id", name="one_delivery_of_an_event_a_subscription"),
            models.CheckConstraint(
                name="delivered_has_its_time",
                condition=~models.Q(state=DeliveryState.DELIVERED) | models.Q(delivered_at__isnull=False),
            ),
        ]
        indexes = [
            # The sweep asks every minute, and only for those.
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(state=DeliveryState.PENDING), name="delivery_work_queue"
            ),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
