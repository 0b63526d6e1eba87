"""A moment in time and space that accounts are about."""

from django.db import models

from claims.claim_words import Span, span_of
from history.models import Audited
from sources import stated_time
from sources.languages import pick, validate_map, validate_text
from sources.stated_time import StatedTime


class Event(Audited):
    """What happened, named neutrally; a longer one may have parts."""

    title = models.JSONField(validators=[validate_map])
    original_language = models.CharField(max_length=11, default="en")
    started_earliest = stated_time.earliest_column()
    started_latest = stated_time.latest_column()
    started_precision = stated_time.precision_column()
    started_zone = stated_time.zone_column()
    started_words = stated_time.words_column()
    ended_earliest = stated_time.earliest_column()
    ended_latest = stated_time.latest_column()
    ended_precision = stated_time.precision_column()
    ended_zone = stated_time.zone_column()
    ended_words = stated_time.words_column()
    place = models.JSONField(default=dict, blank=True, validators=[validate_map])
    countries = models.CharField(max_length=60, blank=True, validators=[validate_text])  # ISO codes: IQ, SY
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)  # degrees, WGS 84
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)  # metres
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    note = models.JSONField(default=dict, blank=True, validators=[validate_map])

    class Meta:
        ordering = ["-started_earliest", "id"]
        constraints = [
            models.CheckConstraint(
                name="coordinates_come_with_their_accuracy",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True, accuracy_m__isnull=True)
                | models.Q(
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                    latitude__isnull=False,
                    longitude__isnull=False,
                    accuracy_m__isnull=False,
                ),
                violation_error_message="latitude: give latitude, longitude and accuracy in metres together.",
            ),
            models.CheckConstraint(
                name="event_is_not_its_own_part",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message="parent: an event is not a part of itself.",
            ),
            stated_time.ordered("started", "event_started_in_order"),
            stated_time.ordered("ended", "event_ended_in_order"),
        ]

    def __str__(self) -> str:
        return pick(self.title, self.original_language)[1] or self.id

    @property
    def started(self) -> StatedTime:
        return StatedTime.of(self, "started")

    @property
    def ended(self) -> StatedTime:
        return StatedTime.of(self, "ended")

    @property
    def beginning(self) -> Span | None:
        """The two ends between which it began, by which claims of other events are told apart."""
        return span_of((self.started_earliest, self.started_latest))
