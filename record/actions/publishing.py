"""Publish an approved revision; publish added evidence as an update."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from claims import access, documents
from claims.actions.alerting import settle
from claims.actions.reviewing import begin, contributors_now, keep_revision, move, send_back_if_changed
from claims.completeness import departs_from_label
from claims.documents import content_of
from claims.models import Claim, Review, Revision
from claims.models.alert import AlertKind
from claims.models.claim import SENSITIVE_KINDS
from claims.models.review import Decision
from claims.structure import COMPUTED
from history import writes
from history.canonical import canonical, digest
from history.clock import effective_now
from history.errors import ChangedSince, Stale, WrongMoment
from history.log import log, set_baseline
from record.actions import telling
from record.listings import lock_record, summary_bytes
from record.models import Correction, Retraction, Version
from record.models.change import ChangeKind
from record.models.version import VersionKind


@dataclass(frozen=True)
class CorrectionNote:
    """The public note with a version that changes substance: what, old and new words, why; `what` and `why` by language."""

    what: dict[str, str]
    why: dict[str, str]
    old: str = ""
    new: str = ""


def publish(*, claim: Claim, revision: Revision, by: User, correction: CorrectionNote | None = None) -> Version:
    """Publish the approved revision as the next version, for ever.

    The document is rebuilt first. Raises `ChangedSince` when it is no longer what was approved: the claim is then back in
    review, with a new revision. Raises `Stale` when `revision` is not the approved one, `ValidationError` for a correction
    of something that was never published.
    """
    with transaction.atomic():
        claim = begin("publish", claim, by, saw=revision)
        version = None
        if not send_back_if_changed(claim):
            move("publish", claim, by=by, code=None)
            version = add_version(claim, revision, by=by, correction=correction, code="claim_published")
    if version is None:  # after the commit, so that the new revision stays
        raise ChangedSince("What this claim quotes was changed after it was approved, so it went back to review.")
    return version


@transaction.atomic
def update(*, claim: Claim, by: User, seen_digest: str) -> Version:
    """Approve and publish evidence added to a settled claim, in one step, by a reviewer who added none of it.

    `seen_digest` is the content digest of the document the reviewer saw. Raises `Stale` when it is another by now,
    `WrongMoment` when nothing was added or when more than evidence changed.
    """
    claim = begin("update", claim, by)
    document = documents.build(claim)
    access.require(access.refusal_to_review(by, contributors_now(claim, document)))
    if document.digest != seen_digest:
        raise Stale("More was changed since you looked; please look at the differences again.", current=claim)
    last = Version.objects.filter(claim=claim).order_by("-number").first()
    if sentence := why_not_an_update(last.content if last else None, document.content):
        raise WrongMoment(sentence)
    revision = keep_revision(claim, document, by=None)
    Review(revision=revision, reviewer=by, decision=Decision.APPROVE, reason="update").save(force_insert=True)
    move("update", claim, by=by, code=None, revision=revision)
    return add_version(claim, revision, by=by, correction=None, code="claim_updated")


def why_not_an_update(published: dict[str, Any] | None, now: dict[str, Any]) -> str | None:
    """Why the difference is more, or less, than added evidence, in one sentence; None when it is an update.

    Evidence already published may only have become superseded by newer evidence.
    """
    if published is None or "retracted" in published:
        return "An update adds evidence to what is public; this claim is not published."
    if now["kind"] in SENSITIVE_KINDS:
        return "This kind of claim names a party, so new evidence needs an editor's consent too: revise and submit it."
    old = content_of(published)
    if old == now:
        return "Nothing was added since the last version."
    computed = {"evidence", "upstream", *COMPUTED}
    changed = sorted(key for key in now if key not in computed and now[key] != old.get(key))
    if changed:
        return f"More than evidence changed ({', '.join(changed)}); revise the claim and submit it for review."
    fresh = {row["id"]: _fixed(row) for row in now["evidence"]}
    if any(fresh.get(row["id"]) != _fixed(row) for row in old["evidence"]):
        return "Published evidence was changed or removed; revise the claim and submit it for review."
    if sentence := departs_from_label(now):
        return f"{sentence} Revise the claim for that."
    return None


def _fixed(row: dict[str, Any]) -> dict[str, Any]:
    """What an update may not change of evidence: all but what newer evidence, and later looks at its page, say of it."""
    source = {key: value for key, value in row["source"].items() if key != "archived_copies"}
    free = ("superseded_by", "superseded_reason", "counts", "drift")
    return {key: value for key, value in row.items() if key not in free} | {"source": source}


def add_version(
    claim: Claim, revision: Revision | None, *, by: User, correction: CorrectionNote | None, code: str,
    tombstone: dict[str, Any] | None = None,
) -> Version:  # fmt: skip
    """Write the next version and everything that lists it. Called inside the transaction of an action that holds the claim."""
    counter = lock_record()
    counter.value += 1
    counter.save(update_fields=["value"])
    effective_at, replayed = effective_now()
    earlier = list(Version.objects.filter(claim=claim).order_by("number").defer("document"))
    last = earlier[-1] if earlier else None
    if last and not replayed:  # a clock set back must not stop publishing, nor change the order of versions
        effective_at = max(effective_at, last.effective_at + timedelta(microseconds=1))
    recorded_at = timezone.now() if replayed else effective_at
    if last and effective_at <= last.effective_at:
        raise ValidationError({"effective_at": "A version takes effect after the one before it."})
    if correction and not last:
        raise ValidationError({"correction": "Nothing was published yet that could be corrected."})
    kind = (
        VersionKind.RETRACTION
        if tombstone
        else VersionKind.FIRST
        if not last
        else VersionKind.CORRECTION
        if correction
        else VersionKind.UPDATE
    )
    if (
        not tombstone
    ):  # published again: a confirmed retraction is over; a proposed one still waits for its second editor
        ended = {"ended_by": by, "ended_at": timezone.now()}
        for row in Retraction.objects.filter(claim=claim, ended_at__isnull=True, confirmed_at__isnull=False):
            writes.change(row, ended, by=by, code="public_step_ended", reason="the claim was published again")
    settle(claim=claim, kind=AlertKind.UPDATE_WAITS, by=by)
    content = tombstone or (revision.content if revision else {})
    content_digest = digest(canonical(content))
    number = last.number + 1 if last else 1
    entry = log(claim, code, by=by, new={"version": number, "kind": kind, "digest": content_digest})
    corrections = _corrections_so_far(claim)
    if correction:
        corrections.append({"version": number, "at": effective_at.isoformat(), **asdict(correction)})
    people = _people(revision, by)
    document = content | {
        "version": number,
        "version_kind": kind,
        "digest": content_digest,
        "published_at": effective_at.isoformat(),
        "recorded_at": recorded_at.isoformat(),
        "replayed": replayed,
        "corrections": corrections,
        "versions": [
            *(_line(version) for version in earlier),
            {
                "number": number,
                "kind": kind,
                "verdict": content.get("verdict"),
                "published_at": effective_at.isoformat(),
                "digest": content_digest,
            },
        ],
        "people": people,
        "previous_digest": last.publication_digest if last else "",
        "log_head": entry.digest,
        "sequence": counter.value,
    }
    data = canonical(document)
    version = Version(
        claim=claim,
        revision=revision,
        number=number,
        kind=kind,
        document=data,
        summary=summary_bytes(document),
        content_digest=content_digest,
        publication_digest=digest(data),
        previous_digest=document["previous_digest"],
        log_head=entry.digest,
        inputs=revision.inputs if revision else [],
        sequence=counter.value,
        effective_at=effective_at,
        recorded_at=recorded_at,
        replayed=replayed,
        people=people,
    )
    version.save(force_insert=True)
    if correction:
        note = Correction(version=version, at=effective_at, sequence=counter.value, **asdict(correction))
        note.full_clean()
        note.save(force_insert=True)
    set_baseline({(target_type, key): head for target_type, key, head in version.inputs})
    telling.tell(ChangeKind(kind), version)
    return version


def _line(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "kind": version.kind,
        "verdict": json.loads(bytes(version.summary)).get("verdict"),
        "published_at": version.effective_at.isoformat(),
        "digest": version.content_digest,
    }


def _corrections_so_far(claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            "version": note.version.number,
            "at": note.at.isoformat(),
            "what": note.what,
            "old": note.old,
            "new": note.new,
            "why": note.why,
        }
        for note in Correction.objects.filter(version__claim=claim).select_related("version").order_by("sequence")
    ]


def _people(revision: Revision | None, by: User) -> list[dict[str, str]]:
    """Who stands behind a version, by role and public key; names stay at the desk."""
    people = [{"role": "contributor", "key": key} for key in (revision.contributors if revision else [])]
    if revision:
        approvals = revision.reviews.filter(decision=Decision.APPROVE).select_related("reviewer")
        people += [{"role": "reviewer", "key": review.reviewer.key} for review in approvals]
    return [*people, {"role": "publisher", "key": by.key}]
