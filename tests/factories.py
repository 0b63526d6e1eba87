"""The smallest valid rows, made by the actions that make them in life. A published claim is made by publishing one."""

from typing import Any

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim, Event, Evidence, Revision
from record.actions import publishing
from record.models import Version
from sources.actions import recording, stating
from sources.models import Outlet, Source, Speaker, Statement
from sources.stated_time import StatedTime

DAY = StatedTime.parse("2024-02-03", "Asia/Baghdad")


def speaker(by: User, **fields: Any) -> Speaker:
    return recording.create_speaker(by=by, **{"name": "Layla Haddad", "kind": "person"} | fields)


def outlet(by: User, **fields: Any) -> Outlet:
    return recording.create_outlet(by=by, **{"name": "The Daily Record", "kind": "newspaper"} | fields)


def source(by: User, **fields: Any) -> Source:
    if "outlet" not in fields:
        fields["outlet"] = outlet(by)
    return recording.create_source(by=by, **fields)


def statement(by: User, **fields: Any) -> Statement:
    """A direct quote, typed by us: `text` is the transcript, the quote itself unless given."""
    fields = {"quote": "We told them beforehand.", "directness": "direct_quote", "basis": "own_knowledge"} | fields
    fields.setdefault("source", None)
    fields["source"] = fields["source"] or source(by)
    text = fields.pop("text", fields["quote"])
    if fields["quote"]:
        fields["snapshot"] = stating.transcribe(source=fields["source"], text=text, by=by)
    if "speaker" not in fields:
        fields["speaker"] = speaker(by)
    return stating.create_statement(by=by, **DAY.columns("said") | fields)


def event(by: User, **fields: Any) -> Event:
    return drafting.create_event(by=by, **{"title": {"en": "Airstrikes"}} | DAY.columns("started") | fields)


def claim(by: User, **fields: Any) -> Claim:
    """A draft, complete but for its evidence."""
    if "event" not in fields:
        fields["event"] = event(by)
    return drafting.create_claim(
        by=by,
        **{
            "kind": "communication",
            "text": {"en": "They were told beforehand."},
            "rationale": {"en": "One spokesman said so; nobody else confirmed it."},
            "verdict": "not_enough_evidence",
        }
        | DAY.columns("made")
        | fields,
    )


def evidence(by: User, of: Claim, **fields: Any) -> Evidence:
    said = fields.pop("statement", None) or statement(by)
    return drafting.add_evidence(claim=of, statement=said, by=by, **{"stance": "supports"} | fields)


def submitted(by: User, **fields: Any) -> tuple[Claim, Revision]:
    """A claim with one piece of evidence, in review."""
    row = claim(by, **fields)
    evidence(by, row)
    revision = reviewing.submit(claim=row, by=by)
    row.refresh_from_db()
    return row, revision


def approved(by: User, reviewer: User, **fields: Any) -> tuple[Claim, Revision]:
    row, revision = submitted(by, **fields)
    reviewing.approve(claim=row, revision=revision, by=reviewer)
    row.refresh_from_db()
    return row, revision


def published(by: User, reviewer: User, editor: User, **fields: Any) -> tuple[Claim, Version]:
    row, revision = approved(by, reviewer, **fields)
    version = publishing.publish(claim=row, revision=revision, by=editor)
    row.refresh_from_db()
    return row, version
