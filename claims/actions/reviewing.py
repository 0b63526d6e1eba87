"""Take a claim through review: submit, return, consent, approve, revise."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from claims import access, documents, workflow
from claims.actions.alerting import raise_alert
from claims.actions.drafting import leave_batch
from claims.completeness import missing_for_approval, missing_for_submission
from claims.documents import Document
from claims.models import Claim, Review, Revision
from claims.models.alert import AlertKind
from claims.models.review import Decision
from history import writes
from history.errors import ChangedSince, Stale, WrongMoment
from history.log import Target, heads, log, target_of, writers_since_baseline
from history.models import Baseline, Entry


@transaction.atomic
def submit(*, claim: Claim, by: User) -> Revision:
    """Freeze the claim as a revision and put it in the queue.

    Raises `ValidationError` naming everything that is still missing.
    """
    claim = begin("submit", claim, by)
    document = documents.build(claim)
    if missing := missing_for_submission(claim, document):
        raise ValidationError(missing)
    revision = keep_revision(claim, document, by=by)
    move("submit", claim, by=by, code="claim_submitted", revision=revision)
    return revision


@transaction.atomic
def request_changes(*, claim: Claim, revision: Revision, by: User, reason: str) -> Review:
    """Send a claim back to its author with a reason. `revision` is the one the reviewer saw; raises `Stale` for another."""
    claim = begin("return", claim, by, saw=revision)
    review = _review(claim, by, Decision.RETURN, reason, code="changes_requested")
    move("return", claim, by=by, code=None)
    leave_batch(claim)
    return review


@transaction.atomic
def consent(*, claim: Claim, revision: Revision, by: User, reason: str = "") -> Review:
    """An editor agrees to naming the party in this revision of a responsibility or identity claim (I10)."""
    claim = begin("consent", claim, by, saw=revision)
    return _review(claim, by, Decision.CONSENT, reason, code="naming_consented")


def approve(*, claim: Claim, revision: Revision, by: User, reason: str = "") -> Review:
    """Approve exactly the revision the reviewer saw.

    Raises `Stale` when another was submitted since, `WrongMoment` when consent is missing, and `ChangedSince` when what it
    quotes was changed after submission: then a new revision is in review, and the old approvals are void.
    """
    with transaction.atomic():
        claim = begin("approve", claim, by, saw=revision)
        if sentence := missing_for_approval(claim):
            raise WrongMoment(sentence)
        review = None
        if not send_back_if_changed(claim):
            review = _review(claim, by, Decision.APPROVE, reason, code="claim_approved")
            move("approve", claim, by=by, code=None)
    if review is None:  # after the commit, so that the new revision stays
        raise ChangedSince(
            "What this claim quotes was changed after it was submitted; please look at the new revision."
        )
    return review


@transaction.atomic
def revise(*, claim: Claim, by: User) -> Claim:
    """Open a claim for editing. What is public stays public; approvals of the old revision lapse."""
    claim = begin("revise", claim, by)
    move("revise", claim, by=by, code="claim_reopened")
    leave_batch(claim)
    return claim


def begin(step: str, claim: Claim, by: User, *, saw: Revision | None = None) -> Claim:
    """The claim, locked, if this person may take the step and it is the moment. Inside a transaction."""
    claim = writes.lock(claim)
    access.require(access.refusal(step, by, claim))
    if sentence := workflow.why_not(step, claim.status):
        raise WrongMoment(sentence)
    if saw is not None and claim.revision_id != saw.pk:
        raise Stale("Another revision was submitted since you looked; please look at it first.", current=claim)
    return claim


def move(step: str, claim: Claim, *, by: User | None, code: str | None, revision: Revision | None = None) -> None:
    """Set the claim where the step leads: one conditional UPDATE, which only succeeds if nothing moved."""
    rule = workflow.STEPS[step]
    old = claim.status
    columns: dict[str, object] = {"status": rule.target, "status_since": timezone.now()}
    if revision is not None:
        columns["revision"] = revision
    moved = Claim.objects.filter(pk=claim.pk, status=old, revision=claim.revision_id).update(**columns)
    if not moved:
        raise Stale("The claim moved on while you were looking; please look again.", current=claim)
    for name, value in columns.items():
        setattr(claim, name, value)
    if code:
        new = {"status": claim.status} | ({"revision": revision.number} if revision else {})
        log(claim, code, by=by, old={"status": old}, new=new)


def keep_revision(claim: Claim, document: Document, *, by: User | None) -> Revision:
    """Store the document as the claim's next revision, with the people who wrote it."""
    newest = heads(document.inputs)
    contributors = set(contributors_now(claim, document)) | ({by.key} if by else set())
    last = Revision.objects.filter(claim=claim).order_by("-number").first()
    revision = Revision(
        claim=claim,
        number=last.number + 1 if last else 1,
        document=document.data,
        content_digest=document.digest,
        # Rows of claims beside this one are named, so that an erasure finds them, up to no entry: this publishes none of theirs.
        inputs=[[*target, newest.get(target, 0)] for target in document.inputs]
        + [[*target, 0] for target in document.beside],
        contributors=sorted(contributors),
        submitted_by=by,
    )
    revision.save(force_insert=True)
    return revision


def send_back_if_changed(claim: Claim) -> bool:
    """Rebuild the document; if it is not the revision's, keep a new revision, put it in review and raise an alert."""
    document = documents.build(claim)
    if claim.revision and document.digest == claim.revision.content_digest:
        return False
    old = claim.status
    revision = keep_revision(claim, document, by=None)
    Claim.objects.filter(pk=claim.pk).update(
        status=workflow.Status.IN_REVIEW, status_since=timezone.now(), revision=revision
    )
    claim.refresh_from_db()
    why = "what it quotes was changed after it was submitted"
    log(
        claim,
        "revision_renewed",
        by=None,
        old={"status": old},
        new={"status": claim.status, "revision": revision.number},
        reason=why,
    )
    leave_batch(claim)
    raise_alert(claim=claim, kind=AlertKind.APPROVAL_VOIDED, message=f"Approvals are void: {why}.")
    return True


def contributors_now(claim: Claim, document: Document) -> list[str]:
    """Keys of all who changed any row of this document since it was last published, or what was merged into it."""
    return sorted(writers_since_baseline([*document.inputs, *document.beside, *_merged_here(claim)]))


def _merged_here(claim: Claim) -> list[Target]:
    """Claims merged into this one since it was last published: whoever wrote there what was copied wrote it here (I7)."""
    label, frontier, found = target_of(claim)[0], {claim.pk}, set[str]()
    while frontier:
        published = Baseline.objects.filter(target_type=label, target_id=OuterRef("target_id")).values("sequence")
        merges = Entry.objects.filter(target_type=label, target_id__in=frontier, code="claim_merged_here").filter(
            sequence__gt=Coalesce(Subquery(published), 0)
        )
        frontier = {new["claim"] for new in merges.values_list("new", flat=True)} - found
        found |= frontier
    return [(label, key) for key in sorted(found)]


def _review(claim: Claim, by: User, decision: Decision, reason: str, *, code: str) -> Review:
    revision = claim.revision
    if revision is None:  # a constraint says so: beyond draft there is a revision
        raise WrongMoment("This claim has no revision to review.")
    review = Review(revision=revision, reviewer=by, decision=decision, reason=reason)
    if decision == Decision.RETURN and not reason.strip():
        raise ValidationError({"reason": "Say what should change."})
    review.full_clean()
    review.save(force_insert=True)
    log(
        claim,
        code,
        by=by,
        new={"review": review.pk, "revision": revision.number, "status": claim.status},
        reason=reason,
    )
    return review
