"""The drafts that one import made."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from history.models import Audited


class ImportBatch(Audited):
    """One run of an importer, its file and what it reported, line by line."""

    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=71)
    report = models.JSONField(default=dict, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_batches")
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-imported_at", "id"]

    def __str__(self) -> str:
        return self.file_name
