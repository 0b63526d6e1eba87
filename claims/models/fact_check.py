"""A published review of the same claim, by others or imported from ourselves."""

import hashlib
from typing import Any

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
    claim_reviewed = models.TextField(
        max_length=5_000, blank=True, validators=[validate_text]
    )  # in the publisher's words
    claimant = models.CharField(max_length=500, blank=True, validators=[validate_text])  # as the publisher names them
    reviewer = models.CharField(max_length=200, blank=True, validators=[validate_text])  # the byline, where it has one
    imported = models.BooleanField(default=False)
    # What makes two of them the same: address and claim, since one page may review several claims.
    identity_sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    claimed_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=11, default="en", validators=[validate_tag])

    class Meta:
        ordering = ["-reviewed_on", "id"]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title or self.rating}"[:120]

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude)
        self.identity_sha256 = identity_of(self.url, self.claim_reviewed) if self.claim_reviewed else ""

    @property
    def log_target(self) -> models.Model:
        return self.claim


def identity_of(address: str, claim: str) -> str:
    """SHA-256 in hexadecimal of a fact-check's address and the claim it reviews, white space aside."""
    words = " ".join(claim.split())
    return hashlib.sha256(f"{address}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()
