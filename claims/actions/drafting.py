"""Write events, claims and what belongs to them."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import User
from claims import access, workflow
from claims.actions.alerting import raise_alert
from claims.actions.keying import keep_keys, move_keys
from claims.figures import is_lower
from claims.models import Claim, ClaimRelation, Event, Evidence, FactCheck
from claims.models.alert import AlertKind
from claims.quantities import Hedge, Interval, interval
from claims.workflow import EDITABLE, EVIDENCE_MAY_BE_ADDED, Status
from history import writes
from history.errors import Stale, WrongMoment
from history.log import log
from sources.actions.recording import only
from sources.models import Statement

_TIME = ("earliest", "latest", "precision", "zone", "words")
_QUANTITY = {
    "quantity_words", "quantity_hedge", "quantity_numbers", "quantity_lower", "quantity_upper", "quantity_reason",
    "measure", "population", *(f"as_of_{part}" for part in _TIME),
}  # fmt: skip

# The columns a person may set, by model; status, author and numbers are set by the actions that mean them.
WRITABLE: dict[type, frozenset[str]] = {
    Event: frozenset(
        {
            "title", "original_language", "place", "countries", "latitude", "longitude", "accuracy_m", "parent", "note",
            *(f"{end}_{part}" for end in ("started", "ended") for part in _TIME),
        }
    ),
    Claim: frozenset(
        {
            "event", "kind", "original_language", "text", "rationale", "translators", "claimant", "place", "verdict",
            "verdict_note", "acknowledged_by", "acknowledged_note", "reply_status", "reply_asked_on",
            "reply_asked_how", "reply_note", *(f"made_{part}" for part in _TIME), *_QUANTITY,
        }
    ),
    Evidence: frozenset(
        {
            "stance", "asserts_opposite", "party_to_event", "superseded_by", "superseded_reason", "note", *_QUANTITY,
        }
    ),
    FactCheck: frozenset(
        {"publisher", "url", "title", "rating", "verdict", "claimed_on", "reviewed_on", "language"}
    ),
}  # fmt: skip


@transaction.atomic
def create_event(*, by: User, **fields: Any) -> Event:
    """Add an event. Refuses who is no contributor; raises `ValidationError` naming the fields."""
    access.require(access.refusal_to_write(by))
    return writes.insert(Event(**only(WRITABLE[Event], fields)), by=by, code="event_created")


@transaction.atomic
def change_event(*, event: Event, by: User, **fields: Any) -> Event:
    """Change an event for every claim; documents already published keep the words they had."""
    access.require(access.refusal_to_write(by))
    event = writes.lock(event)
    if writes.change(event, only(WRITABLE[Event], fields), by=by, code="event_changed"):
        move_keys(event)
    return event


@transaction.atomic
def create_claim(*, by: User, **fields: Any) -> Claim:
    """Begin a draft. Refuses who is no contributor; raises `ValidationError` naming the fields."""
    access.require(access.refusal_to_write(by))
    claim = writes.insert(Claim(author=by, **only(WRITABLE[Claim], fields)), by=by, code="claim_created")
    keep_keys([claim])
    return claim


@transaction.atomic
def change_claim(*, claim: Claim, by: User, expected: int | None = None, **fields: Any) -> Claim:
    """Change a draft. `expected` is the `edit_number` the person began from.

    Raises `Stale` with the claim as it is now when somebody else saved since, `WrongMoment` when it is not being edited.
    """
    claim = hold(claim, by=by, among=EDITABLE, expected=expected)
    if writes.change(claim, only(WRITABLE[Claim], fields), by=by, code="claim_changed"):
        if not fields.keys().isdisjoint({"text", "event"}):
            keep_keys([claim])
        touch(claim)
    return claim


@transaction.atomic
def add_evidence(*, claim: Claim, statement: Statement, by: User, **fields: Any) -> Evidence:
    """Add a statement's stance on the claim. Also possible when settled: `update` publishes what was added."""
    claim = hold(claim, by=by, among=EVIDENCE_MAY_BE_ADDED)
    row = Evidence(claim=claim, statement=statement, **only(WRITABLE[Evidence], fields))
    check_superseding(row)
    writes.insert(row, by=by, code="evidence_added")
    grew(claim)
    return row


@transaction.atomic
def change_evidence(*, evidence: Evidence, by: User, expected: int | None = None, **fields: Any) -> Evidence:
    """Change a piece of evidence of a draft. On a settled claim only superseding it by newer evidence is possible.

    `expected` is the claim's `edit_number` the person began from; raises `Stale` when somebody saved since.
    """
    settled_too = fields.keys() <= {"superseded_by", "superseded_reason"}
    among = EVIDENCE_MAY_BE_ADDED if settled_too else EDITABLE
    claim = hold(evidence.claim, by=by, among=among, expected=expected)
    evidence = writes.lock(evidence)
    for name, value in only(WRITABLE[Evidence], fields).items():
        setattr(evidence, name, value)
    check_superseding(evidence)
    evidence.refresh_from_db()
    if writes.change(evidence, fields, by=by, code="evidence_changed"):
        grew(claim)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, expected: int | None = None) -> None:
    """Take evidence out of a draft; the statement stays, and so does what was published."""
    claim = hold(evidence.claim, by=by, among=EDITABLE, expected=expected)
    if evidence.supersedes.exists():
        raise WrongMoment("Newer evidence of this claim is marked as superseded by it; change that first.")
    writes.remove(evidence, by=by, code="evidence_removed")
    touch(claim)


