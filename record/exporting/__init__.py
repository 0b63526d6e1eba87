"""Everything we published, as files: what each format writes, by its name."""

from collections.abc import Callable
from pathlib import Path

from record.exporting import claimreview, documents, tables
from record.exporting.files import ExportFile, Progress

# A writer fills a folder with its files and answers which they are. Every format here is built after publications.
FORMATS: dict[str, Callable[[Path, Progress], list[ExportFile]]] = {
    "documents": documents.write,
    "csv": tables.write,
    "claimreview": claimreview.write,
}
