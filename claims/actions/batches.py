"""Batches of imported drafts: open one, note how far it was read, ask for a step over all rows, and take it.

Each row goes through the same single action as by hand, so that the same rules and refusals hold.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from claims import access
from claims.actions import reviewing
from claims.models import Claim, ImportBatch, ImportProblem
from claims.models.import_batch import COUNTED, Work
from claims.models.import_problem import ProblemLevel
from claims.workflow import EDITABLE, Status
from history import writes
from history.canonical import canonical, digest
from history.errors import Refusal, Stale, WrongMoment

LEASE = timedelta(minutes=5)  # a chunk or a row takes seconds; whoever holds a batch renews it with each
PAGE = 200  # claims read at once

Tell = Callable[[ImportBatch], None]


@transaction.atomic
def open_batch(
    *, by: User, format: str, file_name: str, file_sha256: str, options: dict[str, Any], file: File | None = None
) -> ImportBatch:
    """Begin an import, or find the one that began with this file, these options and this person.

    One that stopped goes on where it stopped. One that was read to its end is read again if anything was refused in it, for
    what was missing may be here by now. With `file`, a worker reads the stored copy; else the caller reads its own.
    """
    access.require(access.refusal_to_write(by))
    options_sha256 = digest(canonical(options))
    batch = ImportBatch.objects.filter(
        file_sha256=file_sha256, format=format, options_sha256=options_sha256, imported_by=by
    ).first()
    if batch is None:
        batch = ImportBatch(
            format=format,
            file_name=file_name[:255],
            file_sha256=file_sha256,
            options=options,
            options_sha256=options_sha256,
            imported_by=by,
            work=Work.IMPORT,
            work_by=by,
            work_asked_at=timezone.now(),
        )
        if file:
            batch.file = file
        return writes.insert(batch, by=by, code="import_started")
    batch = writes.lock(batch)
    if batch.completed_at is None:
        again = ({"file": file} if file and not batch.file else {}) | ({} if batch.work else _wanted(Work.IMPORT, by))
        writes.change(batch, again, by=by, code="import_started")
        return batch
    if not batch.problems.exclude(level=ProblemLevel.STEP).exists():
        return batch
    if batch.work:
        raise WrongMoment(f"This batch is busy: {batch.get_work_display()}.")
    batch.problems.all().delete()
    again = {"position": 0, "counts": {}, "completed_at": None, **_wanted(Work.IMPORT, by)}
    writes.change(batch, again | ({"file": file} if file else {}), by=by, code="import_started")
    return batch


def advance(batch: ImportBatch, *, items: int, counts: dict[str, int], problems: Iterable[ImportProblem] = ()) -> None:
    """Note that so many items more are dealt with. Inside the transaction that wrote what they hold.

    Raises `Stale` when another process dealt with them meanwhile: then nothing of this chunk is kept.
    """
    total = {name: batch.counts.get(name, 0) + counts.get(name, 0) for name in COUNTED}
    moved = ImportBatch.objects.filter(pk=batch.pk, position=batch.position, completed_at__isnull=True).update(
        position=batch.position + items, counts=total, leased_until=timezone.now() + LEASE
    )
    if not moved:
        raise Stale("Another process is reading this file.", current=batch)
    ImportProblem.objects.bulk_create(problems)
    batch.position += items
    batch.counts = total


@transaction.atomic
def complete(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Note that the file was read to its end; the stored copy is not needed any more."""
    batch = writes.lock(batch)
    if batch.completed_at is not None:
        return batch
    stored = batch.file.name if batch.file else ""
    done = {"completed_at": timezone.now(), "file": "", "work": "", "work_by": None, "work_asked_at": None}
    writes.change(batch, done | {"leased_until": None}, by=by, code="import_completed")
    if stored:
        storage = batch.file.storage
        transaction.on_commit(lambda: storage.delete(stored))
    return batch


def refusal_to_ask(work: str, person: User, batch: ImportBatch) -> str | None:
    """Why this person may not have this step taken over the batch, in one sentence; None when they may."""
    if work == Work.APPROVE:
        return access.refusal_to_review(person, [batch.imported_by.key])
    if work == Work.PUBLISH:
        return (
            None
            if access.has_role(person, Role.EDITOR)
            else "Only an editor may do this; ask an administrator for the role."
        )
    return access.refusal_to_write(person)


def why_not(work: str, person: User, batch: ImportBatch) -> str | None:
    """Why this step cannot be taken over the batch now by this person; None when it can."""
    if sentence := refusal_to_ask(work, person, batch):
        return sentence
    if batch.work:
        return f"This batch is busy: {batch.get_work_display()}."
    if batch.completed_at is None:
        return "The file was not read to its end yet."
    if not rows_for(work, batch).exists():
        return "No row of this batch stands where this step begins."
    return None


