"""What the reports of a claim show, in plain sentences, as it is written and reviewed: read from one document, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import corroboration
from claims.completeness import departs_from_label
from record import sentences, wording

Row = dict[str, Any]

OPEN_UP_TO = 12  # reports of one origin that are listed unfolded

SIDES = {"supports": gettext_lazy("For it"), "contradicts": gettext_lazy("Against it")}


@dataclass(frozen=True)
class Report:
    """One report in the chain. `evidence` is empty where it stands behind the claim's own evidence."""

    who: str
    where: str
    evidence: str
    statement: str
    stance: str
    is_root: bool
    repeats: list[str] = field(default_factory=list)
    state: str = ""


@dataclass(frozen=True)
class Group:
    """An origin, or what is wrong with a chain that leads to none, with the reports under it."""

    title: str
    about: str
    reports: list[Report]

    @property
    def is_open(self) -> bool:
        return len(self.reports) <= OPEN_UP_TO


@dataclass(frozen=True)
class Finding:
    """A rule's finding in words: its label, whom it concerns, what it means."""

    label: str
    about: str
    sentence: str


def panel(content: Row) -> Row:
    """Everything the panel shows, from a document as it stands on the desk."""
    found = content["corroboration"]
    faces = _Faces(content)
    label = found["label"]
    wanted = corroboration.suggested(content["kind"], label)
    return {
        "label": wording.label("corroboration", label) if label else "",
        "means": wording.sentence("corroboration", label) if label else wording.sentence("claim_kind", content["kind"]),
        "sentence": sentences.corroboration(found),
        "wording": wording.sentence("corroboration_wording", found["wording"]) if found["wording"] else "",
        "sides": [side for name in SIDES if (side := _side(name, found[name], faces))],
        "chain": [*_origins(content, faces), *_loose(content, faces)],
        "figures": [_figure_panel(row, faces) for row in content["figures"]["panels"] if row["figures"]],
        "findings": _across(content, faces),
        "flags": [
            Finding(
                str(wording.label("figure_rule", flag["rule"])),
                _("{reports} repeats {origin}").format(
                    reports=faces.several(flag["statements"]), origin=faces.of(flag["origin"])
                ),
                str(wording.sentence("figure_rule", flag["rule"])),
            )
            for flag in found["flags"]
        ],
        "suggested": [wording.label("verdict", code) for code in sorted(wanted)],
        # Until a verdict is chosen there is nothing that could differ.
        "departs": departs_from_label(content) if content["verdict"] else "",
    }


class _Faces:
    """Whose words a statement or a piece of evidence is, by name."""

    def __init__(self, content: Row) -> None:
        self.evidence = {row["id"]: row for row in content["evidence"]}
        self.origins = {row["id"]: sentences.name(row) for row in content["origins"]["origins"]}
        self.statements = {row["statement_id"]: row for row in [*content["upstream"], *content["evidence"]]}

    def of(self, statement: str) -> str:
        """The speaker where one is named, and the outlet; of an origin its name."""
        row = self.statements.get(statement)
        if row is None:  # a bottleneck may be an origin, or a party that several origins are
            return self.origins.get(statement, statement)
        outlet = sentences.name(row["outlet"])
        if not row["speaker"]:
            return outlet
        return _("{speaker} ({outlet})").format(speaker=sentences.name(row["speaker"]), outlet=outlet)

    def figure(self, evidence: str) -> str:
        """Whose figure, and its words."""
        row = self.evidence[evidence]
        return _("{who}: “{words}”").format(who=self.of(row["statement_id"]), words=row["quantity"]["words"])

    def several(self, statements: Iterable[str]) -> str:
        """Several by name, each once."""
        return _listed(self.of(key) for key in statements)


def _listed(names: Iterable[str]) -> str:
    return _("; ").join(dict.fromkeys(names))


def _side(name: str, row: Row, faces: _Faces) -> Row | None:
    if not row["reports"] and not row["reports_not_counting"]:
        return None
    notes = []
    if row["reports_not_counting"]:
        notes.append(_("%(count)s more do not count any more.") % {"count": row["reports_not_counting"]})
    if row["reports"] > 1 and row["grounded"]:
        notes.append(_("Ways that have nothing in common: %(count)s.") % {"count": row["disjoint"]})
    if row["bottleneck"] and row["disjoint"] < row["reports"]:
        notes.append(_("All of it passes through %(names)s.") % {"names": faces.several(row["bottleneck"])})
    for circle in row["circular"]:
        notes.append(
            _("These repeat one another in a circle, and nobody knows it first: %(names)s.")
            % {"names": faces.several(circle)}
        )
    return {"title": SIDES[name], "counted": sentences.counted(row), "notes": notes}


