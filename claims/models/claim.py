"""One neutral, atomic proposition, on its way through the desk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from claims.models.quantified import Quantified
from claims.workflow import CLOSED, Status
from history.models import Audited
from sources import stated_time
from sources.languages import pick, validate_map, validate_tag, validate_text
from sources.stated_time import StatedTime


class ClaimKind(models.TextChoices):
    OCCURRENCE = "occurrence", _("occurrence")
    QUANTITY = "quantity", _("quantity")
    TALLY = "tally", _("tally")
    COMMUNICATION = "communication", _("communication")
    RESPONSIBILITY = "responsibility", _("responsibility")
    IDENTITY = "identity", _("identity")
    OPINION = "opinion", _("opinion")


class Verdict(models.TextChoices):
    """What a person concluded. Never "true" or "false"."""

    SUPPORTED = "supported", _("supported")
    CONTRADICTED = "contradicted", _("contradicted")
    CONTESTED = "contested", _("contested")
    WITHDRAWN = "withdrawn", _("withdrawn by its own speaker")
    AS_REPORTED = "as_reported", _("as reported")
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence", _("not enough evidence")
    NOT_CHECKABLE = "not_checkable", _("not checkable")


class ReplyStatus(models.TextChoices):
    """The right of reply of whoever a claim names."""

    NOT_ASKED = "not_asked", _("not asked yet")
    ASKED = "asked", _("asked, waiting")
    REPLIED = "replied", _("replied")
    NO_REPLY = "no_reply", _("asked, no reply")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


# Claims that may name who did something or who somebody is (I10).
SENSITIVE_KINDS = [ClaimKind.RESPONSIBILITY, ClaimKind.IDENTITY]


def _mine(person: object) -> models.Q:
    return (models.Q(author=person) | models.Q(assigned_to=person)) & ~models.Q(status__in=CLOSED)


def _unassigned() -> models.Q:
    return models.Q(assigned_to__isnull=True) & ~models.Q(status__in=CLOSED)


def _overdue() -> models.Q:
    return models.Q(due_on__lt=timezone.localdate()) & ~models.Q(status__in=CLOSED)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Reads across claims: the desk's queue is made of these."""

    def awaiting_review(self) -> "ClaimQuerySet":
        return self.filter(status=Status.IN_REVIEW)

    def mine(self, person: object) -> "ClaimQuerySet":
        """Written by this person or assigned to them, and neither settled nor merged."""
        return self.filter(_mine(person))

    def unassigned(self) -> "ClaimQuerySet":
        return self.filter(_unassigned())

    def overdue(self) -> "ClaimQuerySet":
        return self.filter(_overdue())

    def for_queue(self) -> "ClaimQuerySet":
        """With all that a line of the queue shows, without the revision's document."""
        return self.select_related("event", "author", "assigned_to", "revision").defer(
            "revision__document", "revision__inputs"
        )

    def queue_numbers(self, person: object) -> dict[str, tuple[int, Any]]:
        """How many claims wait in each part of the queue, and since when (overdue: the due date). One statement."""
        parts = {
            "mine": _mine(person),
            "unassigned": _unassigned(),
            "overdue": _overdue(),
            **{status.value: models.Q(status=status) for status in Status},
        }
        counts = {f"{name}_count": models.Count("pk", filter=condition) for name, condition in parts.items()}
        oldest = {
            f"{name}_oldest": models.Min("due_on" if name == "overdue" else "status_since", filter=condition)
            for name, condition in parts.items()
        }
        found = self.aggregate(**counts, **oldest)
        return {name: (found[f"{name}_count"], found[f"{name}_oldest"]) for name in parts}


