"""The site's counters of what became public and what changed there."""

from typing import ClassVar

from django.db import models


class PublicationCounter(models.Model):
    """One row. Whatever changes the public record holds it until its transaction ends: numbers become visible in order.

    Both could be counted, and are kept apart from what they count: so `verify` sees where the newest rows are missing.
    """

    audited: ClassVar[bool] = False

    value = models.PositiveBigIntegerField(default=0)  # the newest version's sequence
    changes = models.PositiveBigIntegerField(default=0)  # the newest change's

    def __str__(self) -> str:
        return str(self.value)
