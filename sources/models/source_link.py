"""How two sources hang together."""

from django.db import models

from history.models import Audited


class SourceLinkKind(models.TextChoices):
    SYNDICATED_FROM = "syndicated_from", "syndicated from"
    TRANSLATION_OF = "translation_of", "translation of"
    REVISION_OF = "revision_of", "revision of"
    NEAR_DUPLICATE_OF = "near_duplicate_of", "nearly the same text as"


class LinkStatus(models.TextChoices):
    """Only what a person declared or confirmed counts; a rejected guess is kept so that it does not come back."""

    DECLARED = "declared", "declared"
    DETECTED = "detected", "detected"
    CONFIRMED = "confirmed", "confirmed"
    REJECTED = "rejected", "rejected"


COUNTING = [LinkStatus.DECLARED, LinkStatus.CONFIRMED]


class SourceLink(Audited):
    """An edge from one source to the one it comes from."""

    from_source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="links_out")
    to_source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20, choices=SourceLinkKind)
    status = models.CharField(max_length=10, choices=LinkStatus)
    # Of a detected one: how much of the shorter text stands in the other, 0 to 1 (`sources.reuse`).
    containment = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("from_source", "to_source", "kind", name="one_link_of_a_kind_between_two_sources"),
            models.CheckConstraint(
                name="source_is_not_linked_to_itself",
                condition=~models.Q(from_source=models.F("to_source")),
                violation_error_message="to_source: a source is not linked to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_source_id} {self.get_kind_display()} {self.to_source_id}"

    @property
    def log_target(self) -> models.Model:
        return self.from_source
