"""What is append-only refuses every change, on both engines, and the log is a chain."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from history import triggers
from history.models import Entry
from history.models.entry import among
from record.actions import public_state, publishing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(author: User, reviewer: User, editor: User) -> None:
    """At least one row in each append-only table but the erasures, whose own tests make them."""
    from claims.actions import drafting, reviewing

    claim, _ = factories.published(author, reviewer, editor)
    reviewing.revise(claim=claim, by=author)
    drafting.change_claim(claim=claim, by=author, verdict="supported", verdict_note={"en": "The minutes."})
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    note = publishing.CorrectionNote(what={"en": "The verdict."}, why={"en": "New words."})
    publishing.publish(claim=claim, revision=revision, by=editor, correction=note)
    public_state.put_notice(claim=claim, by=editor, reason="A call.")


@pytest.mark.parametrize("model", triggers.append_only_models(), ids=lambda model: model._meta.label)
def test_an_append_only_row_is_neither_changed_nor_deleted(everything: None, model: type[models.Model]) -> None:
    if model._meta.model_name == "erasure":
        return  # tests/record/test_erasing.py
    row = model._default_manager.first()
    assert row is not None
    column = next(field for field in model._meta.concrete_fields if not field.primary_key)
    table, key = model._meta.db_table, model._meta.pk.column
    for statement in (
        f'UPDATE "{table}" SET "{column.column}" = "{column.column}" WHERE "{key}" = %s',
        f'DELETE FROM "{table}" WHERE "{key}" = %s',
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])


def test_postgresql_refuses_truncate_too(everything: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE.")
    connection.check_constraints()  # PostgreSQL truncates nothing while deferred foreign keys wait to be checked
    for table in triggers.expected("postgresql"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{table}" CASCADE')


def test_each_entry_carries_the_digest_of_the_one_before(everything: None) -> None:
    chains: dict[tuple[str, str], Entry] = {}
    for entry in Entry.objects.order_by("target_type", "target_id", "sequence"):
        before = chains.get((entry.target_type, entry.target_id))
        assert entry.digest == entry.computed_digest()
        assert entry.previous_digest == (before.digest if before else "")
        assert entry.sequence == (before.sequence + 1 if before else 1)
        chains[entry.target_type, entry.target_id] = entry


@pytest.mark.django_db
def test_chains_are_found_by_an_index_however_long_the_log_is() -> None:
    rows = Entry.objects.filter(among([("claims.claim", "one"), ("sources.source", "other")]))
    with transaction.atomic():
        if connection.vendor == "postgresql":  # which reads a table of few rows whole, unless it is dear to do so
            connection.cursor().execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain().upper()
    assert "INDEX" in plan and "SEQ SCAN" not in plan and "SCAN HISTORY_ENTRY" not in plan
