"""The exact document submitted for review."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from history.models import AppendOnly, Audited


class Revision(Audited):
    """What a review names: the bytes, their digest, the rows they were made from and the people who wrote them."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly()

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.BinaryField()
    content_digest = models.CharField(max_length=71)
    inputs = models.JSONField()  # [[target type, target id, newest entry then], …]
    contributors = models.JSONField()  # keys of the people who changed any of it since it was last published
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="revisions"
    )  # null: the machine renewed it because what was approved had changed
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["claim", "number"]
        constraints = [models.UniqueConstraint("claim", "number", name="one_revision_of_a_number")]

    def __str__(self) -> str:
        return f"revision {self.number}"

    @property
    def log_target(self) -> models.Model:
        return self.claim

    @property
    def content(self) -> dict[str, Any]:
        """The document, read."""
        return json.loads(bytes(self.document))
