"""One import: its file, how far it was read, the drafts it made, and the work that waits on them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from history.models import Audited


class ImportFormat(models.TextChoices):
    INTERCHANGE = "interchange", "Counterclaim interchange (NDJSON)"
    CLAIMREVIEW = "claimreview", "ClaimReview (a page, JSON-LD or a DataFeed)"
    GFC = "gfc", "Google Fact Check Tools answers"
    CSV = "csv", "a sheet (CSV)"


class Work(models.TextChoices):
    """What is to be done with a batch; empty when nothing is."""

    IMPORT = "import", "reading the file"
    SUBMIT = "submit", "submitting every draft for review"
    APPROVE = "approve", "approving every row's revision"
    PUBLISH = "publish", "publishing every approved row"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Reads of batches."""

    def to_be_done(self, *work: str) -> "ImportBatchQuerySet":
        """Those whose work nobody holds now. A file read by a command is that command's, so only stored ones count."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=Now())
        return self.filter(free, work__in=work).exclude(work=Work.IMPORT, file="")


class ImportBatch(Audited):
    """One run of an importer over one file with its options. The row is the work queue: one worker holds it at a time."""

    format = models.CharField(max_length=20, choices=ImportFormat)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=71)
    file = models.FileField(upload_to="imports/", blank=True)  # under VAR_DIR until it is read, never served
    options = models.JSONField(default=dict, blank=True)  # mapping, ratings, event
    options_sha256 = models.CharField(max_length=71)
    position = models.PositiveBigIntegerField(default=0)  # items of the file that are dealt with: where to resume
    counts = models.JSONField(default=dict, blank=True)  # items imported, unchanged, refused; warnings
    work = models.CharField(max_length=10, choices=Work, blank=True)
    work_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    work_asked_at = models.DateTimeField(null=True, blank=True)
    work_done = models.PositiveIntegerField(default=0)  # rows dealt with by the work that is going on
    leased_until = models.DateTimeField(null=True, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_batches")
    imported_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)  # when the file had been read to its end

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-imported_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "file_sha256",
                "format",
                "options_sha256",
                "imported_by",
                name="one_batch_a_file_its_options_and_person",
                violation_error_message="file: you imported this file already; open that batch.",
            ),
            models.CheckConstraint(
                name="work_on_a_batch_has_person_and_time",
                condition=models.Q(work="")
                | (~models.Q(work="") & models.Q(work_by__isnull=False, work_asked_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def progress(self) -> dict[str, Any]:
        """The counts in their order, zeros included."""
        return {name: self.counts.get(name, 0) for name in COUNTED}


COUNTED = ("imported", "unchanged", "refused", "warnings")