class Claim(Quantified, Audited):
    """One predicate, one population, one figure. Our own words are maps by language with a declared original."""

    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=20, choices=ClaimKind)
    original_language = models.CharField(max_length=11, default="en", validators=[validate_tag])
    text = models.JSONField(validators=[validate_map])
    rationale = models.JSONField(default=dict, blank=True, validators=[validate_map])
    translators = models.JSONField(default=dict, blank=True, validators=[validate_map])  # by language: name or method
    claimant = models.ForeignKey(
        "sources.Speaker", null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    made_earliest = stated_time.earliest_column()
    made_latest = stated_time.latest_column()
    made_precision = stated_time.precision_column()
    made_zone = stated_time.zone_column()
    made_words = stated_time.words_column()
    place = models.JSONField(default=dict, blank=True, validators=[validate_map])
    verdict = models.CharField(max_length=25, choices=Verdict, blank=True)
    verdict_note = models.JSONField(default=dict, blank=True, validators=[validate_map])  # public
    acknowledged_by = models.ForeignKey(
        "sources.Speaker", null=True, blank=True, on_delete=models.PROTECT, related_name="acknowledged_claims"
    )
    acknowledged_note = models.JSONField(default=dict, blank=True, validators=[validate_map])
    reply_status = models.CharField(max_length=15, choices=ReplyStatus, default=ReplyStatus.NOT_ASKED)
    reply_asked_on = models.DateField(null=True, blank=True)
    reply_asked_how = models.CharField(max_length=200, blank=True, validators=[validate_text])
    reply_note = models.JSONField(default=dict, blank=True, validators=[validate_map])  # the reply, or why none is due
    # The claim that says the same and is kept; this one then takes no step until they are taken apart.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_claims", editable=False
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims", editable=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_claims"
    )
    due_on = models.DateField(null=True, blank=True)
    batch = models.ForeignKey(
        "claims.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="claims", editable=False
    )
    revision = models.ForeignKey(  # the newest one submitted: what reviewers see and what publishing publishes
        "claims.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # Grows with every change to the claim or its parts: the second of two people to save is told, and loses nothing.
    edit_number = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    status_since = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            *Quantified.Meta.constraints,
            models.CheckConstraint(
                name="tally_names_measure_and_population_but_no_number",
                condition=~models.Q(kind=ClaimKind.TALLY)
                | (~models.Q(measure="") & ~models.Q(population="") & models.Q(quantity_words="")),
                violation_error_message="measure: a tally names what is counted and of whom, and no number of its own.",
            ),
            models.CheckConstraint(
                name="opinion_is_not_checkable",
                condition=~models.Q(kind=ClaimKind.OPINION) | models.Q(verdict__in=["", Verdict.NOT_CHECKABLE]),
                violation_error_message="verdict: an opinion is recorded as not checkable.",
            ),
            models.CheckConstraint(
                name="as_reported_is_for_tallies",
                condition=~models.Q(verdict=Verdict.AS_REPORTED) | models.Q(kind=ClaimKind.TALLY),
                violation_error_message="verdict: only a tally is given as reported.",
            ),
            models.CheckConstraint(
                name="beyond_draft_there_is_a_revision",
                # A draft may be merged as well.
                condition=models.Q(status__in=[Status.DRAFT, Status.MERGED]) | models.Q(revision__isnull=False),
                violation_error_message="status: only a draft has no revision.",
            ),
            models.CheckConstraint(
                name="merged_claim_names_the_one_that_is_kept",
                condition=models.Q(status=Status.MERGED, merged_into__isnull=False)
                | (~models.Q(status=Status.MERGED) & models.Q(merged_into__isnull=True)),
                violation_error_message="merged_into: a merged claim names the one that is kept, and no other claim does.",
            ),
            models.CheckConstraint(
                name="claim_is_not_merged_into_itself",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                violation_error_message="merged_into: a claim is not merged into itself.",
            ),
            models.CheckConstraint(
                name="asked_for_reply_says_when",
                condition=~models.Q(reply_status__in=[ReplyStatus.ASKED, ReplyStatus.REPLIED, ReplyStatus.NO_REPLY])
                | models.Q(reply_asked_on__isnull=False),
                violation_error_message="reply_asked_on: say when they were asked.",
            ),
            stated_time.ordered("made", "claim_made_in_order"),
        ]
        indexes = [
            models.Index(fields=["status", "status_since"], name="claim_queue"),
            models.Index(fields=["assigned_to", "status"], name="claim_queue_of_a_person"),
        ]

    def __str__(self) -> str:
        return pick(self.text, self.original_language)[1] or self.id

    def clean(self) -> None:
        super().clean()
        if self.text and not self.text.get(self.original_language):
            raise ValidationError({"text": f"Write the claim in its original language, {self.original_language}."})

    @property
    def made(self) -> StatedTime:
        """When the claim was first made."""
        return StatedTime.of(self, "made")
