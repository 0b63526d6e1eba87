"""Published claims, and what they use, as interchange lines that another site can import.

Everything comes from the published documents: what was changed at the desk since, drafts, notes and people stay here. Two
things a document only names are read from their rows: the texts of captures, without which nobody could check a quote, and
a larger event or a party spoken for that no document describes.
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.document_parts import event_json, speaker_json
from claims.importing.interchange import SCHEMA
from claims.models import Event
from record.exporting.files import ExportFile, Progress
from record.models import Card, Listing
from sources.models import Snapshot, Speaker

# What leaves, by kind: keys that are not here stay, computed ones among them.
EVENT = ("title", "original_language", "started", "ended", "place", "countries", "coordinates", "parent", "note")
SPEAKER = ("name", "names", "kind", "role", "description", "principal_disputed", "wikidata_id")
OUTLET = ("name", "names", "kind", "country", "languages", "family", "homepage")
SOURCE = ("url", "title", "byline", "published", "language", "declared_credit", "seen")
STATEMENT = (
    "role", "directness", "basis", "said_at", "quote", "quote_missing_reason", "language", "translation", "translator",
    "locator",
)  # fmt: skip
EVIDENCE = (
    "id", "stance", "asserts_opposite", "party_to_event", "note", "superseded_by", "superseded_reason",
)  # fmt: skip
QUANTITY = ("words", "hedge", "lower", "upper", "measure", "population", "as_of", "reason")
FACT_CHECK = (
    "id", "publisher", "url", "title", "rating", "verdict", "claim_reviewed", "claimant", "reviewer", "imported",
    "claimed_on", "reviewed_on", "language",
)  # fmt: skip
CLAIM = (
    "kind", "original_language", "text", "translators", "made_at", "place", "verdict", "verdict_note", "rationale",
)  # fmt: skip

# A row may only name rows above it. Events and speakers name others of their kind: those above come first.
KINDS = (
    "event", "outlet", "speaker", "source", "snapshot", "statement", "relay", "withdrawal", "claim", "relation",
)  # fmt: skip
NESTED = ("event", "speaker")

_TABLE = """
CREATE TABLE row (kind TEXT, id TEXT, above TEXT, late INTEGER, line TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX row_above ON row (kind, above);
"""
_IN_ORDER = """
WITH RECURSIVE depth (id, level) AS (
  SELECT id, 0 FROM row WHERE kind = :kind AND above = ''
  UNION ALL SELECT row.id, level + 1 FROM row JOIN depth ON row.above = depth.id WHERE row.kind = :kind
)
SELECT line FROM row LEFT JOIN depth USING (id) WHERE kind = :kind ORDER BY coalesce(level, 1000), id
"""
_PLAIN = "SELECT line FROM row WHERE kind = :kind ORDER BY late, id"
TEXTS_AT_ONCE = 20  # snapshots whose texts are in memory together

Tell = Callable[[str, int], None]


def write(folder: Path, progress: Progress) -> list[ExportFile]:
    """Writes `interchange.ndjson`. It holds the texts of captures: for a colleague, so it is never prebuilt."""
    total = Listing.objects.current().listed().count()
    export = Export(lambda what, count: progress(min(count, total), total) if what in ("read", "claim") else None)
    part, digest, size = folder / ".interchange.ndjson.part", hashlib.sha256(), 0
    try:
        with part.open("wb") as stream:
            for line in export.lines():
                data = line.encode() + b"\n"
                digest.update(data)
                size += len(data)
                stream.write(data)
        part.replace(folder / "interchange.ndjson")
    finally:
        part.unlink(missing_ok=True)
    count = sum(export.counts.values())
    return [ExportFile("interchange.ndjson", "interchange", "application/x-ndjson", count, size, digest.hexdigest())]


class Export:
    """One export. Rows wait in a temporary file, so that memory does not grow with the record."""

    def __init__(self, tell: Tell | None = None) -> None:
        self.tell = tell or (lambda what, count: None)
        self.left_out = 0  # relations to claims that are not public
        self.counts: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        """Every line, without its line end: the header, then rows, each below those it names."""
        yield _json(
            {
                "type": "header",
                "schema": SCHEMA,
                "site": settings.SITE_URL,
                "licence": {"name": settings.DOCUMENT_LICENCE, "url": settings.DOCUMENT_LICENCE_URL},
            }
        )
        with tempfile.NamedTemporaryFile(prefix="counterclaim-export-") as file:
            self.spool = sqlite3.connect(file.name)
            try:
                # It is thrown away in any case.
                self.spool.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLE)
                self._gather()
                for kind in KINDS:
                    yield from self._emit(kind)
            finally:
                self.spool.close()

    def _gather(self) -> None:
        """Newest versions first: of what several documents describe, the newest words are kept."""
        rows = Listing.objects.current().listed().order_by("-sequence").values_list("version__document", flat=True)
        for count, data in enumerate(rows.iterator(chunk_size=100), start=1):
            self._document(json.loads(bytes(data)))
            if count % 100 == 0:
                self.tell("read", count)
        self._add_larger_events()
        self._add_parties()

    def _emit(self, kind: str) -> Iterator[str]:
        lines = self.spool.execute(_IN_ORDER if kind in NESTED else _PLAIN, {"kind": kind})
        written = 0
        while page := [line for (line,) in lines.fetchmany(TEXTS_AT_ONCE if kind == "snapshot" else 500)]:
            for line in _with_texts(page) if kind == "snapshot" else page:
                if kind == "relation" and not self._holds("claim", json.loads(line)["to"]):
                    self.left_out += 1
                    continue
                yield line
                written += 1
            self.tell(kind, written)
        self.counts[kind] = written

    def _keep(self, kind: str, key: str, row: dict[str, Any], *, above: str = "", late: bool = False) -> None:
        line = _json({"type": kind, **row})
        self.spool.execute("INSERT OR IGNORE INTO row VALUES (?, ?, ?, ?, ?)", (kind, key, above, late, line))

    def _holds(self, kind: str, key: str) -> bool:
        return bool(self.spool.execute("SELECT 1 FROM row WHERE kind = ? AND id = ?", (kind, key)).fetchone())

    def _document(self, document: dict[str, Any]) -> None:
        self._event(document["event"])
        self._speaker(document["claimant"])
        acknowledged = document["acknowledged"]
        if acknowledged:
            self._speaker(acknowledged["by"])
        for row in [*document["evidence"], *document["upstream"]]:
            self._statement(row)
        reply = document["right_of_reply"]
        claim = {
            "id": document["id"],
            "event": document["event"]["id"],
            "claimant": document["claimant"] and document["claimant"]["id"],
            **_only(CLAIM, document),
            "quantity": _quantity(document["quantity"]),
            "acknowledged": acknowledged and {"by": acknowledged["by"]["id"], "note": acknowledged["note"]},
            "right_of_reply": _only(("status", "asked_on", "how", "note"), reply),
            "evidence": [
                _only(EVIDENCE, row) | {"statement": row["statement_id"], "quantity": _quantity(row["quantity"])}
                for row in document["evidence"]
            ],
            "fact_checks": [_only(FACT_CHECK, check) for check in document["fact_checks"]],
        }
        self._keep("claim", document["id"], claim)
        for relation in document["relations"]:
            row = {"from": document["id"], "to": relation["claim"], "kind": relation["kind"], "note": relation["note"]}
            self._keep("relation", f"{document['id']} {relation['kind']} {relation['claim']}", row)

    def _event(self, event: dict[str, Any]) -> None:
        self._keep("event", event["id"], {"id": event["id"], **_only(EVENT, event)}, above=event["parent"] or "")

    def _speaker(self, speaker: dict[str, Any] | None) -> None:
        if speaker is None:
            return
        principal = speaker["principal"]["id"] if speaker["principal"] else None
        row = {"id": speaker["id"], **_only(SPEAKER, speaker), "principal": principal}
        self._keep("speaker", speaker["id"], row, above=principal or "")

    def _statement(self, row: dict[str, Any]) -> None:
        self._speaker(row["speaker"])
        outlet, source, snapshot = row["outlet"], row["source"], row["snapshot"]
        self._keep("outlet", outlet["id"], {"id": outlet["id"], **_only(OUTLET, outlet)})
        self._keep("source", source["id"], {"id": source["id"], "outlet": outlet["id"], **_only(SOURCE, source)})
        if snapshot:
            self._keep("snapshot", snapshot["id"], {**snapshot, "source": source["id"]})
        key = row["statement_id"]
        if self._holds("statement", key):
            return  # a newer document has it, with its relays as they were then
        statement = {
            "id": key,
            "source": source["id"],
            "snapshot": snapshot and snapshot["id"],
            "speaker": row["speaker"] and row["speaker"]["id"],
            **_only(STATEMENT, row),
            "check": _only(("status", "algorithm"), row["check"]),
            "standing": "misattributed" if row["standing"] == "misattributed" else "live",
        }
        self._keep("statement", key, statement)
        for relay in row["relays"]:
            edge = {"from": key, "to": relay["to"], "kind": relay["kind"], "status": relay["status"]}
            self._keep("relay", f"{key} {relay['kind']} {relay['to']}", edge)
        if row["withdrawn_by"]:
            withdrawal = {"statement": key, "withdrawn_by": row["withdrawn_by"]["statement_id"]}
            # A record that carries another speaker's words follows the record whose withdrawal it shares.
            self._keep("withdrawal", key, withdrawal, late=row["basis"] == "relayed")

    def _missing(self, kind: str) -> list[str]:
        """Rows that others of their kind are below, and that no document describes."""
        found = self.spool.execute(
            "SELECT DISTINCT above FROM row WHERE kind = ? AND above != '' AND NOT EXISTS "
            "(SELECT 1 FROM row AS higher WHERE higher.kind = row.kind AND higher.id = row.above)",
            (kind,),
        )
        return [key for (key,) in found]

    def _add_larger_events(self) -> None:
        while missing := self._missing("event"):
            for key in missing:
                card = Card.objects.filter(pk=key).first()
                self._event(json.loads(bytes(card.document)) if card else event_json(Event.objects.get(pk=key)))

    def _add_parties(self) -> None:
        for key in self._missing("speaker"):
            card = Card.objects.filter(pk=key).first()
            face = json.loads(bytes(card.document)) if card else speaker_json(Speaker.objects.get(pk=key))
            # Who the party itself speaks for stands in no document.
            self._speaker(face | {"principal": None} if face else None)


def _with_texts(lines: list[str]) -> Iterator[str]:
    rows = [json.loads(line) for line in lines]
    kept = Snapshot.objects.in_bulk([row["id"] for row in rows])
    for row in rows:
        snapshot = kept[row["id"]]
        made_by = {"extractor": snapshot.extractor, "extractor_version": snapshot.extractor_version}
        yield _json(row | {"text": snapshot.text, **made_by})


def _only(keys: tuple[str, ...], row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in keys if key in row}


def _quantity(quantity: dict[str, Any] | None) -> dict[str, Any] | None:
    return quantity and _only(QUANTITY, quantity)


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
