"""One thing that an import, or a step over its rows, reports."""

from typing import ClassVar

from django.db import models

from history.ids import LENGTH


class ProblemLevel(models.TextChoices):
    REFUSED = "refused", "not imported"
    WARNING = "warning", "imported without it"
    STEP = "step", "step not taken"


class ImportProblem(models.Model):
    """A line of the report: which line of the file, which field, why. It holds no words of the file but those it explains."""

    audited: ClassVar[bool] = False  # what a machine found in a file; the file and its import are what is audited

    batch = models.ForeignKey("claims.ImportBatch", on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveBigIntegerField(default=0)  # 1 is the first; 0: about no line
    level = models.CharField(max_length=10, choices=ProblemLevel)
    field = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    claim_id = models.CharField(max_length=LENGTH, blank=True)  # the row a step was refused for

    class Meta:
        ordering = ["batch", "line", "id"]

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else "the file" if not self.claim_id else self.claim_id
        return f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"
