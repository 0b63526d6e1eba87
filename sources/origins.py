"""Who, in the end, knows: the origins of statements, found in who repeats whom. Pure; no database.

Statements are nodes, relays that count are edges towards what is repeated. Records of one statement are one node. The rules,
their reasons and the answers they must give stand in docs/corroboration.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import networkx as nx

# A basis with which somebody knows a thing themselves. The values are those of `Basis` and `RelayKind`.
GROUNDING = frozenset({"own_act", "own_knowledge", "own_observation", "record", "official_statement"})
SAME = "same_statement"
SUM = "aggregates"

# The two ends of the network in which ways are counted; its other nodes are the two sides of a statement or an origin.
REPORTS, ORIGINS = ("reports", ""), ("origins", "")


@dataclass(frozen=True)
class Said:
    """What counting needs of a statement.

    `party` is the id of who stands behind it: the principal, else the speaker, else the outlet in its own voice.
    `identified` is False for an unnamed speaker without a principal. `gone` says why it cannot count any more (withdrawn,
    misattributed, superseded) and is empty while it stands.
    """

    id: str
    party: str
    basis: str
    identified: bool = True
    gone: str = ""

    @property
    def grounds(self) -> bool:
        """Whether it stands and its speaker knows the thing themselves."""
        return self.basis in GROUNDING and self.identified and not self.gone


@dataclass(frozen=True)
class Link:
    """`from_id` repeats `to_id`. Only declared and confirmed relays are given here: a guess never counts."""

    from_id: str
    to_id: str
    kind: str


@dataclass(frozen=True)
class Origin:
    """A party in which chains of reports end, or a sum of several, which is one origin.

    `id` is the smallest id of its parties; for a sum it is the id of the statement that adds up, and `parties` are those
    it adds. `roots` are the statements in which the chains end.
    """

    id: str
    grounded: bool
    parties: tuple[str, ...]
    roots: tuple[str, ...]
    is_sum: bool


@dataclass(frozen=True)
class Support:
    """What one side of a claim rests on. The number of origins lies between `grounded` and `grounded + unknown`.

    `disjoint` is the largest number of ways from the reports to grounded origins that share neither a statement nor an
    origin (Menger 1927). Where it is below the number of reports, all pass through the statements and origins of the
    bottleneck. `roots` and `disjoint_roots` are the counts before roots are merged by party. A party can be a grounded origin
    of one side and an unknown one of the other.
    """

    grounded_origins: tuple[str, ...]
    unknown_origins: tuple[str, ...]
    disjoint: int
    roots: int
    disjoint_roots: int
    bottleneck: tuple[str, ...]
    circular: tuple[tuple[str, ...], ...]

    @property
    def grounded(self) -> int:
        return len(self.grounded_origins)

    @property
    def unknown(self) -> int:
        return len(self.unknown_origins)


class Chains:
    """The relays among some statements, read once; then `support` answers for each side of a claim."""

    def __init__(self, statements: Iterable[Said], links: Iterable[Link]) -> None:
        self._said = {row.id: row for row in sorted(statements, key=lambda row: row.id)}
        links = sorted({link for link in links if link.from_id in self._said and link.to_id in self._said}, key=str)
        self._join_records(links)
        self._draw(links)
        self._merge_parties()
        self._follow()
        self._ids = {end: self._origin_id(end) for end in self._grounded | self._unknown}
        together: dict[str, list[int]] = {}
        for end, name in sorted(self._ids.items(), key=lambda item: (item[1], item[0])):
            together.setdefault(name, []).append(end)
        self.origins = {name: self._origin(name, ends) for name, ends in together.items()}

    def _join_records(self, links: list[Link]) -> None:
        """Every statement gets its node: the smallest id among the records of it."""
        records = nx.Graph()
        records.add_nodes_from(self._said)
        records.add_edges_from((link.from_id, link.to_id) for link in links if link.kind == SAME)
        self._node: dict[str, str] = {}
        self._records: dict[str, list[str]] = {}
        for group in nx.connected_components(records):
            name = min(group)
            self._records[name] = sorted(group)
            self._node |= dict.fromkeys(group, name)
        # One utterance is withdrawn or superseded for all its records; a misattribution is of one record.
        self._gone = {
            name
            for name, rows in self._records.items()
            if any(self._said[row].gone not in ("", "misattributed") for row in rows)
            or all(self._said[row].gone for row in rows)
        }

    def _draw(self, links: list[Link]) -> None:
        """Edges between nodes, and circles of nodes that repeat one another. What is gone repeats nothing any more."""
        self._graph = nx.DiGraph()
        self._graph.add_nodes_from(sorted(self._records))
        self._sums = set()
        for link in links:
            start, end = self._node[link.from_id], self._node[link.to_id]
            if start != end and start not in self._gone:
                self._graph.add_edge(start, end)
                if link.kind == SUM:
                    self._sums.add(start)
        self._circles = nx.condensation(self._graph)
        self._members: dict[int, list[str]] = {
            circle: sorted(nodes) for circle, nodes in self._circles.nodes(data="members")
        }
        self._circle: dict[str, int] = self._circles.graph["mapping"]

    def _merge_parties(self) -> None:
        """Parties that vouch for one another in a circle, or for one utterance, are one; usually each is its own."""
        parties = nx.Graph()
        parties.add_nodes_from(row.party for row in self._said.values())
        self._vouching: dict[int, list[str]] = {}
        for circle, nodes in self._members.items():
            found = {row.party for row in self._rows(nodes) if row.grounds}
            self._vouching[circle] = sorted(found)
            nx.add_path(parties, self._vouching[circle])
        self._party: dict[str, str] = {}
        for group in nx.connected_components(parties):
            self._party |= dict.fromkeys(group, min(group))

    def _follow(self) -> None:
        """From the far end towards the reports: in which circles each chain ends."""
        self._grounded: set[int] = set()
        self._unknown: set[int] = set()
        self._added: dict[int, set[str]] = {}  # of a sum: whom it adds
        self._ends: dict[int, frozenset[int]] = {}
        for circle in reversed(list(nx.topological_sort(self._circles))):
            below = [self._ends[child] for child in self._circles.successors(circle)]
            self._ends[circle] = self._ends_of(circle, below)

    def _ends_of(self, circle: int, below: list[frozenset[int]]) -> frozenset[int]:
        nodes = self._members[circle]
        ends = frozenset().union(*below)
        gone = ends - self._grounded - self._unknown
        if nodes[0] in self._gone:
            return frozenset({circle})
        if len(nodes) == 1 and nodes[0] in self._sums:
            return self._ends_of_sum(circle, below) | gone
        # Who knows it themselves and repeats nobody who does is an origin; who repeats only what is gone is none.
        if self._vouching[circle] and not ends & self._grounded and not gone:
            self._grounded.add(circle)
            return ends | {circle}
        if not below and len(nodes) == 1:
            self._unknown.add(circle)
            return frozenset({circle})
        return ends  # a circle that nobody vouches for ends in nothing

    def _ends_of_sum(self, circle: int, below: list[frozenset[int]]) -> frozenset[int]:
        """A sum is known only if every part of it is, and is one origin however many parts it has."""
        if all(ends & self._grounded for ends in below):
            self._grounded.add(circle)
        elif all(ends & (self._grounded | self._unknown) for ends in below):
            self._unknown.add(circle)
        else:
            return frozenset()
        self._added[circle] = set().union(*(self._behind(end) for ends in below for end in ends))
        return frozenset({circle})

    def _behind(self, end: int) -> set[str]:
        """The merged parties that an end stands for."""
        if end in self._added:
            return self._added[end]
        return {self._party[row.party] for row in self._roots(end)}

    def _roots(self, end: int) -> list[Said]:
        """The statements that make an end one: those with a basis of their own, else all there is."""
        rows = self._rows(self._members[end])
        return [row for row in rows if row.grounds] or rows

    def _origin_id(self, end: int) -> str:
        return self._members[end][0] if end in self._added else min(self._behind(end))

    def _rows(self, nodes: Iterable[str]) -> list[Said]:
        return [self._said[row] for node in nodes for row in self._records[node]]

    def _origin(self, name: str, ends: list[int]) -> Origin:
        """The origin of that id, with every end of the same party."""
        rows = [row for end in ends for row in self._roots(end)]
        is_sum = ends[0] in self._added
        return Origin(
            id=name,
            grounded=any(end in self._grounded for end in ends),
            parties=tuple(sorted(self._behind(ends[0]) if is_sum else {row.party for row in rows})),
            roots=tuple(sorted(row.id for row in rows)),
            is_sum=is_sum,
        )

    def origins_of(self, statement: str) -> tuple[str, ...]:
        """The origins in which this statement's chain ends, grounded or not."""
        ends = self._ends[self._circle[self._node[statement]]]
        return tuple(sorted({self._ids[end] for end in ends if end in self._ids}))

    def gone_behind(self, statement: str) -> tuple[str, ...]:
        """The statements at the end of this one's chain that cannot count any more, itself aside."""
        here = self._circle[self._node[statement]]
        ends = self._ends[here] - self._grounded - self._unknown - {here}
        return tuple(sorted(row.id for end in ends for row in self._rows(self._members[end]) if row.gone))

    def is_circular(self, statement: str) -> bool:
        """Whether it repeats something that, by way of others, repeats it."""
        return len(self._members[self._circle[self._node[statement]]]) > 1

    def support(self, reports: Collection[str]) -> Support:
        """Count what these reports rest on. Those that cannot count are left out; their order does not matter."""
        standing = [key for key in reports if not self._said[key].gone and self._node[key] not in self._gone]
        first = sorted({self._node[key] for key in standing})
        ends = {key: self._ends[self._circle[key]] for key in first}
        met = frozenset().union(*ends.values())
        grounded, unknown = self._group(met & self._grounded, met & self._unknown)
        walked = self._walk(first)
        disjoint, bottleneck = self._disjoint(first, walked, grounded)
        disjoint_roots = disjoint
        if len(set(grounded.values())) < len(grounded):
            disjoint_roots = self._disjoint(first, walked, {end: str(end) for end in grounded})[0]
        supporting = sum(1 for key in standing if ends[self._node[key]] & self._grounded)
        circles = {self._circle[node] for node in walked}
        return Support(
            grounded_origins=tuple(sorted(set(grounded.values()))),
            unknown_origins=tuple(sorted(set(unknown.values()))),
            disjoint=disjoint,
            roots=len(grounded),
            disjoint_roots=disjoint_roots,
            bottleneck=bottleneck if disjoint < supporting else (),
            circular=tuple(
                sorted(
                    tuple(sorted(row.id for row in self._rows(self._members[circle])))
                    for circle in circles
                    if len(self._members[circle]) > 1
                )
            ),
        )

    def _group(self, grounded: frozenset[int], unknown: frozenset[int]) -> tuple[dict[int, str], dict[int, str]]:
        """The origin that each end is counted as. A sum counts only where none of those it adds counts anyway."""
        taken: set[str] = set()
        found: tuple[dict[int, str], dict[int, str]] = ({}, {})
        for counted, ends in zip(found, (grounded, unknown), strict=True):
            for end in sorted(ends - self._added.keys()):
                if counted is found[0] or not self._behind(end) & taken:
                    counted[end] = self._ids[end]
            taken |= {party for end in counted for party in self._behind(end)}
            sums = nx.Graph()
            for end in sorted(ends & self._added.keys()):
                sums.add_node(end)
                sums.add_edges_from((end, party) for party in self._added[end])
            for group in nx.connected_components(sums):
                parties = {name for name in group if isinstance(name, str)}
                if not parties & taken:
                    added = sorted(end for end in group if isinstance(end, int))
                    counted |= dict.fromkeys(added, self._ids[added[0]])
                    taken |= parties
        return found

    def _walk(self, first: list[str]) -> set[str]:
        """Every node on the way from these to their ends. A sum is an end: its parts lie beyond."""
        walked, frontier = set(first), set(first)
        while frontier:
            frontier = {
                end
                for node in frontier
                if not (node in self._sums and self._circle[node] in self._ends[self._circle[node]])
                for end in self._graph.successors(node)
            } - walked
            walked |= frontier
        return walked

    def _disjoint(self, first: list[str], walked: set[str], counted: dict[int, str]) -> tuple[int, tuple[str, ...]]:
        """How many ways share no node and no origin, and the narrowest place on the way, nearest to the reports.

        Every node and every origin is an edge of capacity 1 in a network whose other edges are unlimited.
        """
        useful = {node for node in walked if self._ends[self._circle[node]] & counted.keys()}
        network = nx.DiGraph()
        network.add_nodes_from([REPORTS, ORIGINS])
        for node in sorted(useful):
            network.add_edge(("in", node), ("out", node), capacity=1)
            circle = self._circle[node]
            if circle in counted:
                network.add_edge(("out", node), ("to", counted[circle]))
                if circle in self._added:
                    continue
            ends = [end for end in self._graph.successors(node) if end in useful]
            network.add_edges_from((("out", node), ("in", end)) for end in ends)
        for key in sorted(set(counted.values())):
            network.add_edge(("to", key), ("from", key), capacity=1)
            network.add_edge(("from", key), ORIGINS)
        network.add_edges_from((REPORTS, ("in", node)) for node in first if node in useful)
        if not useful:
            return 0, ()
        flows = nx.algorithms.flow.edmonds_karp(network, REPORTS, ORIGINS)
        reachable = _reachable(flows)
        entered = {key for side, key in reachable if side in ("in", "to")}
        passed = {key for side, key in reachable if side in ("out", "from")}
        return flows.graph["flow_value"], tuple(sorted(entered - passed))


def _reachable(flows: nx.DiGraph) -> set[tuple[str, str]]:
    """What can still be reached from the reports once the flow runs: its edge to the rest is a smallest cut."""
    seen, frontier = {REPORTS}, [REPORTS]
    while frontier:
        here = frontier.pop()
        for there, edge in flows.adj[here].items():
            if there not in seen and edge["flow"] < edge["capacity"]:
                seen.add(there)
                frontier.append(there)
    return seen
