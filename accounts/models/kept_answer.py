"""What a program was answered, kept so that asking the same again does nothing twice."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from history.ids import new_id


class KeptAnswer(models.Model):
    """One `Idempotency-Key` of one token: reserved while the request runs, with its answer once that is committed.

    `status` is empty while it runs. `lease` names who runs it: a second process may take the key over when the first was
    killed, and then the first can no longer commit.
    """

    audited: ClassVar[bool] = False

    token = models.ForeignKey("accounts.Token", on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=71)
    lease = models.CharField(max_length=12, default=new_id)
    leased_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("token", "key", name="one_kept_answer_a_key")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status or 'running'}"