@transaction.atomic
def ask(*, batch: ImportBatch, work: str, by: User) -> ImportBatch:
    """Have a step taken over all rows of the batch, by a worker and in this person's name.

    Raises `NotAllowed` for who may not, `WrongMoment` while it is busy or when no row is where the step begins.
    """
    batch = writes.lock(batch)
    access.require(refusal_to_ask(work, by, batch))
    if sentence := why_not(work, by, batch):
        raise WrongMoment(sentence)
    batch.problems.filter(level=ProblemLevel.STEP).delete()
    writes.change(batch, _wanted(work, by), by=by, code="batch_work_asked")
    return batch


def take(batch: ImportBatch) -> bool:
    """Hold the batch's work for a while; False when somebody else holds it."""
    free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=timezone.now())
    return bool(
        ImportBatch.objects.filter(free, pk=batch.pk, work=batch.work).update(leased_until=timezone.now() + LEASE)
    )


def rows_for(work: str, batch: ImportBatch) -> models.QuerySet[Claim]:
    """The rows of the batch that stand where a step begins."""
    if work == Work.SUBMIT:
        return batch.claims.filter(status__in=EDITABLE)
    if work == Work.APPROVE:
        # Only what was there to be seen when the reviewer decided.
        seen = {"revision__submitted_at__lte": batch.work_asked_at} if batch.work_asked_at else {}
        return batch.claims.filter(status=Status.IN_REVIEW, **seen)
    return batch.claims.filter(status=Status.APPROVED)


def submit_all(*, batch: ImportBatch, by: User, tell: Tell | None = None) -> int:
    """Submit every draft of the batch for review. Answers how many; what is refused is in the report."""
    access.require(refusal_to_ask(Work.SUBMIT, by, batch))
    return over_rows(batch, Work.SUBMIT, lambda claim: reviewing.submit(claim=claim, by=by), tell)


def approve_all(*, batch: ImportBatch, by: User, tell: Tell | None = None) -> int:
    """Approve every row's own revision. Answers how many; what is refused is in the report."""
    access.require(refusal_to_ask(Work.APPROVE, by, batch))
    return over_rows(batch, Work.APPROVE, lambda claim: _approve(claim, by), tell)


def _approve(claim: Claim, by: User) -> None:
    if claim.revision:  # beyond draft there is one
        reviewing.approve(claim=claim, revision=claim.revision, by=by)


def over_rows(batch: ImportBatch, work: str, step: Callable[[Claim], Any], tell: Tell | None) -> int:
    """Take a step on each row that stands where it begins, each in a transaction of its own. The batch's work is then done."""
    if batch.work not in ("", work):
        raise WrongMoment(f"This batch is busy: {batch.get_work_display()}.")
    if not batch.work:  # asked for by a command, which begins a new report of the step
        batch.problems.filter(level=ProblemLevel.STEP).delete()
    taken = 0
    for claim in _pages(rows_for(work, batch)):
        try:
            step(claim)
            taken += 1
        except Refusal as refusal:
            _report(batch, claim, refusal.sentence)
        except ValidationError as error:
            for field, messages in getattr(error, "message_dict", {"": error.messages}).items():
                _report(batch, claim, " ".join(messages), field)
        batch.work_done += 1
        if batch.work_done % 20 == 0:
            renewed = {"work_done": batch.work_done, "leased_until": timezone.now() + LEASE}
            ImportBatch.objects.filter(pk=batch.pk).update(**renewed)
            if tell:
                tell(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(
        work="", work_by=None, work_asked_at=None, leased_until=None, work_done=batch.work_done
    )
    batch.work = ""
    return taken


def give_up(*, batch: ImportBatch, why: str) -> None:
    """End work that cannot be done, and say why in the report. An import can be begun again with the same file."""
    ImportProblem.objects.bulk_create([ImportProblem(batch=batch, level=ProblemLevel.STEP, reason=why[:500])])
    ImportBatch.objects.filter(pk=batch.pk).update(work="", work_by=None, work_asked_at=None, leased_until=None)


def _pages(rows: models.QuerySet[Claim]) -> Iterator[Claim]:
    """The rows by their ids, a page at a time: steps move them out of the set while it is walked."""
    last = ""
    while page := list(rows.filter(pk__gt=last).select_related("revision").order_by("pk")[:PAGE]):
        yield from page
        last = page[-1].pk


def _report(batch: ImportBatch, claim: Claim, reason: str, field: str = "") -> None:
    ImportProblem.objects.bulk_create(
        [ImportProblem(batch=batch, level=ProblemLevel.STEP, field=field, reason=reason[:500], claim_id=claim.pk)]
    )


def _wanted(work: str, by: User) -> dict[str, Any]:
    now: datetime = timezone.now()
    return {"work": work, "work_by": by, "work_asked_at": now, "work_done": 0, "leased_until": None}
