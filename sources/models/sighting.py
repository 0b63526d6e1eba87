"""What became of a quote on a later capture of its page."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _


class Drift(models.TextChoices):
    """How the words stand in the later capture."""

    UNCHANGED = "unchanged", "unchanged"
    MOVED = "moved", "moved to another place"
    ALTERED = "altered", "altered"
    AMBIGUOUS = "ambiguous", "found in several places"
    LOST = "lost", "no longer there"


WORSE_THAN_MOVED = [Drift.ALTERED, Drift.AMBIGUOUS, Drift.LOST]


class DriftFinding(models.TextChoices):
    """What readers are told of a page that changed: how the words stand in the newest capture."""

    ALTERED = "altered", _("altered")
    AMBIGUOUS = "ambiguous", _("found in several places")
    LOST = "lost", _("no longer there")
    RETURNED = "returned", _("there again")


class SightingQuerySet(models.QuerySet["Sighting"]):
    """Reads of sightings."""

    def telling(self) -> "SightingQuerySet":
        """The newest of each statement, with `was_worse`: whether any before it was worse than moved."""
        later = Sighting.objects.filter(statement=models.OuterRef("statement")).order_by("-seen_at", "-id")
        worse = Sighting.objects.filter(
            statement=models.OuterRef("statement"), drift__in=WORSE_THAN_MOVED, seen_at__lt=models.OuterRef("seen_at")
        )
        return self.filter(pk=models.Subquery(later.values("pk")[:1])).annotate(was_worse=models.Exists(worse))

    def changed(self) -> "SightingQuerySet":
        """Of those, where the words are worse than moved, or were and are there again."""
        return self.telling().filter(models.Q(drift__in=WORSE_THAN_MOVED) | models.Q(was_worse=True))


class Sighting(models.Model):
    """One quote looked for in one later capture. Computed from the two, so it can be made again; it decides nothing."""

    audited: ClassVar[bool] = False

    statement = models.ForeignKey("sources.Statement", on_delete=models.PROTECT, related_name="sightings")
    snapshot = models.ForeignKey("sources.Snapshot", on_delete=models.PROTECT, related_name="sightings")
    drift = models.CharField(max_length=10, choices=Drift)
    start = models.PositiveIntegerField(null=True)  # code points in the later snapshot's text
    end = models.PositiveIntegerField(null=True)
    seen_at = models.DateTimeField()  # when the later snapshot was captured

    objects = SightingQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.UniqueConstraint("statement", "snapshot", name="a_quote_is_looked_for_once_in_a_snapshot"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.get_drift_display()}"

    @property
    def finding(self) -> DriftFinding:
        """What readers are told, of one of `changed()`."""
        return DriftFinding(self.drift) if self.drift in WORSE_THAN_MOVED else DriftFinding.RETURNED
