"""The columns of a quantity, shared by a claim and a piece of evidence."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from claims.quantities import CODEBOOK, LIMIT, Hedge, interval
from sources import stated_time
from sources.languages import validate_text
from sources.stated_time import StatedTime


class Quantified(models.Model):
    """A figure in the words used, and the interval they mean. An open end is empty."""

    quantity_words = models.CharField(max_length=200, blank=True, validators=[validate_text])
    quantity_hedge = models.CharField(max_length=15, choices=Hedge, blank=True)
    quantity_numbers = models.JSONField(default=list, blank=True)  # the numbers in the words: none, one or two
    quantity_lower = models.BigIntegerField(null=True, blank=True)
    quantity_upper = models.BigIntegerField(null=True, blank=True)
    quantity_codebook = models.CharField(max_length=10, blank=True)  # empty: set by hand, and the reason says why
    quantity_reason = models.CharField(max_length=500, blank=True, validators=[validate_text])
    measure = models.CharField(max_length=50, blank=True)  # what is counted: killed, targets_struck
    population = models.CharField(max_length=50, blank=True)  # of whom: all, civilians, fighters
    as_of_earliest = stated_time.earliest_column()
    as_of_latest = stated_time.latest_column()
    as_of_precision = stated_time.precision_column()
    as_of_zone = stated_time.zone_column()
    as_of_words = stated_time.words_column()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_lower_not_above_upper",
                condition=models.Q(quantity_lower__isnull=True)
                | models.Q(quantity_upper__isnull=True)
                | models.Q(quantity_lower__lte=models.F("quantity_upper")),
                violation_error_message="quantity_lower: must not be above the upper bound.",
            ),
            models.CheckConstraint(
                name="%(class)s_bounds_within_0_and_10_to_the_15",
                condition=(models.Q(quantity_lower__isnull=True) | models.Q(quantity_lower__range=(0, LIMIT)))
                & (models.Q(quantity_upper__isnull=True) | models.Q(quantity_upper__range=(0, LIMIT))),
                violation_error_message="quantity_lower: a bound lies between 0 and 10^15.",
            ),
            models.CheckConstraint(
                name="%(class)s_bounds_come_with_words",
                condition=~models.Q(quantity_words="")
                | models.Q(quantity_lower__isnull=True, quantity_upper__isnull=True),
                violation_error_message="quantity_words: give the words of the figure.",
            ),
            models.CheckConstraint(
                name="%(class)s_words_come_with_a_hedge_and_measure",
                condition=models.Q(quantity_words="") | (~models.Q(quantity_hedge="") & ~models.Q(measure="")),
                violation_error_message="quantity_hedge: say how exact the words are, and in measure what is counted.",
            ),
            models.CheckConstraint(
                name="%(class)s_hand_set_bounds_have_a_reason",
                condition=~models.Q(quantity_hedge=Hedge.MANUAL) | ~models.Q(quantity_reason=""),
                violation_error_message="quantity_reason: say why the bounds are set by hand.",
            ),
            stated_time.ordered("as_of", "%(class)s_as_of_in_order"),
        ]

    def clean(self) -> None:
        """Give the interval that the codebook gives; set by hand only with `manual` and a reason (I3)."""
        super().clean()
        for name in ("measure", "population"):
            value = getattr(self, name)
            if value and not all(word.isascii() and word.isalnum() for word in value.split("_")):
                raise ValidationError({name: "Write a lower-case word, with _ between words: targets_struck."})
        numbers: Any = self.quantity_numbers
        if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
            raise ValidationError({"quantity_numbers": "Numbers are whole numbers."})
        if self.quantity_hedge == Hedge.MANUAL:
            self.quantity_codebook = ""
        elif self.quantity_hedge:
            try:
                self.quantity_lower, self.quantity_upper = interval(self.quantity_hedge, numbers)
            except ValueError as error:
                raise ValidationError({"quantity_numbers": str(error)}) from error
            self.quantity_codebook = CODEBOOK
        else:
            self.quantity_lower = self.quantity_upper = None
            self.quantity_codebook = ""

    def quantity_json(self) -> dict[str, Any] | None:
        """What a document says of the figure; None when neither figure nor measure is given."""
        if not self.measure and not self.quantity_words:
            return None
        return {
            "words": self.quantity_words,
            "hedge": self.quantity_hedge,
            "lower": self.quantity_lower,
            "upper": self.quantity_upper,
            "measure": self.measure,
            "population": self.population,
            "as_of": StatedTime.of(self, "as_of").as_json(),
            "codebook": self.quantity_codebook,
            "reason": self.quantity_reason,
        }
