"""Canonical JSON (RFC 8785) and the digests made over it."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one byte string that stands for a JSON value.

    Raises `ValueError` where RFC 8785 has no answer: integers beyond 2**53, NaN, lone surrogates.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise ValueError(f"This value has no canonical JSON: {error}") from error


def digest(data: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
