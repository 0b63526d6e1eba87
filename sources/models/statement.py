"""What one speaker said in one source, in their words, once."""

from django.db import models
from django.utils.translation import gettext_noop as _

from history.models import Audited
from sources import stated_time
from sources.languages import validate_map, validate_tag, validate_text
from sources.stated_time import StatedTime

QUOTE_LIMIT = 5_000  # characters


class Directness(models.TextChoices):
    DIRECT_QUOTE = "direct_quote", _("direct quote")
    INDIRECT_SPEECH = "indirect_speech", _("indirect speech")
    OUTLET_VOICE = "outlet_voice", _("the outlet's own voice")
    HEADLINE = "headline", _("headline")
    INFERRED = "inferred", _("inferred")


# An outlet speaks without a speaker only in these ways.
WITHOUT_SPEAKER = frozenset({Directness.OUTLET_VOICE, Directness.HEADLINE, Directness.INFERRED})


class Basis(models.TextChoices):
    OWN_ACT = "own_act", _("their own act")
    OWN_KNOWLEDGE = "own_knowledge", _("their own knowledge")
    OWN_OBSERVATION = "own_observation", _("their own observation")
    RECORD = "record", _("a record they keep")
    OFFICIAL_STATEMENT = "official_statement", _("an official statement")
    RELAYED = "relayed", _("relayed from somebody else")
    UNKNOWN = "unknown", _("unknown")


class Standing(models.TextChoices):
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MISATTRIBUTED = "misattributed", _("misattributed")


class CheckStatus(models.TextChoices):
    """What a check of the words against the capture found."""

    EXACT = "exact", _("exact")
    PRESENTATION = "presentation", _("the same words, other typography")
    ORTHOGRAPHIC = "orthographic", _("the same words, other spelling")
    ELIDED = "elided", _("shortened, in order")
    TRANSCRIBED = "transcribed", _("typed by us from what was seen")
    ALTERED = "altered", _("altered")
    AMBIGUOUS = "ambiguous", _("found in several places")
    NOT_FOUND = "not_found", _("not found")
    UNVERIFIABLE = "unverifiable", _("not checked against a capture")


# What a capture does not bear out: such words need a public note saying why they stand there all the same.
UNPROVEN = [CheckStatus.ALTERED, CheckStatus.NOT_FOUND]


class StatementQuerySet(models.QuerySet["Statement"]):
    """Reads of statements."""

    def with_sources(self) -> "StatementQuerySet":
        """With everything a document says of them, in one statement."""
        return self.select_related("source__outlet", "speaker__principal", "snapshot", "withdrawn_by")


class Statement(Audited):
    """The atom of the system: one speaker, one source, their words. No speaker means the outlet in its own voice."""

    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="statements")
    snapshot = models.ForeignKey(
        "sources.Snapshot", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    speaker = models.ForeignKey(
        "sources.Speaker", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    role = models.CharField(max_length=200, blank=True, validators=[validate_text])  # as it was when they spoke
    directness = models.CharField(max_length=20, choices=Directness)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.UNKNOWN)
    said_earliest = stated_time.earliest_column()
    said_latest = stated_time.latest_column()
    said_precision = stated_time.precision_column()
    said_zone = stated_time.zone_column()
    said_words = stated_time.words_column()
    quote = models.TextField(max_length=QUOTE_LIMIT, blank=True, validators=[validate_text])
    quote_missing_reason = models.CharField(max_length=500, blank=True, validators=[validate_text])
    language = models.CharField(max_length=11, default="en", validators=[validate_tag])
    translation = models.JSONField(default=dict, blank=True, validators=[validate_map])
    translator = models.CharField(max_length=200, blank=True, validators=[validate_text])  # a name or a method
    start = models.PositiveIntegerField(null=True, blank=True)  # code points in the snapshot's text
    end = models.PositiveIntegerField(null=True, blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    check_status = models.CharField(max_length=15, choices=CheckStatus, default=CheckStatus.UNVERIFIABLE)
    check_algorithm = models.CharField(max_length=30, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    standing = models.CharField(max_length=15, choices=Standing, default=Standing.LIVE)
    withdrawn_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="withdraws")
    note = models.CharField(max_length=1_000, blank=True, validators=[validate_text])  # for the desk, never public

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["said_earliest", "id"]
        constraints = [
            models.CheckConstraint(
                name="words_or_the_reason_why_there_are_none",
                condition=~models.Q(quote="") | ~models.Q(quote_missing_reason=""),
                violation_error_message="quote: give the words, or say why there are none.",
            ),
            models.CheckConstraint(
                name="only_an_outlet_speaks_without_a_speaker",
                condition=models.Q(
                    speaker__isnull=False, directness__in=["direct_quote", "indirect_speech", "inferred", "headline"]
                )
                | models.Q(speaker__isnull=True, directness__in=["outlet_voice", "headline", "inferred"]),
                violation_error_message="speaker: name who said it; only the outlet's own voice has no speaker.",
            ),
            models.CheckConstraint(
                name="quote_position_has_both_ends_in_order",
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__isnull=False, end__isnull=False, start__lt=models.F("end")),
                violation_error_message="start: a position has both ends, in order.",
            ),
            models.CheckConstraint(
                name="position_needs_a_snapshot",
                condition=models.Q(start__isnull=True) | models.Q(snapshot__isnull=False),
                violation_error_message="snapshot: a position is one in a snapshot.",
            ),
            models.CheckConstraint(
                name="withdrawn_exactly_when_a_withdrawal_is_named",
                condition=models.Q(standing="withdrawn", withdrawn_by__isnull=False)
                | (~models.Q(standing="withdrawn") & models.Q(withdrawn_by__isnull=True)),
                violation_error_message="withdrawn_by: name the statement that withdraws this one.",
            ),
            models.CheckConstraint(
                name="statement_does_not_withdraw_itself",
                condition=models.Q(withdrawn_by__isnull=True) | ~models.Q(withdrawn_by=models.F("id")),
                violation_error_message="withdrawn_by: a statement does not withdraw itself.",
            ),
            models.CheckConstraint(
                name="translation_names_its_translator",
                condition=models.Q(translation={}) | ~models.Q(translator=""),
                violation_error_message="translator: say who translated it, or by which method.",
            ),
            stated_time.ordered("said", "statement_said_in_order"),
        ]

    def __str__(self) -> str:
        who = str(self.speaker) if self.speaker_id else str(self.source.outlet)
        return f"{who}: {self.quote or self.quote_missing_reason}"[:120]

    @property
    def said(self) -> StatedTime:
        """When it was said."""
        return StatedTime.of(self, "said")

    @property
    def counts(self) -> bool:
        """Whether it may count as evidence (I6)."""
        return self.standing == Standing.LIVE
