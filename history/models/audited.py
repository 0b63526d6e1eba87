"""What an audited row is, and how a table says that its rows never change."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from history.ids import LENGTH, new_id


@dataclass(frozen=True)
class AppendOnly:
    """Rows of the table refuse UPDATE and DELETE while `when` holds: SQL over OLD that both engines read alike."""

    when: str = "TRUE"


class Audited(models.Model):
    """A row whose every change is an entry of the log. Its key is a public id, the same on every site."""

    audited: ClassVar[bool] = True
    append_only: ClassVar[AppendOnly | None] = None
    # Columns whose values are long: the log keeps their digests instead.
    logged_by_digest: ClassVar[frozenset[str]] = frozenset()

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)

    class Meta:
        abstract = True

    @property
    def log_target(self) -> models.Model:
        """The row in whose chain this row's changes are written: itself, or the whole it is part of."""
        return self
