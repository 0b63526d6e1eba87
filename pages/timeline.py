"""Who said what when: the evidence of a claim and what it rests on, day by day, withdrawals among them."""

from typing import Any

from pages import times

Row = dict[str, Any]


def timeline(rows: list[Row]) -> list[dict[str, Any]]:
    """The cards of a claim's page by the time at which each was said, those without one last; none where all was said at once.

    Each moment has `said_at` and its `rows`.
    """
    dated = sorted((row for row in rows if row["said_at"]), key=lambda row: (row["said_at"]["earliest"], row["anchor"]))
    found: list[dict[str, Any]] = []
    for row in dated:
        moment = times.machine(row["said_at"])
        if not found or (found[-1]["moment"], found[-1]["said_at"]["zone"]) != (moment, row["said_at"]["zone"]):
            found.append({"moment": moment, "said_at": row["said_at"], "rows": []})
        found[-1]["rows"].append(row)
    if len(found) < 2:
        return []
    undated = [row for row in rows if not row["said_at"]]
    return [*found, {"moment": "", "said_at": None, "rows": undated}] if undated else found
