"""The columns of each table, named one by one: what is not named here is in no table."""

import json
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Columns = dict[str, Callable[[Row], Any]]


def _at(*path: str) -> Callable[[Row], Any]:
    """What stands at the end of these keys; nothing where one is missing or null."""

    def read(row: Row) -> Any:
        found: Any = row
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    return read


def _original(key: str) -> Callable[[Row], Any]:
    """A text of ours in its original language."""
    return lambda row: (row.get(key) or {}).get(row["original_language"])


def _others(key: str) -> Callable[[Row], Any]:
    """The same text in its other languages, as JSON."""
    return lambda row: {tag: words for tag, words in (row.get(key) or {}).items() if tag != row["original_language"]}


def _time(name: str, key: str = "") -> Columns:
    """A stated time: both bounds, how exact it is, the zone, the words."""
    parts = ("earliest", "latest", "precision", "zone", "words")
    return {f"{name}_{part}": _at(key or name, part) for part in parts}


def _figure() -> Columns:
    return {
        f"figure_{part}": _at("quantity", part)
        for part in ("words", "hedge", "lower", "upper", "measure", "population", "codebook", "reason")
    }


def _same(*keys: str) -> Columns:
    return {key: _at(key) for key in keys}


# Every row of a claim's own tables holds the claim as `claim`; ids are those of the API.
COLUMNS: dict[str, Columns] = {
    "claims": {
        **_same(
            "id", "url", "state", "version", "version_kind", "published_at", "recorded_at", "replayed", "digest", "kind"
        ),
        "event": _at("event", "id"),
        "language": _at("original_language"),
        "text": _original("text"),
        "text_translations": _others("text"),
        "claimant": _at("claimant", "id"),
        **_time("made", "made_at"),
        **_figure(),
        "verdict": _at("verdict"),
        "rationale": _original("rationale"),
        "rationale_translations": _others("rationale"),
        "corroboration": _at("corroboration", "label"),
        "retracted_because": lambda row: (_at("retracted", "reason")(row) or {}).get(row["original_language"]),
        "merged_into": _at("retracted", "merged_into"),
        "sequence": _at("sequence"),
    },
    "evidence": {
        "claim": _at("claim"),
        "id": _at("id"),
        "statement": _at("statement_id"),
        **_same("stance", "asserts_opposite", "party_to_event", "counts", "superseded_by"),
        **_figure(),
    },
    # One row for each claim whose document holds the statement: each holds it as it was approved there.
    "statements": {
        "claim": _at("claim"),
        "id": _at("statement_id"),
        "is_evidence": lambda row: "stance" in row,
        "speaker": _at("speaker", "id"),
        "outlet": _at("outlet", "id"),
        "source": _at("source", "id"),
        **_same("role", "directness", "basis"),
        **_time("said", "said_at"),
        **_same("quote", "quote_missing_reason", "language", "translation", "translator"),
        "check": _at("check", "status"),
        "snapshot_sha256": _at("snapshot", "text_sha256"),
        "captured_at": _at("snapshot", "captured_at"),
        "standing": _at("standing"),
        "withdrawn_by": _at("withdrawn_by", "statement_id"),
    },
    "relays": {"claim": _at("claim"), "from": _at("from"), **_same("to", "kind", "status")},
    "relations": {"claim": _at("from"), "kind": _at("kind"), "to": _at("claim")},
    "fact_checks": {
        "claim": _at("claim"),
        **_same("publisher", "url", "title", "rating", "verdict", "claimed_on", "reviewed_on", "language"),
    },
    "corrections": {
        "claim": _at("claim"),
        **_same("version", "at"),
        "what": _original("what"),
        "what_translations": _others("what"),
        **_same("old", "new"),
        "why": _original("why"),
        "why_translations": _others("why"),
    },
    "events": {
        "id": _at("id"),
        "language": _at("original_language"),
        "title": _original("title"),
        "title_translations": _others("title"),
        **_time("started"),
        **_time("ended"),
        "place": _original("place"),
        "place_translations": _others("place"),
        "countries": _at("countries"),
        "latitude": _at("coordinates", "latitude"),
        "longitude": _at("coordinates", "longitude"),
        "accuracy_m": _at("coordinates", "accuracy_m"),
        "parent": _at("parent"),
    },
    "speakers": {
        **_same("id", "name", "names", "kind", "role", "description"),
        "principal": _at("principal", "id"),
        "principal_name": _at("principal", "name"),
        **_same("principal_disputed", "wikidata_id"),
    },
    "outlets": _same("id", "name", "names", "kind", "country", "languages", "family", "homepage"),
    "sources": {
        "id": _at("id"),
        "outlet": _at("outlet", "id"),
        **_same("url", "title", "byline"),
        **_time("published"),
        **_same("language", "declared_credit", "seen"),
    },
}
# Numbers and codes of ours: never words of people, so nothing has to be guarded in them. A longitude may be negative.
NUMBERS = frozenset({"latitude", "longitude", "figure_lower", "figure_upper", "accuracy_m", "version", "sequence"})
# What a spreadsheet takes for the beginning of a formula; and our own guard, so that it can be taken off again.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def cell(name: str, value: Any) -> str:
    """A value as it stands in the table: text that could be a formula has an apostrophe in front, and so has any apostrophe."""
    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text if name in NUMBERS or not text.startswith(FORMULA) else f"'{text}"
