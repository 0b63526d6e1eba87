"""Who repeats whom, drawn: reports on one side, those who knew on the other. Everything is read from the stored document."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.drawing import MARK, SIZE, SMALL, Box, Mark, Path, Picture, Words, curve, cut, face_name, wrapped
from pages.layers import arranged
from record import sentences, wording

Row = dict[str, Any]

# Pixels.
BOX, GAP, PAD, LINE, PORT, HEAD, EDGE = 190, 100, 10, 18, 17, 34, 6
# A box with more members than this shows them in two columns.
ONE_COLUMN = 12
SAME = "same_statement"


@dataclass
class Group:
    """One box: a report, several that repeat the same in the same way, records of one statement, a circle; or an origin."""

    key: str
    members: list[Row] = field(default_factory=list)
    origin: Row | None = None
    is_circle: bool = False
    is_one_statement: bool = False
    tags: list[tuple[str, str]] = field(default_factory=list)  # shape, words
    lines: list[tuple[str, str]] = field(default_factory=list)  # classes, words
    width: int = BOX
    height: int = 0

    @property
    def columns(self) -> int:
        return 2 if len(self.members) > ONE_COLUMN else 1


@dataclass(frozen=True)
class Tie:
    """A line of the picture. `counts` is False for a guess."""

    start: str
    end: str
    kind: str
    label: str
    counts: bool = True


def chain(document: Row, *, rtl: bool) -> Picture | None:
    """The picture; None for a document without statements, or from before chains were computed."""
    found = document.get("origins")
    if not found or not found["nodes"]:
        return None
    drawn = _Chain(document).picture()
    return drawn.reflected() if rtl else drawn


class _Chain:
    def __init__(self, document: Row) -> None:
        found = document["origins"]
        self.rows = {row["statement_id"]: row for row in [*document["evidence"], *document["upstream"]]}
        nodes = {node["statement"]: node for node in found["nodes"]}
        self.nodes = {key: nodes[key] for key in self.rows if key in nodes}  # in the order of the page
        # A document does not hold every statement that a guess or a rejected relay leads to.
        self.edges = [
            edge
            for edge in found["edges"]
            if edge["status"] != "rejected" and edge["from"] in self.nodes and edge["to"] in self.nodes
        ]
        self.origins = [origin for origin in found["origins"] if set(origin["roots"]) & self.nodes.keys()]
        self.is_grounded = {origin["id"]: origin["grounded"] for origin in self.origins}
        self.sides = [document["corroboration"][side] for side in ("supports", "contradicts")]
        self.flags: dict[str, set[str]] = defaultdict(set)
        for flag in document["corroboration"]["flags"]:
            for key in flag["statements"]:
                self.flags[key].add(flag["rule"])
        self.ties = self._joined()
        self._bundle()
        for group in self.groups.values():
            self._fill(group)

    def _joined(self) -> list[Tie]:
        """Circles and records of one statement become one box each, so that what is left has an order."""
        graph = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        for edge in self.edges:
            if edge["counts"]:
                graph.add_edge(edge["from"], edge["to"])
                if edge["kind"] == SAME:
                    graph.add_edge(edge["to"], edge["from"])
        self.of: dict[str, str] = {}
        self.groups: dict[str, Group] = {}
        place = {key: index for index, key in enumerate(self.nodes)}
        joined = [sorted(part, key=place.__getitem__) for part in nx.strongly_connected_components(graph)]
        for members in sorted(joined, key=lambda members: place[members[0]]):
            rows = [self.nodes[key] for key in members]
            is_circle = any(row["circular"] for row in rows)
            one = len(members) > 1 and not is_circle
            self.groups[members[0]] = Group(members[0], rows, is_circle=is_circle, is_one_statement=one)
            self.of |= dict.fromkeys(members, members[0])
        order = nx.DiGraph()
        found: dict[tuple[str, str, str], Tie] = {}
        # Guesses last: one that contradicts the order of what counts stays in the list beside the picture.
        for edge in sorted(self.edges, key=lambda edge: not edge["counts"]):
            start, end = self.of[edge["from"]], self.of[edge["to"]]
            guessed_back = not edge["counts"] and order.has_node(end) and order.has_node(start)
            if start == end or (guessed_back and nx.has_path(order, end, start)):
                continue
            order.add_edge(start, end)
            label = str(wording.label("relay", edge["kind"]))
            label = label if edge["counts"] else _("{relay}?").format(relay=label)
            found.setdefault((start, end, edge["kind"]), Tie(start, end, edge["kind"], label, edge["counts"]))
        return list(found.values())

    def _bundle(self) -> None:
        """Reports that nobody repeats, and that repeat the same in the same way for the same speaker, share a box."""
        repeated = {tie.end for tie in self.ties}
        away: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            away[tie.start].append(tie)
        alike: dict[Any, list[Group]] = defaultdict(list)
        for group in self.groups.values():
            if group.key in repeated or len(group.members) > 1:
                continue
            node = group.members[0]
            ends = tuple(sorted((tie.end, tie.kind, tie.counts) for tie in away[group.key]))
            roots = tuple(self._rooted(group))
            if ends or roots:
                speaker = node["speaker"]["id"] if node["speaker"] else ""
                flags = tuple(sorted(self.flags[node["statement"]]))
                alike[ends, roots, self._basis(group), speaker, node["state"], flags].append(group)
        for same in alike.values():
            first, *others = same
            for other in others:
                first.members += other.members
                del self.groups[other.key]
                self.of[other.key] = first.key
        self.ties = [tie for tie in self.ties if tie.start in self.groups]
        for origin in self.origins:
            key = f"origin {origin['id']}"
            self.groups[key] = Group(key, origin=origin)
        for group in list(self.groups.values()):
            for name in self._rooted(group):
                self.ties.append(Tie(group.key, f"origin {name}", "knows", ""))

    def _rooted(self, group: Group) -> list[str]:
        keys = {node["statement"] for node in group.members}
        return [origin["id"] for origin in self.origins if keys & set(origin["roots"])]

    def _basis(self, group: Group) -> str:
        roots = {root for origin in self.origins for root in origin["roots"]}
        found = {self.rows[node["statement"]]["basis"] for node in group.members if node["statement"] in roots}
        return sentences.listed(sorted(str(wording.label("basis", basis)) for basis in found))

    def _fill(self, group: Group) -> None:
        """The words of a box and, from them, how tall it is."""
        if group.origin:
            self._fill_origin(group, group.origin)
        else:
            self._fill_reports(group)
        narrow = self._narrowest(group)
        if narrow:
            group.tags.append(("narrow", narrow))
        if group.columns > 1:
            group.width = BOX * 3 // 2
        room = group.width - 2 * PAD - MARK - 6
        # A tag on two lines has its shape on the first.
        group.tags = [
            (shape if not index else "", line)
            for shape, words in group.tags
            for index, line in enumerate(wrapped(words, room, 2, SMALL))
        ]
        rows = -(-len(group.members) // group.columns) if len(group.members) > 1 else 0
        ports = sum(tie.start == group.key for tie in self.ties)
        into = sum(tie.end == group.key for tie in self.ties)
        content = 2 * PAD + LINE * (rows + len(group.lines) + len(group.tags))
        group.height = max(content - 4, PORT * max(ports, 1) + PAD, 6 * into + PAD)

    def _fill_reports(self, group: Group) -> None:
        nodes = group.members
        if len(nodes) > 1:
            count = _n(ngettext("{n} report", "{n} reports", len(nodes)), len(nodes))
            group.lines.append(("strong", count))
        else:
            room = BOX - 2 * PAD - (MARK + 6 if nodes[0]["stance"] else 0)
            lines = wrapped(face_name(nodes[0]["outlet"]), room)
            group.lines += [("strong" + _gone(nodes[0]), line) for line in lines]
        speakers = {node["speaker"]["id"]: node["speaker"] for node in nodes if node["speaker"]}
        if len(speakers) == 1:
            group.tags.append(("says", face_name(*speakers.values())))
        elif not speakers:
            group.tags.append(("says", _("in its own voice") if len(nodes) == 1 else _("in their own voice")))
        if self._rooted(group):
            shape = "origin" if any(self.is_grounded[name] for name in self._rooted(group)) else "not_enough_evidence"
            group.tags.append((shape, self._basis(group)))
        if group.is_circle:
            group.tags.append(("circle", _("repeat one another")))
        if group.is_one_statement:
            group.tags.append(("context", _("one and the same statement")))
        for state in ("withdrawn", "superseded", "misattributed"):
            gone = sum(node["state"] == state for node in nodes)
            if gone:
                label = wording.SUPERSEDED.label if state == "superseded" else wording.label("standing", state)
                words = str(label) if gone == len(nodes) else f"{label}: {number_format(gone)}"
                group.tags.append(("time" if state == "superseded" else "withdraws", words))
        for rule in sorted({rule for node in nodes for rule in self.flags[node["statement"]]}):
            group.tags.append(("notice", str(wording.label("figure_rule", rule))))

    def _fill_origin(self, group: Group, origin: Row) -> None:
        name = face_name(origin)
        group.lines += [("strong", line) for line in wrapped(name, BOX - 2 * PAD - MARK - 6)]
        if origin["is_sum"]:
            kind = _("adds up others")
        else:
            kind = _("knows it themselves") if origin["grounded"] else _("basis not known")
        group.lines.append(("soft", kind))
        if origin["principal_disputed"]:
            group.lines.append(("soft", _("for whom is disputed")))
        reached = [
            node
            for node in self.nodes.values()
            if origin["id"] in node["origins"] and node["stance"] in ("supports", "contradicts")
        ]
        if len(reached) > 1:
            lead = ngettext("{n} report leads here", "{n} reports lead here", len(reached))
            group.lines.append(("soft", _n(lead, len(reached))))

    def _narrowest(self, group: Group) -> str:
        """What a box of the narrowest place says of itself."""
        keys = {node["statement"] for node in group.members} | ({group.origin["id"]} if group.origin else set())
        for side, words in zip(self.sides, (_("all for it passes here"), _("all against it passes here")), strict=True):
            if keys & set(side["bottleneck"]):
                return words if len(side["bottleneck"]) == 1 else _("one of few ways through")
        return ""

    def picture(self) -> Picture:
        ends = {key for key, group in self.groups.items() if group.origin}
        heights = {key: group.height for key, group in self.groups.items()}
        places = arranged(heights, [(tie.start, tie.end) for tie in self.ties], ends)
        widths = [
            max(self.groups[key].width if key in self.groups else 0 for key in column) for column in places.columns
        ]
        lefts = [EDGE + sum(widths[:index]) + GAP * index for index in range(len(widths))]
        drawn = Picture(
            key="chain",
            title=_("Who reported it, and who knew"),
            description=_(
                "Lines lead from each report to what it repeats, and on to who knew. The list below says the same."
            ),
            width=EDGE + lefts[-1] + widths[-1],
            height=HEAD + places.height + EDGE,
        )
        where = {}
        for column, left, width in zip(places.columns, lefts, widths, strict=True):
            for key in column:
                where[key] = (left, HEAD + places.top[key], width)
        drawn.words.append(Words(lefts[0], 16, _("Who reported it"), "head"))
        if ends and len(lefts) > 1:
            drawn.words.append(Words(lefts[-1], 16, _("Who knew"), "head"))
        for key, group in self.groups.items():
            self._draw_box(drawn, group, *where[key])
        self._draw_ties(drawn, places.lanes, where)
        return drawn

    def _draw_box(self, drawn: Picture, group: Group, x: int, y: int, width: int) -> None:
        kind, radius = self._look(group)
        drawn.boxes.append(Box(x, y, width, group.height, kind, radius))
        if "narrow" in kind:
            drawn.back.append(Box(x - 4, y - 4, width + 8, group.height + 8, "halo", radius + 3))
        text = x + PAD
        rows = -(-len(group.members) // group.columns) if len(group.members) > 1 else 0
        used = LINE * (len(group.lines) + len(group.tags) + rows)
        line = y + (group.height - used) // 2 + SIZE
        if group.origin:
            drawn.marks.append(
                Mark(text, line - 11, "origin" if group.origin["grounded"] else "not_enough_evidence", "tone")
            )
        elif len(group.members) == 1 and group.members[0]["stance"]:
            drawn.marks.append(_stance(group.members[0], text, line - 11))
        inset = MARK + 6 if group.origin or (len(group.members) == 1 and group.members[0]["stance"]) else 0
        for classes, words in group.lines:
            drawn.words.append(Words(text + inset, line, words, classes))
            line += LINE
        step = (width - 2 * PAD) // group.columns
        for index, node in enumerate(group.members if rows else []):
            column, row = divmod(index, rows)
            left, top = text + column * step, line + row * LINE
            if node["stance"]:
                drawn.marks.append(_stance(node, left, top - 11))
            name = cut(face_name(node["outlet"]), step - MARK - 10)
            drawn.words.append(Words(left + MARK + 6, top, name, _gone(node).strip()))
        line += LINE * rows
        for shape, words in group.tags:
            if shape:
                drawn.marks.append(Mark(text, line - 11, shape, "tag"))
            drawn.words.append(Words(text + MARK + 6, line, words, "small"))
            line += LINE

    def _look(self, group: Group) -> tuple[str, int]:
        narrow = " narrow" if self._narrowest(group) else ""
        if group.origin:
            return ("origin" if group.origin["grounded"] else "origin unknown") + narrow, 20
        if all(node["state"] != "live" for node in group.members):
            return "report gone" + narrow, 4
        if group.is_circle:
            return "report circle" + narrow, 4
        flagged = any(self.flags[node["statement"]] for node in group.members)
        return ("report flagged" if flagged else "report") + narrow, 4

    def _draw_ties(
        self, drawn: Picture, lanes: dict[tuple[str, str], list[str]], where: dict[str, tuple[int, int, int]]
    ) -> None:
        def middle(key: str) -> int:
            group = self.groups.get(key)
            return where[key][1] + (group.height if group else PAD) // 2

        def first_stop(tie: Tie) -> int:
            return middle([*lanes[tie.start, tie.end], tie.end][0])

        def last_stop(tie: Tie) -> int:
            return middle([tie.start, *lanes[tie.start, tie.end]][-1])

        leaving: dict[str, list[Tie]] = defaultdict(list)
        entering: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            leaving[tie.start].append(tie)
            entering[tie.end].append(tie)
        for ties in leaving.values():
            ties.sort(key=lambda tie: (first_stop(tie), tie.end, tie.kind))
        for ties in entering.values():
            ties.sort(key=lambda tie: (last_stop(tie), tie.start, tie.kind))
        for tie in self.ties:
            out, into = leaving[tie.start], entering[tie.end]
            y = middle(tie.start) + (2 * out.index(tie) - len(out) + 1) * PORT // 2
            spread = min(PORT, (self.groups[tie.end].height - PAD) // len(into))
            to_y = middle(tie.end) + (2 * into.index(tie) - len(into) + 1) * spread // 2
            left, _top, width = where[tie.start]
            x, to_x = left + width, where[tie.end][0]
            points = [(x, y)]
            for lane in lanes[tie.start, tie.end]:
                lane_x, lane_y, lane_width = where[lane]
                points += [(lane_x, lane_y + 7), (lane_x + lane_width, lane_y + 7)]
            arrow = 0 if tie.kind == SAME else 8
            look = "tie" if tie.counts else "tie guess"
            drawn.paths.append(curve([*points, (to_x - arrow, to_y)], f"{look} is-{tie.kind}"))
            if arrow:
                head = (
                    ("M", ((to_x - 9, to_y - 5),)),
                    ("L", ((to_x - 1, to_y),)),
                    ("L", ((to_x - 9, to_y + 5),)),
                    ("Z", ()),
                )
                drawn.paths.append(Path(head, "head" if tie.counts else "head guess"))
            if tie.label:
                drawn.words.append(Words(x + 8, y - 4, cut(tie.label, GAP - 18, SMALL), "small on-line"))


def _stance(node: Row, x: int, y: int) -> Mark:
    return Mark(x, y, node["stance"], f"is-{node['stance']}")


def _gone(node: Row) -> str:
    return "" if node["state"] == "live" else " struck"


def _n(form: str, number: int) -> str:
    return form.format(n=number_format(number))
