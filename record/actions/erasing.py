"""Erase passages: two editors blank words everywhere we keep them, and every digest stays.

Backups, pages the database has freed but not yet overwritten, and copies that others made are out of reach.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from accounts.actions import keeping_answers
from accounts.models import User
from claims.actions.drafting import touch
from claims.actions.keying import keep_keys
from claims.models import Claim
from history import writes
from history.canonical import canonical, digest
from history.errors import WrongMoment
from history.log import log
from history.models import Entry
from record import access
from record.actions import telling
from record.blanking import BLOCK, SHORTEST, Blanker, digest_of, value_of
from record.listings import lock_record
from record.models import Erasure, Version
from record.models.change import ChangeKind
from record.models.search_entry import tidy
from record.reach import TARGETS, Change, Reach, check_quotes, reach
from sources.languages import validate_text
from sources.models import Snapshot

MOST_PASSAGES = 50
LONGEST_PASSAGE = 5_000  # code points; no quote of ours is longer


@transaction.atomic
def propose_erasure(*, claim: Claim, by: User, passages: list[str], ground: str, reason: str) -> Erasure:
    """Propose to blank these passages, letter by letter as they stand. Nothing changes until a second editor confirms.

    Raises `ValidationError` for a passage that is too short, or that stands nowhere in what this claim is made from, and
    for one that stands partly inside a quote.
    """
    access.require(access.refusal_to_change_public_state(by))
    claim = writes.lock(claim)
    if not reason.strip():
        raise ValidationError({"reason": "Say why; the reason stays inside the desk."})
    _check_passages(passages)
    blanker = Blanker(passages)
    found = reach(claim, blanker)
    if nowhere := [passage for passage in passages if passage not in blanker.found]:
        raise ValidationError(
            {"passages": [f"“{passage[:80]}” stands nowhere in what this claim is made from." for passage in nowhere]}
        )
    check_quotes(found.changes)
    row = Erasure(claim=claim, passages=passages, ground=ground, reason=reason, proposed_by=by)
    return writes.insert(row, by=by, code="erasure_proposed", reason=reason)


@transaction.atomic
def confirm_erasure(*, erasure: Erasure, by: User) -> Erasure:
    """A second editor confirms, and the passages are blanked: the same number of code points, "█" each.

    In every version, revision, snapshot, log entry, correction and desk row of what the claim's documents name, in what
    programs were answered about them, in other claims that name a row which held a passage, and in the erasure itself.
    Digests stay as they were, and the erasure keeps what stands in their place now, so that `verify` says erased and not
    tampered with. The picture and the capture of a snapshot whose text held a passage are deleted after the commit. People
    who were editing an affected claim are told that it changed, so that nobody saves the words back.

    Raises `WrongMoment` when it was decided already, or when more was written about it while it waited for its locks.
    """
    blanker = Blanker(erasure.passages)
    expected = reach(erasure.claim, blanker)
    _hold(expected)
    erasure = writes.lock(erasure)
    access.require(access.refusal_to_confirm(by, erasure))
    _require_undecided(erasure)
    found = reach(erasure.claim, blanker)
    if not (found.claims <= expected.claims and found.targets <= expected.targets):
        raise WrongMoment("More was written about this claim just now; please confirm again.")
    check_quotes(found.changes)
    # While it is not blanked itself: what programs were answered within the last day holds words too.
    keeping_answers.erase(passages=erasure.passages)
    erased = [place for change in found.changes for place in _blank(change)]
    columns = {"confirmed_by": by, "confirmed_at": timezone.now(), "erased": erased}
    Erasure.objects.filter(pk=erasure.pk, confirmed_at__isnull=True).update(**columns)
    _enter(erasure, found, erased, by)
    erasure.refresh_from_db()
    return erasure


@transaction.atomic
def end_erasure(*, erasure: Erasure, by: User, reason: str) -> Erasure:
    """Turn a proposed erasure down, or take it back. A confirmed one has no way back."""
    access.require(access.refusal_to_change_public_state(by))
    writes.lock(erasure.claim)
    erasure = writes.lock(erasure)
    _require_undecided(erasure)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it ends."})
    changes = {"ended_by": by, "ended_at": timezone.now()}
    writes.change(erasure, changes, by=by, code="public_step_ended", reason=reason)
    return erasure


def _check_passages(passages: Any) -> None:
    faults = []
    if not isinstance(passages, list) or not 1 <= len(passages) <= MOST_PASSAGES:
        raise ValidationError({"passages": f"Name 1 to {MOST_PASSAGES} passages, letter by letter as they stand."})
    for passage in passages:
        if not isinstance(passage, str) or len(passage.replace(BLOCK, "").strip()) < SHORTEST:
            faults.append(f"“{passage}” is too short: a passage has at least {SHORTEST} characters.")
        elif len(passage) > LONGEST_PASSAGE:
            faults.append(f"“{passage[:80]}…” is too long: a passage has at most {LONGEST_PASSAGE} characters.")
        else:
            validate_text(passage)
    if faults:
        raise ValidationError({"passages": faults})


def _require_undecided(erasure: Erasure) -> None:
    if erasure.confirmed_at is not None:
        raise WrongMoment("This erasure is confirmed; what it blanked cannot come back.")
    if erasure.ended_at is not None:
        raise WrongMoment("This erasure was turned down.")


def _hold(expected: Reach) -> None:
    """Hold claims, the record and every row of the documents until the end: in the order in which all actions do."""
    _lock(Claim, expected.claims)
    lock_record()
    for label, model in TARGETS.items():
        _lock(model, {key for target_type, key in expected.targets if target_type == label})


def _lock(model: type[models.Model], keys: set[str]) -> None:
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _blank(change: Change) -> list[list[str]]:
    """Blank one row. The answer is what verifying needs to know: [table, row, column, digest of what stands there now]."""
    row, columns = change.row, dict(change.columns)
    if isinstance(row, Snapshot):
        for name in [row.picture.name, row.warc_file]:
            if name:
                transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]
        columns |= {column: "" for column in ("picture", "warc_file") if getattr(row, column)}
    writes.overwrite(row, columns)
    if not getattr(row, "append_only", None):
        return []
    kept = ["content"] if isinstance(row, Entry) else sorted(columns)
    return [[row._meta.db_table, str(row.pk), column, digest_of(value_of(row, column))] for column in kept]


def _enter(erasure: Erasure, found: Reach, erased: list[list[str]], by: User) -> None:
    """Log it in the chain of every claim, and give lists and readers' caches the blanked bytes."""
    for claim in Claim.objects.filter(pk__in=found.claims).order_by("pk"):
        new: dict[str, Any] = {"row": erasure.pk}
        if claim.pk == erasure.claim_id:
            new |= {"values": len(erased), "digest": digest(canonical(erased))}
        log(claim, "passages_erased", by=by, new=new)
        touch(claim)
        keep_keys([claim])
        if newest := Version.objects.filter(claim=claim).order_by("-number").defer("document").first():
            telling.tell(ChangeKind.ERASURE, newest)
    tidy()
