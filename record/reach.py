"""What an erasure reaches: every row of a claim's documents and their logs, and other claims that name a row it blanks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from claims import documents
from claims.models import (
    Alert,
    Claim,
    ClaimRelation,
    Comment,
    Event,
    Evidence,
    FactCheck,
    ImportBatch,
    ImportProblem,
    Review,
    Revision,
)
from history.log import Target
from history.models import Entry
from record.blanking import Blanker, text_columns
from record.models import Correction, Erasure, Hold, Notice, Retraction, Version
from sources.models import ArchivedCopy, Outlet, Snapshot, Source, Speaker, Statement

CLAIM = Claim._meta.label_lower

# What documents are made from, by how the log names it; locked in this order.
TARGETS: dict[str, type[models.Model]] = {
    model._meta.label_lower: model for model in (Event, Speaker, Outlet, Source, Statement)
}
# What belongs to a claim, and how it names the claim.
PARTS: list[tuple[type[models.Model], str]] = [
    (Claim, "pk"),
    (Evidence, "claim"),
    (ClaimRelation, "from_claim"),
    (FactCheck, "claim"),
    (Comment, "claim"),
    (Alert, "claim"),
    (Revision, "claim"),
    (Review, "revision__claim"),
    (Version, "claim"),
    (Correction, "version__claim"),
    (Notice, "claim"),
    (Hold, "claim"),
    (Retraction, "claim"),
    (Erasure, "claim"),
    (ImportBatch, "claims"),
    (ImportProblem, "batch__claims"),
]


@dataclass(frozen=True)
class Change:
    """A row in which passages stand, and what its columns hold once they are blanked."""

    row: models.Model
    columns: dict[str, Any]
    whole: Target  # the row that the change is part of


@dataclass(frozen=True)
class Reach:
    """Everything that one erasure changes, and the claims and rows that hold still meanwhile."""

    claims: set[str]
    targets: set[Target]
    changes: list[Change]


def reach(claim: Claim, blanker: Blanker) -> Reach:
    """Follow the passages: a row that holds one brings every claim that names this row, in any of its documents."""
    claims = {claim.pk}
    while True:
        targets = _targets_of(claims)
        changes = list(_changes(claims, targets, blanker))
        touched = {change.whole for change in changes if change.whole[0] != CLAIM}
        more = _claims_naming(touched) - claims
        # A document also holds figures of the claims that its own sums or is a part of; those without a passage stay out.
        beside = {key for target_type, key in targets if target_type == CLAIM}
        beside |= _claims_naming({(CLAIM, key) for key in claims})
        more |= {key for key in beside - claims if any(_changes_of_parts({key}, blanker))}
        if not more:
            return Reach(claims, targets, changes)
        claims |= more


def check_quotes(changes: Iterable[Change]) -> None:
    """A quote that is cut out of a snapshot's text must be blanked as the text is.

    Raises `ValidationError` where a passage begins inside a quote and ends outside it.
    """
    texts = {
        change.row.pk: (change.row.text, change.columns.get("text", change.row.text))
        for change in changes
        if isinstance(change.row, Snapshot)
    }
    quotes = {change.row.pk: change.columns.get("quote") for change in changes if isinstance(change.row, Statement)}
    for row in Statement.objects.filter(snapshot__in=texts.keys(), start__isnull=False):
        before, after = texts[row.snapshot_id or ""]
        quote = quotes.get(row.pk) or row.quote
        if before[row.start : row.end] == row.quote and after[row.start : row.end] != quote:
            message = "A passage stands partly inside a quote: name the part of it that is inside as a passage too."
            raise ValidationError({"passages": [message]})


def _targets_of(claims: set[str]) -> set[Target]:
    """Every row that any document of these claims was made from, whether published, submitted or a draft."""
    found: set[Target] = set()
    for model in (Version, Revision):
        for inputs in model._default_manager.filter(claim__in=claims).values_list("inputs", flat=True).iterator():
            found |= {(target_type, key) for target_type, key, _ in inputs}
    for claim in Claim.objects.filter(pk__in=claims).select_related("event", "claimant", "acknowledged_by"):
        document = documents.build(claim)
        found |= {*document.inputs, *document.beside}
    return found


def _changes_of_parts(claims: set[str], blanker: Blanker) -> Iterator[Change]:
    for model, path in PARTS:
        rows = model._default_manager.filter(**{f"{path}__in": claims}).order_by("pk")
        for row in rows.distinct() if path.endswith("claims") else rows:
            # Whatever belongs to a claim moves no other claim.
            yield from _change(row, (CLAIM, ""), blanker)


def _changes(claims: set[str], targets: set[Target], blanker: Blanker) -> Iterator[Change]:
    yield from _changes_of_parts(claims, blanker)
    for label, model in TARGETS.items():
        for row in model._default_manager.filter(pk__in=_keys(targets, label)).order_by("pk"):
            yield from _change(row, (label, row.pk), blanker)
    sources = _keys(targets, Source._meta.label_lower)
    for snapshot in Snapshot.objects.filter(source__in=sources).order_by("pk").iterator(chunk_size=20):
        yield from _change(snapshot, (Source._meta.label_lower, snapshot.source_id), blanker)
    for copy in ArchivedCopy.objects.filter(source__in=sources).order_by("pk"):
        yield from _change(copy, (Source._meta.label_lower, copy.source_id), blanker)
    chains = targets | {(CLAIM, key) for key in claims}
    for entry in Entry.objects.filter(target_id__in={key for _, key in chains}).order_by("pk").iterator():
        if (entry.target_type, entry.target_id) in chains:
            yield from _change(entry, (entry.target_type, entry.target_id), blanker)


def _change(row: models.Model, whole: Target, blanker: Blanker) -> Iterator[Change]:
    columns = {}
    for field in text_columns(type(row)):
        value = blanker.column(row, field)
        if value != getattr(row, field.attname):
            columns[field.name] = value
    if columns:
        yield Change(row, columns, whole)


def _keys(targets: set[Target], label: str) -> list[str]:
    return sorted(key for target_type, key in targets if target_type == label)


def _claims_naming(touched: set[Target]) -> set[str]:
    """Claims with any document, published or not, that was made from one of these rows."""
    if not touched:
        return set()
    found = {
        claim
        for claim, inputs in Revision.objects.values_list("claim_id", "inputs").iterator()
        if any((target_type, key) in touched for target_type, key, _ in inputs)
    }
    drafts = models.Q()
    ways = {
        Event: ["event"],
        Speaker: ["claimant", "acknowledged_by", "evidence__statement__speaker"],
        Outlet: ["evidence__statement__source__outlet"],
        Source: ["evidence__statement__source"],
        Statement: ["evidence__statement"],
    }
    for model, paths in ways.items():
        keys = _keys(touched, model._meta.label_lower)
        for path in paths if keys else []:
            drafts |= models.Q(**{f"{path}__in": keys})
    return found | set(Claim.objects.filter(drafts).values_list("pk", flat=True))
