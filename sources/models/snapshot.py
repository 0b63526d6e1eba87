"""One fixed representation of a source at a moment."""

from datetime import datetime
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


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Reads of snapshots."""

    def complete(self) -> "SnapshotQuerySet":
        """Those that hold something, newest first."""
        return self.filter(state=SnapshotState.COMPLETE).order_by("-captured_at", "-id")

    def newest(self) -> "Snapshot | None":
        """The newest that holds something, typed ones aside; else the one that is being captured; else none."""
        kept = self.exclude(method=SnapshotMethod.TRANSCRIBED)
        return kept.complete().first() or kept.filter(state=SnapshotState.PENDING).order_by("requested_at").first()

    def waiting(self, now: datetime) -> "SnapshotQuerySet":
        """Captures to make that no worker holds, in the order they were asked for."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=now)
        return self.filter(free, state=SnapshotState.PENDING).order_by("requested_at", "id")


class Snapshot(Audited):
    """What a source held when it was fetched, uploaded, or typed from what was seen. Complete ones never change."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly(when="OLD.state = 'complete'")
    # They are long and stand in this row for ever; the log keeps their digests.
    logged_by_digest: ClassVar[frozenset[str]] = frozenset({"text", "headers", "found"})

    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="snapshots")
    method = models.CharField(max_length=15, choices=SnapshotMethod)
    state = models.CharField(max_length=10, choices=SnapshotState, default=SnapshotState.PENDING)
    # The row is the work queue: nobody but the worker that took it may touch it before this instant. After a failure that
    # may pass, it is when to try again; after the last one, when others of its host may be asked.
    leased_until = models.DateTimeField(null=True, blank=True)
    # Counts the takings, so that a worker whose lease ran out cannot finish what another took over.
    attempts = models.PositiveSmallIntegerField(default=0)
    host = models.CharField(max_length=255, blank=True)  # of the address asked for; one capture of a host at a time
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    requested_url = models.TextField(max_length=3_000, blank=True)
    final_url = models.TextField(max_length=3_000, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    headers = models.JSONField(default=list, blank=True)  # [[name, value], …] of the final answer
    body_sha256 = models.CharField(max_length=71, blank=True)  # of the bytes that were read, decompressed
    warc_file = models.CharField(max_length=200, blank=True)
    warc_sha256 = models.CharField(max_length=71, blank=True)
    warc_size = models.PositiveBigIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    article_length = models.PositiveIntegerField(
        default=0
    )  # code points of `text` that are the article; the rest follows
    text_sha256 = models.CharField(max_length=71, blank=True)
    extractor = models.CharField(max_length=50, blank=True)
    extractor_version = models.CharField(max_length=30, blank=True)
    # What the page says of itself: {field: value, …, "found_in": {field: place}}. A suggestion, never altered.
    found = models.JSONField(default=dict, blank=True)
    flags = models.JSONField(default=list, blank=True)  # codes of what a person should look at
    picture = models.FileField(upload_to="pictures/", blank=True)  # under VAR_DIR, never served to readers
    failure = models.CharField(max_length=500, blank=True)

    objects = SnapshotQuerySet.as_manager()

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
        indexes = [
            models.Index(fields=["state", "leased_until"], name="snapshot_work_queue"),
            models.Index(fields=["host", "state", "captured_at"], name="snapshot_by_host"),
            models.Index(fields=["text_sha256"], name="snapshot_by_text"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.captured_at:%Y-%m-%d}" if self.captured_at else self.state

    @property
    def is_typed(self) -> bool:
        """Whether its text was typed by us: nothing in it can be more than transcribed (I1)."""
        return self.method == SnapshotMethod.TRANSCRIBED

    @property
    def is_drawn(self) -> bool:
        """Whether it holds no text to check words against: a picture, a recording, an empty page."""
        return self.state == SnapshotState.COMPLETE and not self.text.strip()

    @property
    def log_target(self) -> models.Model:
        return self.source
