"""A system check: the triggers that guard append-only tables are there."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from history import triggers


@register(Tags.database)
def triggers_are_installed(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Runs with `check --database`; says nothing before the tables exist."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        tables = set(connections[alias].introspection.table_names())
        if not set(triggers.expected(connections[alias].vendor)) <= tables:
            continue
        for name in triggers.missing(alias):
            messages.append(
                Error(
                    f"The trigger {name} is missing: rows it guards could be changed.",
                    hint="Run `manage.py migrate`; it installs triggers each time.",
                    id="history.E001",
                )
            )
    return messages
