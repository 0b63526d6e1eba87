"""Keeping what a program was answered, so that asking the same again does nothing twice.

A key is reserved in a transaction of its own, so that a second request with it is told at once; the answer is kept in
the transaction of the action, so that a killed process leaves both or neither.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import KeptAnswer, Token
from history.errors import Refusal
from history.ids import new_id

KEPT = timedelta(hours=24)
# Longer than any request runs. A killed one frees its key after that; a slow one that outlives it cannot commit.
LEASE = timedelta(minutes=2)


class KeyInUse(Refusal):
    """A request with this key runs just now."""

    code = "key_in_use"


class KeyReused(Refusal):
    """This key was used for another request."""

    code = "key_reused"


def reserve(*, token: Token, key: str, request_digest: str) -> KeptAnswer:
    """The answer kept under this key; or, with an empty `status`, a reservation for who asks. Raises `KeyInUse`, `KeyReused`."""
    now = timezone.now()
    KeptAnswer.objects.filter(token=token, key=key, created_at__lt=now - KEPT).delete()
    fresh = KeptAnswer(token=token, key=key, request_digest=request_digest, leased_until=now + LEASE)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        known = KeptAnswer.objects.filter(token=token, key=key).first()
    else:
        return fresh
    if known is not None and known.request_digest != request_digest:
        raise KeyReused("This Idempotency-Key was used for another request; every request has a key of its own.")
    if known is not None and known.status is not None:
        return known
    mine: dict[str, Any] = {"lease": new_id(), "leased_until": now + LEASE}
    # Of a reservation whose holder was killed; nobody else's lease is touched.
    free = KeptAnswer.objects.filter(token=token, key=key, status__isnull=True, leased_until__lt=now)
    if known is None or not free.filter(lease=known.lease).update(**mine):
        raise KeyInUse("A request with this Idempotency-Key is still running; ask again in a moment.")
    known.lease, known.leased_until = mine["lease"], mine["leased_until"]
    return known


def keep(*, reserved: KeptAnswer, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keeps the answer. Inside the action's transaction: raises `KeyInUse`, which undoes it, where the lease was lost."""
    held = KeptAnswer.objects.filter(pk=reserved.pk, lease=reserved.lease, status__isnull=True)
    if not held.update(status=status, headers=headers, body=body):
        raise KeyInUse("Another process took this request over; ask again for its answer.")


def release(*, reserved: KeptAnswer) -> None:
    """Gives a key free under which nothing was done."""
    KeptAnswer.objects.filter(pk=reserved.pk, lease=reserved.lease, status__isnull=True).delete()


def erase(*, passages: Iterable[str]) -> None:
    """Empties every kept answer that holds one of these passages; that its request was done stays known.

    Inside an erasure's transaction. There are as many rows as programs asked for within a day.
    """
    # As they stand in JSON: a line break is two characters there.
    wanted = [json.dumps(passage, ensure_ascii=False)[1:-1].encode() for passage in passages]
    for row in KeptAnswer.objects.exclude(status=None).iterator():
        if any(passage in bytes(row.body) for passage in wanted):
            KeptAnswer.objects.filter(pk=row.pk).update(body=b"{}")


def forget() -> int:
    """Drops what was kept long enough. Answers how many."""
    dropped, _kinds = KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return dropped
