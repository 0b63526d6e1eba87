"""The words under which a version is found: FTS5 on SQLite, a tsvector with GIN on PostgreSQL, asked alike."""

import re
from typing import Any, ClassVar

from django.db import connection, models


class KeysField(models.Field):
    """Words of `record.search`, a space between them. The engine indexes each as it is: nothing is folded or split there."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_save(self, value: str, connection: Any) -> Any:
        return value.split() if connection.vendor == "postgresql" else value

    def from_db_value(self, value: str, expression: Any, connection: Any) -> str:
        if connection.vendor == "postgresql":
            return " ".join(sorted(re.findall(r"'([^']+)'", value)))
        return " ".join(sorted(value.split()))


@KeysField.register_lookup
class AnyOf(models.Lookup[Any]):
    """`keys__any_of=[…]`: at least one of these words. Each is quoted, so that none is taken for an operator."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str]]:
        quote, either = ("'", " | ") if connection.vendor == "postgresql" else ('"', " OR ")
        return "%s", (either.join(f"{quote}{word}{quote}" for word in value),)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} MATCH {right}", [*parameters, *more]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", [*parameters, *more]


class SearchEntry(models.Model):
    """A version's place in the search index; the table is made by a migration of its own for each engine."""

    audited: ClassVar[bool] = False

    sequence = models.PositiveBigIntegerField(primary_key=True, db_column="rowid")  # of the version
    keys = KeysField()

    class Meta:
        managed = False
        db_table = "record_search"

    def __str__(self) -> str:
        return str(self.sequence)


def tidy() -> None:
    """Take words that were removed out of the index's own pages too; an erasure asks for it.

    FTS5 keeps them in older segments until these are merged. What PostgreSQL frees is overwritten in its own time.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO record_search(record_search) VALUES('optimize')")
