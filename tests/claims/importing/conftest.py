"""Importing from bytes, as a test has them."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from claims.actions import batches
from claims.importing import running
from claims.importing.options import read_mapping, read_ratings
from claims.models import ImportBatch

Import = Callable[..., ImportBatch]


def ndjson(*rows: Any) -> bytes:
    """Interchange lines below their header."""
    header = {"type": "header", "schema": "counterclaim/interchange/1", "namespace": "https://example.org/desk"}
    return "".join(json.dumps(row) + "\n" for row in (header, *rows)).encode()


@pytest.fixture
def read(author: User) -> Import:
    """Import bytes in a format, as Amal."""

    def read(data: bytes, format: str = "interchange", *, mapping: Any = None, ratings: str = "") -> ImportBatch:
        options: dict[str, Any] = {}
        if mapping is not None:
            options["mapping"] = read_mapping(json.dumps(mapping).encode())
        if ratings:
            options["ratings"] = read_ratings(ratings.encode())
        file = io.BytesIO(data)
        batch = batches.open_batch(
            by=author, format=format, file_name="theirs", file_sha256=running.sha256_of(file), options=options
        )
        return running.run(batch, file, by=author)

    return read


def told(batch: ImportBatch) -> list[tuple[int | None, str, str]]:
    """The report: line, field, reason."""
    return [(row["line"], row["field"], row["reason"]) for row in running.report(batch)]
