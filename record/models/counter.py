"""The site's counters of what became public and what changed there."""

from typing import ClassVar

from django.db import models


class PublicationCounter(models.Model):
    """One row. Whatever changes the public record holds it until its transaction ends: numbers become visible in order."""

    audited: ClassVar[bool] = False

    value = models.PositiveBigIntegerField(default=0)  # the newest version's sequence
    changes = models.PositiveBigIntegerField(default=0)  # the newest change's
    # How often any claim's public rows were made anew, and which of these times was the last that took something away.
    # What was made from the record outside the database (record/exporting/) compares itself with both.
    relistings = models.PositiveBigIntegerField(default=0)
    last_removal = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)
