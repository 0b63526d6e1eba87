"""The same as the drawn chain, as a list: for screen readers, for print, and for names too long to draw."""

from collections import defaultdict
from typing import Any

Row = dict[str, Any]


def chain_list(document: Row, cards: list[Row]) -> dict[str, Any] | None:
    """Origins with what leads to them, and every report with what it repeats; None where no chains were computed.

    `cards` are the reports and what they rest on, as the page shows them: each line leads to its card.
    """
    found = document.get("origins")
    if not found:
        return None
    by_statement = {card["statement_id"]: card for card in cards}
    sides = [document["corroboration"][side] for side in ("supports", "contradicts")]
    narrow = {key for side in sides for key in side["bottleneck"]}
    flags: dict[str, list[str]] = defaultdict(list)
    for flag in document["corroboration"]["flags"]:
        for key in flag["statements"]:
            if flag["rule"] not in flags[key]:
                flags[key].append(flag["rule"])
    repeats: dict[str, list[Row]] = defaultdict(list)
    for edge in found["edges"]:
        if edge["to"] in by_statement:
            repeats[edge["from"]].append(
                {
                    "to": by_statement[edge["to"]],
                    "kind": edge["kind"],
                    "status": edge["status"],
                    "counts": edge["counts"],
                }
            )
    reports = [
        {
            "card": by_statement[node["statement"]],
            "state": node["state"],
            "stance": node["stance"],
            "circular": node["circular"],
            "repeats": repeats[node["statement"]],
            "knows": [origin for origin in found["origins"] if node["statement"] in origin["roots"]],
            "flags": flags[node["statement"]],
            "narrow": node["statement"] in narrow,
        }
        for node in found["nodes"]
        if node["statement"] in by_statement
    ]
    order = {card["statement_id"]: index for index, card in enumerate(cards)}
    reports.sort(key=lambda row: order[row["card"]["statement_id"]])
    return {
        "origins": [origin | {"narrow": origin["id"] in narrow} for origin in found["origins"]],
        "reports": reports,
    }
