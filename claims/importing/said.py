"""The evidence that a row of a sheet gives: who said what, where and when, for or against the row's claim."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from claims.importing.faults import Dirty, Remark
from claims.importing.fields import Fields, check_storable
from claims.importing.parsed import Ref, Spec
from claims.models import Evidence
from claims.models.evidence import Stance
from claims.quantity_numbers import language_of
from claims.quantity_words import suggest
from claims.workflow import EVIDENCE_MAY_BE_ADDED
from history.ids import derived_id, is_id
from sources.actions.capturing import UNKNOWN_LANGUAGE
from sources.addresses import homepage_of, host_of
from sources.languages import validate_tag, validate_text
from sources.models import Outlet, Source, Speaker, Statement
from sources.models.outlet import OutletKind
from sources.models.source import address_digest
from sources.models.speaker import SpeakerKind
from sources.models.statement import QUOTE_LIMIT, WITHOUT_SPEAKER, Basis, Directness
from sources.stated_time import StatedTime

COLUMNS = (
    "source", "outlet", "speaker", "speaker_kind", "words", "words_language", "said", "stance", "figure", "directness", "basis",
)  # fmt: skip


class Said:
    """Reads the cells of one row; `counted` is what its claim counts, and of whom. Raises `Dirty` at a column."""

    def __init__(self, row: dict[str, str], language: str, counted: tuple[str, str]) -> None:
        self.remarks: list[Remark] = []
        self.counted = counted
        # Words stay as they stand, spaces around them too.
        cells = {name: row[name] if name == "words" and row[name].strip() else row[name].strip() for name in COLUMNS}
        for name, value in cells.items():
            check_storable(value, name)
            try:
                validate_text(value)
            except ValidationError as error:
                raise Dirty(name, " ".join(error.messages)) from error
        self.fields = Fields(cells)
        self.words = self.fields.text("words", QUOTE_LIMIT, required=True)
        self.address = self.fields.address("source", required=True)
        self.language = self.fields.text("words_language", 11) or _likeliest(self.words, language)
        try:
            validate_tag(self.language)
        except ValidationError as error:
            raise Dirty("words_language", " ".join(error.messages)) from error

    def specs(self, claim: Ref, said: StatedTime | None) -> list[Spec]:
        """What is needed for the evidence, and the evidence last."""
        source, outlet = self._source(), self._outlet()
        speaker = self._speaker(source)
        columns: dict[str, Any] = {
            "source": Ref(Source, source.id, "source"),
            "speaker": Ref(Speaker, speaker.id, "speaker") if speaker else None,
            "directness": self._directness(speaker),
            "basis": self.fields.choice("basis", Basis, default=Basis.UNKNOWN),
            "quote": self.words,
            "language": self.language,
        }
        told = {"quote": "words", "speaker": "speaker"}
        told |= {name: name for name in ("directness", "basis") if self.fields.raw(name)}
        if self.fields.raw("words_language"):
            told["language"] = "words_language"
        if said:
            columns |= said.columns("said")
            told |= {"said_earliest": "said", "said_latest": "said"}
        key = derived_id(settings.SITE_URL, "statement", source.id, speaker.id if speaker else "", self.words)
        statement = Spec(Statement, key, columns, by_words=True, if_needed=True, told=told)
        evidence = self._evidence(claim, statement)
        return [*([speaker] if speaker else []), outlet, source, statement, evidence]

    def _source(self) -> Spec:
        # What the page says of itself is not guessed before somebody captures it.
        columns = {
            "outlet": Ref(Outlet, self._outlet_id(), "outlet"),
            "canonical_url": self.address,
            "language": UNKNOWN_LANGUAGE,
        }
        key = derived_id(settings.SITE_URL, "source", address_digest(self.address))
        told = {"outlet": "outlet"} if self.fields.raw("outlet") else {}
        return Spec(Source, key, columns, "source.", by_words=True, if_needed=True, told=told)

    def _outlet_id(self) -> str:
        return derived_id(settings.SITE_URL, "outlet", (self.fields.text("outlet", 200) or self._host()).casefold())

    def _host(self) -> str:
        return host_of(self.address).removeprefix("www.")

    def _outlet(self) -> Spec:
        """The outlet of that name; where none is given, that of the address's host."""
        name, host = self.fields.text("outlet", 200), self._host()
        columns: dict[str, Any] = {"name": name, "kind": OutletKind.UNKNOWN}
        if not name:
            columns = {"name": host[:200], "kind": OutletKind.SITE, "homepage": homepage_of(self.address)}
        return Spec(
            Outlet, self._outlet_id(), columns, "outlet.", by_words=True, if_needed=True,
            named=name, host="" if name else host, not_new=_no_row("outlet", name),
        )  # fmt: skip

    def _speaker(self, source: Spec) -> Spec | None:
        """The speaker of that name; nobody for the outlet's own voice. Who is not named is another one at each address."""
        name = self.fields.text("speaker", 200)
        kind = self.fields.choice("speaker_kind", SpeakerKind, default="")
        if not name:
            if kind:
                raise Dirty("speaker", "Say who it is, or leave the kind of speaker out, too.")
            return None
        if kind == SpeakerKind.UNNAMED and not is_id(name):
            key = derived_id(settings.SITE_URL, "unnamed speaker", source.id, name)
            columns = {"name": name, "kind": kind, "description": name}
            return Spec(Speaker, key, columns, "speaker.", by_words=True, if_needed=True)
        unknown = "There is no speaker of this name here; say in speaker_kind what kind it is, or write the name as it is here."
        return Spec(
            Speaker, derived_id(settings.SITE_URL, "speaker", name.casefold()), {"name": name, "kind": kind}, "speaker.",
            by_words=True, if_needed=True, named=name, not_new=_no_row("speaker", name) if kind else Dirty("speaker", unknown),
            told={"kind": "speaker_kind"} if kind else {},
        )  # fmt: skip

    def _directness(self, speaker: Spec | None) -> str:
        usual = Directness.DIRECT_QUOTE if speaker else Directness.OUTLET_VOICE
        directness = self.fields.choice("directness", Directness, default=usual)
        if speaker is None and directness not in WITHOUT_SPEAKER:
            raise Dirty("speaker", "Name who said it; only the outlet's own voice has no speaker.")
        if speaker and directness == Directness.OUTLET_VOICE:
            raise Dirty("directness", "An outlet's own voice has no speaker; leave one of the two out.")
        return directness

    def _evidence(self, claim: Ref, statement: Spec) -> Spec:
        figure = self._figure()
        columns = {
            "claim": claim,
            "statement": Ref(Statement, statement.id, "words"),
            "stance": self.fields.choice("stance", Stance),
            **figure,
        }
        told = {"stance": "stance"} | {name: "figure" for name in ("quantity_words",) if name in figure}
        key = derived_id(claim.id, statement.id)
        return Spec(Evidence, key, columns, check=_check_grows, by_words=True, told=told)

    def _figure(self) -> dict[str, Any]:
        """The figure in the words used, read as the desk reads them: what they do not say, the claim does. Never guessed."""
        words = self.fields.text("figure", 200)
        if not words:
            return {}
        read = suggest(words, self.language)
        measure, population = self.counted
        if read is None or not (read.measure or measure):
            lacks = "say in measure what is counted" if read else "write it at the desk"
            self.remarks.append(Remark("figure", f"This cannot be read as a figure; {lacks}. It was left out."))
            return {}
        figure = {
            "words": words,
            "hedge": read.hedge,
            "numbers": read.numbers,
            "measure": read.measure or measure,
            "population": read.population or population,
        }
        return Fields({"figure": figure}).quantity("figure")


def _no_row(what: str, name: str) -> Dirty | None:
    """Why nothing new is called so: it is the id of a row that is not here."""
    return Dirty(what, f"There is no {what} of this id here; write the name.") if is_id(name) else None


def _likeliest(words: str, language: str) -> str:
    """The language of these words by their letters; Latin ones are the claim's, if that is not written in others."""
    found = language_of(words, None)
    return language if found == "en" and language.split("-")[0] not in ("ar", "fa") else found


def _check_grows(row: Evidence) -> None:
    if row.claim.status not in EVIDENCE_MAY_BE_ADDED:
        status = row.claim.get_status_display()
        raise Dirty(
            "claim", f"The claim {row.claim_id} is {status}; evidence can be added to a draft or a settled claim."
        )
