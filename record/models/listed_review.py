"""Which reviews a published claim carries: what a search by publisher, language or age asks."""

from typing import ClassVar

from django.db import models

from history.ids import LENGTH


class ListedReview(models.Model):
    """One review of a current, shown version in one language: ours (place 0) or a fact-check. Rebuildable; no words."""

    audited: ClassVar[bool] = False

    version = models.ForeignKey("record.Version", on_delete=models.PROTECT, related_name="listed_reviews")
    claim_id = models.CharField(max_length=LENGTH)
    place = models.PositiveSmallIntegerField()
    # The publisher's host; "" for ours, so that a site that moves has nothing to make again.
    site = models.CharField(max_length=255)
    language = models.CharField(max_length=3)  # without script and region
    newest_at = models.DateTimeField(null=True)  # when it was claimed or reviewed, whichever is newer

    class Meta:
        constraints = [
            models.UniqueConstraint("version", "place", "language", name="one_listed_review_a_place_and_language"),
        ]
        indexes = [
            models.Index(fields=["site", "newest_at"], name="listed_review_of_a_site"),
            models.Index(fields=["language", "newest_at"], name="listed_review_of_a_language"),
            models.Index(fields=["claim_id"], name="listed_review_of_a_claim"),
        ]

    def __str__(self) -> str:
        return f"review {self.place} of {self.claim_id}"
