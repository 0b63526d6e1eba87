"""The desk application, and Django's admin with our site in place of the stock one."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class DeskConfig(AppConfig):
    """The desk: where reviewers work, every admin class."""

    name = "desk"

    def ready(self) -> None:
        from desk import register  # noqa: F401, PLC0415  (admin classes need every model loaded)


class DeskAdminConfig(SimpleAdminConfig):
    """Django's admin without discovery: an app that brings an admin class of its own would write around the actions."""

    default_site = "desk.site.DeskSite"
