"""How one claim stands to another."""

from django.db import models
from django.utils.translation import gettext_noop as _

from history.models import Audited
from sources.languages import validate_map


class RelationKind(models.TextChoices):
    IMPLIES = "implies", _("implies")
    CONTRADICTS = "contradicts", _("contradicts")
    PART_OF = "part_of", _("is part of")
    SUMS = "sums", _("adds up")
    SAME_AS = "same_as", _("is the same as")
    RELATED = "related", _("is related to")


class ClaimRelation(Audited):
    """A declared edge from one claim to another, with a public note where it needs one."""

    from_claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="relations_out")
    to_claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="relations_in")
    kind = models.CharField(max_length=15, choices=RelationKind)
    note = models.JSONField(default=dict, blank=True, validators=[validate_map])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "from_claim",
                "to_claim",
                "kind",
                name="one_relation_of_a_kind_between_two_claims",
                violation_error_message="to_claim: this relation is already there.",
            ),
            models.CheckConstraint(
                name="claim_is_not_related_to_itself",
                condition=~models.Q(from_claim=models.F("to_claim")),
                violation_error_message="to_claim: a claim is not related to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.to_claim}"

    @property
    def log_target(self) -> models.Model:
        return self.from_claim
