"""The public note with a version that changes substance."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from history.models import AppendOnly, Audited
from sources.languages import validate_map


class Correction(Audited):
    """What was wrong, what it said, what it says now, and why."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly()

    version = models.OneToOneField("record.Version", on_delete=models.PROTECT, related_name="correction")
    what = models.JSONField(validators=[validate_map])
    old = models.TextField(max_length=5_000, blank=True)
    new = models.TextField(max_length=5_000, blank=True)
    why = models.JSONField(validators=[validate_map])
    at = models.DateTimeField()  # when the version took effect
    sequence = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["-at", "-sequence"], name="correction_newest")]

    def __str__(self) -> str:
        return f"correction of {self.version}"

    @property
    def log_target(self) -> models.Model:
        return self.version.claim

    def clean(self) -> None:
        for name in ("what", "why"):
            if not getattr(self, name):
                raise ValidationError({name: "A correction says what changed and why."})
