"""The rows that programs write: which members each has, and which columns those stand for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from api.desk.fields import (
    Field,
    by_language,
    chosen,
    chosen_or_null,
    day,
    degrees,
    figure,
    limit,
    other,
    plain,
    pointers_of,
    stated,
)
from api.public import vocabulary
from api.public.components.building import Schema, an_id, language, record, text, truth, whole
from claims.models import Claim, Event, Evidence, FactCheck
from sources.models import Outlet, Snapshot, Source, Speaker, Statement


@dataclass(frozen=True)
class Shape:
    """The members of one kind of row. `name` is the stem of its components in the schema."""

    name: str
    model: type[models.Model]
    noun: str
    description: str
    fields: tuple[Field, ...]

    def columns(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that a body sets. Raises `ValidationError` by column, with every fault at once."""
        columns: dict[str, Any] = {}
        faults: dict[str, list[str]] = {}
        for field in self.fields:
            if field.name in body:
                try:
                    columns |= field.write(body[field.name])
                except ValidationError as error:
                    faults |= error.message_dict
        if faults:
            raise ValidationError(faults)
        return columns

    def members(self, row: Any) -> dict[str, Any]:
        """The row as an object."""
        return {"id": row.pk} | {field.name: field.read(row) for field in self.fields}

    @property
    def pointers(self) -> dict[str, str]:
        """Where in a body each column's faults belong."""
        return pointers_of(self.fields)

    def components(self) -> dict[str, Schema]:
        """What is answered, what makes a row and what changes one."""
        schemas = {field.name: field.schema for field in self.fields}
        required = {field.name for field in self.fields if field.required}
        changeable = {field.name: field.schema for field in self.fields if not field.given_once}
        return {
            self.name: record(self.description, {"id": an_id(self.noun)} | schemas),
            f"{self.name}New": record(
                f"{self.description} To be made: what is left out is empty.",
                schemas,
                optional=schemas.keys() - required,
            ),
            f"{self.name}Change": {
                **record(f"Changes of {self.noun}: what is left out stays.", changeable, optional=changeable.keys()),
                "minProperties": 1,
            },
        }


