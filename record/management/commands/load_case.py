"""`manage.py load_case`: loads the demonstration case, once, in the names of the demonstration people."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import demonstration
from accounts.models import User
from record.case.loading import load_case


class Command(BaseCommand):
    """Prints a line for each publication; running it again changes nothing."""

    help = "Load the demonstration case through the actions. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Makes the people first where they are missing; `make people` prints how they sign in."""
        demonstration.make(settings.VAR_DIR / "people.json")
        people = {person.username: person for person in User.objects.filter(username__in=demonstration.PEOPLE)}
        for line in load_case(people):
            if options["verbosity"]:
                self.stdout.write(line)
