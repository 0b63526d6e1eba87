"""When a publication takes effect. Everything else uses the real clock.

A demonstration replays past days: `replaying` sets the clock, only the case loader may call it (a house test says so),
and every version made under it is marked as replayed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_replayed: ContextVar[datetime | None] = ContextVar("replayed_to", default=None)


def effective_now() -> tuple[datetime, bool]:
    """(the instant a publication takes effect, whether the clock is replayed)."""
    replayed_to = _replayed.get()
    return (replayed_to, True) if replayed_to else (timezone.now(), False)


@contextmanager
def replaying(instant: datetime) -> Iterator[None]:
    """Publications inside take effect at `instant` (aware, in the past)."""
    if timezone.is_naive(instant) or instant > timezone.now():
        raise ValueError("The replay clock takes an aware instant in the past.")
    token = _replayed.set(instant)
    try:
        yield
    finally:
        _replayed.reset(token)