SPEAKER = Shape(
    "DeskSpeaker",
    Speaker,
    "a speaker",
    "Who uttered something, or the party they speak for. An unnamed one carries a description, and nothing that identifies.",
    (
        plain(Speaker, "name", "The name.", required=True),
        by_language("names", "The name in other languages."),
        chosen("kind", "What they are.", vocabulary.SPEAKER_KINDS, required=True),
        plain(Speaker, "role", "Their role."),
        plain(Speaker, "description", "A description; an unnamed speaker needs one."),
        other("principal", Speaker, "The party they speak for; null where they speak for themselves."),
        Field("principal_disputed", truth("Whether it is disputed that they speak for that party.")),
        plain(Speaker, "wikidata_id", "Their Wikidata id, such as Q30."),
    ),
)
OUTLET = Shape(
    "DeskOutlet",
    Outlet,
    "an outlet",
    "Who publishes sources.",
    (
        plain(Outlet, "name", "Its name.", required=True),
        by_language("names", "Its name in other languages."),
        chosen("kind", "What it is.", vocabulary.OUTLET_KINDS, required=True),
        plain(Outlet, "country", "Where it is based: two capitals, ISO 3166-1."),
        Field(
            "languages",
            {
                "type": "array",
                "description": "Tags of the languages in which it publishes.",
                "items": language("A language tag."),
                "maxItems": 50,
            },
        ),
        plain(Outlet, "family", "The group that owns it."),
        plain(Outlet, "homepage", "Its address."),
    ),
)
SOURCE = Shape(
    "DeskSource",
    Source,
    "a source",
    "One article, post, broadcast or document. An address is one source.",
    (
        other("outlet", Outlet, "The id of the outlet that published it.", required=True),
        plain(Source, "url", "Its address; empty where none is known.", column="canonical_url"),
        plain(Source, "title", "Its title."),
        plain(Source, "byline", "Who signed it."),
        stated("published", "When it says it was published."),
        Field("language", language("Its language; en unless given.")),
        plain(Source, "declared_credit", "Whom it credits, as it stands there."),
        Field("seen", truth("Whether somebody here read it; false where it is known through another source only.")),
    ),
)
STATEMENT = Shape(
    "DeskStatement",
    Statement,
    "a statement",
    "What one speaker said in one source, in their words, once.",
    (
        other("source", Source, "The id of the source in which it stands.", required=True),
        other("snapshot", Snapshot, "The id of the snapshot or transcript from which the words are taken."),
        other("speaker", Speaker, "Who said it; null where the outlet speaks in its own voice."),
        plain(Statement, "role", "Their role when they said it."),
        chosen("directness", "How directly we have their words.", vocabulary.DIRECTNESS, required=True),
        chosen("basis", "From where they know it; unknown unless given.", vocabulary.BASES),
        stated("said_at", "When it was said.", column="said"),
        plain(Statement, "quote", "The words, in their original language, as they stand in the snapshot."),
        plain(Statement, "quote_missing_reason", "Why there are no words."),
        Field("language", language("The language of the words; en unless given.")),
        by_language("translation", "Translations, which never stand in quotation marks."),
        plain(Statement, "translator", "Who translated it, or by which method."),
        plain(Statement, "note", "A note for the desk; never public."),
    ),
)
EVENT = Shape(
    "DeskEvent",
    Event,
    "an event",
    "What happened, named neutrally.",
    (
        by_language("title", "Its name by language.", required=True),
        Field("original_language", language("The language in which it was named first; en unless given.")),
        stated("started", "When it began."),
        stated("ended", "When it ended."),
        by_language("place", "Where, in words."),
        plain(Event, "countries", "ISO 3166-1 codes, as IQ, SY."),
        degrees("latitude", "Degrees north, WGS 84, as text; with longitude and accuracy, or not at all."),
        degrees("longitude", "Degrees east, WGS 84, as text."),
        Field(
            "accuracy_m",
            {
                "type": ["integer", "null"],
                "description": "Metres around the point within which it lies.",
                "minimum": 0,
                "maximum": 40_000_000,
            },
        ),
        other("parent", Event, "The longer event that it is a part of."),
        by_language("note", "A public note."),
    ),
)
CLAIM = Shape(
    "DeskClaimWords",
    Claim,
    "a claim",
    "The claim's own words and judgement, as they stand at the desk.",
    (
        other("event", Event, "The id of the event it is about.", required=True),
        chosen("kind", "What sort of proposition it is.", vocabulary.CLAIM_KINDS, required=True),
        Field("original_language", language("The language in which it is worded first; en unless given.")),
        by_language("text", "The claim: one neutral proposition, in its original language at least.", required=True),
        by_language("rationale", "Why the verdict, in a paragraph."),
        by_language("translators", "By language, who translated our own words, or by which method."),
        other("claimant", Speaker, "Whose claim it is, shown by words of theirs; null where it is nobody's."),
        stated("made_at", "When it was first made.", column="made"),
        by_language("place", "Where, in words."),
        figure("Its figure; for a tally only measure and population. Null for neither."),
        chosen_or_null("verdict", "What you propose as the verdict; null for none yet.", vocabulary.VERDICTS),
        by_language("verdict_note", "A public note on the verdict."),
        other("acknowledged_by", Speaker, "Who affirms it against their own interest; null for nobody."),
        by_language("acknowledged_note", "How, in a public note."),
        chosen("reply_status", "Whether those whom it names were asked.", vocabulary.REPLY_STATES),
        day("reply_asked_on", "The day on which they were asked; null for none."),
        plain(Claim, "reply_asked_how", "How they were asked."),
        by_language("reply_note", "The reply, or why none is due."),
    ),
)
EVIDENCE = Shape(
    "DeskEvidence",
    Evidence,
    "a piece of evidence",
    "A statement's stance on the claim, with the figure it gives for it.",
    (
        other("statement", Statement, "The id of the statement.", required=True, given_once=True),
        chosen("stance", "What it says on the claim.", vocabulary.STANCES, required=True),
        Field("asserts_opposite", truth("Whether a withdrawal also says the contrary.")),
        Field("party_to_event", truth("Whether who says it is a party to the event.")),
        figure("The figure it gives; null for none."),
        other("superseded_by", Evidence, "The id of newer evidence for the same claim, of the same origin."),
        plain(Evidence, "superseded_reason", "Why that supersedes it, where it does not go without saying."),
        by_language("note", "A public note."),
    ),
)
FACT_CHECK = Shape(
    "DeskFactCheck",
    FactCheck,
    "a fact-check",
    "Another publisher's review of the same claim.",
    (
        plain(FactCheck, "publisher", "Who published it.", required=True),
        Field("url", text("Where it stands.", maxLength=limit(FactCheck, "url")), required=True),
        plain(FactCheck, "title", "Its title."),
        plain(FactCheck, "rating", "Its rating in its own words.", required=True),
        chosen_or_null(
            "verdict", "The verdict it comes to in our words; null where it stays as rated.", vocabulary.VERDICTS
        ),
        day("claimed_on", "The day of the claim, as it says."),
        day("reviewed_on", "The day of the review."),
        Field("language", language("Its language; en unless given.")),
    ),
)

