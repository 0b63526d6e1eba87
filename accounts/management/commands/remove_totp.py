"""`manage.py remove_totp NAME`: for a lost phone where no administrator can sign in to help."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import second_factor
from accounts.models import User


class Command(BaseCommand):
    """Takes one person's one-time codes away; who can run commands can do more than that."""

    help = "Take a person's one-time codes away; the desk will ask them to set up new ones if it requires them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One name."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for a name that nobody has."""
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"Nobody is called {options['username']}.")
        second_factor.disable(person=person, by=None)
        self.stdout.write(f"{person.username} signs in by password alone now.")
