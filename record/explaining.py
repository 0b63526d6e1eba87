"""What a document's computed parts say, each with the rule that gave it, as lines of text: for the command and the desk."""

from collections.abc import Iterator
from typing import Any

from claims import corroboration
from record import sentences, wording

Row = dict[str, Any]


def lines(content: Row) -> Iterator[str]:
    """Chain, origins, figures and label of a document whose computed parts are there, line by line."""
    found = content["corroboration"]
    yield next(iter(content["text"].values()))
    yield ""
    yield f"LABEL {found['label'] or 'none'} (rule {found['rule']})"
    yield f"  {sentences.corroboration(found) or wording.sentence('claim_kind', content['kind'])}"
    wanted = corroboration.suggested(content["kind"], found["label"])
    yield f"  suggests: {', '.join(sorted(wanted)) or 'nothing'}; verdict: {content['verdict'] or 'none yet'}"
    for side in ("supports", "contradicts"):
        yield from _side(side, found[side], content)
    yield from _chain(content)
    yield from _figures(content)


def _side(side: str, row: Row, content: Row) -> Iterator[str]:
    names = {origin["id"]: origin for origin in content["origins"]["origins"]}
    yield ""
    yield f"{side.upper()}: {sentences.counted(row)}, {row['disjoint']} disjoint"
    if row["reports_not_counting"]:
        yield f"  {row['reports_not_counting']} more do not count"
    if (row["roots"], row["disjoint_roots"]) != (row["grounded"], row["disjoint"]):
        yield f"  before merging by party: {row['roots']} roots, {row['disjoint_roots']} disjoint"
    for key in row["origins"]:
        origin = names[key]
        how = "basis unknown" if key in row["unknown_origins"] else "a sum" if origin["is_sum"] else "grounded"
        party = ", party to the event" if key in content["corroboration"]["parties"] else ""
        yield f"  origin {sentences.name(origin)} ({how}{party}), in {', '.join(origin['roots'])}"
    if row["bottleneck"]:
        yield f"  all of it passes through {', '.join(row['bottleneck'])}"
    for circle in row["circular"]:
        yield f"  circular: {', '.join(circle)}"


def _chain(content: Row) -> Iterator[str]:
    nodes = {node["statement"]: node for node in content["origins"]["nodes"]}
    yield ""
    yield "CHAIN"
    for key, node in nodes.items():
        said = f", {sentences.name(node['speaker'])}" if node["speaker"] else ", in its own voice"
        stance = f" [{node['stance']}]" if node["stance"] else ""
        state = "" if node["state"] == "live" else f" ({node['state']})"
        yield f"  {key} {sentences.name(node['outlet'])}{said}{stance}{state}"
        for edge in content["origins"]["edges"]:
            if edge["from"] == key:
                counts = "" if edge["counts"] else ", does not count"
                yield f"    {edge['kind']} {edge['to']} ({edge['status']}{counts})"
        if node["is_root"]:
            yield "    its chain ends here"
    for flag in content["corroboration"]["flags"]:
        yield f"  {flag['rule']}: {', '.join(flag['statements'])}, because of {flag['origin']}"


def _figures(content: Row) -> Iterator[str]:
    figures = content["figures"]
    for panel in figures["panels"]:
        yield ""
        yield f"FIGURES {panel['measure']} of {panel['population'] or 'nobody named'} (codebook {figures['codebook']})"
        for line in panel["figures"]:
            bounds = sentences.interval(line["lower"], line["upper"]) if _says(line) else "no figure"
            state = "now" if line["current"] else "counts" if line["counts"] else "does not count"
            relation = f", {line['relation']} the claim's" if line["relation"] else ""
            yield f"  {line['evidence']} {sentences.name(line['by'])}: “{line['words']}” = {bounds}{relation} ({state})"
        if panel["range"]:
            agreement = panel["agreement"]
            stretches = ", ".join(sentences.interval(one["lower"], one["upper"]) for one in agreement["stretches"])
            yield f"  {sentences.spread(panel)} (reported_range); {stretches} by {agreement['origins']} (agreement)"
        for finding in panel["findings"]:
            yield f"  {finding['rule']}: {', '.join(finding['evidence'])}"
    for one in figures["fidelity"]:
        yield f"  {one['rule']}: {one['from']} against {one['to']}"
    if figures["sum"]:
        total = figures["sum"]
        yield f"  sum: {sentences.addition(total)} Of {', '.join(total['claims'])}; evidence {', '.join(total['evidence'])}"
    for one in figures["wholes"]:
        yield f"  {one['rule']}: above claim {one['claim']}, of which it is a part"


def _says(line: Row) -> bool:
    return line["lower"] is not None or line["upper"] is not None