ROWS = [SPEAKER, OUTLET, SOURCE, STATEMENT, EVENT, CLAIM, EVIDENCE, FACT_CHECK]

PARTS: dict[str, Schema] = {
    "DeskTime": {
        **record(
            "A time as somebody stated it. `words` alone are read: 2024, 2024-02, 2024-02-03 or 2024-02-03T14:30, in `zone`. "
            "With `earliest`, `latest` and `precision` the words may be any, and the bounds are taken as they are.",
            {
                "words": text("The words used.", maxLength=100),
                "zone": text("The IANA time zone; UTC unless given.", maxLength=50),
                "earliest": text("The first instant it can mean. ISO 8601 with an offset.", format="date-time"),
                "latest": text("The last instant it can mean. ISO 8601 with an offset.", format="date-time"),
                "precision": {
                    "type": "string",
                    "enum": list(vocabulary.PRECISIONS),
                    "description": "How exactly it was stated.",
                },
            },
            optional=["zone", "earliest", "latest", "precision"],
        ),
        "dependentRequired": {
            "earliest": ["latest", "precision"],
            "latest": ["earliest", "precision"],
            "precision": ["earliest", "latest"],
        },
    },
    "DeskFigure": record(
        "A figure in the words used. The bounds follow from hedge and numbers by our codebook; for `manual` you give them, "
        "with the reason.",
        {
            "words": text("The words of the figure; empty for a tally.", maxLength=limit(Claim, "quantity_words")),
            "hedge": {
                "type": "string",
                "enum": [*vocabulary.HEDGES, ""],
                "description": "How exact the words are; empty for a tally.",
            },
            "numbers": {
                "type": "array",
                "description": "The numbers in the words: none, one, or two for `between`.",
                "items": whole("A number.", minimum=0, maximum=10**15),
                "maxItems": 2,
            },
            "lower": {
                "type": ["integer", "null"],
                "description": "The lower bound; null where it is open.",
                "minimum": 0,
                "maximum": 10**15,
            },
            "upper": {
                "type": ["integer", "null"],
                "description": "The upper bound; null where it is open.",
                "minimum": 0,
                "maximum": 10**15,
            },
            "reason": text("Why a person set the bounds.", maxLength=limit(Claim, "quantity_reason")),
            "measure": text("What is counted, for example killed.", maxLength=limit(Claim, "measure")),
            "population": text("Of whom, for example civilians.", maxLength=limit(Claim, "population")),
            "as_of": stated("as_of", "The moment the figure is about.").schema,
        },
        optional=["words", "hedge", "numbers", "lower", "upper", "reason", "population", "as_of"],
    ),
}
