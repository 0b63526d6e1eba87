"""The pages application."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The public pages: readers read the record here."""

    name = "pages"
