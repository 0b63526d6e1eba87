"""The rows that a document is made of, each as a reader will see it."""

from typing import Any, NamedTuple

from claims.models import Event, Evidence
from sources.models import ArchivedCopy, Outlet, Relay, Source, Speaker, Statement

Row = dict[str, Any]


class Around(NamedTuple):
    """What stands around a statement in other tables: what it repeats, what became of its words, where copies are kept."""

    relays: list[Relay]
    drift: Row | None
    archived: list[ArchivedCopy]


def event_json(event: Event) -> dict[str, Any]:
    return {
        "id": event.pk,
        "title": event.title,
        "original_language": event.original_language,
        "started": event.started.as_json(),
        "ended": event.ended.as_json(),
        "place": event.place,
        "countries": event.countries,
        "coordinates": (
            {
                "latitude": str(event.latitude),
                "longitude": str(event.longitude),
                "accuracy_m": event.accuracy_m,
            }
            if event.latitude is not None
            else None
        ),
        "parent": event.parent_id,
        "note": event.note,
    }


def speaker_json(speaker: Speaker | None) -> dict[str, Any] | None:
    if speaker is None:
        return None
    principal = speaker.principal
    return {
        "id": speaker.pk,
        "name": speaker.name,
        "names": speaker.names,
        "kind": speaker.kind,
        "role": speaker.role,
        "description": speaker.description,
        "principal": {"id": principal.pk, "name": principal.name, "names": principal.names} if principal else None,
        "principal_disputed": speaker.principal_disputed,
        "wikidata_id": speaker.wikidata_id,
    }


def outlet_json(outlet: Outlet) -> dict[str, Any]:
    return {
        "id": outlet.pk,
        "name": outlet.name,
        "names": outlet.names,
        "kind": outlet.kind,
        "country": outlet.country,
        "languages": outlet.languages,
        "family": outlet.family,
        "homepage": outlet.homepage,
    }


def source_json(source: Source, archived: list[ArchivedCopy]) -> dict[str, Any]:
    return {
        "id": source.pk,
        "url": source.canonical_url,
        "title": source.title,
        "byline": source.byline,
        "published": source.published.as_json(),
        "language": source.language,
        "declared_credit": source.declared_credit,
        "seen": source.seen,
        "archived_copies": [{"url": copy.url, "archived_at": copy.archived_at.isoformat()} for copy in archived],
    }


def evidence_json(row: Evidence, around: Around) -> dict[str, Any]:
    return {
        "id": row.pk,
        "stance": row.stance,
        "asserts_opposite": row.asserts_opposite,
        "party_to_event": row.party_to_event,
        "quantity": row.quantity_json(),
        "note": row.note,
        "superseded_by": row.superseded_by_id,
        "superseded_reason": row.superseded_reason,
        "counts": row.counts,
        **statement_json(row.statement, around),
    }


def statement_json(statement: Statement, around: Around) -> dict[str, Any]:
    snapshot = statement.snapshot
    return {
        "statement_id": statement.pk,
        "speaker": speaker_json(statement.speaker),
        "role": statement.role,
        "outlet": outlet_json(statement.source.outlet),
        "source": source_json(statement.source, around.archived),
        "directness": statement.directness,
        "basis": statement.basis,
        "said_at": statement.said.as_json(),
        "quote": statement.quote or None,
        "quote_missing_reason": statement.quote_missing_reason,
        "language": statement.language,
        "translation": statement.translation,
        "translator": statement.translator,
        "locator": (
            {
                "start": statement.start,
                "end": statement.end,
                "prefix": statement.prefix,
                "suffix": statement.suffix,
            }
            if statement.start is not None
            else None
        ),
        "snapshot": (
            {
                "id": snapshot.pk,
                "method": snapshot.method,
                "captured_at": snapshot.captured_at.isoformat() if snapshot.captured_at else None,
                "text_sha256": snapshot.text_sha256,
            }
            if snapshot
            else None
        ),
        "check": {"status": statement.check_status, "algorithm": statement.check_algorithm},
        "drift": around.drift,
        "standing": statement.standing,
        "withdrawn_by": (
            {"statement_id": statement.withdrawn_by_id, "said_at": statement.withdrawn_by.said.as_json()}
            if statement.withdrawn_by
            else None
        ),
        "relays": [
            {"to": relay.to_statement_id, "kind": relay.kind, "status": relay.status}
            for relay in sorted(around.relays, key=lambda relay: (relay.to_statement_id, relay.kind))
        ],
    }
