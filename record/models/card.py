"""The current public face of a speaker, outlet, source, event or statement."""

import json
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models

from history.ids import LENGTH


class CardKind(models.TextChoices):
    EVENT = "event", "event"
    SPEAKER = "speaker", "speaker"
    OUTLET = "outlet", "outlet"
    SOURCE = "source", "source"
    STATEMENT = "statement", "statement"


# Of what has no date: older than every dated one. The engines disagree on where an empty value sorts.
UNDATED = datetime.min.replace(tzinfo=UTC)


class Card(models.Model):
    """Made when something that names it is published; a rename at the desk shows with the next publication."""

    audited: ClassVar[bool] = False

    id = models.CharField(primary_key=True, max_length=LENGTH)
    kind = models.CharField(max_length=10, choices=CardKind)
    document = models.BinaryField()
    digest = models.CharField(max_length=71)
    version = models.ForeignKey("record.Version", on_delete=models.PROTECT, related_name="cards")  # gave it its words
    # The order of lists: when an event began, a source was published, a statement was said; of speakers and outlets, when
    # the version that gave the words took effect.
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-at", "-id"], name="card_newest_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def content(self) -> dict[str, Any]:
        """The document, read."""
        return json.loads(bytes(self.document))
