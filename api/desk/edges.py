"""What hangs on sources and statements: transcripts, links, relays, withdrawals."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.scopes import Scope
from api.desk.rows import PAGING, a_page
from api.desk.view import Answer, Deed, DeskView
from sources import tasks
from sources.actions import capturing, linking, stating, withdrawing
from sources.models import Relay, Snapshot, Source, SourceLink, Statement

WRITE = (Scope.DRAFT,)


def snapshot_members(row: Snapshot) -> dict[str, Any]:
    """A snapshot as an object."""
    return {
        "id": row.pk,
        "source": row.source_id,
        "method": row.method,
        "state": row.state,
        "captured_at": row.captured_at.isoformat() if row.captured_at else None,
        "text": row.text,
        "failure": row.failure,
    }


def relay_members(row: Relay) -> dict[str, Any]:
    """A relay as an object."""
    return {
        "id": row.pk,
        "statement": row.from_statement_id,
        "of": row.to_statement_id,
        "kind": row.kind,
        "status": row.status,
    }


def link_members(row: SourceLink) -> dict[str, Any]:
    """A link between sources as an object."""
    return {
        "id": row.pk,
        "source": row.from_source_id,
        "to": row.to_source_id,
        "kind": row.kind,
        "status": row.status,
    }


def standing_members(row: Statement) -> dict[str, Any]:
    """Whether a statement stands."""
    return {"id": row.pk, "standing": row.standing, "withdrawn_by": row.withdrawn_by_id}


def named(view: DeskView, model: Any, member: str, what: str) -> Any:
    """The row that a member of the body names. Raises `ValidationError` at that member."""
    row = model._default_manager.filter(pk=view.body[member]).first()
    if row is None:
        raise ValidationError({member: f"There is no {what} with this id."})
    return row


class Transcripts(DeskView):
    """What was typed of a source."""

    deeds = {
        "post": Deed(
            "Type what was seen",
            "From print, a broadcast or a page behind a login; quotes are then taken from the transcript.",
            WRITE,
            takes="DeskTranscriptNew",
            answers="DeskSnapshot",
            status=201,
        )
    }

    def on_post(self, row_id: str) -> Answer:
        """Keeps it."""
        source = self.found(Source, row_id, "source")
        seen = self.body.get("seen_at")
        try:
            seen_at = datetime.fromisoformat(seen) if seen else None
        except ValueError:
            seen_at = None
        if seen and (seen_at is None or seen_at.tzinfo is None):
            raise ValidationError({"seen_at": "Write an instant such as 2024-02-03T11:30:00+00:00."})
        row = stating.transcribe(source=source, text=self.body["text"], by=self.by, seen_at=seen_at)
        return Answer(snapshot_members(row), 201)


class Captures(DeskView):
    """A capture that is asked for. The worker makes it; the snapshots of the source say how far it is."""

    deeds = {
        "post": Deed(
            "Ask for a capture",
            "Of the source's own address, or of another that shows it. One that waits already is answered instead of a second.",
            WRITE,
            takes="DeskCaptureNew",
            answers="DeskSnapshot",
            status=202,
        )
    }

    def on_post(self, row_id: str) -> Answer:
        """Asks, and tells the worker once it is kept."""
        source = self.found(Source, row_id, "source")
        row = capturing.request_capture(source=source, url=self.body.get("url", ""), by=self.by)
        transaction.on_commit(lambda: tasks.capture.enqueue(row.pk))
        return Answer(snapshot_members(row), 202)


class Snapshots(DeskView):
    """The snapshots of a source."""

    deeds = {
        "get": Deed(
            "The snapshots of a source",
            "Captures, uploads and transcripts, with their text.",
            (Scope.READ,),
            answers="DeskSnapshotPage",
            parameters=PAGING,
        )
    }

    def on_get(self, row_id: str) -> Answer:
        """A page of them."""
        source = self.found(Source, row_id, "source")
        return a_page(self, source.snapshots.all(), snapshot_members)


class SourceLinks(DeskView):
    """Where a source comes from."""

    deeds = {
        "get": Deed(
            "The links of a source",
            "In both directions, whatever was said of them: the detected ones wait for a judgement.",
            (Scope.READ,),
            answers="DeskSourceLinkPage",
            parameters=PAGING,
        ),
        "post": Deed(
            "Link a source to another",
            "It was syndicated from it, translates it, revises it, or is nearly the same.",
            WRITE,
            takes="DeskSourceLinkNew",
            answers="DeskSourceLink",
            status=201,
        ),
    }
    pointers = {"to_source": "/to"}

    def on_get(self, row_id: str) -> Answer:
        """A page of them."""
        source = self.found(Source, row_id, "source")
        return a_page(self, SourceLink.objects.filter(Q(from_source=source) | Q(to_source=source)), link_members)

    def on_post(self, row_id: str) -> Answer:
        """Links them."""
        row = linking.link_sources(
            source=self.found(Source, row_id, "source"),
            to=named(self, Source, "to", "source"),
            kind=self.body["kind"],
            by=self.by,
            status=self.body.get("status", "declared"),
        )
        return Answer(link_members(row), 201)


class SourceLinkJudgement(DeskView):
    """Whether a guess about two sources is right."""

    deeds = {
        "post": Deed(
            "Judge a detected link",
            "Confirmed it counts; rejected it stays, so that the guess does not come back.",
            WRITE,
            takes="DeskJudgement",
            answers="DeskSourceLink",
        )
    }

    def on_post(self, row_id: str) -> Answer:
        """Judges it."""
        link = self.found(SourceLink, row_id, "link")
        return Answer(link_members(linking.judge_source_link(link=link, confirm=self.body["confirm"], by=self.by)))


class Relays(DeskView):
    """What a statement repeats."""

    deeds = {
        "get": Deed(
            "The relays of a statement",
            "In both directions, whatever was said of them: the detected ones wait for a judgement.",
            (Scope.READ,),
            answers="DeskRelayPage",
            parameters=PAGING,
        ),
        "post": Deed(
            "Say that a statement repeats another",
            "For every claim at once. A withdrawal spreads along the same statement.",
            WRITE,
            takes="DeskRelayNew",
            answers="DeskRelay",
            status=201,
        ),
    }
    pointers = {"to_statement": "/of"}

    def on_get(self, row_id: str) -> Answer:
        """A page of them."""
        said = self.found(Statement, row_id, "statement")
        return a_page(self, Relay.objects.filter(Q(from_statement=said) | Q(to_statement=said)), relay_members)

    def on_post(self, row_id: str) -> Answer:
        """Declares it."""
        row = linking.declare_relay(
            statement=self.found(Statement, row_id, "statement"),
            of=named(self, Statement, "of", "statement"),
            kind=self.body["kind"],
            by=self.by,
            status=self.body.get("status", "declared"),
        )
        return Answer(relay_members(row), 201)


class RelayJudgement(DeskView):
    """Whether a guess about two statements is right."""

    deeds = {
        "post": Deed(
            "Judge a detected relay",
            "Confirmed it counts; rejected it stays, so that the guess does not come back.",
            WRITE,
            takes="DeskJudgement",
            answers="DeskRelay",
        )
    }

    def on_post(self, row_id: str) -> Answer:
        """Judges it."""
        relay = self.found(Relay, row_id, "relay")
        return Answer(relay_members(linking.judge_relay(relay=relay, confirm=self.body["confirm"], by=self.by)))


class Withdrawal(DeskView):
    """A speaker takes a statement back."""

    deeds = {
        "post": Deed(
            "Link a withdrawal",
            "A later statement of the same speaker or principal takes this one back, in every record of it.",
            WRITE,
            takes="DeskWithdrawal",
            answers="DeskStanding",
        )
    }

    def on_post(self, row_id: str) -> Answer:
        """Links it."""
        row = withdrawing.withdraw(
            statement=self.found(Statement, row_id, "statement"),
            withdrawn_by=named(self, Statement, "withdrawn_by", "statement"),
            by=self.by,
        )
        return Answer(standing_members(row))


class Misattribution(DeskView):
    """They never said it."""

    deeds = {
        "post": Deed(
            "Mark a statement as misattributed",
            "Its speaker did not say it. It stays visible and never counts.",
            WRITE,
            takes="DeskReason",
            answers="DeskStanding",
        )
    }

    def on_post(self, row_id: str) -> Answer:
        """Marks it."""
        statement = self.found(Statement, row_id, "statement")
        row = withdrawing.misattribute(statement=statement, by=self.by, reason=self.body["reason"])
        return Answer(standing_members(row))
