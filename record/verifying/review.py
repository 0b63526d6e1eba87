"""Revisions against their digests, and four eyes over who approved what."""

from collections.abc import Iterator

from claims.models import Review, Revision
from claims.models.review import Decision
from history.canonical import digest
from record.verifying.findings import Counts, Erased, Finding

TABLE = Revision._meta.db_table


def check_revisions(counts: Counts, erased: Erased) -> Iterator[Finding]:
    """Each revision matches its digest; the revisions of a claim are numbered without gaps."""
    claim, number = "", 0
    for row in Revision.objects.order_by("claim_id", "number").iterator(chunk_size=50):
        counts["revisions"] += 1
        if row.claim_id != claim:
            claim, number = row.claim_id, 0
        if row.number != number + 1:
            yield Finding(
                TABLE, row.pk, f"number {row.number} of claim {claim} follows number {number}: one is missing"
            )
        number = row.number
        data = bytes(row.document)
        if not row.content_digest:
            yield Finding(TABLE, row.pk, "it has no digest")
        elif digest(data) != row.content_digest:
            yield erased.finding(TABLE, row.pk, "document", data, "its document does not match its digest")


def check_four_eyes(counts: Counts) -> Iterator[Finding]:
    """Nobody approved, or consented to, a revision they contributed to (I7)."""
    rows = (
        Review.objects.filter(decision__in=[Decision.APPROVE, Decision.CONSENT])
        .order_by("pk")
        .values_list("pk", "decision", "reviewer__key", "revision__contributors")
    )
    for pk, decision, key, contributors in rows.iterator(chunk_size=500):
        counts["approvals"] += 1
        if key in contributors:
            done = "approved" if decision == Decision.APPROVE else "consented to"
            yield Finding(Review._meta.db_table, pk, f"{key} {done} a revision they contributed to")
