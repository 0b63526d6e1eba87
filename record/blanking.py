"""Blanking passages in texts and in JSON: the same number of code points, nothing else moved. Pure."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

from history.canonical import canonical, digest
from history.ids import is_id

BLOCK = "█"
SHORTEST = 3  # code points: shorter passages would blank half of every text

# Columns and keys whose values are codes, digests, numbers and times. Blanking these would break what we keep, and they
# name nobody.
MACHINE = frozenset(
    {
        "schema", "licence", "kind", "version_kind", "status", "state", "stance", "standing", "directness", "basis",
        "method", "verdict", "decision", "format", "code", "algorithm", "check_status", "check_algorithm", "extractor",
        "extractor_version", "content_type", "language", "languages", "original_language", "country", "countries",
        "earliest", "latest", "precision", "zone", "hedge", "measure", "population", "codebook", "digest", "log_head",
        "target_type", "target_id", "by_key", "by_name", "contributors", "people", "inputs", "versions", "erased",
        "recorded_at", "warc_file", "picture", "quantity_hedge", "quantity_codebook", "reply_status", "label", "rule",
        "wording", "relation", "finding",
    }
)  # fmt: skip
_MACHINE_ENDINGS = ("_at", "_on", "_digest", "_sha256", "_precision", "_zone", "_earliest", "_latest")

# Keys under which the log and documents name rows by their ids; a document may hold the row itself under the same key.
REFERENCES = frozenset(
    {
        "id", "row", "key", "claim", "statement", "statement_id", "to", "parent", "event", "source", "outlet", "speaker",
        "principal", "snapshot", "claimant", "acknowledged_by", "withdrawn_by", "superseded_by", "from_claim", "to_claim",
        "from_source", "to_source", "from_statement", "to_statement", "revision", "version", "batch", "alert", "review",
        "requested_by", "origin", "origins", "parties", "party", "roots", "bottleneck", "circular", "statements", "evidence",
        "claims", "from", "merged_into",
    }
)  # fmt: skip

# Texts that were cut from longer ones: a passage may have lost its beginning or its end there.
CUT = frozenset({"prefix", "suffix", "target_label"})

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Blanker:
    """Blanks passages, and remembers which of them it met."""

    def __init__(self, passages: Iterable[str]) -> None:
        self.passages = sorted(set(passages), key=len, reverse=True)
        self.found: set[str] = set()

    def text(self, value: str, *, cut: bool = False) -> str:
        """The text with every passage in it as blocks. Where it was `cut`, the rest of a passage at its ends as well."""
        masked = [False] * len(value)
        for passage in self.passages:
            place = value.find(passage)
            while place >= 0:
                self.found.add(passage)
                masked[place : place + len(passage)] = [True] * len(passage)
                place = value.find(passage, place + 1)  # passages may overlap
            if cut:
                if begun := _overlap(value, passage):
                    masked[-begun:] = [True] * begun
                if ended := _overlap(passage, value):
                    masked[:ended] = [True] * ended
        if not any(masked):
            return value
        return "".join(BLOCK if hidden else character for hidden, character in zip(masked, value, strict=True))

    def json(self, value: Any, key: str = "") -> Any:
        """The same JSON with its texts blanked. Keys, codes, digests, times and the ids of rows stay."""
        # A time that somebody stated ("said_at") is a map and holds their words.
        if key in MACHINE or (isinstance(value, str) and is_machine(key)):
            return value
        if isinstance(value, dict):
            return {name: self.json(below, name) for name, below in value.items()}
        if isinstance(value, list):
            return [self.json(item, key) for item in value]
        if not isinstance(value, str) or _DIGEST.fullmatch(value) or (key in REFERENCES and is_id(value)):
            return value
        if key == "wikidata_id":  # has a form of its own, so it goes as a whole
            hidden = self.text(value) != value
            return "" if hidden else value
        return self.text(value, cut=key in CUT)

    def column(self, row: models.Model, field: models.Field) -> Any:
        """What the column should hold. Bytes are a JSON document and stay canonical."""
        value = getattr(row, field.attname)
        if isinstance(field, models.BinaryField):
            document = json.loads(bytes(value))
            blanked = self.json(document)
            return value if blanked == document else canonical(blanked)
        return self.json(value, field.name)


def text_columns(model: type[models.Model]) -> list[models.Field]:
    """The columns of a model in which words of people can stand."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.primary_key and not field.choices and not is_machine(field.name)
    ]


def value_of(row: Any, column: str) -> Any:
    """What an erasure keeps a digest of: a column, or ("content") all that the digest of a log entry covers."""
    if column == "content":
        return row.content()
    value = getattr(row, column)
    return (value.name or "") if isinstance(value, FieldFile) else value


def digest_of(value: Any) -> str:
    """The digest of a column's value."""
    if isinstance(value, bytes | memoryview):
        return digest(bytes(value))
    return digest(value.encode() if isinstance(value, str) else canonical(value))


def is_machine(name: str) -> bool:
    """Whether values of this name are never words."""
    return name in MACHINE or name.endswith(_MACHINE_ENDINGS)


def _overlap(head: str, tail: str) -> int:
    """How long an ending of `head` is the beginning of `tail`, from `SHORTEST` up and short of the whole of `tail`; else 0."""
    for length in range(min(len(head), len(tail) - 1), SHORTEST - 1, -1):
        if head.endswith(tail[:length]):
            return length
    return 0
