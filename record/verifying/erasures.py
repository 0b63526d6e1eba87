"""Erasures: what was blanked is still blank, and what each of them left is what the log says."""

from collections.abc import Iterator

from django.apps import apps

from history.canonical import canonical, digest
from history.models import Entry
from record.blanking import digest_of, value_of
from record.models import Erasure
from record.verifying.findings import Counts, Erased, Finding

TABLE = Erasure._meta.db_table


def check(counts: Counts, erased: Erased) -> Iterator[Finding]:
    """Each confirmed erasure's list matches the log, and every value it blanked stands as it left it."""
    rows = Erasure.objects.filter(confirmed_at__isnull=False).order_by("pk")
    for row in rows.iterator():
        counts["erasures"] += 1
        entries = Entry.objects.filter(
            target_type="claims.claim", target_id=row.claim_id, code="passages_erased"
        ).order_by("sequence")
        told = [entry.new.get("digest") for entry in entries if entry.new.get("row") == row.pk]
        if told != [digest(canonical(row.erased))]:
            yield Finding(TABLE, row.pk, "its list of erased values is not the one in the log")
    models = {model._meta.db_table: model for model in apps.get_models()}
    for (table, key, column), left in erased.now.items():
        counts["erased values"] += 1
        found = models[table]._default_manager.filter(pk=key).first() if table in models else None
        if found is None:
            yield Finding(table, key, f"its {column} was erased, and now the row is gone")
        elif digest_of(value_of(found, column)) != left:
            yield Finding(table, key, f"its {column} was erased, and now something else stands there")
