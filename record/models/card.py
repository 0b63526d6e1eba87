"""The current public face of a speaker, outlet, source or event."""

import json
from typing import Any, ClassVar

from django.db import models

from history.ids import LENGTH


class CardKind(models.TextChoices):
    EVENT = "event", "event"
    SPEAKER = "speaker", "speaker"
    OUTLET = "outlet", "outlet"
    SOURCE = "source", "source"


class Card(models.Model):
    """Made when something that names it is published; a rename at the desk shows with the next publication."""

    audited: ClassVar[bool] = False

    id = models.CharField(primary_key=True, max_length=LENGTH)
    kind = models.CharField(max_length=10, choices=CardKind)
    document = models.BinaryField()
    digest = models.CharField(max_length=71)
    version = models.ForeignKey("record.Version", on_delete=models.PROTECT, related_name="cards")  # gave it its words
    starts_at = models.DateTimeField(null=True)  # of an event: the order of the front page

    class Meta:
        indexes = [models.Index(fields=["kind", "-starts_at", "id"], name="card_newest_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def content(self) -> dict[str, Any]:
        """The document, read."""
        return json.loads(bytes(self.document))
