"""The fingerprints by which texts that share much are found among thousands."""

from typing import ClassVar

from django.db import models


class Sketch(models.Model):
    """One value of the sketch of a source's newest text (`sources.reuse.sketch`). Computed, so it can be made again."""

    audited: ClassVar[bool] = False

    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="sketches")
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("value", "source", name="a_source_has_a_sketch_value_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.value}"
