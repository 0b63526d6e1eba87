"""The matrix of an event: claims down, outlets across, and in each cell what that outlet's reports say."""

from collections import Counter
from typing import Any

from pages.addresses import claim_address
from record.models import Mention


def matrix(claims: list[dict[str, Any]], mentions: list[Mention], faces: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Columns with the most reports first; rows in the order of the claims. Only these claims have rows."""
    rows = {claim["summary"]["id"]: claim for claim in claims}
    shown = [mention for mention in mentions if mention.claim_id in rows]
    reports = Counter(mention.outlet_id for mention in shown)
    outlets = sorted(reports, key=lambda outlet: (-reports[outlet], _name(faces, outlet).casefold()))
    cells: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for mention in shown:
        address = claim_address(rows[mention.claim_id]["summary"])
        cells.setdefault((mention.claim_id, mention.outlet_id), []).append(
            {
                "stance": mention.stance,
                "standing": mention.standing,
                "superseded": mention.superseded,
                "out": mention.superseded or mention.standing != "live",
                "address": f"{address}#e-{mention.evidence_id}",
            }
        )
    columns: list[dict[str, Any]] = [
        {"id": outlet, "face": faces.get(outlet, {"name": outlet}), "reports": reports[outlet]} for outlet in outlets
    ]
    return {
        "columns": columns,
        "rows": [
            {
                "claim": claim,
                "cells": [{"face": column["face"], "marks": cells.get((key, column["id"]), [])} for column in columns],
            }
            for key, claim in rows.items()
        ],
    }


def _name(faces: dict[str, dict[str, Any]], outlet: str) -> str:
    return str(faces.get(outlet, {}).get("name", outlet))
