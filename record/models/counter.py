"""The site's publication counter."""

from typing import ClassVar

from django.db import models


class PublicationCounter(models.Model):
    """One row. Publishing holds it until its transaction ends, so sequences become visible in their order."""

    audited: ClassVar[bool] = False

    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)
