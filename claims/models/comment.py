"""A remark between colleagues about a claim."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from history.models import Audited
from sources.languages import validate_text


class Comment(Audited):
    """Stays at the desk; never part of a document."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(max_length=5_000, validators=[validate_text])
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def log_target(self) -> models.Model:
        return self.claim
