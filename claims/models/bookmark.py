"""How far a sweep has read the log."""

from typing import ClassVar

from django.db import models


class Bookmark(models.Model):
    """The newest entry that one sweep has looked at. Losing it costs only reading again."""

    audited: ClassVar[bool] = False

    name = models.CharField(max_length=50, unique=True)
    entry = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to entry {self.entry}"
