"""What lets an erasure, and nothing else, change one append-only row."""

from typing import ClassVar

from django.db import models


class ErasurePass(models.Model):
    """Opens one row of one append-only table. Made and removed inside the erasure's own transaction: nobody else sees it."""

    audited: ClassVar[bool] = False

    table_name = models.CharField(max_length=100)
    row_id = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"
