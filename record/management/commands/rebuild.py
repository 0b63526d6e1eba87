"""`manage.py rebuild`: makes again what can be: what lists read, from the versions, and the desk's keys of claims."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions.keying import rebuild_keys
from record.exporting import building
from record.listings import rebuild


class Command(BaseCommand):
    """What lists read holds nothing of its own: this gives the same rows as publishing did."""

    help = "Make what lists read (listings, mentions, reviews, cards) again from the published versions."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild()
        building.discard()
        self.stdout.write(f"Made listings, mentions, reviews and cards again from the versions of {count} claims.")
        self.stdout.write("The files of /exports/ are closed until a worker has made them anew.")
        kept = rebuild_keys()
        self.stdout.write(
            f"Made the keys again by which {kept} claims of the desk are found before one is written twice."
        )
