"""Records what evidence rows name: outlet, source, speaker, statement. Found where they exist, else added once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from sources import tasks
from sources.actions import capturing, recording, stating
from sources.actions.capturing import UNKNOWN_LANGUAGE
from sources.models import Snapshot, Source, Speaker, Statement
from sources.models.speaker import SpeakerKind
from sources.stated_time import StatedTime


class Recorder:
    """Of one saving: two rows that name the same new speaker mean one speaker."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.speakers: dict[tuple[str, str], Speaker] = {}

    def speaker(self, name: str, kind: str) -> Speaker:
        """A new speaker. Raises `ValidationError` at `name` when one of that name is here already."""
        if (name, kind) in self.speakers:
            return self.speakers[name, kind]
        if kind != SpeakerKind.UNNAMED and Speaker.objects.filter(name__iexact=name).exists():
            message = _("There is a speaker of this name already: choose them in the list, or write a fuller name.")
            raise ValidationError({"name": message})
        # What is typed of an unnamed speaker describes them.
        described = {"description": name} if kind == SpeakerKind.UNNAMED else {}
        made = recording.create_speaker(name=name, kind=kind, by=self.by, **described)
        self.speakers[name, kind] = made
        return made

    def statement(self, typed: dict[str, Any], default_time: StatedTime) -> Statement:
        """The statement that a row of the form tells of, its words tied to what they are checked against."""
        if typed["statement"]:
            return typed["statement"]
        speaker = typed["speaker"]
        if typed["speaker_name"]:
            speaker = self.speaker(typed["speaker_name"], typed["speaker_kind"])
        source = typed.get("source") or self._source(typed)
        snapshot = typed.get("snapshot") or self._snapshot(source, typed)
        said = typed["said"] if typed["said"] and typed["said"].earliest else default_time
        return stating.create_statement(
            source=source,
            snapshot=snapshot,
            speaker=speaker,
            quote=typed["words"],
            quote_missing_reason=typed["reason"],
            near=typed.get("near"),
            by=self.by,
            **{name: typed[name] for name in ("role", "directness", "basis", "language", "translation", "translator")},
            **said.columns("said"),
        )

    def _source(self, typed: dict[str, Any]) -> Source:
        """The source that the row names. What the page will say of itself when it is captured is not guessed before."""
        language = UNKNOWN_LANGUAGE if self._is_captured(typed, typed["address"]) else typed["language"]
        source, _known = recording.find_or_create_source(
            by=self.by, url=typed["address"], outlet=typed["outlet"], title=typed["title"], language=language
        )
        return source

    def _snapshot(self, source: Source, typed: dict[str, Any]) -> Snapshot | None:
        """What the words are checked against: the newest capture, the one now asked for, or what was typed just here."""
        if not typed["words"]:
            return None
        if not self._is_captured(typed, source.canonical_url):
            return stating.transcribe(source=source, text=typed["words"], by=self.by)
        if newest := source.snapshots.newest():
            return newest
        asked = capturing.request_capture(source=source, by=self.by)
        # A row that is undone in the end asks for nothing; the sweep would find the others a minute later.
        transaction.on_commit(lambda: tasks.capture.enqueue(asked.pk))
        return asked

    @staticmethod
    def _is_captured(typed: dict[str, Any], address: str) -> bool:
        """Whether the words are to be found on a page, not typed from what somebody saw."""
        return bool(address and typed["words"] and not typed["typed_from_view"])
