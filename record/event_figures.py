"""The figures of all claims of one event beside one another: each panel as in a claim's document, over all of them."""

from typing import Any, NamedTuple

from claims.figure_panels import Reported, figure_of, panels_of

Row = dict[str, Any]


class EventFigures(NamedTuple):
    """Panels and origins as documents have them, and by its id each piece of evidence they rest on."""

    panels: list[Row]
    origins: list[Row]
    evidence: dict[str, Row]


def event_figures(documents: list[Row]) -> EventFigures:
    """Over the documents of one event's claims; a statement's figure stands once, however many claims it serves."""
    given: dict[tuple[str, str, str], Reported] = {}
    origins: dict[str, Row] = {}
    for document in documents:
        found = document.get("figures")
        if not found:
            continue  # from before they were computed
        origins |= {origin["id"]: origin for origin in document["origins"]["origins"]}
        rows = {row["id"]: row for row in document["evidence"]}
        for line in (line for panel in found["panels"] for line in panel["figures"]):
            row = rows[line["evidence"]]
            figure = figure_of(row["quantity"], row["id"], document["event"]["id"], row["said_at"])
            if figure is None:
                continue
            one = Reported(
                figure=figure,
                row=row,
                origins=tuple(line["origins"]),
                is_grounded=any(origins[key]["grounded"] for key in line["origins"] if key in origins),
                is_root=line["own_words"],
            )
            # Given for one claim and as context to another: the one for which it counts.
            key = (row["statement_id"], figure.measure, figure.population)
            if key not in given or (one.may_count and not given[key].may_count):
                given[key] = one
    evidence = {one.id: one.row for one in given.values()}
    return EventFigures(panels_of(None, given.values()), list(origins.values()), evidence)
