"""The accounts application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from accounts import groups


class AccountsConfig(AppConfig):
    """People and their roles."""

    name = "accounts"

    def ready(self) -> None:
        # After migrate rather than in a migration: emptying the database in a test brings them back this way.
        post_migrate.connect(groups.make, sender=self)
