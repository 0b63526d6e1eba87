"""Load the demonstration case through the actions, day by day, on the replay clock.

Nothing is written around the workflow: the contributor records and submits, reviewers approve, the editor publishes. The
only liberty is the effective date of each version, which the version says of itself.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim, Event, Evidence
from claims.models.claim import SENSITIVE_KINDS, ReplyStatus
from claims.workflow import Status
from history.clock import replaying
from history.log import log
from history.models import Entry
from record.actions import publishing
from record.actions.publishing import CorrectionNote
from sources.actions import linking, recording, stating, withdrawing
from sources.languages import pick
from sources.models import Outlet, Snapshot, Source, Speaker, Statement
from sources.stated_time import StatedTime

CASE = Path(__file__).parent / "strikes-2024-02.json"


class CaseLoader:
    """One run over one case file. The people are those who act: contributor, reviewer, second_reviewer, editor."""

    def __init__(self, case: dict[str, Any], people: dict[str, User]) -> None:
        self.case = case
        self.people = people
        self.by = people["contributor"]
        self.translator = "{translator} ({method})".format(**case["translations"]["ar"])
        self.events: dict[str, Event] = {}
        self.speakers: dict[str, Speaker] = {}
        self.outlets: dict[str, Outlet] = {}
        self.sources: dict[str, Source] = {}
        self.transcripts: dict[str, Snapshot] = {}
        self.statements: dict[str, Statement] = {}
        self.claims: dict[str, Claim] = {}
        self.evidence: dict[tuple[str, str], Evidence] = {}
        self.related: set[tuple[str, str]] = set()
        self.relayed: set[tuple[str, str]] = set()

    def is_loaded(self) -> bool:
        """Whether an earlier run loaded this case; what people changed since is theirs."""
        return Entry.objects.filter(code="case_loaded", new__case=self.case["case"]).exists()

    def load(self) -> Iterator[str]:
        """Write the whole case; yields a line for each thing done. The caller holds one transaction around it."""
        self._record_names()
        yield f"{len(self.speakers)} speakers, {len(self.outlets)} outlets, {len(self.events)} events"
        versions = [
            (datetime.fromisoformat(version["effective"]), row, version)
            for row in self.case["claims"]
            for version in row["versions"]
        ]
        versions.sort(key=lambda step: step[0])
        for effective, day in groupby(versions, key=lambda step: step[0]):
            steps = [(row, version) for _, row, version in day]
            for row, version in steps:
                self._open(row, version)
            self._relay_and_withdraw()
            for row, version in steps:
                yield self._publish(row, version, effective)
        for row in self.case["claims"]:
            if not row["versions"]:
                self._open(row, row["proposed"])
                self._write(row, row["proposed"])
                if row["state"] == Status.IN_REVIEW:
                    reviewing.submit(claim=self.claims[row["key"]], by=self.by)
                yield f"{row['state'].replace('_', ' ')}: {row['text']['en']}"
        for statement in self.case["statements"]:
            self._statement(statement["key"])
        self._relay_and_withdraw()
        first = next(iter(self.events.values()))
        log(first, "case_loaded", by=self.by, new={"case": self.case["case"]})

    def _record_names(self) -> None:
        for row in self.case["speakers"]:
            self.speakers[row["key"]] = recording.create_speaker(
                by=self.by,
                name=row["name"],
                names=row["names"],
                kind=row["kind"],
                role=row["role"] or "",
                description=row["description"] or "",
                principal=self.speakers[row["principal"]] if row["principal"] else None,
                principal_disputed=row["principal_disputed"],
            )
        for row in self.case["outlets"]:
            self.outlets[row["key"]] = recording.create_outlet(
                by=self.by,
                name=row["name"],
                kind=row["kind"],
                country=row["country"] or "",
                languages=row["languages"] or [],
            )
        for row in self.case["events"]:
            self.events[row["key"]] = drafting.create_event(
                by=self.by,
                title=row["title"],
                place=row["place"] or {},
                countries=row["country"] or "",
                note=row["note"] or {},
                **_time(row["started"], "started"),
                **_time(row["ended"], "ended"),
            )

    def _open(self, row: dict[str, Any], version: dict[str, Any]) -> None:
        """Have the claim open for writing, and every statement it will use recorded."""
        if row["key"] in self.claims:
            reviewing.revise(claim=self.claims[row["key"]], by=self.by)
        else:
            reply = row["right_of_reply"]
            self.claims[row["key"]] = drafting.create_claim(
                by=self.by,
                event=self.events[row["event"]],
                kind=row["kind"],
                original_language=row["original_language"],
                text=row["text"],
                translators={"ar": self.translator},
                claimant=self.speakers[row["claimant"]] if row["claimant"] else None,
                place=row["place"] or {},
                reply_status=ReplyStatus.NOT_APPLICABLE if reply else ReplyStatus.NOT_ASKED,
                reply_note=reply["note"] if reply else {},
                **_time(row["made"], "made"),
                **_quantity(row["quantity"]),
            )
        for item in self._evidence_of(row, version):
            self._statement(item["statement"])

    def _write(self, row: dict[str, Any], version: dict[str, Any]) -> None:
        claim = self.claims[row["key"]]
        drafting.change_claim(
            claim=claim,
            by=self.by,
            verdict=version["verdict"] or "",
            rationale=version["rationale"] or {},
            verdict_note=version["verdict_note"] or {},
        )
        fresh = [
            item for item in self._evidence_of(row, version) if (row["key"], item["statement"]) not in self.evidence
        ]
        for item in fresh:
            self.evidence[row["key"], item["statement"]] = drafting.add_evidence(
                claim=claim,
                statement=self.statements[item["statement"]],
                by=self.by,
                stance=item["stance"],
                asserts_opposite=item["asserts_opposite"],
                party_to_event=item["party_to_event"],
                note=item["note"] or {},
                **_quantity(item["figure"]),
            )
        for item in row["evidence"]:
            older = self.evidence.get((row["key"], item["statement"]))
            newer = self.evidence.get((row["key"], item["superseded_by"] or ""))
            if older and newer:
                drafting.change_evidence(evidence=older, by=self.by, superseded_by=newer)
        for relation in row["relations"]:
            if relation["to"] in self.claims and (row["key"], relation["to"]) not in self.related:
                self.related.add((row["key"], relation["to"]))
                drafting.relate(
                    claim=claim,
                    to=self.claims[relation["to"]],
                    kind=relation["kind"],
                    by=self.by,
                    note=relation["note"] or {},
                )

    def _publish(self, row: dict[str, Any], version: dict[str, Any], effective: datetime) -> str:
        """Through review by one of two reviewers, and out, by the editor."""
        self._write(row, version)
        claim = self.claims[row["key"]]
        revision = reviewing.submit(claim=claim, by=self.by)
        if claim.kind in SENSITIVE_KINDS:
            reviewing.consent(claim=claim, revision=revision, by=self.people["editor"])
        reviewer = self.people["reviewer" if len(self.claims) % 2 else "second_reviewer"]
        reviewing.approve(claim=claim, revision=revision, by=reviewer)
        note = version["correction"]
        correction = CorrectionNote(note["what"], note["why"], note["old"], note["new"]) if note else None
        with replaying(effective):
            publishing.publish(claim=claim, revision=revision, by=self.people["editor"], correction=correction)
        return f"{effective:%d %b %Y}: {row['text']['en']} — {version['verdict'].replace('_', ' ')}"

    def _evidence_of(self, row: dict[str, Any], version: dict[str, Any]) -> list[dict[str, Any]]:
        """The evidence known at this version: all of it unless the version names some."""
        known = version.get("evidence")
        return [item for item in row["evidence"] if known is None or item["statement"] in known]

    def _statement(self, key: str) -> Statement:
        if key in self.statements:
            return self.statements[key]
        row = next(row for row in self.case["statements"] if row["key"] == key)
        source = self._source(row["source"])
        self.statements[key] = stating.create_statement(
            by=self.by,
            source=source,
            snapshot=self._transcript(row["source"]) if row["transcribed"] and row["quote"] else None,
            speaker=self.speakers[row["speaker"]] if row["speaker"] else None,
            directness=row["directness"],
            basis=row["basis"],
            quote=row["quote"] or "",
            # A note for people: in the claim's languages in the file, in one of them in the column.
            quote_missing_reason=pick(row["quote_missing_reason"] or {}, "en")[1],
            language=row["language"],
            note=row["note"] or "",
            **_time(row["said"], "said"),
        )
        return self.statements[key]

    def _source(self, key: str) -> Source:
        if key not in self.sources:
            row = next(row for row in self.case["sources"] if row["key"] == key)
            self.sources[key] = recording.create_source(
                by=self.by,
                outlet=self.outlets[row["outlet"]],
                title=row["title"],
                language=row["language"],
                seen=row["seen"],
                **_time(row["published"], "published"),
            )
        return self.sources[key]

    def _transcript(self, source: str) -> Snapshot:
        """What was typed of a source: its quoted words, one a line. No page was captured."""
        if source not in self.transcripts:
            rows = self.case["statements"]
            words = dict.fromkeys(row["quote"] for row in rows if row["source"] == source and row["quote"])
            self.transcripts[source] = stating.transcribe(
                source=self.sources[source], text="\n".join(words), by=self.by
            )
        return self.transcripts[source]

    def _relay_and_withdraw(self) -> None:
        """Declare every relay whose two ends are known by now, then link withdrawals."""
        for relay in self.case["relays"]:
            ends = (relay["from"], relay["to"])
            if ends in self.relayed or not set(ends) <= self.statements.keys():
                continue
            self.relayed.add(ends)
            linking.declare_relay(
                statement=self.statements[relay["from"]],
                of=self.statements[relay["to"]],
                kind=relay["kind"],
                status=relay["status"],
                by=self.by,
            )
        for row in self.case["statements"]:
            statement, withdrawal = (self.statements.get(row[name] or "") for name in ("key", "withdrawn_by"))
            if statement and withdrawal and not statement.withdrawn_by_id:
                self.statements[row["key"]] = withdrawing.withdraw(
                    statement=statement, withdrawn_by=withdrawal, by=self.by
                )


def load_case(people: dict[str, User]) -> Iterator[str]:
    """Load the case unless an earlier run did; yields a line for each thing done. All or nothing."""
    loader = CaseLoader(json.loads(CASE.read_text(encoding="utf-8")), people)
    if loader.is_loaded():
        yield "The case is already loaded; nothing was changed."
        return
    with transaction.atomic():
        yield from loader.load()


def _time(stated: dict[str, Any] | None, prefix: str) -> dict[str, Any]:
    if not stated:
        return {}
    return StatedTime(
        datetime.fromisoformat(stated["earliest"]),
        datetime.fromisoformat(stated["latest"]),
        stated["precision"],
        stated["zone"],
        stated["words"],
    ).columns(prefix)


def _quantity(figure: dict[str, Any] | None) -> dict[str, Any]:
    if not figure:
        return {}
    columns = {"measure": figure["measure"], "population": figure["population"]}
    if figure.get("words"):
        numbers = [] if figure["value"] is None else [figure["value"]]
        columns |= {"quantity_words": figure["words"], "quantity_hedge": figure["hedge"], "quantity_numbers": numbers}
    return columns
