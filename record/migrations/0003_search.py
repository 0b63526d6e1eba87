"""The search index: a virtual table on SQLite, a column with GIN on PostgreSQL, seen through one unmanaged model.

It is empty where versions are published already: `manage.py rebuild` fills it.
"""

from typing import Any

from django.db import migrations, models

import record.models.search_entry

# Words come folded and split by a space, so the tokenizer must do neither: to `ascii` every other character is part of a
# word. No positions are kept: nobody asks for phrases.
SQLITE = "CREATE VIRTUAL TABLE record_search USING fts5(keys, tokenize = 'ascii', detail = 'column', columnsize = 0)"
POSTGRESQL = [
    "CREATE TABLE record_search (rowid bigint PRIMARY KEY, keys tsvector NOT NULL)",
    "CREATE INDEX record_search_keys ON record_search USING gin (keys)",
]


def make(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else [SQLITE]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE record_search")


class Migration(migrations.Migration):
    dependencies = [("record", "0002_reviews_and_exports")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("sequence", models.PositiveBigIntegerField(db_column="rowid", primary_key=True, serialize=False)),
                ("keys", record.models.search_entry.KeysField()),
            ],
            options={"db_table": "record_search", "managed": False},
        ),
        migrations.RunPython(make, drop),
        migrations.AddIndex(
            model_name="listing", index=models.Index(fields=["sequence"], name="listing_found_by_search")
        ),
    ]
