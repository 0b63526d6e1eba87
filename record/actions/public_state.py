"""Notices, holds and retractions: one editor acts or proposes, a second confirms."""

from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from claims.documents import SCHEMA
from claims.models import Claim
from history import writes
from history.errors import WrongMoment
from record import access
from record.actions import merging, telling
from record.actions.publishing import add_version
from record.listings import lock_record, public_state
from record.models import Hold, Notice, Retraction, Version
from record.models.change import ChangeKind
from record.models.listing import PublicState
from record.models.two_editors import OfAClaim

Step = TypeVar("Step", bound=OfAClaim)


@transaction.atomic
def put_notice(*, claim: Claim, by: User, reason: str) -> Notice:
    """Put the fixed notice over a published claim, at once. A second editor confirms within a day. The reason stays inside."""
    return _open(Notice(claim=claim, reason=reason, proposed_by=by), by, "notice_put")


@transaction.atomic
def withhold(*, claim: Claim, by: User, reason: str) -> Hold:
    """Hide a published claim, at once and reversibly. A second editor confirms within a day. The reason stays inside."""
    return _open(Hold(claim=claim, reason=reason, proposed_by=by), by, "claim_withheld")


@transaction.atomic
def propose_retraction(*, claim: Claim, by: User, reason: str, public_reason: dict[str, str]) -> Retraction:
    """Propose to take a publication back, whatever the desk status. Nothing public changes until a second editor confirms."""
    row = Retraction(claim=claim, reason=reason, public_reason=public_reason, proposed_by=by)
    return _open(row, by, "retraction_proposed")


@transaction.atomic
def confirm(*, row: Step, by: User) -> Step:
    """A second editor confirms a notice, a hold or a retraction. A confirmed retraction becomes a tombstone version.

    Where it merges the claim, what the kept one lacks is copied there. Raises `WrongMoment` where that cannot be now.
    """
    kept = row.merged_into if isinstance(row, Retraction) else None
    claim, kept = merging.hold_both(row.claim, kept) if kept else (writes.lock(row.claim), None)
    row = writes.lock(row)
    access.require(access.refusal_to_confirm(by, row))
    _require_open(row)
    if row.confirmed_at is not None:
        raise WrongMoment("A second editor has already confirmed this.")
    changes = {"confirmed_by": by, "confirmed_at": timezone.now()}
    writes.change(row, changes, by=by, code="public_step_confirmed")
    if isinstance(row, Retraction):
        last = _newest(claim)
        if kept:
            merging.carry_out(claim=claim, into=kept, by=by, reason=row.reason)
        add_version(claim, None, by=by, correction=None, code="claim_retracted", tombstone=_tombstone(last, row))
    return row


@transaction.atomic
def end(*, row: Step, by: User, reason: str) -> Step:
    """Lift a notice or a hold, or turn a proposed retraction down. A confirmed retraction ends by publishing again."""
    claim = writes.lock(row.claim)
    row = writes.lock(row)
    access.require(access.refusal_to_change_public_state(by))
    _require_open(row)
    if isinstance(row, Retraction) and row.confirmed_at is not None:
        if row.merged_into_id:
            raise WrongMoment("This merge is confirmed; take the claims apart to end it.")
        raise WrongMoment("This retraction is confirmed; revise the claim and publish it again to end it.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it ends."})
    lock_record()
    newest = _newest(claim)
    before = public_state(newest)
    writes.change(row, {"ended_by": by, "ended_at": timezone.now()}, by=by, code="public_step_ended", reason=reason)
    _tell_if_changed(newest, before)
    return row


def _open(row: Step, by: User, code: str) -> Step:
    access.require(access.refusal_to_change_public_state(by))
    claim = row.claim = writes.lock(row.claim)
    newest = _newest(claim)
    if isinstance(row, Notice | Retraction) and public_state(newest) == PublicState.RETRACTED:
        raise WrongMoment("This claim is already retracted.")
    if type(row)._default_manager.filter(claim=claim, ended_at__isnull=True).exists():
        raise WrongMoment(f"A {row._meta.verbose_name} is already open for this claim.")
    if not row.reason.strip():
        raise ValidationError({"reason": "Say why; the reason stays inside the desk."})
    lock_record()
    before = public_state(newest)
    writes.insert(row, by=by, code=code, reason=row.reason)
    _tell_if_changed(newest, before)
    return row


def _tell_if_changed(newest: Version, before: PublicState) -> None:
    """A retraction that is only proposed changes nothing in public, nor does a notice under a hold."""
    if public_state(newest) != before:
        telling.tell(ChangeKind.STATE, newest)


def _newest(claim: Claim) -> Version:
    newest = Version.objects.filter(claim=claim).order_by("-number").first()
    if newest is None:
        raise WrongMoment("This claim was never published.")
    return newest


def _require_open(row: OfAClaim) -> None:
    if row.ended_at is not None:
        raise WrongMoment("This has already ended.")


def _tombstone(last: Version, row: Retraction) -> dict[str, object]:
    """What stays at the address of a retracted claim."""
    document = last.content
    return {
        "schema": SCHEMA,
        "licence": {"name": settings.DOCUMENT_LICENCE, "url": settings.DOCUMENT_LICENCE_URL},
        "id": document["id"],
        "kind": document["kind"],
        "original_language": document["original_language"],
        "text": document["text"],
        "event": document["event"],
        "retracted": {"reason": row.public_reason}
        | ({"merged_into": row.merged_into_id} if row.merged_into_id else {}),
    }
