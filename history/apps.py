from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


def install_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    """Runs once all migrations of a run are done: SQLite drops triggers when it remakes a table."""
    from history import triggers  # noqa: PLC0415  # models are loaded by now, not when this file is

    triggers.install(using)


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = "Log"

    def ready(self) -> None:
        from history import checks  # noqa: F401, PLC0415  # registers itself

        autodiscover_modules("log_codes")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="history.install_triggers")
