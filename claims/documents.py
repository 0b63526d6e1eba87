"""A claim as the plain document a reader will see.

`content` is what is reviewed, approved and digested: no address of this site, no time of ours, no person. Publishing adds
the keys in `PUBLICATION_KEYS` around it.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from claims.models import Claim, Event, Evidence
from history.canonical import canonical, digest
from history.log import Target, target_of
from sources.models import Outlet, Relay, Source, Speaker, Statement
from sources.models.relay import RelayKind
from sources.models.source_link import LinkStatus

SCHEMA = "counterclaim/claim/1"

# What a version adds to the content; the content digest leaves these out.
PUBLICATION_KEYS = frozenset(
    {
        "version",
        "version_kind",
        "digest",
        "published_at",
        "recorded_at",
        "replayed",
        "corrections",
        "versions",
        "people",
        "previous_digest",
        "log_head",
        "sequence",
    }
)
# What a summary leaves out of a document; it counts the evidence instead.
DETAIL_KEYS = frozenset({"evidence", "upstream", "versions"})

# A chain of reports longer than this is cut; each step costs one statement of SQL, and the longest we met has four.
LONGEST_CHAIN = 12


@dataclass(frozen=True)
class Document:
    """The content, its bytes and digest, and the rows it was made from."""

    content: dict[str, Any]
    data: bytes
    digest: str
    inputs: list[Target]


def build(claim: Claim) -> Document:
    """Read everything a reader will see of this claim. The number of statements does not grow with its evidence."""
    evidence = list(
        Evidence.objects.filter(claim=claim).select_related(
            "statement__source__outlet",
            "statement__speaker__principal",
            "statement__snapshot",
            "statement__withdrawn_by",
        )
    )
    evidence.sort(key=_order)
    own = {row.statement_id: row.statement for row in evidence}
    relays, reached = _follow(own)
    upstream = sorted(
        Statement.objects.with_sources().filter(pk__in=reached - own.keys()),
        key=lambda row: (str(row.said_earliest), row.pk),
    )
    by_statement: dict[str, list[Relay]] = {}
    for relay in relays:
        by_statement.setdefault(relay.from_statement_id, []).append(relay)
    content = {
        "schema": SCHEMA,
        "licence": {"name": settings.DOCUMENT_LICENCE, "url": settings.DOCUMENT_LICENCE_URL},
        "id": claim.pk,
        "kind": claim.kind,
        "original_language": claim.original_language,
        "text": claim.text,
        "translators": claim.translators,
        "event": event_json(claim.event),
        "claimant": speaker_json(claim.claimant),
        "made_at": claim.made.as_json(),
        "place": claim.place,
        "quantity": claim.quantity_json(),
        "verdict": claim.verdict or None,
        "verdict_note": claim.verdict_note,
        "rationale": claim.rationale,
        "acknowledged": (
            {"by": speaker_json(claim.acknowledged_by), "note": claim.acknowledged_note}
            if claim.acknowledged_by
            else None
        ),
        "right_of_reply": {
            "status": claim.reply_status,
            "asked_on": claim.reply_asked_on.isoformat() if claim.reply_asked_on else None,
            "how": claim.reply_asked_how,
            "note": claim.reply_note,
        },
        "corroboration": None,
        "evidence": [
            {
                "id": row.pk,
                "stance": row.stance,
                "asserts_opposite": row.asserts_opposite,
                "party_to_event": row.party_to_event,
                "quantity": row.quantity_json(),
                "note": row.note,
                "superseded_by": row.superseded_by_id,
                "superseded_reason": row.superseded_reason,
                "counts": row.counts,
                **statement_json(row.statement, by_statement.get(row.statement_id, [])),
            }
            for row in evidence
        ],
        "upstream": [statement_json(row, by_statement.get(row.pk, [])) for row in upstream],
        "relations": [
            {"kind": relation.kind, "claim": relation.to_claim_id, "note": relation.note}
            for relation in claim.relations_out.order_by("kind", "to_claim_id")
        ],
        "fact_checks": [
            {
                "id": check.pk,
                "publisher": check.publisher,
                "url": check.url,
                "title": check.title,
                "rating": check.rating,
                "verdict": check.verdict or None,
                "claim_reviewed": check.claim_reviewed,
                "claimant": check.claimant,
                "reviewer": check.reviewer,
                "imported": check.imported,
                "claimed_on": check.claimed_on.isoformat() if check.claimed_on else None,
                "reviewed_on": check.reviewed_on.isoformat() if check.reviewed_on else None,
                "language": check.language,
            }
            for check in claim.fact_checks.all()
        ],
    }
    data = canonical(content)
    return Document(content, data, digest(data), _inputs(claim, [*own.values(), *upstream]))


def content_of(document: dict[str, Any]) -> dict[str, Any]:
    """A published document without what publishing added: what the content digest is made of."""
    return {key: value for key, value in document.items() if key not in PUBLICATION_KEYS}


def summary_of(document: dict[str, Any]) -> dict[str, Any]:
    """What lists show: the document without its evidence, and how much there is of each stance."""
    counts = dict.fromkeys(("supports", "contradicts", "context", "withdraws"), 0)
    for row in document["evidence"]:
        counts[row["stance"]] += 1
    outlets = {row["outlet"]["id"] for row in document["evidence"]}
    return {key: value for key, value in document.items() if key not in DETAIL_KEYS} | {
        "counts": counts | {"outlets": len(outlets)}
    }


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


def source_json(source: Source) -> dict[str, Any]:
    return {
        "id": source.pk,
        "url": source.canonical_url,
        "title": source.title,
        "byline": source.byline,
        "published": source.published.as_json(),
        "language": source.language,
        "declared_credit": source.declared_credit,
        "seen": source.seen,
    }


def statement_json(statement: Statement, relays: list[Relay]) -> dict[str, Any]:
    snapshot = statement.snapshot
    return {
        "statement_id": statement.pk,
        "speaker": speaker_json(statement.speaker),
        "role": statement.role,
        "outlet": outlet_json(statement.source.outlet),
        "source": source_json(statement.source),
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
        "standing": statement.standing,
        "withdrawn_by": (
            {"statement_id": statement.withdrawn_by_id, "said_at": statement.withdrawn_by.said.as_json()}
            if statement.withdrawn_by
            else None
        ),
        "relays": [
            {"to": relay.to_statement_id, "kind": relay.kind, "status": relay.status}
            for relay in sorted(relays, key=lambda relay: (relay.to_statement_id, relay.kind))
        ],
    }


def _order(row: Evidence) -> tuple[bool, Any, str]:
    said = row.statement.said_earliest
    return (said is None, said or 0, row.pk)


def _follow(statements: dict[str, Statement]) -> tuple[list[Relay], set[str]]:
    """Relays out of these statements, step by step, and every statement reached. Rejected guesses are left out."""
    relays: dict[str, Relay] = {}
    reached = set(statements)
    frontier = set(statements)
    withdrawals = {row.withdrawn_by_id for row in statements.values() if row.withdrawn_by_id}
    for _ in range(LONGEST_CHAIN):
        if not frontier:
            break
        found = Relay.objects.exclude(status=LinkStatus.REJECTED).filter(from_statement_id__in=frontier)
        same = Relay.objects.exclude(status=LinkStatus.REJECTED).filter(
            to_statement_id__in=frontier, kind=RelayKind.SAME_STATEMENT
        )
        step = list(found.union(same))
        relays.update({relay.pk: relay for relay in step})
        ends = {relay.to_statement_id for relay in step} | {relay.from_statement_id for relay in step}
        frontier = ends - reached
        reached |= ends
    return list(relays.values()), reached | withdrawals


def _inputs(claim: Claim, statements: list[Statement]) -> list[Target]:
    """Every row whose words the document holds, as the log names them."""
    rows: set[Target] = {target_of(claim), target_of(claim.event)}
    speakers = [claim.claimant, claim.acknowledged_by, *(row.speaker for row in statements)]
    for speaker in speakers:
        if speaker:
            rows.add(target_of(speaker))
            if speaker.principal:
                rows.add(target_of(speaker.principal))
    for statement in statements:
        rows |= {target_of(statement), target_of(statement.source), target_of(statement.source.outlet)}
    return sorted(rows)
