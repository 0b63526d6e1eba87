"""Publish what was approved of an import, row by row, each by the single action."""

from accounts.models import User
from claims import access
from claims.actions import batches
from claims.actions.batches import Tell
from claims.models import Claim, ImportBatch
from claims.models.import_batch import Work
from record.actions import publishing


def publish_all(*, batch: ImportBatch, by: User, tell: Tell | None = None) -> int:
    """Publish every approved row of the batch. Answers how many; what is refused is in the report.

    A row that somebody edited or sent back has left the batch, and one whose document changed goes back to review.
    """
    access.require(batches.refusal_to_ask(Work.PUBLISH, by, batch))
    return batches.over_rows(batch, Work.PUBLISH, lambda claim: _publish(claim, by), tell)


def _publish(claim: Claim, by: User) -> None:
    if claim.revision:  # beyond draft there is one
        publishing.publish(claim=claim, revision=claim.revision, by=by)
