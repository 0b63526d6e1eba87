"""A published review of the same claim, by others or imported from ourselves."""

from django.db import models

from claims.models.claim import Verdict
from history.models import Audited
from sources.addresses import ADDRESS_LIMIT, validate_address
from sources.languages import validate_tag, validate_text


class FactCheck(Audited):
    """What another publisher concluded, in its own rating's words; mapped to a verdict by a person, or left as rated."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="fact_checks")
    publisher = models.CharField(max_length=200, validators=[validate_text])
    url = models.TextField(max_length=ADDRESS_LIMIT, validators=[validate_address])
    title = models.CharField(max_length=500, blank=True, validators=[validate_text])
    rating = models.TextField(max_length=10_000, validators=[validate_text])  # ratings in the wild are whole paragraphs
    verdict = models.CharField(max_length=25, choices=Verdict, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=11, default="en", validators=[validate_tag])

    class Meta:
        ordering = ["-reviewed_on", "id"]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title or self.rating}"[:120]

    @property
    def log_target(self) -> models.Model:
        return self.claim
