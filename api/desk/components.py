"""Every object that the write side takes and answers, as JSON Schema 2020-12."""

from accounts.scopes import Scope
from api.desk.shapes import PARTS, ROWS
from api.public import vocabulary
from api.public.components.basics import BASICS
from api.public.components.building import (
    DIGEST,
    Schema,
    an_id,
    array,
    instant,
    or_null,
    record,
    ref,
    text,
    truth,
    whole,
    word,
    words_of,
)
from claims.workflow import STEPS, Status
from record.models.listing import PublicState
from sources.addresses import ADDRESS_LIMIT
from sources.models.source_link import LinkStatus, SourceLinkKind

REASON = text("Why, in words for the desk.", minLength=1, maxLength=5_000)
REVISION = an_id("the revision that you saw")


def a_page(of: str, what: str) -> Schema:
    """A page of rows, in the order of their ids."""
    return record(
        f"A page of {what}, in the order of their ids.",
        {
            "next": or_null(text("The address of the next page, null on the last.", format="uri")),
            "results": array("What is on this page.", ref(of)),
        },
    )


OURS: dict[str, Schema] = {
    "DeskIndex": record(
        "Who a token acts for, and what it may be used for.",
        {
            "person": ref("DeskPerson", "The person behind the token."),
            "roles": array("Their roles now.", text("A role.")),
            "scopes": array("What the token may be used for.", text("A scope.", enum=Scope.values)),
            "expires_at": instant("When the token ends."),
            "addresses": {
                "type": "object",
                "description": "The addresses of the lists, by name.",
                "additionalProperties": {"type": "string", "format": "uri"},
            },
        },
    ),
    "DeskPerson": record(
        "Somebody who works at the desk.",
        {"key": an_id("the person, as public documents name them"), "name": text("Their name.")},
    ),
    "DeskCaptureNew": record(
        "What to capture.",
        {"url": text("The address that shows the source; its own where it is left out.", maxLength=ADDRESS_LIMIT)},
        optional=["url"],
    ),
    "DeskTranscriptNew": record(
        "What somebody typed from print, a broadcast or a page behind a login.",
        {
            "text": text("What they saw, as it stands there.", minLength=1, maxLength=200_000),
            "seen_at": or_null(instant("When they saw it; now where it is left out.")),
        },
        optional=["seen_at"],
    ),
    "DeskSnapshot": record(
        "One representation of a source at a moment.",
        {
            "id": an_id("the snapshot"),
            "source": an_id("the source"),
            "method": word("How it came to be.", vocabulary.SNAPSHOT_METHODS),
            "state": text("How far it is.", enum=["pending", "complete", "failed"]),
            "captured_at": or_null(instant("When it was made.")),
            "text": text("Its text; empty until it is complete."),
            "failure": text("Why it failed; else empty."),
        },
    ),
    "DeskSnapshotPage": a_page("DeskSnapshot", "snapshots of one source"),
    "DeskRelayNew": record(
        "A statement repeats another.",
        {
            "of": an_id("the statement that it repeats"),
            "kind": word("How it repeats it.", vocabulary.RELAY_KINDS),
            "status": text(
                "`declared` unless given; a `detected` one is a guess and counts once a person confirmed it.",
                enum=[LinkStatus.DECLARED, LinkStatus.DETECTED],
            ),
        },
        optional=["status"],
    ),
    "DeskRelay": record(
        "An edge from a statement to the one it repeats.",
        {
            "id": an_id("the edge"),
            "statement": an_id("the statement"),
            "of": an_id("the statement that it repeats"),
            "kind": word("How it repeats it.", vocabulary.RELAY_KINDS),
            "status": text("Only declared and confirmed ones count.", enum=LinkStatus.values),
        },
    ),
    "DeskRelayPage": a_page("DeskRelay", "relays of one statement"),
    "DeskSourceLinkNew": record(
        "A source comes from another.",
        {
            "to": an_id("the source that it comes from"),
            "kind": text("How.", enum=SourceLinkKind.values),
            "status": text("`declared` unless given.", enum=[LinkStatus.DECLARED, LinkStatus.DETECTED]),
        },
        optional=["status"],
    ),
    "DeskSourceLink": record(
        "An edge from a source to the one it comes from.",
        {
            "id": an_id("the edge"),
            "source": an_id("the source"),
            "to": an_id("the source that it comes from"),
            "kind": text("How.", enum=SourceLinkKind.values),
            "status": text("Only declared and confirmed ones count.", enum=LinkStatus.values),
        },
    ),
    "DeskSourceLinkPage": a_page("DeskSourceLink", "links of one source"),
    "DeskJudgement": record("What a person says of a guess.", {"confirm": truth("Whether it is right.")}),
    "DeskWithdrawal": record(
        "The same speaker, or somebody of the same principal, takes a statement back.",
        {"withdrawn_by": an_id("the later statement")},
    ),
    "DeskReason": record("A reason.", {"reason": REASON}),
    "DeskStanding": record(
        "A statement, and whether it still stands.",
        {
            "id": an_id("the statement"),
            "standing": word("Whether it stands.", vocabulary.STANDINGS),
            "withdrawn_by": or_null(text("The id of the statement that takes it back.", pattern=vocabulary.ID)),
        },
    ),
    "DeskRelationNew": record(
        "How the claim stands to another.",
        {
            "claim": an_id("the other claim"),
            "kind": word("The relation.", vocabulary.RELATION_KINDS),
            "note": words_of("A public note."),
        },
        optional=["note"],
    ),
    "DeskRelation": record(
        "How the claim stands to another.",
        {
            "id": an_id("the relation"),
            "claim": an_id("the other claim"),
            "kind": word("The relation.", vocabulary.RELATION_KINDS),
            "note": words_of("A public note."),
        },
    ),
    "DeskReturn": record(
        "Send a claim back.", {"revision": REVISION, "reason": {**REASON, "description": "What should change."}}
    ),
    "DeskReview": record(
        "Judge exactly the revision that you saw.",
        {"revision": REVISION, "reason": text("A remark; may be left out.", maxLength=5_000)},
        optional=["reason"],
    ),
    "DeskPublish": record("Publish exactly the revision that you saw.", {"revision": REVISION}),
    "DeskCorrect": record(
        "Publish a revision that changes substance, with the public note that says so.",
        {
            "revision": REVISION,
            "what": words_of("What was wrong."),
            "why": words_of("Why it is corrected."),
            "old": text("What it said.", maxLength=5_000),
            "new": text("What it says now.", maxLength=5_000),
        },
        optional=["old", "new"],
    ),
    "DeskUpdate": record(
        "Approve and publish evidence added to a settled claim.",
        {"seen_digest": {**DIGEST, "description": "The `document_digest` of the claim as you saw it."}},
    ),
    "DeskRetract": record(
        "Propose to take a publication back.",
        {"reason": REASON, "public_reason": words_of("The reason that readers see.")},
    ),
    "DeskClaim": record(
        "A claim as it stands at the desk, with all that a program needs to go on with it.",
        {
            "id": an_id("the claim"),
            "status": text("Where it stands at the desk.", enum=Status.values),
            "edit_number": whole("Grows with every change; the `ETag` is made of it.", minimum=0),
            "author": ref("DeskPerson", "Who began it."),
            "assigned_to": or_null(ref("DeskPerson", "Who looks after it.")),
            "due_on": or_null(text("Until when.", format="date")),
            "words": ref("DeskClaimWords", "Its own words and judgement."),
            "evidence": array("Its evidence.", ref("DeskEvidence")),
            "relations": array("How it stands to other claims.", ref("DeskRelation")),
            "fact_checks": array("Reviews of the same claim by others.", ref("DeskFactCheck")),
            "revision": or_null(ref("DeskRevision", "The newest revision that was submitted.")),
            "document_digest": {**DIGEST, "description": "The content digest of what would be submitted now."},
            "missing": array("What it still needs before it is submitted.", ref("ProblemPart")),
            "steps": array("The steps of the workflow, and why you cannot take one.", ref("DeskStep")),
            "public": or_null(ref("DeskPublic", "What the world sees of it.")),
            "public_steps": array("Notices, holds and retractions that are open.", ref("DeskPublicStep")),
        },
    ),
    "DeskClaimLine": record(
        "A line of the queue.",
        {
            "id": an_id("the claim"),
            "status": text("Where it stands at the desk.", enum=Status.values),
            "status_since": instant("Since when."),
            "edit_number": whole("Grows with every change.", minimum=0),
            "event": an_id("the event"),
            "kind": word("What sort of proposition it is.", vocabulary.CLAIM_KINDS),
            "text": words_of("Its words."),
            "verdict": or_null(word("The verdict proposed.", vocabulary.VERDICTS)),
            "author": ref("DeskPerson", "Who began it."),
            "assigned_to": or_null(ref("DeskPerson", "Who looks after it.")),
            "due_on": or_null(text("Until when.", format="date")),
        },
    ),
    "DeskClaimLinePage": a_page("DeskClaimLine", "claims"),
    "DeskRevision": record(
        "What was submitted: what a review names.",
        {
            "id": an_id("the revision"),
            "number": whole("Its number.", minimum=1),
            "digest": {**DIGEST, "description": "Its content digest."},
            "submitted_at": instant("When it was submitted."),
            "contributors": array(
                "Keys of the people who wrote any of it; none of them may review it.", an_id("a person")
            ),
            "reviews": array("What was decided about it.", ref("DeskDecision")),
        },
    ),
    "DeskDecision": record(
        "What one person decided about a revision.",
        {
            "decision": text("What they decided.", enum=["approve", "return", "consent"]),
            "by": ref("DeskPerson", "Who."),
            "reason": text("Why; may be empty."),
            "at": instant("When."),
        },
    ),
    "DeskStep": record(
        "A step of the workflow.",
        {
            "name": text("The step; its address ends so.", enum=list(STEPS)),
            "why_not": or_null(text("Why the person behind the token cannot take it now; null when they can.")),
        },
    ),
    "DeskPublic": record(
        "What the world sees.",
        {
            "state": text("The public state.", enum=PublicState.values),
            "version": whole("The number of the newest version.", minimum=1),
            "version_kind": word("What sort of publication that was.", vocabulary.VERSION_KINDS),
            "digest": {**DIGEST, "description": "The digest of its content."},
            "published_at": instant("When it took effect."),
            "url": text("Its page, for ever.", format="uri"),
        },
    ),
    "DeskPublicStep": record(
        "A step that takes two editors.",
        {
            "name": text("Which; its address ends so.", enum=["notice", "withhold", "retract"]),
            "proposed_by": ref("DeskPerson", "Who acted or proposed."),
            "proposed_at": instant("When."),
            "confirmed": truth("Whether a second editor confirmed it."),
        },
    ),
    "DeskSimilar": record(
        "A claim that is there already and says nearly the same.",
        {
            "id": an_id("the claim"),
            "text": words_of("Its words by language."),
            "status": word("Where it stands at the desk.", dict(Status.choices)),
            "likeness": {
                "type": "number",
                "description": "How alike they are, from 0 to 1.",
                "minimum": 0,
                "maximum": 1,
            },
            "is_opposite": truth("Whether one of the two is in the negative."),
        },
    ),
    "SimilarProblem": record(
        "An error (RFC 9457): claims like it are there already. Nothing was written.",
        {
            **BASICS["Problem"]["properties"],
            "similar": array("Those claims, the most alike first.", ref("DeskSimilar")),
        },
        optional=["errors"],
    ),
    "StaleProblem": record(
        "An error (RFC 9457): somebody else was faster. Nothing was written, and nothing is lost.",
        {
            **BASICS["Problem"]["properties"],
            "yours": {"type": ["object", "null"], "description": "What you sent.", "additionalProperties": True},
            "theirs": ref("DeskClaim", "The claim as it stands now."),
            "base": or_null(
                ref("DeskClaimWords", "The claim's words as you saw them; null where its log does not reach so far.")
            ),
        },
        optional=["errors"],
    ),
}

_PAGES = {
    f"{shape.name}Page": a_page(shape.name, f"{shape.noun.split(' ', 1)[1]}s")
    for shape in ROWS
    if shape.name in ("DeskSpeaker", "DeskOutlet", "DeskSource", "DeskStatement", "DeskEvent")
}
COMPONENTS: dict[str, Schema] = {
    **PARTS,
    **{name: schema for shape in ROWS for name, schema in shape.components().items()},
    **_PAGES,
    **OURS,
}
