"""What the structure of a claim's reports shows: the computed parts of its document. Pure.

Everything is read from the document's own evidence, reports behind it and relays, so that whoever holds a document can
compute the same; `manage.py verify` does.
"""

from typing import Any

from claims import corroboration
from claims.figure_panels import Reported, current_of, excluding, figure_of, named, panels_of, who
from claims.figures import Figure, Rule, added, fidelity, is_above_whole, relation, reported_range
from claims.quantities import CODEBOOK, Interval
from sources.origins import GROUNDING, SUM, Chains, Link, Origin, Said, Support

Row = dict[str, Any]

# The keys of a document that are computed here.
COMPUTED = ("corroboration", "origins", "figures")
COUNTING = ("declared", "confirmed")
GONE_RULES = {
    "withdrawn": Rule.ORIGIN_WITHDRAWN,
    "superseded": Rule.ORIGIN_SUPERSEDED,
    "misattributed": Rule.ORIGIN_MISATTRIBUTED,
}


def computed(content: Row, parties: dict[str, Row], neighbours: list[Row]) -> Row:
    """The parts of a document that its other parts give.

    `parties` names, by the id of a principal, the party that it speaks for in turn. `neighbours` are the claims that this one
    sums or is a part of, as `neighbour` gives them.
    """
    return _Structure(content, parties).parts(neighbours)


def recomputed(document: Row) -> Row:
    """The same parts computed again from a whole document, to compare with those it holds."""
    return computed(document, document["origins"]["parties"], document["figures"]["neighbours"])


def essence(content: Row) -> Row:
    """The computed parts without names, to tell whether what the reports show is another: a new spelling changes nothing."""
    return {key: _nameless(content.get(key)) for key in ("corroboration", "figures")}


def _nameless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nameless(below) for key, below in value.items() if key not in ("name", "names")}
    return [_nameless(item) for item in value] if isinstance(value, list) else value


def neighbour(content: Row, parties: dict[str, Row], kind: str, as_of: Row | None, parts: list[Row]) -> Row:
    """A claim that another sums or is a part of, as it stood then: label, figure, and the evidence they rest on."""
    content = content | {"evidence": standing_then(content["evidence"], as_of)}
    structure = _Structure(content, parties)
    found = structure.parts(parts)
    current = list(current_of(structure.main_figures()).values())
    bounds = reported_range([one.figure.interval for one in current])
    if not bounds and structure.claim and structure.claim.says_something:
        bounds = structure.claim.interval
    side = found["corroboration"]["supports"]
    return {
        "claim": content["id"],
        "kind": kind,
        "label": found["corroboration"]["label"],
        "measure": structure.claim.measure if structure.claim else "",
        "population": structure.claim.population if structure.claim else "",
        "lower": bounds[0] if bounds else None,
        "upper": bounds[1] if bounds else None,
        "says_something": bounds is not None,
        "origins": [origin for origin in found["origins"]["origins"] if origin["id"] in side["origins"]],
        "evidence": [
            {
                "evidence": one.id,
                "statement": one.row["statement_id"],
                "by": who(one.row),
                "words": one.row["quantity"]["words"],
                "lower": one.figure.lower,
                "upper": one.figure.upper,
                "said_at": one.row["said_at"],
            }
            for one in current
        ],
    }


def standing_then(evidence: list[Row], as_of: Row | None) -> list[Row]:
    """The evidence as it stood at that time: what was said later neither counts nor supersedes nor withdraws."""
    if as_of is None:
        return evidence

    def was_said(time: Row | None) -> bool:
        return time is None or time["earliest"] <= as_of["latest"]

    known = {row["id"] for row in evidence if was_said(row["said_at"])}
    found = []
    for row in evidence:
        if row["id"] not in known:
            continue
        taken_back = row["withdrawn_by"] and was_said(row["withdrawn_by"]["said_at"])
        if row["withdrawn_by"] and not taken_back:
            row = row | {"standing": "live", "withdrawn_by": None}
        newer = row["superseded_by"] if row["superseded_by"] in known else None
        found.append(row | {"superseded_by": newer, "counts": newer is None and row["standing"] == "live"})
    return found


