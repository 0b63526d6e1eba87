"""One example for each field that holds a plain value, so that a reader sees what it looks like before asking."""

from typing import Any

# By the name of the field; where the same name means different things, by component and field.
BY_NAME: dict[str, Any] = {
    "accuracy_m": 5_000,
    "algorithm": "quotes/1",
    "byline": "Amal Haddad",
    "codebook": "1",
    "country": "IQ",
    "countries": "IQ, SY",
    "declared_credit": "AFP",
    "description": "a resident of al-Qaim",
    "detail": "Write a whole number from 1 to 100.",
    "end": 58,
    "family": "The Example Group",
    "hits": 12,
    "homepage": "https://news.example.org/",
    "how": "by e-mail to its press office",
    "languages": ["ar", "en"],
    "latitude": "34.370000",
    "longitude": "41.090000",
    "measure": "killed",
    "name": "Layla Haddad",
    "new": "supported",
    "old": "not_enough_evidence",
    "parameter": "page_size",
    "pointer": "#/page_size",
    "population": "civilians",
    "prefix": "The spokesman said: ",
    "publisher": "Example Fact Check",
    "quote": "We did inform the government beforehand.",
    "quote_missing_reason": "Known only from another report of it.",
    "rating": "Mostly false",
    "reason": "The report counts two families and names neither.",
    "role": "spokesman",
    "rule": "1",
    "score": 7.41,
    "sequence": 17,
    "start": 17,
    "status": 400,
    "suffix": " He gave no details.",
    "superseded_reason": "The ministry named this as its final count.",
    "title": "Strikes in Anbar",
    "translator": "Amal Haddad",
    "url": "https://news.example.org/2024/02/03/strikes",
    "wikidata_id": "Q11209",
    "words": "at least 16",
    "zone": "Asia/Baghdad",
    "FactCheck.claim_reviewed": "Baghdad was told before the strikes.",
    "FactCheck.claimant": "A spokesman",
    "FactCheck.reviewer": "Amal Haddad",
    "ExportManifest.schema": "counterclaim/claim/1",
    "ExportFile.format": "documents",
    "ExportFile.media_type": "application/x-ndjson",
    "ExportFile.name": "claims.ndjson.gz",
    "ExportFile.url": "https://claims.example.org/exports/claims.ndjson.gz",
    "Licence.name": "CC BY 4.0",
    "Licence.url": "https://creativecommons.org/licenses/by/4.0/",
    "Outlet.name": "The Daily Record",
    "Principal.name": "Department of Defense",
    "Problem.title": "A parameter cannot be used",
    "ProblemKind.description": "The claim is hidden for a while, for a reason we do not state.",
    "ProblemKind.status": 403,
    "ProblemKind.title": "This claim is withheld",
    "StatedTime.words": "2024-02-03",
}
A_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AN_ID = "7m3k9q2wx4ab"
DIGEST = f"sha256:{A_SHA256}"
INSTANT = "2024-02-05T12:00:00+00:00"


def add_examples(components: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The components with an example at each field that has none and refers to no other component."""
    for name, component in components.items():
        for field, schema in component.get("properties", {}).items():
            if "examples" not in schema and is_plain(schema):
                schema["examples"] = [_example(name, field, schema)]
    return components


def is_plain(schema: dict[str, Any]) -> bool:
    """Whether the field holds a value of its own: no component, and no list of components."""
    if "$ref" in schema or "anyOf" in schema or "$ref" in (schema.get("additionalProperties") or {}):
        return False
    return is_plain(schema["items"]) if "items" in schema else schema["type"] != ["object", "null"]


def _example(component: str, field: str, schema: dict[str, Any]) -> Any:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if f"{component}.{field}" in BY_NAME:
        return BY_NAME[f"{component}.{field}"]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "items" in schema:
        return BY_NAME[field] if field in BY_NAME else [_example(component, field, schema["items"])]
    if "boolean" in kinds:
        return True
    if schema.get("format") == "date-time":
        return INSTANT
    if schema.get("format") == "date":
        return "2024-02-05"
    if pattern := schema.get("pattern"):
        return (
            AN_ID if "{12}" in pattern else DIGEST if "sha256" in pattern else A_SHA256 if "{64}" in pattern else "en"
        )
    if schema.get("format") == "uri" and field != "url":
        return f"https://claims.example.org/api/v1/{field}/"
    if field in BY_NAME:
        return BY_NAME[field]
    if "digest" in field or "sha256" in field:
        return DIGEST
    return schema.get("minimum", 2) if "integer" in kinds else ""
