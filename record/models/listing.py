"""What lists, filters and look-ups by date read: one row a version, rebuildable from the versions."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from claims.models.claim import ClaimKind, Verdict
from history.ids import LENGTH
from record.search import keys


class PublicState(models.TextChoices):
    PUBLISHED = "published", "published"
    UNDER_NOTICE = "under_notice", "under notice"
    WITHHELD = "withheld", "withheld"
    RETRACTED = "retracted", "retracted"


class ListingQuerySet(models.QuerySet["Listing"]):
    """The public reads. None of them touches the desk's tables."""

    def listed(self) -> "ListingQuerySet":
        """What a list may show: withheld claims and tombstones are in no list."""
        return self.exclude(state__in=[PublicState.WITHHELD, PublicState.RETRACTED])

    def current(self) -> "ListingQuerySet":
        return self.filter(is_current=True)

    def as_of(self, instant: datetime) -> "ListingQuerySet":
        """What we had published at that instant."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=instant), valid_from__lte=instant)

    def newest_first(self) -> "ListingQuerySet":
        """The order of all lists: a keyset of (valid_from, version sequence)."""
        return self.order_by("-valid_from", "-sequence")

    def with_words(self, words: str) -> "ListingQuerySet":
        """Claims that hold every one of these words, in any of their languages, case and marks aside."""
        found = self
        for key in keys(words):
            found = found.filter(search_keys__contains=f" {key}")
        return found


CURRENT = models.Q(is_current=True)
RETRACTED = models.Q(is_current=True, state=PublicState.RETRACTED)


class Listing(models.Model):
    """A version's place in lists: from when to when it was the newest, and the columns that filters ask."""

    audited: ClassVar[bool] = False

    version = models.OneToOneField("record.Version", primary_key=True, on_delete=models.PROTECT, related_name="listing")
    claim_id = models.CharField(max_length=LENGTH)
    number = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    event_id = models.CharField(max_length=LENGTH)
    claimant_id = models.CharField(max_length=LENGTH, blank=True)
    kind = models.CharField(max_length=20, choices=ClaimKind)
    verdict = models.CharField(max_length=25, choices=Verdict, blank=True)
    corroboration = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=11)
    made_earliest = models.DateTimeField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    is_current = models.BooleanField()
    state = models.CharField(max_length=15, choices=PublicState)  # of the claim now, the same on all its rows
    erasures = models.PositiveSmallIntegerField(default=0)  # confirmed ones: the bytes changed, the digests did not
    search_keys = models.TextField()  # folded words, a space before each

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("claim_id", "number", name="one_listing_a_version"),
            models.UniqueConstraint("claim_id", condition=CURRENT, name="one_current_version_a_claim"),
        ]
        indexes = [
            # The list and its filters, in the order of the keyset. Partial ones: SQLite looks up no bare boolean column.
            models.Index(fields=["-valid_from", "-sequence"], name="listing_newest", condition=CURRENT),
            models.Index(
                fields=["event_id", "-valid_from", "-sequence"], name="listing_of_an_event", condition=CURRENT
            ),
            models.Index(
                fields=["verdict", "-valid_from", "-sequence"], name="listing_of_a_verdict", condition=CURRENT
            ),
            models.Index(fields=["kind", "-valid_from", "-sequence"], name="listing_of_a_kind", condition=CURRENT),
            models.Index(fields=["-valid_from", "-sequence"], name="listing_of_retracted", condition=RETRACTED),
            models.Index(fields=["claim_id", "valid_from"], name="listing_as_of"),
            models.Index(fields=["-valid_from", "-sequence"], name="listing_of_all_versions"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} v{self.number}"
