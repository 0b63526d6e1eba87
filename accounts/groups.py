"""The groups that are our roles, made after every migrate."""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import router

from accounts.roles import Role


def make(using: str = "default", apps: Apps = installed, **kwargs: Any) -> None:
    """Makes the groups that are missing."""
    try:
        group = apps.get_model("auth", "Group")
    except LookupError:
        return
    if router.allow_migrate_model(using, group):
        for role in Role:
            group.objects.using(using).get_or_create(name=role.value)
