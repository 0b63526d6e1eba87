"""What the sweep does to claims: idempotent, safe to run twice at once."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django_tasks import task

from claims import documents
from claims.actions import batches
from claims.actions.alerting import keep_place, raise_alert
from claims.importing import running
from claims.models import Alert, Bookmark, Claim, Evidence, ImportBatch
from claims.models.alert import AlertKind
from claims.models.import_batch import Work
from claims.reports import claims_resting_on
from claims.structure import essence
from claims.workflow import Status
from history.canonical import canonical, digest
from history.codes import contributing_codes
from history.errors import Refusal
from history.log import target_of
from history.models import Entry
from sources.models import Sighting, Speaker, Statement
from sources.models.sighting import WORSE_THAN_MOVED
from sources.models.statement import UNPROVEN, Standing


@task()
def alert_overdue() -> int:
    """Raise an alert, once, for each claim whose due date passed. Answers how many were raised."""
    told = Alert.objects.filter(
        claim=OuterRef("pk"), kind=AlertKind.DUE_DATE_PASSED, raised_at__date__gt=OuterRef("due_on")
    )
    return sum(
        raise_alert(claim=claim, kind=AlertKind.DUE_DATE_PASSED, message=f"It was due on {claim.due_on}.") is not None
        for claim in Claim.objects.overdue().exclude(Exists(told))
    )


@task()
def alert_withdrawals() -> int:
    """Raise an alert, once a withdrawal, for each approved or settled claim whose revision did not know of it yet."""
    # The sweep asks every minute, so this is one statement however many statements were ever withdrawn.
    withdrawals = Entry.objects.filter(
        target_type=Statement._meta.label_lower, target_id=OuterRef("statement"), code="statement_withdrawn"
    ).order_by("-sequence")
    told = Alert.objects.filter(
        claim=OuterRef("claim"), kind=AlertKind.WITHDRAWAL_LINKED, raised_at__gte=OuterRef("withdrawn_at")
    )
    resting = (
        Evidence.objects.filter(
            claim__status__in=[Status.APPROVED, Status.SETTLED], statement__standing=Standing.WITHDRAWN
        )
        .annotate(
            withdrawn_at=Subquery(withdrawals.values("at")[:1]), withdrawal=Subquery(withdrawals.values("sequence")[:1])
        )
        .filter(~Exists(told), withdrawal__isnull=False)
        .select_related("claim__revision", "statement")
    )
    raised = 0
    for row in resting:
        inputs = row.claim.revision.inputs if row.claim.revision else []
        known = next((head for kind, key, head in inputs if (kind, key) == target_of(row.statement)), 0)
        if row.withdrawal > known:
            message = "A statement it rests on was withdrawn after this revision was submitted."
            raised += raise_alert(claim=row.claim, kind=AlertKind.WITHDRAWAL_LINKED, message=message) is not None
    return raised


@task()
def alert_drift() -> int:
    """Raise an alert on approved and settled claims when a page no longer has a quote's words, or has them again.

    Told once for each turn of events, not for each capture that shows the same.
    """
    before = Sighting.objects.filter(statement=OuterRef("statement"), seen_at__lt=OuterRef("seen_at"))
    heard = Alert.objects.filter(
        claim=OuterRef("claim"), kind=AlertKind.QUOTE_LOST, raised_at__gte=OuterRef(OuterRef("seen_at"))
    )
    # Only what is still to be told is looked at one by one, however many pages ever changed.
    to_tell = Evidence.objects.filter(~Exists(heard), claim__in=_at_rest(), statement=OuterRef("statement"))
    turns = (
        Sighting.objects.telling()
        .annotate(before=Coalesce(Subquery(before.order_by("-seen_at", "-pk").values("drift")[:1]), Value("")))
        .exclude(drift=F("before"))
        .filter(Q(drift__in=WORSE_THAN_MOVED) | Q(before__in=WORSE_THAN_MOVED))
        .filter(Exists(to_tell))
    )
    raised = 0
    for turn in turns.select_related("statement"):
        told = Alert.objects.filter(claim=OuterRef("pk"), kind=AlertKind.QUOTE_LOST, raised_at__gte=turn.seen_at)
        message = (
            f"The page has changed: the words “{_short(turn.statement)}” are {turn.get_drift_display()}."
            if turn.drift in WORSE_THAN_MOVED
            else f"The page has the words “{_short(turn.statement)}” again."
        )
        for claim in _at_rest().filter(~Exists(told), evidence__statement=turn.statement_id):
            raised += raise_alert(claim=claim, kind=AlertKind.QUOTE_LOST, message=message) is not None
    return raised


@task()
def alert_unproven() -> int:
    """Raise an alert on approved and settled claims with a quote that a later capture does not bear out."""
    told = Alert.objects.filter(
        claim=OuterRef("claim"), kind=AlertKind.QUOTE_LOST, raised_at__gte=OuterRef("statement__checked_at")
    )
    rows = Evidence.objects.filter(
        ~Exists(told),
        claim__in=_at_rest(),
        statement__check_status__in=UNPROVEN,
        statement__checked_at__gt=F("claim__revision__submitted_at"),
    ).select_related("claim", "statement")
    return sum(
        raise_alert(
            claim=row.claim,
            kind=AlertKind.QUOTE_LOST,
            message=f"The words “{_short(row.statement)}” were checked since: {row.statement.get_check_status_display()}.",
        )
        is not None
        for row in rows
    )


def _at_rest() -> QuerySet[Claim]:
    return Claim.objects.filter(status__in=[Status.APPROVED, Status.SETTLED])


def _short(statement: Statement) -> str:
    return statement.quote if len(statement.quote) <= 80 else statement.quote[:79] + "…"


PLACE = "changed_inputs"
AT_ONCE = 500  # entries a page: each may lead to claims that are computed again
# A run reads on until so many claims were computed again: an import leaves a million entries that lead to none.
MOST_COMPUTED = 100
MOST_PAGES = 100
# Entries committed late have smaller numbers than some that were read already: so many are read again when new ones came.
READ_AGAIN = 100


@task()
def alert_changed_inputs() -> int:
    """Raise an alert, once a change, for each approved or settled claim whose reports show something else by now.

    The inputs may have changed by way of another claim, or by a relay confirmed elsewhere. Answers how many were raised.
    """
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    place = Bookmark.objects.filter(name=PLACE).values_list("entry", flat=True).first() or 0
    raised = computed = pages = 0
    while place < newest and computed < MOST_COMPUTED and pages < MOST_PAGES:
        entries = Entry.objects.filter(pk__gt=max(0, place - READ_AGAIN), pk__lte=newest).order_by("pk")
        read = list(entries.values_list("pk", "target_type", "target_id", "code")[: AT_ONCE + READ_AGAIN])
        changed: dict[str, set[str]] = defaultdict(set)
        codes = contributing_codes()
        for _, target_type, target_id, code in read:
            if code in codes:
                changed[target_type].add(target_id)
        resting = _resting(changed)
        raised += sum(_tell_if_changed(claim) for claim in resting)
        place = read[-1][0]
        keep_place(name=PLACE, entry=place)
        computed, pages = computed + len(resting), pages + 1
    return raised


def _resting(changed: dict[str, set[str]]) -> list[Claim]:
    """Approved and settled claims that rest on any of these rows, by type of row."""
    speakers = changed[Speaker._meta.label_lower]
    said = Q(speaker__in=speakers) | Q(speaker__principal__in=speakers) | Q(speaker__principal__principal__in=speakers)
    statements = set(Statement.objects.filter(said).values_list("pk", flat=True)) if speakers else set()
    statements |= changed[Statement._meta.label_lower]
    keys = claims_resting_on(statements, changed[Claim._meta.label_lower])
    approved = _at_rest().filter(pk__in=keys)
    return list(approved.select_related("revision", "event", "claimant", "acknowledged_by").order_by("pk"))


def _tell_if_changed(claim: Claim) -> bool:
    """Compare what the reports show with what was approved. A claim that people are changing themselves is left to them."""
    revision = claim.revision
    if revision is None:
        return False
    kind, key = target_of(claim)
    own = Entry.objects.filter(target_type=kind, target_id=key)
    known = next((head for target, name, head in revision.inputs if (target, name) == (kind, key)), 0)
    if own.filter(sequence__gt=known, code__in=contributing_codes()).exists():
        return False
    approved, now = essence(revision.content), essence(documents.build(claim).content)
    if approved == now:
        return False
    found = digest(canonical(now))
    told = own.filter(code="alert_raised", new__kind=AlertKind.CORROBORATION_CHANGED).order_by("-sequence").first()
    if told and told.new.get("digest") == found:
        return False
    labels = [(parts["corroboration"] or {}).get("label") or "none" for parts in (approved, now)]
    message = "What its reports show changed after it was approved" + (
        f": {labels[0]} → {labels[1]}." if labels[0] != labels[1] else "; the label is the same."
    )
    alert = raise_alert(claim=claim, kind=AlertKind.CORROBORATION_CHANGED, message=message, about=found)
    return alert is not None


@task()
def work_on_batches() -> int:
    """Read the files that wait to be imported, and take the steps asked for over imports. Answers how many were worked on.

    What a worker left behind when it died is taken up again once its lease is over.
    """
    worked = 0
    for batch in ImportBatch.objects.to_be_done(Work.IMPORT, Work.SUBMIT, Work.APPROVE).select_related("work_by"):
        if batch.work_by is None or not batches.take(batch):
            continue
        worked += 1
        try:
            if batch.work == Work.IMPORT:
                with batch.file.open("rb") as file:
                    running.run(batch, file, by=batch.work_by)
            elif batch.work == Work.SUBMIT:
                batches.submit_all(batch=batch, by=batch.work_by)
            else:
                batches.approve_all(batch=batch, by=batch.work_by)
        except (Refusal, OSError) as error:  # the person lost their role, or the file its place
            batches.give_up(batch=batch, why=error.sentence if isinstance(error, Refusal) else str(error))
    return worked
