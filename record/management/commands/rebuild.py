"""`manage.py rebuild`: makes listings, mentions, reviews and cards again from the versions."""

from typing import Any

from django.core.management.base import BaseCommand

from record.listings import rebuild


class Command(BaseCommand):
    """What lists read holds nothing of its own: this gives the same rows as publishing did."""

    help = "Make what lists read (listings, mentions, reviews, cards) again from the published versions."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild()
        self.stdout.write(f"Made listings, mentions, reviews and cards again from the versions of {count} claims.")
