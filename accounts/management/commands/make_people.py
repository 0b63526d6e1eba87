"""`manage.py make_people`: creates the demonstration's people where they are missing, prints how they sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import demonstration


class Command(BaseCommand):
    """Prints one line per person; running it again creates nobody and changes nothing."""

    help = "Create the demonstration people where they are missing, and print their passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes to standard output."""
        for account in demonstration.make(settings.VAR_DIR / "people.json"):
            password = account.password or "(another password than the one made here)"
            self.stdout.write(f"  {account.username:<16} {password:<18} {account.role.label}: {account.name}")
