"""Writing the log, and reading who wrote it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction

from history.codes import contributing_codes, sentence_of
from history.models import Baseline, Entry
from history.models.entry import among

Target = tuple[str, str]  # (model label in lower case, primary key as text)


def target_of(row: models.Model) -> Target:
    """How the log names a row."""
    return row._meta.label_lower, str(row.pk)


def log(
    target: models.Model,
    code: str,
    *,
    by: Any,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Append one entry to a row's chain. `by` is the person, or None for the machine.

    The caller holds the row (`writes.lock`) inside a transaction; two writers of one chain meet at a constraint.
    Raises `KeyError` for a code nobody registered.
    """
    sentence_of(code)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An entry is written in the transaction of its change.")
    target_type, target_id = target_of(target)
    last = Entry.objects.of(target).order_by("-sequence").values_list("sequence", "digest").first()
    entry = Entry(
        target_type=target_type,
        target_id=target_id,
        target_label=str(target)[:200],
        sequence=last[0] + 1 if last else 1,
        code=code,
        by_key=by.key if by else "",
        by_name=_name(by),
        old=old or {},
        new=new or {},
        reason=reason,
        previous_digest=last[1] if last else "",
    )
    entry.digest = entry.computed_digest()
    entry.save(force_insert=True)
    return entry


def log_many(entries: Sequence[tuple[models.Model, dict[str, Any]]], code: str, *, by: Any, reason: str = "") -> None:
    """Append an entry for each (target, new values), in this order. Two statements, however many there are.

    For rows that are new, or whose chains the caller holds. Raises `KeyError` for a code nobody registered.
    """
    sentence_of(code)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An entry is written in the transaction of its change.")
    targets = [target_of(target) for target, _ in entries]
    newest = heads(targets)
    columns = ("target_type", "target_id", "sequence", "digest")
    ends = {
        (target_type, target_id): (sequence, digest)
        for target_type, target_id, sequence, digest in Entry.objects.filter(among(newest)).values_list(*columns)
        if newest.get((target_type, target_id)) == sequence
    }
    written = []
    for target, (row, new) in zip(targets, entries, strict=True):
        sequence, previous = ends.get(target, (0, ""))
        entry = Entry(
            target_type=target[0],
            target_id=target[1],
            target_label=str(row)[:200],
            sequence=sequence + 1,
            code=code,
            by_key=by.key if by else "",
            by_name=_name(by),
            new=new,
            reason=reason,
            previous_digest=previous,
        )
        entry.digest = entry.computed_digest()
        ends[target] = (entry.sequence, entry.digest)
        written.append(entry)
    Entry.objects.bulk_create(written)


def _name(by: Any) -> str:
    return (by.get_full_name() or by.get_username())[:150] if by else ""


def heads(targets: Iterable[Target]) -> dict[Target, int]:
    """The newest sequence of each chain; a target without entries is left out. One statement."""
    wanted = set(targets)
    rows = Entry.objects.filter(among(wanted)).values("target_type", "target_id").annotate(head=models.Max("sequence"))
    found = {(row["target_type"], row["target_id"]): row["head"] for row in rows}
    return {target: head for target, head in found.items() if target in wanted}


def writers_since_baseline(targets: Iterable[Target]) -> set[str]:
    """Keys of the people who changed any of these rows after it was last published, in any claim. Two statements."""
    wanted = set(targets)
    baselines = {
        (target_type, target_id): sequence
        for target_type, target_id, sequence in Baseline.objects.filter(among(wanted)).values_list(
            "target_type", "target_id", "sequence"
        )
    }
    entries = Entry.objects.filter(among(wanted), code__in=contributing_codes()).exclude(by_key="")
    return {
        by_key
        for target_type, target_id, sequence, by_key in entries.values_list(
            "target_type", "target_id", "sequence", "by_key"
        )
        if (target_type, target_id) in wanted and sequence > baselines.get((target_type, target_id), 0)
    }


def set_baseline(published: dict[Target, int]) -> None:
    """Note that these entries are public now. A baseline never moves back."""
    known = {(row.target_type, row.target_id): row for row in Baseline.objects.filter(among(published))}
    fresh, moved = [], []
    for (target_type, target_id), sequence in sorted(published.items()):
        row = known.get((target_type, target_id))
        if row is None:
            fresh.append(Baseline(target_type=target_type, target_id=target_id, sequence=sequence))
        elif row.sequence < sequence:
            row.sequence = sequence
            moved.append(row)
    Baseline.objects.bulk_create(fresh, ignore_conflicts=True)
    Baseline.objects.bulk_update(moved, ["sequence"])
