"""The project as an application: it brings the checks of the environment and nothing else."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers `config.checks`."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415  (registers itself; apps must be loaded first)