@transaction.atomic
def relate(*, claim: Claim, to: Claim, kind: str, by: User, note: dict[str, str] | None = None) -> ClaimRelation:
    """Declare how a draft stands to another claim."""
    claim = hold(claim, by=by, among=EDITABLE)
    relation = ClaimRelation(from_claim=claim, to_claim=to, kind=kind, note=note or {})
    writes.insert(relation, by=by, code="relation_added")
    touch(claim)
    return relation


@transaction.atomic
def remove_relation(*, relation: ClaimRelation, by: User) -> None:
    """Take a relation out of a draft."""
    claim = hold(relation.from_claim, by=by, among=EDITABLE)
    writes.remove(relation, by=by, code="relation_removed")
    touch(claim)


@transaction.atomic
def add_fact_check(*, claim: Claim, by: User, **fields: Any) -> FactCheck:
    """Add another publisher's review of the same claim to a draft."""
    claim = hold(claim, by=by, among=EDITABLE)
    row = writes.insert(FactCheck(claim=claim, **only(WRITABLE[FactCheck], fields)), by=by, code="fact_check_added")
    touch(claim)
    return row


@transaction.atomic
def remove_fact_check(*, fact_check: FactCheck, by: User) -> None:
    """Take a fact-check out of a draft."""
    claim = hold(fact_check.claim, by=by, among=EDITABLE)
    writes.remove(fact_check, by=by, code="fact_check_removed")
    touch(claim)


@transaction.atomic
def assign(*, claim: Claim, by: User, to: User | None, due_on: date | None) -> Claim:
    """Give a claim to a person, or to nobody, with a date by which it is due. Changes no word of it."""
    access.require(access.refusal_to_discuss(by))
    claim = writes.lock(claim)
    if to is not None and (sentence := access.refusal_to_discuss(to)):
        raise ValidationError({"assigned_to": f"{to} cannot work on it. {sentence}"})
    writes.change(claim, {"assigned_to": to, "due_on": due_on}, by=by, code="claim_assigned")
    return claim


def hold(claim: Claim, *, by: User, among: frozenset[Status], expected: int | None = None) -> Claim:
    """The claim, locked, if this person may write it and it stands where it can be written. Inside a transaction."""
    access.require(access.refusal_to_write(by))
    claim = writes.lock(claim)
    if claim.status not in among:
        step = workflow.STEPS["revise"]
        raise WrongMoment(f"The claim is {claim.get_status_display()}; take the step “{step.label}” to change it.")
    if expected is not None and claim.edit_number != expected:
        raise Stale("Somebody else changed this claim while you were writing.", current=claim)
    return claim


def touch(claim: Claim) -> None:
    """Count a change of the claim or of a part of it. What was edited by hand is not reviewed in bulk."""
    Claim.objects.filter(pk=claim.pk).update(edit_number=models.F("edit_number") + 1)
    claim.edit_number += 1
    leave_batch(claim)


def leave_batch(claim: Claim) -> None:
    """Take an imported claim out of its batch: from now on it is reviewed by itself. Inside the transaction of an action."""
    if claim.batch_id is None:
        return
    batch, claim.batch = claim.batch, None
    Claim.objects.filter(pk=claim.pk).update(batch=None)
    log(claim, "claim_left_batch", by=None, old={"batch": batch.pk if batch else ""})


def grew(claim: Claim) -> None:
    """Count new evidence of the claim. A settled one is in no part of the queue: an alert says that it waits for somebody."""
    touch(claim)
    if claim.status == Status.SETTLED:
        message = "Evidence was added to what is public. A reviewer who added none of it publishes it in one step."
        raise_alert(claim=claim, kind=AlertKind.UPDATE_WAITS, message=message)


def check_superseding(row: Evidence) -> None:
    """Newer evidence supersedes older of the same origin and population, else a reason is needed (I4).

    So does a lower figure: one origin's later figure replaces its earlier one, but a lower one only if the origin says so.
    """
    newer = row.superseded_by
    if newer is None:
        return
    if newer.claim_id != row.claim_id:
        raise ValidationError({"superseded_by": "Only evidence for the same claim supersedes it."})
    if row.superseded_reason.strip():
        return
    if _origin(newer.statement) != _origin(row.statement) or _counted(newer) != _counted(row):
        raise ValidationError(
            {
                "superseded_reason": "The newer figure is of another origin, measure or population: say why it replaces this one."
            }
        )
    if is_lower(_bounds(newer), _bounds(row)):
        raise ValidationError(
            {"superseded_reason": "The newer figure is lower: say where its origin corrects the earlier one."}
        )
    earlier, later = row.statement.said_earliest, newer.statement.said_latest
    if earlier and later and later < earlier:
        raise ValidationError(
            {
                "superseded_by": "This was said before the evidence it should replace; only later words replace earlier ones."
            }
        )


def _origin(statement: Statement) -> str:
    return statement.speaker.party.pk if statement.speaker else statement.source.outlet_id


def _counted(row: Evidence) -> tuple[str, str]:
    return row.measure, row.population


def _bounds(row: Evidence) -> Interval:
    """The bounds that its words have; unset ones are read from hedge and numbers when the row is saved."""
    if row.quantity_hedge and row.quantity_hedge != Hedge.MANUAL:
        try:
            return interval(row.quantity_hedge, row.quantity_numbers)
        except (ValueError, TypeError):  # the row itself is refused for that, at its field
            return None, None
    return row.quantity_lower, row.quantity_upper
