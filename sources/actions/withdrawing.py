"""Link a withdrawal, once, for every record of the statement; mark a misattribution."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from history import writes
from sources.access import require_to_write
from sources.models import Relay, Statement
from sources.models.relay import RelayKind
from sources.models.source_link import COUNTING
from sources.models.statement import Standing


@transaction.atomic
def withdraw(*, statement: Statement, withdrawn_by: Statement, by: User) -> Statement:
    """Say that a later statement of the same speaker or principal takes this one back (I5).

    Holds for every record of the same statement. Raises `ValidationError` at `withdrawn_by` otherwise.
    """
    require_to_write(by)
    statement = writes.lock(statement)
    if not is_same_party(statement, withdrawn_by):
        raise ValidationError(
            {"withdrawn_by": "Only the same speaker, or somebody of the same principal, withdraws a statement."}
        )
    _set_withdrawn(statement, withdrawn_by, by)
    spread_withdrawal(statement, by=by)
    return statement


@transaction.atomic
def misattribute(*, statement: Statement, by: User, reason: str) -> Statement:
    """Mark a statement as never said by its speaker. It stays visible and never counts. Needs a reason."""
    require_to_write(by)
    if not reason.strip():
        raise ValidationError({"reason": "Say how it is known that they did not say it."})
    statement = writes.lock(statement)
    writes.change(
        statement,
        {"standing": Standing.MISATTRIBUTED, "withdrawn_by": None},
        by=by,
        code="statement_misattributed",
        reason=reason,
    )
    return statement


def spread_withdrawal(statement: Statement, *, by: User) -> None:
    """Give every record of one statement the withdrawal that any of them has. Called inside an action's transaction."""
    records = records_of(statement)
    withdrawal = next((row.withdrawn_by for row in records if row.withdrawn_by), None)
    if withdrawal is None:
        return
    while left := [row for row in records if row.standing == Standing.LIVE and row.pk != withdrawal.pk]:
        for row in map(writes.lock, left):
            if row.standing == Standing.LIVE:
                _set_withdrawn(row, withdrawal, by)
        # While we waited for one of them, another record may have been joined to it.
        records = records_of(statement)


def _set_withdrawn(statement: Statement, withdrawal: Statement, by: User) -> None:
    writes.change(
        statement,
        {"standing": Standing.WITHDRAWN, "withdrawn_by": withdrawal},
        by=by,
        code="statement_withdrawn",
    )


def is_same_party(one: Statement, other: Statement) -> bool:
    """Whether both were said by one speaker, or for one principal."""
    if one.speaker is None or other.speaker is None:
        # An outlet in its own voice withdraws what it said in its own voice.
        return one.speaker == other.speaker and one.source.outlet_id == other.source.outlet_id
    return one.speaker == other.speaker or one.speaker.party == other.speaker.party


def records_of(statement: Statement) -> list[Statement]:
    """Every record of the same statement, itself included.

    Records are joined by confirmed relays, either way: `same_statement`, or one record carrying another's words of the same
    speaker (a round-up quoting an outlet). Adding figures up makes a new statement.
    """
    found = {statement.pk}
    frontier = {statement.pk}
    joining = Relay.objects.filter(status__in=COUNTING).filter(
        Q(kind=RelayKind.SAME_STATEMENT)
        | (~Q(kind=RelayKind.AGGREGATES) & Q(from_statement__speaker=F("to_statement__speaker")))
    )
    while frontier:
        pairs = joining.filter(Q(from_statement__in=frontier) | Q(to_statement__in=frontier))
        ends = {end for pair in pairs.values_list("from_statement_id", "to_statement_id") for end in pair}
        frontier = ends - found
        found |= ends
    return list(Statement.objects.filter(pk__in=found).select_related("withdrawn_by").order_by("pk"))
