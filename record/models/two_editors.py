"""The steps that take two editors: one acts or proposes, a second confirms."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from history.models import AppendOnly, Audited
from sources.languages import validate_map, validate_text


class TwoEditors(Audited):
    """One editor's act and another's confirmation. `ended_at`: lifted, refused or taken back."""

    reason = models.TextField(max_length=5_000, validators=[validate_text])
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposed_%(class)s_set"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="confirmed_%(class)s_set",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="ended_%(class)s_set"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_confirmed_by_a_second_editor",
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~models.Q(confirmed_by=models.F("proposed_by"))
                ),
                violation_error_message="confirmed_by: a second editor confirms.",
            ),
            models.CheckConstraint(
                name="%(class)s_ended_by_and_at_come_together",
                condition=models.Q(ended_by__isnull=True, ended_at__isnull=True)
                | models.Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]


class OfAClaim(TwoEditors):
    """A two-editor step about one claim; one open at a time."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta(TwoEditors.Meta):
        abstract = True
        constraints = [
            *TwoEditors.Meta.constraints,
            models.UniqueConstraint(
                "claim", condition=models.Q(ended_at__isnull=True), name="one_open_%(class)s_a_claim"
            ),
        ]

    @property
    def log_target(self) -> models.Model:
        return self.claim


class Notice(OfAClaim):
    """A fixed public sentence over a claim: a new statement was received; this claim is under review."""

    def __str__(self) -> str:
        return f"notice on {self.claim_id}"


class Hold(OfAClaim):
    """A claim hidden for a while; its address says so and nothing more."""

    def __str__(self) -> str:
        return f"hold on {self.claim_id}"


class Retraction(OfAClaim):
    """We take a publication back: confirmed, a tombstone with the public reason takes its place.

    So is a published claim merged into another that says the same: the tombstone then names the one that is kept.
    """

    public_reason = models.JSONField(validators=[validate_map])
    merged_into = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="merges"
    )

    class Meta(OfAClaim.Meta):
        constraints = [
            *OfAClaim.Meta.constraints,
            models.CheckConstraint(
                name="retraction_merges_into_another_claim",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("claim")),
                violation_error_message="merged_into: a claim is not merged into itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"retraction of {self.claim_id}"


class Erasure(TwoEditors):
    """Blanks passages everywhere we keep them, and keeps every digest: verify then says erased, not tampered with."""

    append_only: ClassVar[AppendOnly | None] = AppendOnly(when="OLD.confirmed_at IS NOT NULL")

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="erasures")
    ground = models.CharField(max_length=200, validators=[validate_text])  # the rule or law that asks for it
    # Blanked themselves once confirmed: an erasure must not keep what it erases.
    passages = models.JSONField()
    # [[table, row, column, digest of what stands there now], …]: tells an erased value from a tampered one.
    erased = models.JSONField(default=list, blank=True)

    class Meta(TwoEditors.Meta):
        pass

    def __str__(self) -> str:
        return f"erasure in {self.claim_id}"

    @property
    def log_target(self) -> models.Model:
        return self.claim
