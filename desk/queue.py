"""The queue: what waits, for whom, since when. A constant number of statements, however much waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from claims import access
from claims.models import Alert, Claim
from claims.workflow import Status

SHOWN = 10  # rows a section; the rest is one click away, in the list

NAMES = ("mine", "unassigned", "in_review", "changes_requested", "approved", "overdue", "alerts")


@dataclass(frozen=True)
class Number:
    """How many claims wait in one part of the queue, and since when the oldest does."""

    name: str
    title: str
    count: int
    oldest: datetime | date | None

    @property
    def days(self) -> int | None:
        """Whole days the oldest has waited."""
        if self.oldest is None:
            return None
        first = self.oldest.date() if isinstance(self.oldest, datetime) else self.oldest
        return max(0, (timezone.localdate() - first).days)


@dataclass(frozen=True)
class Row:
    """One claim as a line of the queue. `review` says whether this person may review it, or why not."""

    claim: Claim
    may_review: bool = False
    why_not: str = ""
    alert: Alert | None = None


@dataclass(frozen=True)
class Section:
    """One part of the queue with its first rows, the address of the rest and what to say when nothing waits."""

    number: Number
    empty: str
    rows: Sequence[Row]
    address: str


def titles() -> dict[str, str]:
    """What each part is called."""
    return {
        "mine": _("Mine"),
        "unassigned": _("Nobody’s"),
        "in_review": _("Waiting for review"),
        "changes_requested": _("Changes requested"),
        "approved": _("Approved, to be published"),
        "overdue": _("Overdue"),
        "alerts": _("Alerts"),
    }


def numbers(person: Any) -> list[Number]:
    """The numbers beside the names of the parts: two statements."""
    found = Claim.objects.queue_numbers(person) | {"alerts": Alert.objects.open_numbers()}
    return [Number(name, titles()[name], *found[name]) for name in NAMES]


def sections(person: Any, counted: Sequence[Number]) -> list[Section]:
    """The parts in full; an empty one costs nothing."""
    empty = {
        "mine": _("Nothing of yours waits. Write a claim, or take one that is nobody’s."),
        "unassigned": _("Every open claim has somebody who looks after it."),
        "in_review": _("Nothing waits for review. A claim comes here when its author submits it."),
        "changes_requested": _("No claim waits for its author."),
        "approved": _("Nothing waits to be published. A claim comes here when a reviewer approves it."),
        "overdue": _("No due date has passed."),
        "alerts": _("No alerts. One is raised when a statement is withdrawn, an approval is voided or a date passes."),
    }
    whole = reverse("admin:claims_claim_changelist")
    addresses = dict.fromkeys(NAMES, whole) | {
        "mine": f"{whole}?part=mine",
        "unassigned": f"{whole}?part=unassigned",
        "overdue": f"{whole}?part=overdue",
        "alerts": f"{reverse('admin:claims_alert_changelist')}?open=yes",
        **{status.value: f"{whole}?status__exact={status.value}" for status in Status},
    }
    return [
        Section(number, empty[number.name], _rows(number, person) if number.count else [], addresses[number.name])
        for number in counted
    ]


def part(name: str, person: Any) -> Any:
    """The claims of one part, as a QuerySet in no order."""
    claims = Claim.objects.all()
    if name in Status.values:
        return claims.filter(status=name)
    return {"mine": lambda: claims.mine(person), "unassigned": claims.unassigned, "overdue": claims.overdue}[name]()


def _rows(number: Number, person: Any) -> list[Row]:
    if number.name == "alerts":
        alerts = Alert.objects.open().with_claims().order_by("raised_at", "id")[:SHOWN]
        return [Row(alert.claim, alert=alert) for alert in alerts]
    order = "due_on" if number.name == "overdue" else "status_since"
    return [_row(claim, person) for claim in part(number.name, person).for_queue().order_by(order, "id")[:SHOWN]]


def _row(claim: Claim, person: Any) -> Row:
    if claim.status != Status.IN_REVIEW:
        return Row(claim)
    if not access.has_role(person, Role.REVIEWER):
        return Row(claim)
    sentence = access.refusal("approve", person, claim)
    return Row(claim, may_review=sentence is None, why_not=sentence or "")
