"""Say how sources hang together and which statement repeats which."""

from django.db import transaction

from accounts.models import User
from history import writes
from history.errors import WrongMoment
from sources.access import require_to_write
from sources.actions.withdrawing import spread_withdrawal
from sources.models import Relay, Source, SourceLink, Statement
from sources.models.source_link import COUNTING, LinkStatus


@transaction.atomic
def link_sources(*, source: Source, to: Source, kind: str, by: User, status: str = LinkStatus.DECLARED) -> SourceLink:
    """Say that a source comes from another. A `detected` link is a guess and counts only once confirmed."""
    require_to_write(by)
    writes.lock(source)
    return writes.insert(
        SourceLink(from_source=source, to_source=to, kind=kind, status=status), by=by, code="source_linked"
    )


@transaction.atomic
def judge_source_link(*, link: SourceLink, confirm: bool, by: User) -> SourceLink:
    """Confirm or reject a detected link. Refuses one that was not detected."""
    require_to_write(by)
    writes.lock(link.from_source)
    link = writes.lock(link)
    _judge(link, confirm, by, "source_link_judged")
    return link


@transaction.atomic
def declare_relay(
    *, statement: Statement, of: Statement, kind: str, by: User, status: str = LinkStatus.DECLARED
) -> Relay:
    """Say that a statement repeats another, for every claim. A `detected` relay is a guess and counts once confirmed.

    The same statement shares its withdrawal: if one end is withdrawn, so is the other.
    """
    require_to_write(by)
    _lock_both(statement, of)
    relay = writes.insert(
        Relay(from_statement=statement, to_statement=of, kind=kind, status=status), by=by, code="relay_declared"
    )
    if relay.status in COUNTING:
        spread_withdrawal(statement, by=by)
    return relay


@transaction.atomic
def judge_relay(*, relay: Relay, confirm: bool, by: User) -> Relay:
    """Confirm or reject a detected relay. A rejected one stays, so that the guess does not come back."""
    require_to_write(by)
    _lock_both(relay.from_statement, relay.to_statement)
    relay = writes.lock(relay)
    _judge(relay, confirm, by, "relay_judged")
    if confirm:
        spread_withdrawal(relay.from_statement, by=by)
    return relay


def _lock_both(one: Statement, other: Statement) -> None:
    """Hold both ends, in one order for everybody: a withdrawal of either waits, or is there when it is spread."""
    for statement in sorted((one, other), key=lambda row: row.pk):
        writes.lock(statement)


def _judge(row: Relay | SourceLink, confirm: bool, by: User, code: str) -> None:
    if row.status != LinkStatus.DETECTED:
        raise WrongMoment(f"Only a detected link can be judged; this one is {row.get_status_display()}.")
    writes.change(row, {"status": LinkStatus.CONFIRMED if confirm else LinkStatus.REJECTED}, by=by, code=code)
