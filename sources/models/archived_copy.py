"""Where somebody else keeps a copy of a source."""

from django.db import models

from history.models import Audited
from sources.addresses import ADDRESS_LIMIT, validate_address


class ArchivedCopy(Audited):
    """A copy in an archive that is not ours, with the time that archive gives it."""

    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="archived_copies")
    url = models.TextField(max_length=ADDRESS_LIMIT, validators=[validate_address])
    archived_at = models.DateTimeField()  # as the archive says, not when we wrote it down

    class Meta:
        verbose_name_plural = "archived copies"
        ordering = ["source", "archived_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "source",
                "archived_at",
                name="one_archived_copy_of_a_source_at_an_instant",
                violation_error_message="archived_at: a copy of this instant is noted already.",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def log_target(self) -> models.Model:
        return self.source
