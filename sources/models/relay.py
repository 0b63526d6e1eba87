"""An edge from a statement to the one it repeats."""

from django.db import models

from history.models import Audited
from sources.models.source_link import LinkStatus


class RelayKind(models.TextChoices):
    QUOTES = "quotes", "quotes"
    PARAPHRASES = "paraphrases", "paraphrases"
    SYNDICATES = "syndicates", "syndicates"
    TRANSLATES = "translates", "translates"
    AGGREGATES = "aggregates", "adds up"
    SAME_STATEMENT = "same_statement", "is the same statement as"


class Relay(Audited):
    """One statement repeats another, for every claim at once. `same_statement` holds both ways."""

    from_statement = models.ForeignKey("sources.Statement", on_delete=models.PROTECT, related_name="relays_out")
    to_statement = models.ForeignKey("sources.Statement", on_delete=models.PROTECT, related_name="relays_in")
    kind = models.CharField(max_length=20, choices=RelayKind)
    status = models.CharField(max_length=10, choices=LinkStatus)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "from_statement",
                "to_statement",
                "kind",
                name="one_relay_of_a_kind_between_two_statements",
                violation_error_message="to_statement: this relay is already there.",
            ),
            models.CheckConstraint(
                name="statement_does_not_relay_itself",
                condition=~models.Q(from_statement=models.F("to_statement")),
                violation_error_message="to_statement: a statement does not repeat itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_statement_id} {self.get_kind_display()} {self.to_statement_id}"

    @property
    def log_target(self) -> models.Model:
        return self.from_statement
