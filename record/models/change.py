"""What happened to the public record, one after the other: what programs follow that keep a copy."""

from typing import ClassVar

from django.db import models

from history.models.audited import AppendOnly
from record.models.listing import PublicState


class ChangeKind(models.TextChoices):
    """A version's kind, or what happened to a claim without a new version."""

    FIRST = "first", "first publication"
    UPDATE = "update", "update"
    CORRECTION = "correction", "correction"
    RETRACTION = "retraction", "retraction"
    ERASURE = "erasure", "erasure"
    STATE = "state", "change of state"


class ChangeQuerySet(models.QuerySet["Change"]):
    """Reads of changes."""

    def taking_away(self) -> "ChangeQuerySet":
        """Those after which something that was public is so no more; of holds, those that stand now."""
        withheld = models.Q(kind=ChangeKind.STATE, version__listing__state=PublicState.WITHHELD)
        return self.filter(withheld | models.Q(kind__in=[ChangeKind.RETRACTION, ChangeKind.ERASURE]))


class Change(models.Model):
    """One change of the public record. Holds no words: those are in the version, and go with its erasure.

    A version made while its claim is withheld has none until the claim is shown again.
    """

    audited: ClassVar[bool] = False
    append_only: ClassVar[AppendOnly | None] = AppendOnly()

    # Given under the publication counter, so that a reader who saw one has seen all before it.
    sequence = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12, choices=ChangeKind)
    version = models.ForeignKey(
        "record.Version", on_delete=models.PROTECT, related_name="changes"
    )  # the newest that was told
    at = models.DateTimeField()  # our clock, but never before the change before

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at"], name="change_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"
