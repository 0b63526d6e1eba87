"""The desk application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk: where reviewers work, every admin class."""

    name = "desk"
