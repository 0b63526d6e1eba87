"""The chains of the log, and how far they are published."""

from collections.abc import Iterator

from history.codes import all_codes
from history.log import Target, heads
from history.models import Baseline, Entry
from record.models import Version
from record.verifying.findings import Counts, Erased, Finding

TABLE = Entry._meta.db_table
# Targets whose published heads are held in memory at once; more of them take another pass over the versions.
AT_ONCE = 200_000


def check_chains(counts: Counts, erased: Erased) -> Iterator[Finding]:
    """Each target's entries: numbered without gaps, each naming the digest of the one before, each matching its own."""
    known = all_codes()
    target: Target | None = None
    sequence, last = 0, ""
    entries = Entry.objects.order_by("target_type", "target_id", "sequence").iterator(chunk_size=500)
    for entry in entries:
        counts["log entries"] += 1
        if target != (entry.target_type, entry.target_id):
            target, sequence, last = (entry.target_type, entry.target_id), 0, ""
            counts["chains"] += 1
        where = f"entry {entry.sequence} of {entry.target_type} {entry.target_id}"
        if entry.sequence != sequence + 1:
            yield Finding(TABLE, str(entry.pk), f"{where} follows number {sequence}: entries between them are missing")
        elif entry.previous_digest != last:
            yield Finding(TABLE, str(entry.pk), f"{where} does not name the digest of the entry before it")
        if not entry.digest:
            yield Finding(TABLE, str(entry.pk), f"{where} has no digest")
        elif entry.computed_digest() != entry.digest:
            otherwise = f"{where} does not match its digest"
            yield erased.finding(TABLE, entry.pk, "content", entry.content(), otherwise)
        if entry.code not in known:
            yield Finding(TABLE, str(entry.pk), f"{where} has a code that nothing registers: {entry.code}")
        sequence, last = entry.sequence, entry.digest


def check_heads(inputs: list[list[object]], table: str, row: str) -> Iterator[Finding]:
    """The chains that a document was made from are at least as long as they were then."""
    wanted = {(str(target_type), str(key)): int(str(head)) for target_type, key, head in inputs}
    now = heads(wanted)
    for (target_type, key), head in wanted.items():
        if now.get((target_type, key), 0) < head:
            sentence = f"it was made when {target_type} {key} had {head} log entries; now there are fewer"
            yield Finding(table, row, sentence)


def check_baselines(counts: Counts) -> Iterator[Finding]:
    """Each baseline is the newest entry that some version includes: a wrong one would hide who contributed."""
    baselines = Baseline.objects.order_by("pk")
    first = 0
    while pks := list(baselines.filter(pk__gt=first).values_list("pk", flat=True)[:AT_ONCE]):
        rows = {(row.target_type, row.target_id): row for row in baselines.filter(pk__gt=first, pk__lte=pks[-1])}
        published: dict[Target, int] = dict.fromkeys(rows, 0)
        for inputs in Version.objects.values_list("inputs", flat=True).iterator(chunk_size=500):
            for target_type, key, head in inputs:
                if (target_type, key) in published:
                    published[target_type, key] = max(published[target_type, key], head)
        for target, row in rows.items():
            counts["baselines"] += 1
            if row.sequence != published[target]:
                told = f"published up to entry {row.sequence}"
                sentence = f"{' '.join(target)} is said to be {told}, and is up to {published[target]}"
                yield Finding(Baseline._meta.db_table, str(row.pk), sentence)
        first = pks[-1]
