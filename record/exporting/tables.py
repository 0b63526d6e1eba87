"""CSV: one table an entity, in one pass over the documents and one over each kind of face."""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from record.addresses import claim_url
from record.exporting import published
from record.exporting.columns import COLUMNS, Row, cell
from record.exporting.files import ExportFile, GzipFile, Progress
from record.models.card import CardKind

FACES = {"events": CardKind.EVENT, "speakers": CardKind.SPEAKER, "outlets": CardKind.OUTLET, "sources": CardKind.SOURCE}


class Table:
    """RFC 4180 in UTF-8, without a byte order mark: programs would take it for a part of the first column's name."""

    def __init__(self, file: GzipFile, name: str) -> None:
        self.file, self.columns = file, COLUMNS[name]
        self.text = io.StringIO()
        self.lines = csv.writer(self.text)
        self._put(self.columns, records=0)

    def add(self, row: Row) -> None:
        """One row, of the named columns alone."""
        self._put([cell(name, read(row)) for name, read in self.columns.items()], records=1)

    def _put(self, cells: Any, *, records: int) -> None:
        self.lines.writerow(cells)
        self.file.write(self.text.getvalue().encode(), records=records)
        self.text.seek(0)
        self.text.truncate()


def write(folder: Path, progress: Progress) -> list[ExportFile]:
    """All tables; a claim's rows stand in the order of claims' ids."""
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(GzipFile(folder, f"{name}.csv", form="csv", media_type="text/csv"))
            for name in COLUMNS
        }
        tables = {name: Table(file, name) for name, file in files.items()}
        for found in published.claims(progress):
            for name, row in _rows(found):
                tables[name].add(row)
        for name, kind in FACES.items():
            for face in published.faces(kind):
                tables[name].add(face)
    return [file.finished for file in files.values()]


def _rows(found: published.Published) -> Iterator[tuple[str, Row]]:
    """What a claim's document gives to each table. A tombstone has no more than its words, reason and corrections."""
    document = found.document
    here = {"claim": found.claim_id, "original_language": document["original_language"]}
    yield "claims", document | {"url": claim_url(document), "state": found.state}
    for row in document.get("evidence", []):
        yield "evidence", row | here
    for row in [*document.get("evidence", []), *document.get("upstream", [])]:
        yield "statements", row | here
        for relay in row["relays"]:
            yield "relays", relay | {"from": row["statement_id"]} | here
    for relation in document.get("relations", []):
        yield "relations", relation | {"from": found.claim_id}
    for check in document.get("fact_checks", []):
        yield "fact_checks", check | here
    for note in document["corrections"]:
        yield "corrections", note | here
