"""`manage.py load_case`: loads the demonstration case, once, in the names of the demonstration people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demonstration import PEOPLE
from accounts.models import User
from record.case.loading import load_case


class Command(BaseCommand):
    """Prints a line for each publication; running it again changes nothing."""

    help = "Load the demonstration case through the actions. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` when the demonstration people are missing."""
        people = {person.username: person for person in User.objects.filter(username__in=PEOPLE)}
        if missing := PEOPLE.keys() - people.keys():
            raise CommandError(f"No account for {', '.join(sorted(missing))}: run `manage.py make_people` first.")
        for line in load_case(people):
            self.stdout.write(line)
