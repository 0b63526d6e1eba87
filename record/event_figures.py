"""The figures of all claims of one event: the panels of their documents, by measure and population.

Each claim keeps its own range and findings. Claims of one event may speak of different places: sixteen killed in one and
twenty-nine in another exclude nothing, and only a relation that people declared holds figures of two claims together (I4).
"""

from typing import Any, NamedTuple

Row = dict[str, Any]


class EventFigures(NamedTuple):
    """Panels, each with its claim's id as `of`; origins and, by its id, each piece of evidence they rest on."""

    panels: list[Row]
    origins: list[Row]
    evidence: dict[str, Row]


def event_figures(documents: list[Row]) -> EventFigures:
    """Over the documents of one event's claims; a figure that counts in one claim is not shown again as context to another."""
    told = [
        document for document in documents if document.get("figures")
    ]  # others are from before figures were computed
    evidence = {row["id"]: row for document in told for row in document["evidence"]}
    origins = {origin["id"]: origin for document in told for origin in document["origins"]["origins"]}

    def given(panel: Row, line: Row) -> tuple[str, str, str]:
        return evidence[line["evidence"]]["statement_id"], panel["measure"], panel["population"]

    every = [(document["id"], panel) for document in told for panel in document["figures"]["panels"]]
    counting = {given(panel, line) for _, panel in every for line in panel["figures"] if line["counts"]}
    panels: list[Row] = []
    seen: set[tuple[str, str, str]] = set()
    # By what is counted; panels with a range come before those that are context alone.
    for key, panel in sorted(every, key=lambda one: (one[1]["measure"], one[1]["population"], one[1]["range"] is None)):
        own = {given(panel, line): line for line in panel["figures"]}
        lines = [line for name, line in own.items() if line["counts"] or (name not in counting and name not in seen)]
        seen |= own.keys()
        if lines:
            panels.append(panel | {"figures": lines, "of": key})
    return EventFigures(panels, list(origins.values()), evidence)
