"""What changed between two documents, in words."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.differences import Difference, differences
from claims.documents import content_of

SPEAKER = {
    "id": "speaker2kirb", "name": "John Kirby", "names": {}, "kind": "person", "role": "spokesman", "description": "",
    "principal": {"id": "principal2us", "name": "United States", "names": {}}, "principal_disputed": False,
    "wikidata_id": "",
}  # fmt: skip
SIDE = {"reports": 1, "grounded": 1, "unknown": 0, "origins": ["speaker2kirb"]}
LABEL = {"rule": "1", "label": "single_origin", "supports": SIDE, "contradicts": SIDE | {"grounded": 0, "reports": 0}}
TIME = {"earliest": "2024-02-02T21:00:00+00:00", "latest": "2024-02-03T20:59:59+00:00", "precision": "day",
        "zone": "Asia/Baghdad", "words": "2024-02-03"}  # fmt: skip
FIGURE = {"words": "nearly 40", "hedge": "nearly", "lower": 30, "upper": 39, "measure": "killed", "population": "all",
          "as_of": None, "codebook": "1", "reason": ""}  # fmt: skip


def row(key: str, quote: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": key, "stance": "supports", "asserts_opposite": False, "party_to_event": False, "quantity": None,
        "note": {}, "superseded_by": None, "superseded_reason": "", "counts": True, "statement_id": f"said-{key}",
        "speaker": SPEAKER, "role": "", "outlet": {"id": "outlet", "name": "The Daily Record", "languages": ["en"]},
        "source": {"id": "source", "url": "https://example.org/1", "title": "A title", "published": TIME},
        "directness": "direct_quote", "basis": "own_knowledge", "said_at": TIME, "quote": quote,
        "quote_missing_reason": "", "language": "en", "translation": {}, "translator": "", "locator": None,
        "snapshot": None, "check": {"status": "transcribed", "algorithm": ""}, "standing": "live", "withdrawn_by": None,
        "relays": [],
    } | changes  # fmt: skip


def document(**changes: Any) -> dict[str, Any]:
    return {
        "schema": "counterclaim/claim/1", "licence": {"name": "CC BY 4.0", "url": "https://example.org/by"},
        "id": "claim", "kind": "communication", "original_language": "en", "text": {"en": "They were told."},
        "translators": {}, "event": {"id": "event", "title": {"en": "Airstrikes"}, "started": TIME, "parent": None},
        "claimant": SPEAKER, "made_at": TIME, "place": {}, "quantity": None, "verdict": "contested", "verdict_note": {},
        "rationale": {"en": "One said so."}, "acknowledged": None,
        "right_of_reply": {"status": "not_asked", "asked_on": None, "how": "", "note": {}}, "corroboration": None,
        "evidence": [row("first", "We told them."), row("second", "We were not told.", stance="contradicts")],
        "upstream": [], "relations": [{"kind": "implies", "claim": "other", "note": {}}],
        "fact_checks": [],
    } | copy.deepcopy(changes)  # fmt: skip


def sentences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [difference.sentence for difference in differences(old, new) if not difference.follows]


def test_each_kind_of_change_has_its_sentence() -> None:
    old = document()
    first, second = old["evidence"]
    third = row("third", "We regret what we said.")
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"verdict": "withdrawn"}, ["Verdict: contested → withdrawn by its own speaker"]),
        ({"verdict": None}, ["Verdict: contested → none"]),
        ({"rationale": {"en": "Both spoke."}}, ["Rationale (English) changed"]),
        ({"rationale": {"en": "One said so.", "ar": "قال"}}, ["Rationale (Arabic) added: \u2068قال\u2069"]),
        ({"rationale": {}}, ["Rationale (English) removed: One said so."]),
        ({"quantity": FIGURE}, ["Figure: none → nearly 40"]),
        ({"claimant": None}, ["Claimant: John Kirby → none"]),
        ({"made_at": TIME | {"words": "2024-02-04"}}, ["Made: 2024-02-03 → 2024-02-04"]),
        ({"claimant": SPEAKER | {"role": "admiral"}}, ["Claimant, role: spokesman → admiral"]),
        (
            {"right_of_reply": {"status": "replied", "asked_on": "2024-02-06", "how": "", "note": {"en": "No."}}},
            [
                "Right of reply, status: not asked yet → replied",
                "Right of reply, asked on: none → 2024-02-06",
                "Right of reply, note (English) added: No.",
            ],
        ),
        ({"event": old["event"] | {"title": {"en": "Strikes"}}}, ["Event, title (English) changed"]),
        ({"evidence": [first, second, third]}, ["Evidence added: John Kirby, “We regret what we said.”"]),
        ({"evidence": [second]}, ["Evidence removed: John Kirby, “We told them.”"]),
        (
            {"evidence": [first | {"superseded_by": "third", "counts": False}, second, third]},
            [
                "Evidence superseded: John Kirby, “We told them.”, by John Kirby, “We regret what we said.”",
                "Evidence added: John Kirby, “We regret what we said.”",
            ],
        ),
        (
            {"evidence": [first | {"standing": "withdrawn", "withdrawn_by": {"statement_id": "x"}}, second]},
            [
                "Withdrawn by whoever said it: John Kirby, “We told them.”",
            ],
        ),
        (
            {"evidence": [first | {"stance": "context"}, second]},
            ["Evidence (John Kirby, “We told them.”), stance: supports → context"],
        ),
        (
            {"evidence": [first | {"quote": "We told nobody."}, second]},
            ["Evidence (John Kirby, “We told nobody.”), words: We told them. → We told nobody."],
        ),
        (
            {"evidence": [first | {"check": {"status": "exact", "algorithm": ""}}, second]},
            ["Evidence (John Kirby, “We told them.”), check of its words, status: typed by us from what was seen → exact"],
        ),
        ({"corroboration": LABEL}, [
            "Corroboration: none → single origin", "Origins that support it: none → 1",
            "Origins that contradict it: none → 0",
        ]),
        ({"figures": {"panels": []}}, ["Figures beside one another changed"]),
        # A consequence of something that is told is not told again.
        ({"figures": {"panels": []}, "verdict": None}, ["Verdict: contested → none"]),
        ({"upstream": [third]}, ["Report behind it added: John Kirby, “We regret what we said.”"]),
        ({"relations": []}, ["Relation removed: implies other"]),
        ({"licence": {"name": "CC0", "url": "https://example.org/by"}}, ["Licence, name: CC BY 4.0 → CC0"]),
    ]  # fmt: skip
    for changes, expected in cases:
        assert sentences(old, document(**changes)) == expected
    counted = document(corroboration=LABEL)
    more = LABEL | {"label": "corroborated", "supports": SIDE | {"grounded": 2, "unknown": 1}}
    assert sentences(counted, document(corroboration=more)) == [
        "Corroboration: single origin → corroborated", "Origins that support it: 1 → 2–3",
    ]  # fmt: skip
    tombstone = {key: old[key] for key in ("schema", "id", "text")} | {"retracted": {"reason": {"en": "Wrong event."}}}
    assert sentences({}, old) == ["First text"]
    assert sentences(old, tombstone) == ["Retracted: Wrong event."]
    assert sentences(tombstone, old) == ["Published again after it was retracted"]
    assert sentences(old, document() | {"version": 3, "digest": "sha256:"}) == []


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every value that is not empty by where it stands; rows of lists by their id, lists without ids whole."""
    if isinstance(value, dict) and value:
        return {key: leaf for name, below in value.items() for key, leaf in leaves(below, f"{path}.{name}").items()}
    if isinstance(value, list) and value and all(isinstance(item, dict) and "statement_id" in item for item in value):
        name = "id" if "id" in value[0] else "statement_id"
        return {key: leaf for item in value for key, leaf in leaves(item, f"{path}.{item[name]}").items()}
    return {} if value in (None, {}, []) else {path: value}


