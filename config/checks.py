"""System checks of the environment: what `config.env` could not use, as errors with a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def environment_is_usable(**kwargs: Any) -> list[CheckMessage]:
    """One error for each variable with a value that cannot be used."""
    return [Error(problem.message, hint=problem.hint, id="counterclaim.E001") for problem in settings.ENV_PROBLEMS]
