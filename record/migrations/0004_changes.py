"""The sequence of changes, filled from what was published and erased; when a card's subject was; what mentions say of time.

Cards of statements and the times of mentions come with `manage.py rebuild`.
"""

import datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

UNDATED = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
CURRENT = models.Q(is_current=True)


def fill(apps: Any, schema_editor: Any) -> None:
    """Versions in their order, then erasures: what happened between them is not known any more."""
    Version, Erasure, Change, Counter, Card = (
        apps.get_model("record", name) for name in ("Version", "Erasure", "Change", "PublicationCounter", "Card")
    )
    Card.objects.filter(at__isnull=True).update(at=UNDATED)
    place, at = 0, UNDATED
    newest = {}
    for key, claim, kind, recorded_at in Version.objects.order_by("sequence").values_list(
        "pk", "claim_id", "kind", "recorded_at"
    ):
        place, at, newest[claim] = place + 1, max(at, recorded_at), key
        Change.objects.create(sequence=place, version_id=key, kind=kind, at=at)
    erased = Erasure.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at", "pk")
    for claim, confirmed_at in erased.values_list("claim_id", "confirmed_at"):
        if claim in newest:
            place, at = place + 1, max(at, confirmed_at)
            Change.objects.create(sequence=place, version_id=newest[claim], kind="erasure", at=at)
    Counter.objects.update(changes=place)


class Migration(migrations.Migration):
    dependencies = [("record", "0003_search")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("sequence", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first publication"),
                            ("update", "update"),
                            ("correction", "correction"),
                            ("retraction", "retraction"),
                            ("erasure", "erasure"),
                            ("state", "change of state"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="record.version"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["at"], name="change_at")]},
        ),
        migrations.AddField(
            model_name="publicationcounter", name="changes", field=models.PositiveBigIntegerField(default=0)
        ),
        migrations.RemoveIndex(model_name="card", name="card_newest_of_a_kind"),
        migrations.RenameField(model_name="card", old_name="starts_at", new_name="at"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(model_name="card", name="at", field=models.DateTimeField()),
        migrations.AlterField(
            model_name="card",
            name="kind",
            field=models.CharField(
                choices=[
                    ("event", "event"),
                    ("speaker", "speaker"),
                    ("outlet", "outlet"),
                    ("source", "source"),
                    ("statement", "statement"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="card", index=models.Index(fields=["kind", "-at", "-id"], name="card_newest_of_a_kind")
        ),
        migrations.AddField(model_name="mention", name="said_latest", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="mention", index=models.Index(fields=["principal_id"], name="mention_of_a_principal")
        ),
        migrations.AddIndex(
            model_name="mention", index=models.Index(fields=["statement_id"], name="mention_of_a_statement")
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["-made_earliest", "-sequence"], name="listing_by_when_made", condition=CURRENT
            ),
        ),
    ]