def _origins(content: Row, faces: _Faces) -> list[Group]:
    """The chain, origin by origin; the origin's own words come first."""
    parties = content["corroboration"]["parties"]
    nodes: dict[str, list[Row]] = {}
    for node in content["origins"]["nodes"]:
        for origin in node["origins"]:
            nodes.setdefault(origin, []).append(node)
    edges = _edges(content, faces)
    groups = []
    for origin in content["origins"]["origins"]:
        notes = [
            _("adds up others")
            if origin["is_sum"]
            else _("knows it first-hand")
            if origin["grounded"]
            else _("basis unknown")
        ]
        if origin["id"] in parties:
            notes.append(_("a party to the event"))
        if origin["principal_disputed"]:
            notes.append(_("whom they speak for is disputed"))
        under = sorted(nodes.get(origin["id"], []), key=lambda node: (node["statement"] not in origin["roots"],))
        reports = [_report(node, edges, node["statement"] in origin["roots"], faces) for node in under]
        groups.append(Group(sentences.name(origin), _(", ").join(notes), reports))
    return groups


def _loose(content: Row, faces: _Faces) -> list[Group]:
    """The reports that end in no origin: what was taken back or replaced, and circles."""
    edges = _edges(content, faces)
    nodes = [node for node in content["origins"]["nodes"] if not node["origins"]]
    if not nodes:
        return []
    reports = [_report(node, edges, is_root=False, faces=faces) for node in nodes]
    return [Group(_("No origin"), _("taken back, replaced, or repeated in a circle"), reports)]


def _edges(content: Row, faces: _Faces) -> dict[str, list[str]]:
    """What each statement repeats, in words; guesses are marked."""
    found: dict[str, list[str]] = {}
    for edge in content["origins"]["edges"]:
        kind = str(wording.label("relay", edge["kind"]))
        told = _("{kind}: {whom}").format(kind=kind, whom=faces.of(edge["to"]))
        if not edge["counts"]:
            told = _("{told} ({status})").format(told=told, status=wording.label("link", edge["status"]))
        found.setdefault(edge["from"], []).append(told)
    return found


def _report(node: Row, edges: dict[str, list[str]], is_root: bool, faces: _Faces) -> Report:
    row = faces.statements[node["statement"]]
    state = "" if node["state"] == "live" else node["state"]
    return Report(
        who=sentences.name(row["speaker"]) if row["speaker"] else "",
        where=sentences.name(row["outlet"]),
        evidence=node["evidence"] or "",
        statement=node["statement"],
        stance=str(wording.label("stance", node["stance"])) if node["stance"] else "",
        is_root=is_root,
        repeats=edges.get(node["statement"], []),
        state=_state(state) if state else _("circular") if node["circular"] else "",
    )


def _state(state: str) -> str:
    return _("replaced by newer evidence") if state == "superseded" else str(wording.label("standing", state))


def _figure_panel(row: Row, faces: _Faces) -> Row:
    people = row["population"].replace("_", " ") or _("nobody named")
    return {
        "title": _("{measure}, {population}").format(measure=row["measure"].replace("_", " "), population=people),
        "spread": sentences.spread(row),
        "lines": [_line(line, faces) for line in row["figures"]],
        "findings": [_finding(finding["rule"], finding["evidence"], faces) for finding in row["findings"]],
    }


def _line(line: Row, faces: _Faces) -> Row:
    says = line["lower"] is not None or line["upper"] is not None
    state = _("gives it now") if line["current"] else _("counts") if line["counts"] else _("does not count")
    return {
        "who": faces.of(line["statement"]),
        "evidence": line["evidence"],
        "words": line["words"],
        "said": line["said_at"]["words"] if line["said_at"] else "",
        "interval": sentences.interval(line["lower"], line["upper"]) if says else _("no figure"),
        "relation": wording.label("figure_relation", line["relation"]) if line["relation"] else "",
        "state": state,
    }


def _finding(rule: str, evidence: Iterable[str], faces: _Faces) -> Finding:
    return Finding(
        str(wording.label("figure_rule", rule)),
        _listed(faces.figure(key) for key in evidence),
        str(wording.sentence("figure_rule", rule)),
    )


def _across(content: Row, faces: _Faces) -> list[Finding]:
    """What reports changed of figures they repeat, sums, and wholes."""
    figures = content["figures"]
    found = [_finding(row["rule"], row["evidence"], faces) for row in figures["fidelity"]]
    if figures["sum"]:
        found.append(Finding(_("Sum"), "", sentences.addition(figures["sum"])))
    for row in figures["wholes"]:
        found.append(
            Finding(
                str(wording.label("figure_rule", row["rule"])),
                _("claim {claim}, of which this is a part").format(claim=row["claim"]),
                str(wording.sentence("figure_rule", row["rule"])),
            )
        )
    return found
