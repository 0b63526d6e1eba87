"""How the document came to be, in the terms of W3C PROV-O (2013), as JSON-LD. People stand by role and public key alone."""

from record.bundle.gathering import Gathered, Row, Text, statements_of

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ROLES = {"contributor": "wrote", "reviewer": "approved", "publisher": "published"}


def provenance(gathered: Gathered) -> Row:
    """The graph: the document from its quotes, the quotes from snapshots, the snapshots from pages, and who acted."""
    rows = list({row["statement_id"]: row for row in statements_of(gathered.document)}.values())
    texts = {text.row.pk: text for text in gathered.texts}
    graph = [_document(gathered, rows), *_steps(gathered), *_people(gathered.document)]
    urls = {}
    for row in rows:
        quote: Row = {
            "@id": f"#statement-{row['statement_id']}",
            "@type": "prov:Entity",
            "prov:value": row["quote"] or "",
        }
        snapshot = row["snapshot"]
        if snapshot and snapshot["id"] in texts:
            quote["prov:wasQuotedFrom"] = _ref(texts[snapshot["id"]].file)
            urls[snapshot["id"]] = row["source"]["url"]
        elif row["source"]["url"]:
            quote["prov:wasQuotedFrom"] = _ref(row["source"]["url"])
        graph.append(quote)
    for text in gathered.texts:
        graph += _snapshot(text, urls.get(text.row.pk, ""))
    return {"@context": CONTEXT, "@graph": graph}


def _document(gathered: Gathered, rows: list[Row]) -> Row:
    document = gathered.document
    entity: Row = {
        "@id": "document.json",
        "@type": "prov:Entity",
        "schema:identifier": f"{document['id']} version {document['version']}",
        "schema:sha256": gathered.version.publication_digest.removeprefix("sha256:"),
        "schema:license": _ref(document["licence"]["url"]),
        "prov:generatedAtTime": _at(document["published_at"]),
        "prov:wasGeneratedBy": _ref("#publishing"),
        "prov:wasDerivedFrom": [_ref(f"#statement-{row['statement_id']}") for row in rows],
    }
    if document["previous_digest"]:
        entity["prov:wasRevisionOf"] = _ref(f"urn:{document['previous_digest']}")
    return entity


def _steps(gathered: Gathered) -> list[Row]:
    """Publishing, and what it was informed by."""
    found: list[Row] = []
    for role, what in ROLES.items():
        keys = [person["key"] for person in gathered.document["people"] if person["role"] == role]
        if not keys:
            continue
        step: Row = {
            "@id": "#publishing" if role == "publisher" else f"#{what}",
            "@type": "prov:Activity",
            "prov:qualifiedAssociation": [
                {
                    "@type": "prov:Association",
                    "prov:agent": _ref(_person(key)),
                    "prov:hadRole": {"@id": f"#role-{role}", "@type": "prov:Role"},
                }
                for key in keys
            ],
        }
        if role == "publisher":
            step["prov:endedAtTime"] = _at(gathered.document["recorded_at"])
            step["prov:wasInformedBy"] = [_ref(row["@id"]) for row in found]
        found.append(step)
    return found


def _people(document: Row) -> list[Row]:
    keys = dict.fromkeys(person["key"] for person in document["people"])
    return [{"@id": _person(key), "@type": ["prov:Agent", "prov:Person"]} for key in keys]


def _snapshot(text: Text, url: str) -> list[Row]:
    row = text.row
    capture = f"#capture-{row.pk}"
    entity: Row = {
        "@id": text.file,
        "@type": "prov:Entity",
        "schema:sha256": row.text_sha256.removeprefix("sha256:"),
        "prov:wasGeneratedBy": _ref(capture),
    }
    if row.captured_at:
        entity["prov:generatedAtTime"] = _at(row.captured_at.isoformat())
    if url:
        entity["prov:wasDerivedFrom"] = _ref(url)
    activity: Row = {"@id": capture, "@type": "prov:Activity", "schema:name": row.method}
    found = [entity, activity]
    if row.extractor and not row.is_typed:
        agent = f"urn:counterclaim:extractor:{row.extractor}:{row.extractor_version}".replace(" ", "-")
        activity["prov:wasAssociatedWith"] = _ref(agent)
        found.append({"@id": agent, "@type": ["prov:Agent", "prov:SoftwareAgent"]})
    return found


def _person(key: str) -> str:
    return f"urn:counterclaim:person:{key}"


def _ref(address: str) -> Row:
    return {"@id": address}


def _at(instant: str) -> Row:
    return {"@type": "xsd:dateTime", "@value": instant}
