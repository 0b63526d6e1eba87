"""Recompute the digest of every source's address over its normalised form, so that two ways of writing one page meet.

Sources that turn out to be at one address all stay: one of them takes the digest of the normalised address (whichever has it
already, else the one recorded first), the others keep the digest of their exact address and are found by that.
"""

from collections import defaultdict

from django.db import migrations

from sources.models.source import address_digest


def let_addresses_meet(apps, schema_editor):
    Source = apps.get_model("sources", "Source")
    Entry = apps.get_model("history", "Entry")
    database = schema_editor.connection.alias
    meeting = defaultdict(list)
    rows = Source.objects.using(database).exclude(canonical_url="")
    for key, address, digest in rows.values_list("pk", "canonical_url", "url_sha256").iterator():
        meeting[address_digest(address)].append((key, digest))
    for digest, group in meeting.items():
        if any(held == digest for _, held in group):
            continue
        keys = [key for key, _ in group]
        first = keys[0]
        if len(keys) > 1:
            entries = Entry.objects.using(database).filter(target_type="sources.source", target_id__in=keys)
            first = entries.order_by("at", "pk").values_list("target_id", flat=True).first() or min(keys)
        # A technical column that no entry shows: the log says what people wrote, and the address is as they wrote it.
        Source.objects.using(database).filter(pk=first).update(url_sha256=digest)


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0001_initial"),
        ("sources", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(let_addresses_meet, migrations.RunPython.noop),
    ]
