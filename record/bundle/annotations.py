"""Where each quote stands, as W3C Web Annotations (Web Annotation Data Model, 2017)."""

from typing import Any

from record.bundle.gathering import Gathered, Row, statements_of
from sources.models.statement import CheckStatus

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Where the quote itself is what stands in the text, letter by letter.
SAME_LETTERS = (CheckStatus.EXACT, CheckStatus.TRANSCRIBED)


def annotations(gathered: Gathered) -> Row:
    """A collection with one annotation for each statement that was located.

    Positions are code points of the text, as the model asks (section 4.2.5). The two selectors select the same words: the
    second finds them again where the first has become wrong.
    """
    texts = {text.row.pk: text for text in gathered.texts}
    items = []
    seen = set()
    for row in statements_of(gathered.document):
        locator, snapshot = row["locator"], row["snapshot"]
        if not locator or not snapshot or snapshot["id"] not in texts or row["statement_id"] in seen:
            continue
        seen.add(row["statement_id"])
        text = texts[snapshot["id"]]
        there = None
        if text.data is not None:
            there = text.data.decode()[locator["start"] : locator["end"]]
        elif row["check"]["status"] in SAME_LETTERS:
            there = row["quote"]
        items.append(_annotation(row, text.file, there))
    page = {"id": "annotations.jsonld#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    return {
        "@context": CONTEXT,
        "id": "annotations.jsonld",
        "type": "AnnotationCollection",
        "label": "Where the quotes of document.json stand",
        "total": len(items),
        "first": page,
    }


def _annotation(row: Row, file: str, there: str | None) -> Row:
    locator = row["locator"]
    selectors: list[dict[str, Any]] = [
        {"type": "TextPositionSelector", "start": locator["start"], "end": locator["end"]}
    ]
    if there is not None:
        selectors.append(
            {
                "type": "TextQuoteSelector",
                "exact": there,
                "prefix": locator["prefix"],
                "suffix": locator["suffix"],
            }
        )
    target: Row = {"type": "SpecificResource", "source": file, "selector": selectors}
    if row["source"]["url"]:
        target["scope"] = row["source"]["url"]
    if row["snapshot"]["captured_at"]:
        target["state"] = {"type": "TimeState", "sourceDate": row["snapshot"]["captured_at"]}
    return {
        "id": f"annotations.jsonld#{row['statement_id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": {
            "type": "TextualBody",
            "value": row["quote"],
            "language": row["language"],
            "format": "text/plain",
            "purpose": "identifying",
        },
        "target": target,
    }
