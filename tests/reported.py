"""A published claim with many reports: few origins, agencies between, a circle, a guess, a withdrawal, figures that move."""

from typing import Any

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim, Evidence
from record.actions import publishing
from record.models import Version
from sources.actions import linking, withdrawing
from sources.models import Speaker, Statement
from sources.stated_time import StatedTime
from tests import factories

LONG = "The Long and Winding Name of an Association of Broadcasters of the Eastern Provinces and Their Neighbours"
NAMES = [
    "The Daily Record",
    "Morning Post",
    "قناة الفرات",
    "Ilta-Lehti",
    "خبرگزاری شرق",
    LONG,
    "Новости дня",
    "Radio Nord (UK)",
]


def figure(words: str, hedge: str, *numbers: int, population: str = "fighters") -> dict[str, Any]:
    return {
        "quantity_words": words,
        "quantity_hedge": hedge,
        "quantity_numbers": list(numbers),
        "measure": "killed",
        "population": population,
    }


class Reported:
    """Builds one claim by the actions of life; `reports` says how many outlets repeat the agency that repeats the monitor."""

    def __init__(self, author: User, **fields: Any) -> None:
        self.by = author
        fields = {
            "kind": "tally",
            "text": {"en": "How many fighters the strikes killed."},
            "verdict": "as_reported",
        } | fields
        quantity = {"measure": "killed", "population": "fighters"} if fields["kind"] == "tally" else {}
        self.claim = factories.claim(author, **quantity, **fields)

    def say(self, outlet: str, speaker: Speaker | None, day: str = "2024-02-03", **fields: Any) -> Statement:
        source = factories.source(self.by, outlet=factories.outlet(self.by, name=outlet))
        voice = {"directness": "outlet_voice"} if speaker is None else {}
        said = StatedTime.parse(day, "Asia/Baghdad").columns("said")
        return factories.statement(self.by, source=source, speaker=speaker, **voice | said | fields)

    def add(self, statement: Statement, stance: str = "supports", **fields: Any) -> Evidence:
        return drafting.add_evidence(claim=self.claim, statement=statement, by=self.by, stance=stance, **fields)

    def repeat(self, one: Statement, other: Statement, kind: str = "paraphrases", status: str = "declared") -> None:
        linking.declare_relay(statement=one, of=other, kind=kind, by=self.by, status=status)

    def publish(self, reviewer: User, editor: User) -> Version:
        note = {"verdict_note": {"en": "The rule suggests another; the figures move."}}
        drafting.change_claim(claim=self.claim, by=self.by, **note)
        revision = reviewing.submit(claim=self.claim, by=self.by)
        reviewing.approve(claim=self.claim, revision=revision, by=reviewer)
        return publishing.publish(claim=self.claim, revision=revision, by=editor)


def with_reports(count: int, author: User, reviewer: User, editor: User, **fields: Any) -> Claim:
    """A running count with so many reports, at least one."""
    made = Reported(author, **fields)
    monitor = factories.speaker(
        author, name="Observatory for Human Rights", kind="organisation", names={"ar": "المرصد السوري لحقوق الإنسان"}
    )
    first = made.say(
        "Observatory's own site", monitor, "2024-02-03", quote="at least 18 fighters", basis="own_observation"
    )
    if count == 1:
        made.add(first, **figure("at least 18", "at_least", 18))
        made.publish(reviewer, editor)
        return made.claim
    agency = made.say("Agence Presse", monitor, quote="nearly 40 killed", basis="relayed", directness="indirect_speech")
    made.add(agency, **figure("nearly 40", "nearly", 40))
    made.repeat(agency, _quarrel(made, monitor, first) if count > 2 else first)
    for number in range(made.claim.evidence.count(), count):
        outlet = NAMES[number % len(NAMES)] + (f" {number}" if number >= len(NAMES) else "")
        report = made.say(outlet, None, quote=f"nearly 40 were killed, {number}", basis="relayed")
        made.repeat(report, agency, ("paraphrases", "syndicates")[number % 7 == 0])
        made.add(report, **figure("nearly 40", "nearly", 40))
    made.publish(reviewer, editor)
    return made.claim


def _quarrel(made: Reported, monitor: Speaker, first: Statement) -> Statement:
    """An update, another origin, contested status, a withdrawal with a report of it, a guess, a circle; gives the newer count."""
    by = made.by
    later = made.say(
        "Observatory's own site", monitor, "2024-02-05", quote="at least 29 fighters", basis="own_observation"
    )
    newer = made.add(later, **figure("at least 29", "at_least", 29))
    made.add(first, **figure("18", "exactly", 18), superseded_by=newer)
    state = factories.speaker(by, name="Government of the Republic", kind="government")
    spokesman = factories.speaker(by, name="Yasir Hamid", principal=state)
    denied = made.say(
        "State Television", spokesman, "2024-02-04", quote="sixteen, among them civilians", basis="own_knowledge"
    )
    made.add(denied, "contradicts", party_to_event=True, **figure("between 16 and 25", "between", 16, 25))
    contested = figure("16", "exactly", 16, population="civilian_status_contested")
    made.add(
        made.say("State Television", spokesman, "2024-02-06", quote="the 16 were no fighters"),
        "contradicts",
        **contested,
    )
    said = made.say("City Radio", spokesman, "2024-02-02", quote="more than 60 fell", basis="own_knowledge")
    taken = made.say("City Radio", spokesman, "2024-02-06", quote="that number was wrong", basis="own_knowledge")
    made.add(said, **figure("more than 60", "more_than", 60))
    made.add(taken, "withdraws")
    withdrawing.withdraw(statement=said, withdrawn_by=taken, by=by)
    follower = made.say("Evening Echo", None, quote="more than 60 fell, says the state", basis="relayed")
    made.repeat(follower, said, "quotes")
    made.add(follower, **figure("more than 60", "more_than", 60))
    behind = made.say("Yesterday's News", None, quote="18 fighters fell", basis="relayed")
    made.repeat(behind, first)
    made.add(behind, **figure("18", "exactly", 18))
    guess = made.say("The Likely Copy", None, quote="some forty fighters", basis="unknown")
    made.repeat(guess, first, "quotes", status="detected")
    made.add(guess, **figure("some forty", "about", 40))
    circle = [made.say(f"Blog {letter}", None, quote=f"forty fell, {letter}", basis="relayed") for letter in "ABC"]
    for one, other in zip(circle, [*circle[1:], circle[0]], strict=True):
        made.repeat(one, other, "quotes")
    made.add(circle[0])
    return later
