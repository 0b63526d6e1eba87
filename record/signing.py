"""Signatures of webhooks as Standard Webhooks has them: `v1,` and base64 of an HMAC-SHA256. Pure; no database."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """32 bytes of chance, as receivers' libraries take them: `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, payload: bytes) -> str:
    """Of the message id, the seconds since 1970 and the payload, joined by full stops."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + payload
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(keys: Iterable[str], *, message_id: str, timestamp: int, payload: bytes) -> dict[str, str]:
    """The headers that go with a payload: one signature a key, so that an old key verifies while it overlaps."""
    signed = (signature(key, message_id=message_id, timestamp=timestamp, payload=payload) for key in keys)
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
