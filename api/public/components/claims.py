"""A published claim and its parts."""

from api.public import vocabulary
from api.public.components.building import (
    DIGEST,
    Schema,
    an_id,
    any_of,
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

WHO_AND_WHERE: dict[str, Schema] = {
    "url": text("Its page: the claim as it stands now, or this version for ever.", format="uri"),
    "state": word("The public state of the claim now, older versions included.", vocabulary.STATES),
}
IDENTITY: dict[str, Schema] = {
    "schema": text("The form of the document.", const="counterclaim/claim/1"),
    "licence": ref("Licence", "Under which terms it may be used."),
    "id": an_id("the claim"),
    "kind": word("What sort of proposition it is.", vocabulary.CLAIM_KINDS),
    "original_language": language("The language in which it was worded first."),
    "text": words_of("The claim: one neutral proposition."),
    "event": ref("Event", "What it is about."),
}
CONTENT: dict[str, Schema] = {
    "translators": words_of("Who translated our own words, or by which method."),
    "claimant": or_null(ref("Speaker", "Whose claim it is, shown by words of theirs; null where it is nobody's.")),
    "made_at": time_of("When it was first made."),
    "place": words_of("Where, in words."),
    "quantity": or_null(ref("Quantity", "Its figure, or for a tally what is counted; null for neither.")),
    "verdict": or_null(word("What reviewers concluded.", vocabulary.VERDICTS)),
    "verdict_note": words_of("A public note on the verdict."),
    "rationale": words_of("Why, in a paragraph."),
    "acknowledged": or_null(ref("Acknowledgement", "Who affirmed it against their own interest; null for nobody.")),
    "right_of_reply": ref("RightOfReply", "Whether those it names were asked."),
    "relations": array("How it stands to other claims.", ref("Relation")),
    "fact_checks": array("Published reviews of the same claim by others.", ref("FactCheck")),
}
PUBLICATION: dict[str, Schema] = {
    "version": whole("The number of this version.", minimum=1),
    "version_kind": word("What sort of publication it was.", vocabulary.VERSION_KINDS),
    "digest": {**DIGEST, "description": "The digest of the content: what reviewers approved; the same on every site."},
    "published_at": instant("When it took effect."),
    "recorded_at": instant("When our clock wrote it."),
    "replayed": truth("Whether it was published on a replay clock: only then do the two times differ."),
    "corrections": array("The corrections up to this version, oldest first.", ref("CorrectionNote")),
    "people": array("Who stands behind this version, by role and public key.", ref("Person")),
    "previous_digest": text("The publication digest of the version before; empty for the first."),
    "log_head": {**DIGEST, "description": "The digest of the newest entry of the claim's log: anchors its chain."},
    "sequence": whole("The place of this publication among all of the site.", minimum=1),
}
CORROBORATION: dict[str, Schema] = {
    "corroboration": or_null(
        ref("Corroboration", "The label computed from origins; null in versions from before it was computed.")
    ),
}
CORROBORATION_IN_SHORT: dict[str, Schema] = {
    "corroboration": or_null(
        ref("CorroborationInShort", "The label computed from origins; null in versions from before it was computed.")
    ),
}
STRUCTURE: dict[str, Schema] = {
    "origins": or_null(ref("Chains", "Who repeats whom, and where that ends; absent from older versions.")),
    "figures": or_null(ref("Figures", "The figures beside one another; absent from older versions.")),
}
EVIDENCE: dict[str, Schema] = {
    "evidence": array("Everything said for and against it, in the order in which it was said.", ref("Evidence")),
    "upstream": array("The statements that its evidence repeats, as far as we followed.", ref("Statement")),
}
VERSIONS: dict[str, Schema] = {"versions": array("All versions up to this one, oldest first.", ref("VersionLine"))}

STATEMENT: dict[str, Schema] = {
    "statement_id": an_id("the statement"),
    "speaker": or_null(ref("Speaker", "Who said it; null where the outlet speaks in its own voice.")),
    "role": text("Their role when they said it; may be empty."),
    "outlet": ref("Outlet", "Who published it."),
    "source": ref("Source", "Where it stands."),
    "directness": word("How directly we have their words.", vocabulary.DIRECTNESS),
    "basis": word("From where they know it.", vocabulary.BASES),
    "said_at": time_of("When it was said."),
    "quote": or_null(text("The words, in their original language; null where we have none.")),
    "quote_missing_reason": text("Why there are no words; else empty."),
    "language": language("The language of the words."),
    "translation": words_of("Translations, which never stand in quotation marks."),
    "translator": text("Who translated it, or by which method; may be empty."),
    "locator": or_null(
        ref("Locator", "Where the words stand in the snapshot's text; null where they were not located.")
    ),
    "snapshot": or_null(ref("Snapshot", "The representation of the source that the words were taken from.")),
    "check": ref("Check", "Whether the words are those of the snapshot."),
    "drift": or_null(
        ref(
            "Drift",
            "What became of the words on their page since; null where no later capture says anything worse than moved.",
        )
    ),
    "standing": word("Whether the statement still stands.", vocabulary.STANDINGS),
    "withdrawn_by": or_null(ref("Withdrawal", "The statement that takes it back.")),
    "relays": array("Which statements it repeats, and which are the same.", ref("Relay")),
}
# Documents from before it was written do not have it.
NEW_OF_STATEMENT = ["drift"]

WHOLE = {
    **WHO_AND_WHERE, **IDENTITY, **CONTENT, **CORROBORATION, **STRUCTURE, **EVIDENCE, **PUBLICATION, **VERSIONS,
}  # fmt: skip
SUMMARY = {
    **WHO_AND_WHERE, **IDENTITY, **CONTENT, **CORROBORATION_IN_SHORT, **PUBLICATION,
    "counts": ref("Counts", "How much evidence it has."),
}  # fmt: skip
SCORE: Schema = {
    "type": "number",
    "description": "How well it fits; compares with the others of the same answer alone.",
    "examples": [7.41],
}

CLAIMS: dict[str, Schema] = {
    "Claim": record("One version of a published claim, whole.", WHOLE, optional=STRUCTURE),
    "ClaimSummary": record("What a list shows of a claim: all but its evidence, which is counted.", SUMMARY),
    "Tombstone": record(
        "What stays at the address of a retracted claim.",
        {
            **WHO_AND_WHERE,
            **IDENTITY,
            "retracted": ref("RetractionNote", "Why we took it back."),
            **PUBLICATION,
            **VERSIONS,
        },
    ),
    "ClaimOrTombstone": {
        "description": "The claim, or where it was retracted what stays of it.",
        "oneOf": [ref("Claim"), ref("Tombstone")],
    },
    "RetractionNote": record(
        "A retraction in public words.",
        {
            "reason": words_of("The reason."),
            "merged_into": an_id("the claim that is kept, where this one was merged into it"),
        },
        optional=["merged_into"],
    ),
    "Counts": record(
        "How much evidence there is of each stance, and from how many outlets.",
        {
            "supports": whole("Statements that support it.", minimum=0),
            "contradicts": whole("Statements that contradict it.", minimum=0),
            "context": whole("Statements that give context.", minimum=0),
            "withdraws": whole("Statements that take it back.", minimum=0),
            "outlets": whole("Outlets that published any of these: reports, not origins.", minimum=0),
        },
    ),
    "Evidence": record(
        "A statement's stance on the claim, with the figure it gives for it.",
        {
            "id": an_id("the evidence"),
            "stance": word("What it says on the claim.", vocabulary.STANCES),
            "asserts_opposite": truth("Whether a withdrawal also says the contrary."),
            "party_to_event": truth("Whether who says it is a party to the event."),
            "quantity": or_null(ref("Quantity", "The figure it gives; null for none.")),
            "note": words_of("A public note."),
            "superseded_by": or_null(text("The id of newer evidence of the same origin.", pattern=vocabulary.ID)),
            "superseded_reason": text("Why that supersedes it, where it does not go without saying; may be empty."),
            "counts": truth("Whether it may count: it stands and nothing newer supersedes it."),
            **STATEMENT,
        },
        optional=NEW_OF_STATEMENT,
    ),
    "Statement": record(
        "What one speaker said in one source, in their words, once.", STATEMENT, optional=NEW_OF_STATEMENT
    ),
    "Locator": record(
        "A position in the snapshot's text, in Unicode code points. JavaScript counts UTF-16 units instead.",
        {
            "start": whole("The first code point, from 0.", minimum=0),
            "end": whole("The code point after the last.", minimum=1),
            "prefix": text("A few characters before it."),
            "suffix": text("A few characters after it."),
        },
    ),
    "Snapshot": record(
        "One fixed representation of a source at a moment.",
        {
            "id": an_id("the snapshot"),
            "method": word("How it came to be.", vocabulary.SNAPSHOT_METHODS),
            "captured_at": or_null(instant("When it was made.")),
            "text_sha256": text("The digest of its text; may be empty."),
        },
    ),
    "Check": record(
        "What comparing the words with the snapshot found.",
        {
            "status": word("The result.", vocabulary.CHECKS),
            "algorithm": text("The version of the algorithm; empty where none ran."),
        },
    ),
    "Drift": record(
        "What the newest capture of a page that changed shows of the words.",
        {
            "finding": word("How the words stand there.", vocabulary.DRIFTS),
            "captured_at": instant("When that capture was made."),
            "text_sha256": {**DIGEST, "description": "The digest of its text."},
        },
    ),
    "ArchivedCopy": record(
        "A copy of the source in an archive that is not ours.",
        {
            "url": text("Where the archive keeps it.", format="uri"),
            "archived_at": instant("When the archive says that it was made."),
        },
    ),
    "Withdrawal": record(
        "The statement that takes another back.",
        {"statement_id": an_id("the withdrawing statement"), "said_at": time_of("When that was said.")},
    ),
    "Relay": record(
        "An edge to the statement that this one repeats.",
        {
            "to": an_id("the repeated statement"),
            "kind": word("How it repeats it.", vocabulary.RELAY_KINDS),
            "status": word("How we know. Only declared and confirmed ones count.", vocabulary.RELAY_STATES),
        },
    ),
    "Acknowledgement": record(
        "The party concerned affirms the claim against its own interest.",
        {
            "by": ref("Speaker", "Who affirms it."),
            "note": words_of("How, in a public note."),
        },
    ),
    "RightOfReply": record(
        "Whether those whom the claim names were asked.",
        {
            "status": word("Where that stands.", vocabulary.REPLY_STATES),
            "asked_on": or_null(text("The day on which they were asked.", format="date")),
            "how": text("How they were asked; may be empty."),
            "note": words_of("The reply, or why none is due."),
        },
    ),
    "Relation": record(
        "How the claim stands to another.",
        {
            "kind": word("The relation.", vocabulary.RELATION_KINDS),
            "claim": an_id("the other claim"),
            "note": words_of("A public note."),
        },
    ),
    "FactCheck": record(
        "A published review of the same claim.",
        {
            "id": an_id("the fact-check"),
            "publisher": text("Who published it."),
            "url": text("Where it stands.", format="uri"),
            "title": text("Its title; may be empty."),
            "rating": text("Its rating in its own words."),
            "verdict": or_null(
                word("The verdict it comes to in our words, set by a person; null for none.", vocabulary.VERDICTS)
            ),
            "claim_reviewed": text("The claim that it reviews, in its publisher's words; may be empty."),
            "claimant": text("Who made the claim, as its publisher names them; may be empty."),
            "reviewer": text("Who reviewed it, as its byline says; may be empty."),
            "imported": truth("Whether it came with an import."),
            "claimed_on": or_null(text("The day of the claim, as it says.", format="date")),
            "reviewed_on": or_null(text("The day of the review.", format="date")),
            "language": language("Its language."),
        },
    ),
    "CorrectionNote": record(
        "The public note with a version that changes substance.",
        {
            "version": whole("The number of the version that corrects.", minimum=1),
            "at": instant("When that took effect."),
            "what": words_of("What was wrong."),
            "old": text("What it said; may be empty."),
            "new": text("What it says now; may be empty."),
            "why": words_of("Why."),
        },
    ),
    "Person": record(
        "Somebody who stands behind a version. Names stay at the desk.",
        {"role": text("What they did.", enum=["contributor", "reviewer", "publisher"]), "key": an_id("the person")},
    ),
    "VersionLine": record(
        "One line of a document's own list of versions.",
        {
            "number": whole("The number of the version.", minimum=1),
            "kind": word("What sort of publication it was.", vocabulary.VERSION_KINDS),
            "verdict": or_null(word("What reviewers concluded then; null for a retraction.", vocabulary.VERDICTS)),
            "published_at": instant("When it took effect."),
            "digest": {**DIGEST, "description": "The digest of its content."},
        },
    ),
    "Version": record(
        "One published version of a claim.",
        {
            "url": text("Its page, for ever.", format="uri"),
            "number": whole("Its number.", minimum=1),
            "kind": word("What sort of publication it was.", vocabulary.VERSION_KINDS),
            "verdict": or_null(word("What reviewers concluded then; null for a retraction.", vocabulary.VERDICTS)),
            "published_at": instant("When it took effect."),
            "recorded_at": instant("When our clock wrote it."),
            "replayed": truth("Whether it was published on a replay clock."),
            "digest": {**DIGEST, "description": "The digest of its content; the same on every site."},
            "publication_digest": {**DIGEST, "description": "The digest of its whole stored document."},
        },
    ),
    "Correction": record(
        "What we had said, what we say now, and why.",
        {
            "url": text("The page of the version that corrects.", format="uri"),
            "id": an_id("the correction"),
            "claim": an_id("the claim"),
            "version": whole("The number of the version that corrects.", minimum=1),
            "at": instant("When that took effect."),
            "what": words_of("What was wrong."),
            "old": text("What it said; may be empty."),
            "new": text("What it says now; may be empty."),
            "why": words_of("Why."),
        },
    ),
    "ClaimSummaryPage": page(
        "A page of claims.",
        any_of("ClaimSummary", "Claim"),
        ranked=ref("Ranked", "Among how many claims these are; given where they come by relevance."),
    ),
    "SearchHit": record(
        "A claim that words find.",
        {**SUMMARY, "score": SCORE},
    ),
    "FullSearchHit": record(
        "A claim that words find, whole.",
        {**WHOLE, "score": SCORE},
    ),
    "SearchPage": page(
        "A page of claims that words find, the best fit first.",
        any_of("SearchHit", "FullSearchHit"),
        required=["ranked"],
        ranked=ref("Ranked", "Among how many claims these are."),
    ),
    "Ranked": record(
        "What was ranked.",
        {
            "hits": whole("How many claims were ranked.", minimum=0),
            "complete": truth("Whether these are all that hold any of the words; if not, the newest were ranked."),
        },
    ),
    "Change": record(
        "One change of the public record.",
        {
            "sequence": whole("Its number: each is larger than all that were listed before it.", minimum=1),
            "kind": word("What happened.", vocabulary.CHANGE_KINDS),
            "at": instant("When our clock wrote it."),
            "claim": an_id("the claim"),
            "version": whole(
                "The number of the version that it made, or that was the newest public one then.", minimum=1
            ),
            "document": {
                "anyOf": [ref("ClaimSummary"), ref("Claim"), ref("Tombstone"), {"type": "null"}],
                "description": "That version as it reads now: erased passages are blank, and `state` is the claim's present one. "
                "Null while the claim is withheld: show it no more until a change of it has a document again.",
            },
        },
    ),
    "ChangePage": page("A page of changes, oldest first.", "Change"),
    "StatementPage": page("A page of statements.", "Statement"),
    "EvidencePage": page("A page of the evidence of one claim.", "Evidence"),
    "VersionPage": page("A page of the versions of one claim.", "Version"),
    "CorrectionPage": page("A page of corrections.", "Correction"),
}
