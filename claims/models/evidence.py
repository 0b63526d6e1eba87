"""A statement's stance on one claim."""

from django.db import models
from django.utils.translation import gettext_noop as _

from claims.models.quantified import Quantified
from history.models import Audited
from sources.languages import validate_map, validate_text


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("supports")
    CONTRADICTS = "contradicts", _("contradicts")
    CONTEXT = "context", _("context")
    WITHDRAWS = "withdraws", _("withdraws")


class Evidence(Quantified, Audited):
    """What one statement says for or against one claim, with the figure it gives."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    statement = models.ForeignKey("sources.Statement", on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=15, choices=Stance)
    asserts_opposite = models.BooleanField(default=False)  # a withdrawal that also says the contrary
    party_to_event = models.BooleanField(default=False)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_reason = models.CharField(max_length=500, blank=True, validators=[validate_text])
    note = models.JSONField(default=dict, blank=True, validators=[validate_map])  # public

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["claim", "id"]
        constraints = [
            *Quantified.Meta.constraints,
            models.UniqueConstraint(
                "claim",
                "statement",
                name="a_statement_is_evidence_once_in_a_claim",
                violation_error_message="statement: this statement is already evidence for this claim.",
            ),
            models.CheckConstraint(
                name="only_a_withdrawal_asserts_the_opposite",
                condition=models.Q(asserts_opposite=False) | models.Q(stance=Stance.WITHDRAWS),
                violation_error_message="asserts_opposite: only a withdrawal may also assert the opposite.",
            ),
            models.CheckConstraint(
                name="evidence_does_not_supersede_itself",
                condition=models.Q(superseded_by__isnull=True) | ~models.Q(superseded_by=models.F("id")),
                violation_error_message="superseded_by: evidence does not supersede itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.statement}"

    @property
    def log_target(self) -> models.Model:
        return self.claim

    @property
    def counts(self) -> bool:
        """Whether it may count (I6): a live statement that nothing newer supersedes."""
        return self.superseded_by_id is None and self.statement.counts
