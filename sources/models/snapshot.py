"""One fixed representation of a source at a moment."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from history.models import AppendOnly, Audited


class SnapshotMethod(models.TextChoices):
    FETCHED = "fetched", "fetched"
    UPLOADED = "uploaded", "uploaded"
    TRANSCRIBED = "transcribed", "transcribed"


class SnapshotState(models.TextChoices):
    PENDING = "pending", "pending"
    COMPLETE = "complete", "complete"
    FAILED = "failed", "failed"


class Snapshot(Audited):
    """What a source held when it was fetched, uploaded, or typed from what was seen. Complete ones never change."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly(when="OLD.state = 'complete'")

    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="snapshots")
    method = models.CharField(max_length=15, choices=SnapshotMethod)
    state = models.CharField(max_length=10, choices=SnapshotState, default=SnapshotState.PENDING)
    # The row is the work queue: one worker holds it until the lease runs out.
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    requested_url = models.TextField(max_length=3_000, blank=True)
    final_url = models.TextField(max_length=3_000, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    warc_file = models.CharField(max_length=200, blank=True)
    warc_sha256 = models.CharField(max_length=71, blank=True)
    warc_size = models.PositiveBigIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=71, blank=True)
    extractor = models.CharField(max_length=50, blank=True)
    extractor_version = models.CharField(max_length=30, blank=True)
    picture = models.FileField(upload_to="pictures/", blank=True)  # under VAR_DIR, never served to readers
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="complete_snapshot_has_time_and_digest",
                condition=~models.Q(state=SnapshotState.COMPLETE)
                | (models.Q(captured_at__isnull=False) & ~models.Q(text_sha256="")),
                violation_error_message="text_sha256: a complete snapshot has its time and digest.",
            ),
            models.CheckConstraint(
                name="failed_snapshot_says_why",
                condition=~models.Q(state=SnapshotState.FAILED) | ~models.Q(failure=""),
                violation_error_message="failure: say why it failed.",
            ),
        ]
        indexes = [models.Index(fields=["state", "leased_until"], name="snapshot_work_queue")]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.captured_at:%Y-%m-%d}" if self.captured_at else self.state

    @property
    def log_target(self) -> models.Model:
        return self.source
