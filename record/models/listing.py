"""What lists, filters and look-ups by date read: one row a version, rebuildable from the versions."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Avg, Case, Count, Q, Sum, Value, When, Window
from django.db.models.functions import Cast, Floor, Length, Ln, StrIndex
from django.db.models.lookups import GreaterThan

from claims.models.claim import ClaimKind, Verdict
from history.ids import LENGTH
from record.models.search_entry import SearchEntry
from record.search import LENGTH_WEIGHT, MOST_RANKED, SATURATION, question


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

    def with_words(self, text: str, language: str | None = None) -> "ListingQuerySet":
        """Versions with any of these words, in any of their languages and forms."""
        asked = [form for forms in question(text, language) for form in forms]
        if not asked:
            return self.none()
        return self.filter(sequence__in=SearchEntry.objects.filter(keys__any_of=asked).values("sequence"))

    def search(self, text: str, language: str | None = None) -> "ListingQuerySet":
        """The same versions by relevance: of more than `MOST_RANKED`, the newest.

        Each has a `score` in thousandths, and `ranked`, of how many it is one. How rare a word is, is counted among
        these. The engines' own rankings differ, and PostgreSQL's knows no rare words: this one is arithmetic, the same
        on both.
        """
        hits = self.with_words(text, language).order_by("-sequence").values("pk")[:MOST_RANKED]
        length = Cast(Length("search_keys"), models.FloatField())
        ranked: Any = Window(Count("pk"))
        score: Any = Value(0.0)
        for forms in question(text, language):
            holds = Q()
            for form in forms:
                holds |= Q(GreaterThan(StrIndex("search_keys", Value(f" {form} ")), 0))
            has = Case(When(holds, then=Value(1.0)), default=Value(0.0), output_field=models.FloatField())
            # The inverse document frequency of BM25, ln(1 + (n - f + 0.5) / (f + 0.5)), with f named once.
            score += has * Ln((ranked + Value(1.0)) / (Window(Sum(has)) + Value(0.5)))
        longer = Value(1 - LENGTH_WEIGHT) + Value(LENGTH_WEIGHT) * length / Window(Avg(length))
        weight = Value(SATURATION + 1) / (Value(1.0) + Value(SATURATION) * longer)
        thousandths = Floor(score * weight * Value(1_000.0) + Value(0.5), output_field=models.FloatField())
        return (
            type(self)(self.model)
            .filter(pk__in=hits)
            .annotate(ranked=ranked, score=Cast(thousandths, models.IntegerField()))
            .order_by("-score", "-sequence")
        )


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
    search_keys = models.TextField()  # words of `record.search`, a space before and after each

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
            models.Index(fields=["-made_earliest", "-sequence"], name="listing_by_when_made", condition=CURRENT),
            models.Index(fields=["claim_id", "valid_from"], name="listing_as_of"),
            models.Index(fields=["-valid_from", "-sequence"], name="listing_of_all_versions"),
            models.Index(fields=["sequence"], name="listing_found_by_search"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} v{self.number}"
