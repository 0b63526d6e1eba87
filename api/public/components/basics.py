"""What documents are made of, and what the API says of itself."""

from api import problems
from api.public import vocabulary
from api.public.components.building import (
    Schema,
    an_id,
    array,
    instant,
    language,
    or_null,
    page,
    record,
    ref,
    text,
    time_of,
    truth,
    whole,
    word,
    words_of,
)

SOURCE: dict[str, Schema] = {
    "id": an_id("the source"),
    "url": text("Its address; empty where none is known."),
    "title": text("Its title; may be empty."),
    "byline": text("Who signed it; may be empty."),
    "published": time_of("When it says it was published."),
    "language": language("Its language."),
    "declared_credit": text("Whom it credits, as it stands there; may be empty."),
    "seen": truth("Whether we read it ourselves; false where we know it only through another source."),
    "archived_copies": array("Where archives keep copies of it, oldest first.", ref("ArchivedCopy")),
}
# Documents from before these were written do not have them.
NEW_OF_SOURCE = ["archived_copies"]

BASICS: dict[str, Schema] = {
    "LanguageMap": {
        "type": "object",
        "description": "A text of ours by language tag; empty where there is none.",
        "propertyNames": {"pattern": vocabulary.LANGUAGE_TAG},
        "additionalProperties": {"type": "string"},
    },
    "StatedTime": record(
        "A time as somebody stated it: an earliest and a latest instant, which bound what the words can mean.",
        {
            "earliest": instant("The first instant it can mean."),
            "latest": instant("The last instant it can mean."),
            "precision": word("How exactly it was stated.", vocabulary.PRECISIONS),
            "zone": text("The IANA time zone in which it was stated, for example Asia/Baghdad."),
            "words": text("The words used, for example 2024-02-03."),
        },
    ),
    "Quantity": record(
        "A figure in the words used, and the interval of whole numbers they mean by our codebook.",
        {
            "words": text("The words of the figure; empty for a tally, which has no number of its own."),
            "hedge": word("How exact the words are.", vocabulary.HEDGES, empty=True),
            "lower": or_null(whole("The lower bound; null where it is open.", minimum=0)),
            "upper": or_null(whole("The upper bound; null where it is open.", minimum=0)),
            "measure": text("What is counted, for example killed."),
            "population": text("Of whom, for example civilians."),
            "as_of": time_of("The moment the figure is about."),
            "codebook": text("The version of the codebook that gave the bounds; empty where a person set them."),
            "reason": text("Why a person set the bounds; else empty."),
        },
    ),
    "Licence": record(
        "Under which terms the document may be used.",
        {"name": text("Its name."), "url": text("Where it stands.", format="uri")},
    ),
    "Event": record(
        "What happened, named neutrally.",
        {
            "url": text("Its page; given where the event itself is asked for.", format="uri"),
            "id": an_id("the event"),
            "title": words_of("Its name by language."),
            "original_language": language("The language in which it was named first."),
            "started": time_of("When it began."),
            "ended": time_of("When it ended."),
            "place": words_of("Where, in words, by language."),
            "countries": text("ISO 3166-1 codes of the countries, as IQ, SY; may be empty."),
            "coordinates": or_null(ref("Coordinates", "Where, as a point with its accuracy.")),
            "parent": or_null(text("The id of the longer event that it is a part of.", pattern=vocabulary.ID)),
            "note": words_of("A public note by language."),
        },
        optional=["url"],
    ),
    "Coordinates": record(
        "A point, WGS 84, and how exact it is.",
        {
            "latitude": text("Degrees north, as decimal digits."),
            "longitude": text("Degrees east, as decimal digits."),
            "accuracy_m": whole("Metres around the point within which it lies.", minimum=0),
        },
    ),
    "Principal": record(
        "The party that somebody speaks for.",
        {
            "id": an_id("the party"),
            "name": text("Its name."),
            "names": words_of("Its name in other languages."),
        },
    ),
    "Speaker": record(
        "Who uttered something, or the party they speak for. An unnamed one carries a description instead.",
        {
            "url": text("Their page; given where the speaker is asked for.", format="uri"),
            "id": an_id("the speaker"),
            "name": text("The name."),
            "names": words_of("The name in other languages."),
            "kind": word("What they are.", vocabulary.SPEAKER_KINDS),
            "role": text("Their role now; may be empty."),
            "description": text("A description, for unnamed speakers above all; may be empty."),
            "principal": or_null(ref("Principal", "Who they speak for; null where they speak for themselves.")),
            "principal_disputed": truth("Whether it is disputed that they speak for that party."),
            "wikidata_id": text("Their Wikidata id; may be empty."),
        },
        optional=["url"],
    ),
    "Outlet": record(
        "Who publishes sources. We never grade outlets.",
        {
            "url": text("Its page; given where the outlet itself is asked for.", format="uri"),
            "id": an_id("the outlet"),
            "name": text("Its name."),
            "names": words_of("Its name in other languages."),
            "kind": word("What it is.", vocabulary.OUTLET_KINDS),
            "country": text("The ISO 3166-1 code of where it is based; may be empty."),
            "languages": array("Tags of the languages in which it publishes.", {"type": "string"}),
            "family": text("The group that owns it; may be empty."),
            "homepage": text("Its address; may be empty."),
        },
        optional=["url"],
    ),
    "Source": record("One article, post, broadcast or document.", SOURCE, optional=NEW_OF_SOURCE),
    "SourceWithOutlet": record(
        "One article, post, broadcast or document, and who published it.",
        {
            "page": text("Our page about it; `url` is its own address.", format="uri"),
            **SOURCE,
            "outlet": ref("Outlet", "Who published it."),
        },
        optional=NEW_OF_SOURCE,
    ),
    "Problem": record(
        "An error (RFC 9457).",
        {
            "type": text("Names the kind of problem, and answers with its description.", format="uri"),
            "title": text("The kind of problem in a few words."),
            "status": whole("The HTTP status."),
            "detail": text("What went wrong and what to do."),
            "errors": array("What is wrong with each part of the request.", ref("ProblemPart")),
        },
        optional=["errors"],
    ),
    "ProblemPart": record(
        "What is wrong with one part of a request.",
        {
            "parameter": text("The query parameter; given where the fault is in one."),
            "pointer": text(
                "The place of the fault, as a JSON Pointer (RFC 6901) after `#`: into the body, or into the query read as an "
                "object."
            ),
            "detail": text("What is wrong with it, and what is allowed."),
        },
        optional=["parameter"],
    ),
    "ProblemKind": record(
        "A kind of problem.",
        {
            "type": text("Its address, as `type` gives it.", format="uri"),
            "code": text("Its short name.", enum=list(problems.KINDS)),
            "status": whole("The HTTP status it comes with."),
            "title": text("It in a few words."),
            "description": text("What it means."),
        },
    ),
    "ProblemKindPage": page("All kinds of problems.", "ProblemKind"),
    "Index": record(
        "Where everything is.",
        {
            name: text(f"The address of {what}.", format="uri")
            for name, what in {
                "claims": "the claims",
                "events": "the events",
                "speakers": "the speakers",
                "outlets": "the outlets",
                "sources": "the sources",
                "statements": "the statements",
                "search": "the search",
                "changes": "the changes",
                "corrections": "the corrections",
                "exports": "the prebuilt files",
                "problems": "the kinds of problems",
                "schema": "this schema",
                "docs": "the page for people",
            }.items()
        },
    ),
    "ExportManifest": record(
        "Everything we published, as prebuilt files.",
        {
            "site": text("The site they are of.", format="uri"),
            "schema": text("The schema of the documents."),
            "licence": ref("Licence", "Under which terms the files may be used."),
            "made_at": instant("When they were made."),
            "complete_up_to": whole(
                "The `sequence` of the last publication before they were made: all up to it are in them, as they stood then "
                "or later.",
                minimum=0,
            ),
            "files": array("The files.", ref("ExportFile")),
        },
    ),
    "ExportFile": record(
        "One file, compressed with gzip.",
        {
            "url": text("Where it is.", format="uri"),
            "name": text("Its name."),
            "format": text("`documents`, `csv` or `claimreview`."),
            "media_type": text("Of what is inside the gzip."),
            "count": whole("How many records are in it, a table's header not counted.", minimum=0),
            "bytes": whole("Its size, compressed.", minimum=0),
            "sha256": text("Of the compressed file, in hexadecimal.", pattern="^[0-9a-f]{64}$"),
        },
    ),
    "EventPage": page("A page of events.", "Event"),
    "SpeakerPage": page("A page of speakers.", "Speaker"),
    "OutletPage": page("A page of outlets.", "Outlet"),
    "SourcePage": page("A page of sources.", "SourceWithOutlet"),
}
