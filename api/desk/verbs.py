"""The steps of a claim, each a POST to its verb, by the action that the desk calls too."""

from collections.abc import Callable
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
    """One step; answers with the claim as it stands after it."""

    def take(self, claim: Claim) -> object:
        """Takes the step by its action."""
        raise NotImplementedError

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


def _deed(
    summary: str, description: str, *scopes: Scope, takes: str | None = None, stale: bool = True
) -> dict[str, Deed]:
    more = (*(("stale",) if stale else ()), "changed-since")
    return {"post": Deed(summary, description, scopes, takes=takes, answers="DeskClaim", problems=more)}


class Submit(Verb):
    """Submit."""

    deeds = _deed(
        "Submit for review",
        "Freezes the claim as a revision and puts it in the queue. What is missing is named in a 422.",
        Scope.DRAFT,
    )

    pointers = claim_state.POINTERS

    def take(self, claim: Claim) -> object:
        """Submits it."""
        return reviewing.submit(claim=claim, by=self.by)


class Return(Verb):
    """Return."""

    deeds = _deed("Request changes", "Sends it back to its author with your reason.", Scope.REVIEW, takes="DeskReturn")

    def take(self, claim: Claim) -> object:
        """Sends it back."""
        saw = self.saw(claim)
        return reviewing.request_changes(claim=claim, revision=saw, by=self.by, reason=self.body["reason"])


class Consent(Verb):
    """Consent."""

    deeds = _deed(
        "Consent to naming the party",
        "An editor agrees that this responsibility or identity claim names a party.",
        Scope.REVIEW,
        takes="DeskReview",
    )

    def take(self, claim: Claim) -> object:
        """Consents."""
        return reviewing.consent(claim=claim, revision=self.saw(claim), by=self.by, reason=self.body.get("reason", ""))


class Approve(Verb):
    """Approve."""

    deeds = _deed(
        "Approve",
        "A reviewer who wrote none of it approves exactly the revision they saw.",
        Scope.REVIEW,
        takes="DeskReview",
    )

    def take(self, claim: Claim) -> object:
        """Approves it."""
        return reviewing.approve(claim=claim, revision=self.saw(claim), by=self.by, reason=self.body.get("reason", ""))


class Revise(Verb):
    """Revise."""

    deeds = _deed(
        "Open for editing",
        "What is public stays public until a new version is published; approvals lapse.",
        Scope.DRAFT,
        stale=False,
    )

    def take(self, claim: Claim) -> object:
        """Opens it."""
        return reviewing.revise(claim=claim, by=self.by)


class Publish(Verb):
    """Publish."""

    deeds = _deed(
        "Publish",
        "Publishes the approved revision as the next version, for ever.",
        Scope.PUBLISH,
        takes="DeskPublish",
    )

    def take(self, claim: Claim) -> object:
        """Publishes it."""
        return publishing.publish(claim=claim, revision=self.saw(claim), by=self.by)


class Correct(Verb):
    """Correct."""

    deeds = _deed(
        "Publish a correction",
        "Publishes the approved revision with the public note that says what was wrong, and why it changes.",
        Scope.PUBLISH,
        takes="DeskCorrect",
    )

    def take(self, claim: Claim) -> object:
        """Publishes it with the note."""
        body = self.body
        if faults := [name for name in ("what", "why") if not body[name]]:
            raise Problem(
                "invalid",
                errors=[{"pointer": f"/{name}", "detail": "Write it in one language at least."} for name in faults],
            )
        note = CorrectionNote(what=body["what"], why=body["why"], old=body.get("old", ""), new=body.get("new", ""))
        return publishing.publish(claim=claim, revision=self.saw(claim), by=self.by, correction=note)


class Update(Verb):
    """Update."""

    deeds = _deed(
        "Approve and publish added evidence",
        "In one step, by a reviewer who added none of it; verdict and rationale stand. Needs both scopes: it does both.",
        Scope.REVIEW,
        Scope.PUBLISH,
        takes="DeskUpdate",
    )

    def take(self, claim: Claim) -> object:
        """Publishes it."""
        return publishing.update(claim=claim, by=self.by, seen_digest=self.body["seen_digest"])


class PublicVerb(Verb):
    """A step that takes two editors."""

    name: ClassVar[str]

    def row(self, claim: Claim) -> Any:
        """The open row. Raises `WrongMoment` for none."""
        row = claim_state.open_step(self.name, claim)
        if row is None:
            raise WrongMoment("There is none open on this claim.")
        return row


def _opening(name: str, summary: str, description: str, act: Callable[..., object], takes: str) -> type[PublicVerb]:
    class Opening(PublicVerb):
        deeds = _deed(summary, description, Scope.PUBLISH, takes=takes, stale=False)

        def take(self, claim: Claim) -> object:
            return act(claim=claim, by=self.by, **self.body)

    Opening.name = name
    Opening.__name__ = name.capitalize()
    Opening.__doc__ = summary
    return Opening


def _confirming(name: str, what: str) -> type[PublicVerb]:
    class Confirming(PublicVerb):
        deeds = _deed(f"Confirm {what}", "A second editor confirms it.", Scope.PUBLISH, stale=False)

        def take(self, claim: Claim) -> object:
            return public_state.confirm(row=self.row(claim), by=self.by)

    Confirming.name = name
    Confirming.__name__ = f"Confirm{name.capitalize()}"
    return Confirming


def _ending(name: str, what: str) -> type[PublicVerb]:
    class Ending(PublicVerb):
        deeds = _deed(
            f"End {what}", "With a reason, which stays inside.", Scope.PUBLISH, takes="DeskReason", stale=False
        )

        def take(self, claim: Claim) -> object:
            return public_state.end(row=self.row(claim), by=self.by, reason=self.body["reason"])

    Ending.name = name
    Ending.__name__ = f"End{name.capitalize()}"
    return Ending


VERBS: dict[str, type[Verb]] = {
    "submit": Submit,
    "return": Return,
    "consent": Consent,
    "approve": Approve,
    "revise": Revise,
    "publish": Publish,
    "correct": Correct,
    "update": Update,
    "notice": _opening(
        "notice",
        "Put a notice over it",
        "At once readers see that a new statement was received and the claim is under review. A second editor confirms.",
        public_state.put_notice,
        "DeskReason",
    ),
    "withhold": _opening(
        "withhold",
        "Withhold it",
        "At once and reversibly the claim is hidden from readers; its address says so. A second editor confirms.",
        public_state.withhold,
        "DeskReason",
    ),
    "retract": _opening(
        "retract",
        "Propose to retract it",
        "Nothing public changes until a second editor confirms; then a tombstone with the public reason takes its place.",
        public_state.propose_retraction,
        "DeskRetract",
    ),
    **{
        f"{name}/confirm": _confirming(name, what)
        for name, what in (("notice", "a notice"), ("withhold", "a hold"), ("retract", "a retraction"))
    },
    **{
        f"{name}/end": _ending(name, what)
        for name, what in (("notice", "a notice"), ("withhold", "a hold"), ("retract", "a proposed retraction"))
    },
}
