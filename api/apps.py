"""The api application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Programs read the record here."""

    name = "api"