class _Structure:
    """One document's statements as chains, and its figures with where they come from."""

    def __init__(self, content: Row, parties: dict[str, Row]) -> None:
        self.content = content
        self.parties = parties
        self.evidence: list[Row] = content["evidence"]
        self.statements: dict[str, Row] = {row["statement_id"]: row for row in [*content["upstream"], *self.evidence]}
        self.party_of = {key: self._party(row) for key, row in self.statements.items()}
        self.relays = [(key, relay) for key, row in self.statements.items() for relay in row["relays"]]
        links = [Link(key, relay["to"], relay["kind"]) for key, relay in self.relays if relay["status"] in COUNTING]
        self.chains = Chains((self._said(key, row) for key, row in self.statements.items()), links)
        self.claim = figure_of(content["quantity"], content["id"], content["event"]["id"], content["made_at"])
        self.figures = [
            self._reported(row, figure)
            for row in self.evidence
            if (figure := figure_of(row["quantity"], row["id"], content["event"]["id"], row["said_at"]))
            and row["quantity"]["words"]
        ]

    def parts(self, neighbours: list[Row]) -> Row:
        supports = self.chains.support(self._reports("supports"))
        contradicts = self.chains.support(self._reports("contradicts"))
        return {
            "corroboration": self._corroboration(supports, contradicts, neighbours),
            "origins": {
                "origins": [self._origin(origin) for origin in self.chains.origins.values()],
                "nodes": [self._node(key, row) for key, row in sorted(self.statements.items())],
                "edges": [
                    {
                        "from": key,
                        "to": relay["to"],
                        "kind": relay["kind"],
                        "status": relay["status"],
                        "counts": relay["status"] in COUNTING,
                    }
                    for key, relay in sorted(self.relays, key=lambda item: (item[0], item[1]["to"], item[1]["kind"]))
                ],
                "parties": self.parties,
            },
            "figures": {
                "codebook": CODEBOOK,
                "panels": panels_of(self.claim, self.figures),
                "fidelity": self._fidelity(),
                "sum": self._sum(neighbours),
                "wholes": self._wholes(neighbours),
                "neighbours": neighbours,
            },
        }

    def main_figures(self) -> list[Reported]:
        """The figures for what the claim itself counts."""
        own = (self.claim.measure, self.claim.population) if self.claim else None
        return [one for one in self.figures if (one.figure.measure, one.figure.population) == own]

    def _party(self, row: Row) -> Row:
        speaker = row["speaker"]
        if speaker is None:
            return named(row["outlet"])
        principal = speaker["principal"]
        return self.parties.get(principal["id"], principal) if principal else named(speaker)

    def _said(self, key: str, row: Row) -> Said:
        speaker = row["speaker"]
        return Said(
            id=key,
            party=self.party_of[key]["id"],
            basis=row["basis"],
            identified=not (speaker and speaker["kind"] == "unnamed" and not speaker["principal"]),
            gone=_gone(row),
        )

    def _reported(self, row: Row, figure: Figure) -> Reported:
        key = row["statement_id"]
        origins = self.chains.origins_of(key)
        found = [self.chains.origins[name] for name in origins]
        return Reported(
            figure=figure,
            row=row,
            # What is gone has no chain any more; it stays in the row of whoever said it.
            origins=origins or ((self.party_of[key]["id"],) if _gone(row) else ()),
            is_grounded=any(origin.grounded for origin in found),
            is_root=bool(_gone(row) and row["basis"] in GROUNDING) or any(key in origin.roots for origin in found),
        )

    def _reports(self, side: str) -> list[str]:
        """The statements that stand on one side; a withdrawal that asserts the opposite contradicts."""
        return [
            row["statement_id"]
            for row in self.evidence
            if row["counts"] and (row["stance"] == side or (row["asserts_opposite"] and side == "contradicts"))
        ]

    def _corroboration(self, supports: Support, contradicts: Support, neighbours: list[Row]) -> Row:
        summed = [row for row in neighbours if row["kind"] == "sums"]
        given = corroboration.Inputs(
            kind=self.content["kind"],
            supporting=frozenset(supports.grounded_origins),
            contradicting=frozenset(contradicts.grounded_origins),
            unknown_support=supports.unknown,
            disjoint=supports.disjoint,
            parties=frozenset(self._parties_to_event()),
            acknowledged=self.content["acknowledged"] is not None,
            withdrawn=self._was_withdrawn(),
            own_act=self._is_own_act(supports),
            conflicting_figures=self.content["kind"] == "tally" and self._figures_conflict(),
            parts=tuple(row["label"] for row in summed),
        )
        label = corroboration.label(given)
        wording = corroboration.wording(given, label)
        return {
            "rule": corroboration.RULE,
            "label": label.value if label else None,
            "wording": wording.value if wording else None,
            "parts": len(summed),
            "supports": self._side("supports", supports),
            "contradicts": self._side("contradicts", contradicts),
            "parties": sorted(given.parties & (given.supporting | given.contradicting)),
            "flags": self._flags(),
        }

    def _side(self, side: str, support: Support) -> Row:
        rows = [row for row in self.evidence if row["stance"] == side]
        standing = self._reports(side)
        grounded = support.grounded_origins
        return {
            "reports": len(standing),
            "reports_not_counting": sum(not row["counts"] for row in rows),
            "outlets": len({self.statements[key]["outlet"]["id"] for key in standing}),
            "grounded": support.grounded,
            "unknown": support.unknown,
            "disjoint": support.disjoint,
            "roots": support.roots,
            "disjoint_roots": support.disjoint_roots,
            "origins": sorted([*support.grounded_origins, *support.unknown_origins]),
            "unknown_origins": list(support.unknown_origins),
            "only": self._face(self.chains.origins[grounded[0]]) if len(grounded) == 1 else None,
            "bottleneck": list(support.bottleneck),
            "circular": [list(circle) for circle in support.circular],
        }

    def _parties_to_event(self) -> set[str]:
        """Origins that some evidence resting on them marks as a party to the event."""
        marked = [row["statement_id"] for row in self.evidence if row["party_to_event"]]
        return {name for key in marked for name in self.chains.origins_of(key)}

    def _was_withdrawn(self) -> bool:
        """Whether there was support that its speaker took back, be it here or at the origin of a report."""
        support = [row for row in self.evidence if row["stance"] == "supports"]
        behind = {key for row in support for key in self.chains.gone_behind(row["statement_id"])}
        return any(self.statements[key]["standing"] == "withdrawn" for key in behind) or any(
            row["standing"] == "withdrawn" for row in support
        )

    def _is_own_act(self, supports: Support) -> bool:
        roots = [key for name in supports.grounded_origins for key in self.chains.origins[name].roots]
        return bool(roots) and all(self.statements[key]["basis"] == "own_act" for key in roots)

    def _figures_conflict(self) -> bool:
        return bool(excluding(current_of(one for one in self.main_figures() if one.is_grounded).values()))

    def _flags(self) -> list[Row]:
        """Every report whose origin cannot count any more, by rule and by that origin's statement."""
        found: dict[tuple[str, str], list[str]] = {}
        for key, row in sorted(self.statements.items()):
            for origin in () if _gone(row) else self.chains.gone_behind(key):
                found.setdefault((GONE_RULES[_gone(self.statements[origin])].value, origin), []).append(key)
        return [
            {"rule": rule, "origin": origin, "statements": reports} for (rule, origin), reports in sorted(found.items())
        ]

    def _face(self, origin: Origin) -> Row:
        """Whose origin it is. A sum is told by whoever adds up."""
        root = self.statements[origin.roots[0]]
        return who(root) if origin.is_sum else self.party_of[root["statement_id"]]

    def _origin(self, origin: Origin) -> Row:
        return {
            **self._face(origin),
            "id": origin.id,
            "grounded": origin.grounded,
            "is_sum": origin.is_sum,
            "parties": list(origin.parties),
            "roots": list(origin.roots),
            "principal_disputed": any(
                (self.statements[key]["speaker"] or {}).get("principal_disputed", False) for key in origin.roots
            ),
        }

    def _node(self, key: str, row: Row) -> Row:
        return {
            "statement": key,
            "evidence": row.get("id"),
            "stance": row.get("stance"),
            "outlet": named(row["outlet"]),
            "speaker": named(row["speaker"]) if row["speaker"] else None,
            "party": self.party_of[key]["id"],
            "state": _gone(row) or "live",
            "origins": list(self.chains.origins_of(key)),
            "is_root": any(key in self.chains.origins[name].roots for name in self.chains.origins_of(key)),
            "circular": self.chains.is_circular(key),
        }

    def _fidelity(self) -> list[Row]:
        figures = {one.row["statement_id"]: one.figure for one in self.figures}
        return [
            {"rule": rule.value, "from": key, "to": relay["to"], "evidence": [figures[key].id, figures[relay["to"]].id]}
            for key, relay in sorted(self.relays, key=lambda item: (item[0], item[1]["to"], item[1]["kind"]))
            if relay["status"] in COUNTING and relay["kind"] != SUM and key in figures and relay["to"] in figures
            for rule in fidelity(figures[relay["to"]], figures[key])
        ]

    def _sum(self, neighbours: list[Row]) -> Row | None:
        """The sum of the parts as they stood, held against the claim's own figure."""
        parts = [row for row in neighbours if row["kind"] == "sums"]
        if not parts or not all(row["says_something"] and self._is_same_count(row) for row in parts):
            return None
        total = added(_interval(row) for row in parts)
        stands = relation(total, self.claim.interval) if self.claim and self.claim.says_something else None
        return {
            "lower": total[0],
            "upper": total[1],
            "relation": stands.value if stands else None,
            "claims": [row["claim"] for row in parts],
            "evidence": sorted(one["evidence"] for row in parts for one in row["evidence"]),
        }

    def _is_same_count(self, row: Row) -> bool:
        return self.claim is not None and (row["measure"], row["population"]) == (
            self.claim.measure,
            self.claim.population,
        )

    def _wholes(self, neighbours: list[Row]) -> list[Row]:
        """Where this claim is declared a part of another, and even its lowest is above the other's highest."""
        return [
            {"rule": Rule.SUBSET_CONFLICT.value, "claim": row["claim"]}
            for row in neighbours
            if row["kind"] == "part_of"
            and row["says_something"]
            and self.claim
            and self.claim.says_something
            and row["measure"] == self.claim.measure
            and is_above_whole(self.claim.interval, _interval(row))
        ]


def _gone(row: Row) -> str:
    """Why a statement cannot count in this claim; empty while it can."""
    if row["standing"] != "live":
        return row["standing"]
    return "superseded" if row.get("superseded_by") else ""


def _interval(row: Row) -> Interval:
    return row["lower"], row["upper"]
