"""A claim as the plain document a reader will see.

`content` is what is reviewed, approved and digested: no address of this site, no time of ours, no person. Publishing adds
the keys in `PUBLICATION_KEYS` around it.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from claims import reports
from claims.document_parts import event_json, speaker_json
from claims.models import Claim
from history.canonical import canonical, digest
from history.log import Target, target_of
from sources.models import Speaker, Statement

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
DETAIL_KEYS = frozenset({"evidence", "upstream", "versions", "origins", "figures"})
# What a summary keeps of each side of the corroboration.
SHORT_SIDE = frozenset({"reports", "reports_not_counting", "outlets", "grounded", "unknown", "disjoint", "only"})


@dataclass(frozen=True)
class Document:
    """The content, its bytes and digest, and the rows it was made from.

    `beside` are rows of other claims, which this one sums or is a part of: whoever changed them contributed, but publishing
    this claim does not publish them.
    """

    content: dict[str, Any]
    data: bytes
    digest: str
    inputs: list[Target]
    beside: list[Target]


def build(claim: Claim) -> Document:
    """Read everything a reader will see of this claim. The number of statements does not grow with its evidence."""
    told = reports.read(claim)
    content: dict[str, Any] = {
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
        "corroboration": None,  # computed below, from everything else
        "origins": None,
        "figures": None,
        "evidence": told.evidence_of(claim),
        "upstream": told.upstream_of(claim),
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
    content |= told.structure_of(claim, content)
    data = canonical(content)
    own = told.statements_of(claim)
    inputs = _inputs(claim, own, told.parties_behind(own))
    return Document(content, data, digest(data), inputs, sorted(told.beside(claim) - set(inputs)))


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
        "corroboration": _in_short(document["corroboration"]),
        "counts": counts | {"outlets": len(outlets)},
    }


def _in_short(corroboration: dict[str, Any] | None) -> dict[str, Any] | None:
    """Label and counts; None in a document from before they were computed."""
    if corroboration is None:
        return None
    sides = {
        side: {key: value for key, value in corroboration[side].items() if key in SHORT_SIDE}
        for side in ("supports", "contradicts")
    }
    return {key: corroboration[key] for key in ("rule", "label", "wording", "parts")} | sides


def _inputs(claim: Claim, statements: list[Statement], parties: list[Speaker]) -> list[Target]:
    """Every row whose words the document holds, as the log names them."""
    rows = {target_of(claim), target_of(claim.event), *(target_of(party) for party in parties)}
    for speaker in (claim.claimant, claim.acknowledged_by):
        if speaker:
            rows.add(target_of(speaker))
            if speaker.principal:
                rows.add(target_of(speaker.principal))
    return sorted(rows.union(*(reports.targets_of(statement) for statement in statements)))
