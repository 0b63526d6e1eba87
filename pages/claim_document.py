"""A published document arranged for reading: sides, figures, who repeats whom. Nothing is decided here."""

from typing import Any

from django.utils.translation import get_language_bidi

from pages.addresses import claim_address
from pages.chain import chain
from pages.chain_list import chain_list
from pages.range_plot import range_plots
from pages.timeline import timeline
from record import browsing
from record.models import Listing
from record.reading import pick

Row = dict[str, Any]

# Beyond these, the event's own page is the better list.
RELATED_SHOWN = 8
RELATED_READ = 40


def arranged(document: Row, language: str, *, linked: bool) -> dict[str, Any]:
    """What the claim page's template walks through. `linked`: everybody named in the evidence has a page to lead to."""
    rows = [_card(row, document, language) | {"linked": linked} for row in document["evidence"]]
    upstream = [_card(row, document, language) for row in document["upstream"]]
    withdrawals = {row["withdrawn_by"]["statement_id"] for row in rows if row["withdrawn_by"]}
    return {
        "linked": linked,
        "sides": [_side(stance, rows) for stance in ("supports", "contradicts")],
        "withdrawals": _side("withdraws", rows),
        "context_side": _side("context", rows),
        "upstream": upstream,
        "withdrawals_elsewhere": [row for row in upstream if row["statement_id"] in withdrawals],
        "figures": [row for row in rows if row["quantity"] and row["quantity"]["words"]],
        "plots": _plots(document, rows),
        # A document from before chains were computed has its relays alone.
        "relays": _relays(rows, upstream) if not document.get("origins") else [],
        "chain": chain(document, rtl=get_language_bidi()),
        "chain_list": chain_list(document, [*rows, *upstream]),
        "timeline": timeline([*rows, *upstream]),
        # A running count is nobody's claim by its nature; any other without a claimant and without support is telling.
        "nobody_claims_it": not any(row["stance"] == "supports" for row in rows) and document["kind"] != "tally",
        "outlets": len({row["outlet"]["id"] for row in rows}),
        "reviewers": len({person["key"] for person in document["people"] if person["role"] == "reviewer"}),
        "newest_correction": document["corrections"][-1] if document["corrections"] else None,
        "earlier_corrections": document["corrections"][-2::-1],
        "shows_reply": document["kind"] in ("responsibility", "identity")
        or document["right_of_reply"]["status"] in ("asked", "replied", "no_reply"),
    }


def related_claims(document: Row, listings: list[Listing]) -> list[dict[str, Any]]:
    """Claims that this one names or that name it, each with how; then others of the event."""
    named: dict[str, list[Row]] = {}
    for relation in document["relations"]:
        named.setdefault(relation["claim"], []).append(relation)
    found = []
    for listing in listings:
        summary = browsing.summary_of(listing)
        ties = [
            {"way": "relation", "code": tie["kind"], "note": tie["note"]} for tie in named.get(listing.claim_id, [])
        ]
        ties += [
            {"way": "relation_back", "code": tie["kind"], "note": tie["note"]}
            for tie in summary["relations"]
            if tie["claim"] == document["id"]
        ]
        found.append({"summary": summary, "address": claim_address(summary), "ties": ties})
    found.sort(key=lambda row: not row["ties"])
    return found[: max(RELATED_SHOWN, sum(bool(row["ties"]) for row in found))]


def _plots(document: Row, rows: list[Row]) -> list[Row]:
    """The figures in panels, each line with the card it comes from; none in a document from before they were computed."""
    found = document.get("figures")
    if not found:
        return []
    own = document["quantity"]
    panels = [
        panel | {"claim": own}
        if own
        and (own["lower"] is not None or own["upper"] is not None)
        and (panel["measure"], panel["population"]) == (own["measure"], own["population"])
        else panel
        for panel in found["panels"]
    ]
    cards = {row["id"]: row for row in rows}
    origins = document["origins"]["origins"]
    return range_plots(panels, origins, cards, lambda key: f"#{cards[key]['anchor']}", rtl=get_language_bidi())


def _card(row: Row, document: Row, language: str) -> Row:
    evidence = {other["statement_id"]: other["id"] for other in document["evidence"]}
    tag, words = pick(row["translation"], language, document["original_language"])
    withdrawn_by = row["withdrawn_by"]
    return row | {
        "anchor": f"e-{row['id']}" if "id" in row else f"s-{row['statement_id']}",
        "out": row["standing"] != "live" or bool(row.get("superseded_by")),
        # Shown to whoever does not read the original.
        "translated": {"language": tag, "words": words} if words and tag != row["language"] else None,
        "withdrawal": withdrawn_by
        and {"said_at": withdrawn_by["said_at"], "anchor": _anchor(withdrawn_by["statement_id"], evidence)},
        "own_voice": row["speaker"] is None,
        "original_language": document["original_language"],
    }


def _anchor(statement_id: str, evidence: dict[str, str]) -> str:
    return f"e-{evidence[statement_id]}" if statement_id in evidence else f"s-{statement_id}"


def _side(stance: str, rows: list[Row]) -> dict[str, Any]:
    """The cards of one stance: those that count first, each part by time."""
    own = sorted((row for row in rows if row["stance"] == stance), key=lambda row: row["out"])
    return {"stance": stance, "cards": own, "count": len(own), "out": sum(row["out"] for row in own)}


def _relays(rows: list[Row], upstream: list[Row]) -> list[dict[str, Any]]:
    """Who repeats whom: every edge whose two ends are on the page, those that count first."""
    known = {row["statement_id"]: row for row in [*upstream, *rows]}
    edges = [
        {
            "from": row,
            "to": known[relay["to"]],
            "kind": relay["kind"],
            "status": relay["status"],
            "guess": relay["status"] == "detected",
        }
        for row in known.values()
        for relay in row["relays"]
        if relay["to"] in known
    ]
    return sorted(edges, key=lambda edge: edge["guess"])