def is_covered(leaf: str, found: list[Difference]) -> bool:
    return any(not each.path or leaf == f".{each.path}" or leaf.startswith(f".{each.path}.") for each in found)


WORDS = st.dictionaries(st.sampled_from(["en", "ar", "fa"]), st.text(min_size=1, max_size=3), max_size=2)
FIGURES = st.none() | st.builds(
    lambda words, lower, as_of: FIGURE | {"words": words, "lower": lower, "as_of": as_of},
    st.sampled_from(["40", "nearly 40"]), st.integers(0, 2), st.sampled_from([None, TIME]),
)  # fmt: skip
SPEAKERS = st.none() | st.builds(
    lambda key, role: SPEAKER | {"id": key, "role": role}, st.sampled_from("ab"), st.text(max_size=1)
)
ROWS = st.lists(
    st.builds(
        lambda key, quote, standing, stance, newer, counts, quantity, speaker, note, relays: row(
            key, quote, standing=standing, stance=stance, superseded_by=newer, counts=counts, quantity=quantity,
            speaker=speaker, note=note, relays=relays,
        ),
        st.sampled_from("abc"), st.sampled_from(["One.", "Two.", None]), st.sampled_from(["live", "withdrawn"]),
        st.sampled_from(["supports", "context"]), st.sampled_from([None, "a", "z"]), st.booleans(), FIGURES, SPEAKERS,
        WORDS, st.lists(st.just({"to": "x", "kind": "quotes", "status": "declared"}), max_size=2),
    ),
    max_size=3, unique_by=lambda item: item["id"],
)  # fmt: skip
REPORTS = ROWS.map(lambda rows: [{key: value for key, value in item.items() if key != "id"} for item in rows])
DOCUMENTS = st.builds(
    lambda **changes: document(**changes),
    verdict=st.sampled_from([None, "contested", "withdrawn", "no longer a code"]), text=WORDS, rationale=WORDS,
    quantity=FIGURES, claimant=SPEAKERS, evidence=ROWS, upstream=REPORTS, made_at=st.sampled_from([None, TIME]),
    # As `documents.build` gives them: one of a kind to a claim, in their order.
    relations=st.lists(
        st.sampled_from(document()["relations"] + [{"kind": "sums", "claim": "b", "note": {}}]),
        max_size=2,
        unique_by=lambda row: (row["kind"], row["claim"]),
    ).map(lambda rows: sorted(rows, key=lambda row: (row["kind"], row["claim"]))),
    corroboration=st.none() | st.builds(
        lambda label, unknown, flags: LABEL | {"label": label, "supports": SIDE | {"unknown": unknown}, "flags": flags},
        st.sampled_from(["single_origin", "corroborated", None]), st.integers(0, 2), st.lists(st.just("x"), max_size=1),
    ),
    origins=st.none() | st.just({"nodes": [], "edges": ["x"]}),
    figures=st.none() | st.builds(lambda panels: {"codebook": "1", "panels": panels}, st.lists(st.just("x"), max_size=2)),
    acknowledged=st.none() | st.builds(lambda by, note: {"by": by, "note": note}, st.just(SPEAKER), WORDS),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_every_changed_value_is_covered_by_some_difference(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = differences(old, new)
    before, after = leaves(content_of(old)), leaves(content_of(new))
    changed = [key for key in before.keys() | after.keys() if before.get(key, "?") != after.get(key, "?")]
    assert all(is_covered(key, found) for key in changed)
    assert all(each.sentence and each.old != each.new for each in found)
    assert bool(found) == (old != new)
