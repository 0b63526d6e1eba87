"""Recomputes everything that digests, chains and rules promise, and names what does not hold. Writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from history import triggers
from record.verifying import erasures, lists, log, review, texts, versions
from record.verifying.findings import Counts, Erased, Finding

__all__ = ["Counts", "Finding", "verify"]


def verify(counts: Counts) -> Iterator[Finding]:
    """Everything that does not hold, and everything that was erased, as it is found; `counts` grows with what was examined.

    Rows are streamed: memory does not grow with the record.
    """
    with _one_moment():
        erased = Erased()
        yield from _missing_triggers(counts)
        yield from erasures.check(counts, erased)
        yield from log.check_chains(counts, erased)
        yield from texts.check_snapshots(counts, erased)
        yield from texts.check_statements(counts)
        yield from review.check_revisions(counts, erased)
        yield from review.check_four_eyes(counts)
        yield from versions.check(counts, erased)
        yield from lists.check_cards(counts)
        yield from log.check_baselines(counts)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see the database as it is now, while others go on writing."""
    if connection.in_atomic_block:  # a caller's transaction is its own moment
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not through Django, whose transactions take SQLite's one write lock when they begin.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _missing_triggers(counts: Counts) -> Iterator[Finding]:
    counts["triggers"] += sum(len(names) for names in triggers.expected(connection.vendor).values())
    for name in triggers.missing():
        table = next(table for table, names in triggers.expected(connection.vendor).items() if name in names)
        yield Finding(table, name, "this trigger is missing or disabled, so rows it guards could be changed")
