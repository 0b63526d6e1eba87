"""A webhook's secret may be changed again while an earlier one still signs."""

from django.db import migrations, models


def carry_over(apps, schema_editor):
    for row in apps.get_model("record", "Subscription").objects.exclude(previous_secret=""):
        row.previous_secrets = [[row.previous_secret, row.previous_until.isoformat()]]
        row.save(update_fields=["previous_secrets"])


class Migration(migrations.Migration):
    dependencies = [("record", "0007_derived_counters")]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="previous_secrets",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="subscription", name="previous_secret_signs_until_a_time"),
        migrations.RemoveField(model_name="subscription", name="previous_secret"),
        migrations.RemoveField(model_name="subscription", name="previous_until"),
    ]
