"""Telling what changed in the public record: one numbered line for each publication, erasure and change of state."""

from django.utils import timezone

from record.models import Change, PublicationCounter, Version
from record.models.change import ChangeKind


def tell(version: Version, kind: ChangeKind) -> None:
    """Add a line about this version, the newest of its claim. The caller holds the publication counter."""
    counter = PublicationCounter.objects.get(pk=1)
    counter.changes += 1
    counter.save(update_fields=["changes"])
    last = Change.objects.order_by("-sequence").values_list("at", flat=True).first()
    now = timezone.now()
    # A clock set back must not hide a line from whoever asks for what came since an instant.
    at = max(now, last) if last else now
    Change(sequence=counter.changes, version=version, kind=kind, at=at).save(force_insert=True)
