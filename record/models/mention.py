"""Who is named in what we published: one row for each published piece of evidence."""

from typing import ClassVar

from django.db import models

from history.ids import LENGTH


class Mention(models.Model):
    """Rebuildable from the current versions' documents. Ids only; names are on cards."""

    audited: ClassVar[bool] = False

    version = models.ForeignKey("record.Version", on_delete=models.PROTECT, related_name="mentions")
    claim_id = models.CharField(max_length=LENGTH)
    event_id = models.CharField(max_length=LENGTH)
    evidence_id = models.CharField(max_length=LENGTH)
    statement_id = models.CharField(max_length=LENGTH)
    speaker_id = models.CharField(max_length=LENGTH, blank=True)
    principal_id = models.CharField(max_length=LENGTH, blank=True)
    outlet_id = models.CharField(max_length=LENGTH)
    source_id = models.CharField(max_length=LENGTH)
    stance = models.CharField(max_length=15)
    standing = models.CharField(max_length=15)
    superseded = models.BooleanField(default=False)
    language = models.CharField(max_length=11)
    said_latest = models.DateTimeField(null=True)  # from here on it had surely been said
    lower = models.BigIntegerField(null=True)
    upper = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("version", "evidence_id", name="one_mention_an_evidence_a_version"),
        ]
        indexes = [
            models.Index(fields=["event_id", "claim_id"], name="mention_of_an_event"),
            models.Index(fields=["speaker_id"], name="mention_of_a_speaker"),
            models.Index(fields=["principal_id"], name="mention_of_a_principal"),
            models.Index(fields=["statement_id"], name="mention_of_a_statement"),
            models.Index(fields=["outlet_id"], name="mention_of_an_outlet"),
            models.Index(fields=["source_id"], name="mention_of_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.stance}"
