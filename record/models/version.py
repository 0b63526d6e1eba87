"""One published revision, numbered, immutable."""

import json
from typing import Any, ClassVar

from django.db import models

from history.models import AppendOnly, Audited


class VersionKind(models.TextChoices):
    FIRST = "first", "first publication"
    UPDATE = "update", "update"
    CORRECTION = "correction", "correction"
    RETRACTION = "retraction", "retraction"


class Version(Audited):
    """What the world was shown from `effective_at` on, as bytes. A retraction is a version too: its document is the tombstone."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly()

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="versions")
    revision = models.ForeignKey("claims.Revision", null=True, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=VersionKind)
    document = models.BinaryField()
    summary = models.BinaryField()
    content_digest = models.CharField(max_length=71)
    publication_digest = models.CharField(max_length=71)
    previous_digest = models.CharField(max_length=71, blank=True)  # publication digest of the version before
    log_head = models.CharField(max_length=71)  # digest of the claim's newest entry: anchors its chain
    inputs = models.JSONField()  # [[target type, target id, newest entry included], …]
    sequence = models.PositiveBigIntegerField(unique=True)  # the order of publications over the whole site
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    replayed = models.BooleanField(default=False)
    people = models.JSONField()  # [{"role": "reviewer", "key": …}, …]

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint("claim", "number", name="one_version_of_a_number"),
            models.CheckConstraint(
                name="only_a_replayed_version_differs_in_its_two_times",
                condition=models.Q(replayed=True) | models.Q(effective_at=models.F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def log_target(self) -> models.Model:
        return self.claim

    @property
    def content(self) -> dict[str, Any]:
        """The document, read."""
        return json.loads(bytes(self.document))
