"""Triggers that make append-only tables refuse UPDATE and DELETE (TRUNCATE too on PostgreSQL).

Installed after every migrate, because SQLite drops a table's triggers when it remakes the table. An erasure opens single
rows by an `ErasurePass` inside its own transaction.
"""

from django.apps import apps
from django.db import connections, models

_FUNCTION = """
CREATE OR REPLACE FUNCTION history_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF EXISTS (SELECT 1 FROM history_erasurepass p
               WHERE p.table_name = TG_TABLE_NAME AND p.row_id = to_jsonb(OLD) ->> TG_ARGV[0]) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only_models() -> list[type[models.Model]]:
    """Every model whose class says `append_only`."""
    return [model for model in apps.get_models() if getattr(model, "append_only", None)]


def expected(vendor: str) -> dict[str, list[str]]:
    """The names of the triggers each append-only table must have."""
    kinds = ["update", "delete"] + (["truncate"] if vendor == "postgresql" else [])
    return {
        model._meta.db_table: [f"{model._meta.db_table}_refuse_{kind}" for kind in kinds]
        for model in append_only_models()
    }


def install(using: str = "default") -> None:
    """Drop and make every trigger whose table exists."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for model in append_only_models():
            if model._meta.db_table in tables:
                for statement in _statements(model, connection.vendor):
                    cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Drop every trigger: for a test's flush, which empties all tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, names in expected(connection.vendor).items():
            for name in names:
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing(using: str = "default") -> list[str]:
    """The names of triggers that are absent or disabled."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return [name for names in expected(connection.vendor).values() for name in names if name not in present]


def _statements(model: type[models.Model], vendor: str) -> list[str]:
    table = model._meta.db_table
    key = model._meta.pk.column
    when = model.append_only.when  # type: ignore[attr-defined]  # only models that declare it come here
    if vendor == "postgresql":
        statements = []
        for kind in ("UPDATE", "DELETE", "TRUNCATE"):
            name = f"{table}_refuse_{kind.lower()}"
            each = "STATEMENT" if kind == "TRUNCATE" else f"ROW WHEN ({when})"
            statements.append(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
            statements.append(
                f'CREATE TRIGGER "{name}" BEFORE {kind} ON "{table}" FOR EACH {each} '
                f"EXECUTE FUNCTION history_refuse_change('{key}')"
            )
        return statements
    passed = (
        f"EXISTS (SELECT 1 FROM history_erasurepass p WHERE p.table_name = '{table}' "
        f'AND p.row_id = CAST(OLD."{key}" AS TEXT))'
    )
    statements = []
    for kind, condition in (("UPDATE", f"({when}) AND NOT {passed}"), ("DELETE", f"({when})")):
        name = f"{table}_refuse_{kind.lower()}"
        statements.append(f'DROP TRIGGER IF EXISTS "{name}"')
        statements.append(
            f'CREATE TRIGGER "{name}" BEFORE {kind} ON "{table}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    return statements
