"""The steps of a claim, each a POST to its verb, by the action that the desk calls too."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import transaction

from accounts.scopes import Scope
from api.desk import claim_state
from api.desk.view import Answer, Deed, DeskView
from api.problems import Problem
from claims.actions import reviewing
from claims.models import Claim, Revision
from history.errors import Stale, WrongMoment
from record import tasks
from record.actions import public_state, publishing
from record.actions.publishing import CorrectionNote


class Verb(DeskView):
    """One step; answers with the claim as it stands after it. `step` makes one of what is done."""

    take: ClassVar[Callable[["Verb", Claim], object]]

    def on_post(self, claim_id: str) -> Answer:
        """Takes the step."""
        self.take(self.claim(claim_id))
        # Under an Idempotency-Key the step is not committed yet; without one this runs at once.
        transaction.on_commit(tasks.nudge)
        return self.of_claim(claim_id)

    def saw(self, claim: Claim) -> Revision:
        """The revision that the body names. Raises `Stale` for one that is not this claim's."""
        revision = Revision.objects.filter(pk=self.body["revision"], claim=claim).first()
        if revision is None:
            raise Stale("This claim has no such revision; please look at it again.", current=claim)
        return revision


Take = Callable[[Verb, Claim], object]
VERBS: dict[str, type[Verb]] = {}


def step(
    address: str, summary: str, description: str, *scopes: Scope, takes: str | None = None, stale: bool = True,
    pointers: Mapping[str, str] | None = None,
) -> Callable[[Take], Take]:  # fmt: skip
    """Declares a step below the address of a claim; what it decorates takes it, by its action."""

    def declare(take: Take) -> Take:
        more = (*(("stale",) if stale else ()), "changed-since")
        deed = Deed(summary, description, scopes, takes=takes, answers="DeskClaim", problems=more)
        # "notice/confirm" is ConfirmNotice, which names its operation in the schema.
        name = "".join(word.capitalize() for word in reversed(address.split("/")))
        members = {"__doc__": f"{summary}.", "deeds": {"post": deed}, "pointers": pointers or {}, "take": take}
        VERBS[address] = type(name, (Verb,), members)
        return take

    return declare


@step(
    "submit",
    "Submit for review",
    "Freezes the claim as a revision and puts it in the queue. What is missing is named in a 422.",
    Scope.DRAFT,
    pointers=claim_state.POINTERS,
)
def _submit(view: Verb, claim: Claim) -> object:
    return reviewing.submit(claim=claim, by=view.by)


@step("return", "Request changes", "Sends it back to its author with your reason.", Scope.REVIEW, takes="DeskReturn")
def _return(view: Verb, claim: Claim) -> object:
    revision = view.saw(claim)
    return reviewing.request_changes(claim=claim, revision=revision, by=view.by, reason=view.body["reason"])


@step(
    "consent",
    "Consent to naming the party",
    "An editor agrees that this responsibility or identity claim names a party.",
    Scope.REVIEW,
    takes="DeskReview",
)
def _consent(view: Verb, claim: Claim) -> object:
    return reviewing.consent(claim=claim, revision=view.saw(claim), by=view.by, reason=view.body.get("reason", ""))


@step(
    "approve",
    "Approve",
    "A reviewer who wrote none of it approves exactly the revision they saw.",
    Scope.REVIEW,
    takes="DeskReview",
)
def _approve(view: Verb, claim: Claim) -> object:
    return reviewing.approve(claim=claim, revision=view.saw(claim), by=view.by, reason=view.body.get("reason", ""))


@step(
    "revise",
    "Open for editing",
    "What is public stays public until a new version is published; approvals lapse.",
    Scope.DRAFT,
    stale=False,
)
def _revise(view: Verb, claim: Claim) -> object:
    return reviewing.revise(claim=claim, by=view.by)


@step(
    "publish",
    "Publish",
    "Publishes the approved revision as the next version, for ever.",
    Scope.PUBLISH,
    takes="DeskPublish",
)
def _publish(view: Verb, claim: Claim) -> object:
    return publishing.publish(claim=claim, revision=view.saw(claim), by=view.by)


@step(
    "correct",
    "Publish a correction",
    "Publishes the approved revision with the public note that says what was wrong, and why it changes.",
    Scope.PUBLISH,
    takes="DeskCorrect",
)
def _correct(view: Verb, claim: Claim) -> object:
    body = view.body
    if faults := [name for name in ("what", "why") if not body[name]]:
        raise Problem(
            "invalid",
            errors=[{"pointer": f"/{name}", "detail": "Write it in one language at least."} for name in faults],
        )
    note = CorrectionNote(what=body["what"], why=body["why"], old=body.get("old", ""), new=body.get("new", ""))
    return publishing.publish(claim=claim, revision=view.saw(claim), by=view.by, correction=note)


@step(
    "update",
    "Approve and publish added evidence",
    "In one step, by a reviewer who added none of it; verdict and rationale stand. Needs both scopes: it does both.",
    Scope.REVIEW,
    Scope.PUBLISH,
    takes="DeskUpdate",
)
def _update(view: Verb, claim: Claim) -> object:
    return publishing.update(claim=claim, by=view.by, seen_digest=view.body["seen_digest"])


@step(
    "notice",
    "Put a notice over it",
    "At once readers see that a new statement was received and the claim is under review. A second editor confirms.",
    Scope.PUBLISH,
    takes="DeskReason",
    stale=False,
)
def _notice(view: Verb, claim: Claim) -> object:
    return public_state.put_notice(claim=claim, by=view.by, **view.body)


@step(
    "withhold",
    "Withhold it",
    "At once and reversibly the claim is hidden from readers; its address says so. A second editor confirms.",
    Scope.PUBLISH,
    takes="DeskReason",
    stale=False,
)
def _withhold(view: Verb, claim: Claim) -> object:
    return public_state.withhold(claim=claim, by=view.by, **view.body)


@step(
    "retract",
    "Propose to retract it",
    "Nothing public changes until a second editor confirms; then a tombstone with the public reason takes its place.",
    Scope.PUBLISH,
    takes="DeskRetract",
    stale=False,
)
def _retract(view: Verb, claim: Claim) -> object:
    return public_state.propose_retraction(claim=claim, by=view.by, **view.body)


def _open_row(name: str, claim: Claim) -> Any:
    """The open notice, hold or retraction. Raises `WrongMoment` for none."""
    row = claim_state.open_step(name, claim)
    if row is None:
        raise WrongMoment("There is none open on this claim.")
    return row


def _confirm_and_end(name: str, confirmed: str, ended: str) -> None:
    """What a second editor does with a step that takes two: both are the same for each of them."""

    @step(f"{name}/confirm", f"Confirm {confirmed}", "A second editor confirms it.", Scope.PUBLISH, stale=False)
    def _confirm(view: Verb, claim: Claim) -> object:
        return public_state.confirm(row=_open_row(name, claim), by=view.by)

    @step(
        f"{name}/end",
        f"End {ended}",
        "With a reason, which stays inside.",
        Scope.PUBLISH,
        takes="DeskReason",
        stale=False,
    )
    def _end(view: Verb, claim: Claim) -> object:
        return public_state.end(row=_open_row(name, claim), by=view.by, reason=view.body["reason"])


_confirm_and_end("notice", "a notice", "a notice")
_confirm_and_end("withhold", "a hold", "a hold")
_confirm_and_end("retract", "a retraction", "a proposed retraction")
