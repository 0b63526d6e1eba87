"""Prebuilt files compare themselves with the changes; deliveries are looked for by their age."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0006_merges")]

    operations = [
        migrations.RemoveField(model_name="publicationcounter", name="relistings"),
        migrations.RemoveField(model_name="publicationcounter", name="last_removal"),
        migrations.AddIndex(
            model_name="delivery", index=models.Index(fields=["created_at"], name="delivery_by_age")
        ),
    ]
