"""One line of the log."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from history.canonical import canonical, digest
from history.codes import sentence_of
from history.ids import LENGTH
from history.models.audited import AppendOnly


def among(targets: Iterable[tuple[str, str]]) -> models.Q:
    """Rows about any of these targets. By type and id together: an index finds them, however long the log is."""
    by_type: dict[str, set[str]] = {}
    for target_type, target_id in targets:
        by_type.setdefault(target_type, set()).add(target_id)
    found = models.Q(pk__in=[])
    for target_type, ids in by_type.items():
        found |= models.Q(target_type=target_type, target_id__in=ids)
    return found


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of the log."""

    def of(self, target: models.Model) -> "EntryQuerySet":
        """The chain of one row, oldest first."""
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).order_by("sequence")

    def of_targets(self, targets: Iterable[tuple[str, str]]) -> "EntryQuerySet":
        """The chains of several rows, named as the log names them, newest first."""
        return self.filter(among(targets)).order_by("-at", "-pk")


class Entry(models.Model):
    """Who did what to which row, when and why. Chained by digest within its target; never changed, never deleted."""

    audited: ClassVar[bool] = False
    append_only: ClassVar[AppendOnly | None] = AppendOnly()

    # No foreign keys: the log outlives what it speaks of.
    target_type = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(max_length=200)
    sequence = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    by_key = models.CharField(max_length=LENGTH, blank=True)  # empty: the machine did it
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_digest = models.CharField(max_length=71, blank=True)
    digest = models.CharField(max_length=71)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two writers of one chain cannot both be the next.
            models.UniqueConstraint("target_type", "target_id", "sequence", name="one_entry_for_each_place_in_a_chain"),
        ]
        indexes = [models.Index(fields=["target_type", "target_id", "-sequence"], name="entry_newest_of_a_chain")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The entry in words."""
        return sentence_of(self.code).format(
            by=self.by_name or "Counterclaim", label=self.target_label, reason=self.reason or "no reason given"
        )

    def content(self) -> dict[str, Any]:
        """What the digest covers: every column but the digest and the row number."""
        return {
            "target_type": self.target_type,
            "target_id": self.target_id,
            "target_label": self.target_label,
            "sequence": self.sequence,
            "code": self.code,
            "by_key": self.by_key,
            "by_name": self.by_name,
            "at": self.at.astimezone(UTC).isoformat(),
            "old": self.old,
            "new": self.new,
            "reason": self.reason,
            "previous_digest": self.previous_digest,
        }

    def computed_digest(self) -> str:
        """The digest this row should carry."""
        return digest(canonical(self.content()))
