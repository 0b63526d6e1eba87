"""How far a row's changes are already public."""

from typing import ClassVar

from django.db import models


class Baseline(models.Model):
    """The newest entry of a target that some published version includes: contributors are counted from there."""

    audited: ClassVar[bool] = False

    target_type = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("target_type", "target_id", name="one_baseline_a_target")]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id} up to {self.sequence}"
