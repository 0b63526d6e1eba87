"""Records what evidence rows name: outlet, source, speaker, statement. Found where they exist, else added once."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from sources.actions import capturing, recording, stating
from sources.models import Outlet, Snapshot, Source, Speaker, Statement
from sources.models.speaker import SpeakerKind
from sources.stated_time import StatedTime


class Recorder:
    """Of one saving: two rows that name the same new speaker mean one speaker."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.speakers: dict[tuple[str, str], Speaker] = {}
        self.to_capture: list[Source] = []  # those the worker is told of once everything is saved

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

    def source(self, *, address: str, outlet: str, title: str, language: str) -> Source:
        """The source at this address, or of this title in this outlet; a new one if nobody recorded it."""
        if address:
            known = Source.objects.at_address(address).first()
        else:
            known = Source.objects.filter(outlet__name__iexact=outlet, canonical_url="", title=title).first()
        if known:
            return known
        publisher = self._outlet(address, outlet)
        fields = {"canonical_url": address} if address else {}
        return recording.create_source(outlet=publisher, title=title, language=language, by=self.by, **fields)

    def statement(self, typed: dict[str, Any], default_time: StatedTime) -> Statement:
        """The statement that a row of the form tells of, its words tied to what they are checked against."""
        if typed["statement"]:
            return typed["statement"]
        speaker = typed["speaker"]
        if typed["speaker_name"]:
            speaker = self.speaker(typed["speaker_name"], typed["speaker_kind"])
        source = typed.get("source") or self.source(
            address=typed["address"], outlet=typed["outlet"], title=typed["title"], language=typed["language"]
        )
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

    def _snapshot(self, source: Source, typed: dict[str, Any]) -> Snapshot | None:
        """What the words are checked against: the newest capture, the one now asked for, or what was typed just here."""
        if not typed["words"]:
            return None
        if typed["typed_from_view"] or not source.canonical_url:
            return stating.transcribe(source=source, text=typed["words"], by=self.by)
        self.to_capture.append(source)
        return source.snapshots.newest() or capturing.request_capture(source=source, by=self.by)

    def _outlet(self, address: str, name: str) -> Outlet:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
        known = Outlet.objects.filter(name__iexact=name).first() if name else Outlet.objects.of_host(host)
        if known:
            return known
        homepage = f"{parts.scheme}://{parts.netloc}/" if host else ""
        return recording.create_outlet(name=(name or host)[:200], kind="site", homepage=homepage, by=self.by)
