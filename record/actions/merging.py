"""Merge a claim into another that says the same: at the desk at once, in public as a retraction that names the kept one."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from claims import documents
from claims.actions.merging import hold_both, merge_at_desk, require_moment, take_apart
from claims.models import Claim
from claims.workflow import Status
from history import writes
from history.errors import WrongMoment
from record import access
from record.actions.publishing import add_version
from record.listings import SHOWN, public_state
from record.models import Hold, Notice, Retraction, Version
from record.models.version import VersionKind

__all__ = ["carry_out", "hold_both", "merge", "unmerge"]

# What readers are told; why the two say the same is the desk's to know.
PUBLIC_REASON = {
    "en": "It said the same as another claim, which is kept: both were merged.",
    "ar": "قال هذا الادعاء ما يقوله ادعاء آخر أُبقي عليه، فدُمجا معًا.",
    "fa": "این ادعا همان را می‌گفت که ادعایی دیگر می‌گوید؛ آن یکی نگه داشته شد و هر دو یکی شدند.",
}


@transaction.atomic
def merge(*, claim: Claim, into: Claim, by: User, reason: str) -> Retraction | None:
    """Merge a duplicate into the claim that is kept.

    If it was never published this is done at once, and answers None. Else it is proposed, and done when a second editor
    confirms the answer (`public_state.confirm`): it leaves the lists, its address leads to the kept claim, its versions
    stay at theirs. Refuses who is no editor. Raises `ValidationError` without a reason, `WrongMoment` while a notice, a
    hold or a retraction is open over it, when it is retracted, or when the kept claim cannot take it or is not public.
    """
    access.require(access.refusal_to_change_public_state(by))
    claim, into = hold_both(claim, into)
    require_moment(claim, into)
    if _newest(claim) is None:
        merge_at_desk(claim=claim, into=into, by=by, reason=reason)
        return None
    if not reason.strip():
        raise ValidationError({"reason": "Say why; the reason stays inside the desk."})
    _require_public_moment(claim, into)
    if Retraction.objects.filter(claim=claim, ended_at__isnull=True).exists():
        raise WrongMoment("A retraction or a merge is already open for this claim.")
    row = Retraction(claim=claim, merged_into=into, reason=reason, public_reason=PUBLIC_REASON, proposed_by=by)
    return writes.insert(row, by=by, code="merge_proposed", reason=reason)


def carry_out(*, claim: Claim, into: Claim, by: User, reason: str) -> None:
    """What a second editor's confirmation does at the desk; the tombstone is the caller's. Both claims are held."""
    _require_public_moment(claim, into)
    merge_at_desk(claim=claim, into=into, by=by, reason=reason)


@transaction.atomic
def unmerge(*, claim: Claim, by: User, reason: str) -> Version | None:
    """Take a merged claim apart from the kept one again.

    If it was published, and nothing of what its last version says was changed since, that reviewed revision is published
    again and answered. Else it is a draft; what is public stays, and ends when it was reviewed and published again. What
    the kept claim received stays there. Refuses who is no editor; raises `WrongMoment` when it is not merged,
    `ValidationError` without a reason.
    """
    access.require(access.refusal_to_change_public_state(by))
    claim = writes.lock(claim)
    said = _newest(claim, tombstones=False)
    unchanged = said is not None and documents.build(claim).digest == said.content_digest
    claim = take_apart(claim=claim, by=by, reason=reason, to=Status.SETTLED if unchanged else Status.DRAFT)
    if said is None or not unchanged:
        return None
    return add_version(claim, said.revision, by=by, correction=None, code="claim_published")


def _require_public_moment(claim: Claim, into: Claim) -> None:
    newest, kept = _newest(claim), _newest(into)
    if newest is None or newest.kind == VersionKind.RETRACTION:
        raise WrongMoment("This claim is already retracted.")
    for kind, what in ((Notice, "notice"), (Hold, "hold")):
        if kind._default_manager.filter(claim=claim, ended_at__isnull=True).exists():
            raise WrongMoment(
                f"A {what} is open over this claim; end it first, or readers would not know what became of it."
            )
    if kept is None or public_state(kept) not in SHOWN:
        raise WrongMoment("The claim to keep is not public, so readers could not be led there; publish it first.")


def _newest(claim: Claim, *, tombstones: bool = True) -> Version | None:
    versions = Version.objects.filter(claim=claim).order_by("-number")
    return (versions if tombstones else versions.exclude(kind=VersionKind.RETRACTION)).first()
