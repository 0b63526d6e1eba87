"""What is computed of a claim's reports: the corroboration, the chains and the figures."""

from api.public import vocabulary
from api.public.components.building import (
    Schema,
    an_id,
    array,
    or_null,
    record,
    ref,
    text,
    time_of,
    truth,
    whole,
    word,
    words_of,
)


def ids(description: str) -> Schema:
    return array(description, {"type": "string", "pattern": vocabulary.ID})


def lower(description: str = "The lower bound; null where it is open.") -> Schema:
    return or_null(whole(description, minimum=0))


def upper(description: str = "The upper bound; null where it is open.") -> Schema:
    return or_null(whole(description, minimum=0))


LABEL: dict[str, Schema] = {
    "rule": text("The version of the rule that gave the label."),
    "label": or_null(word("What the reports show; null for an opinion.", vocabulary.LABELS)),
    "wording": or_null(word("What its plain sentence would leave out.", vocabulary.LABEL_WORDINGS)),
    "parts": whole("How many claims this one adds up; 0 where it adds none.", minimum=0),
}
COUNTS: dict[str, Schema] = {
    "reports": whole("Statements of this side that count.", minimum=0),
    "reports_not_counting": whole("Statements of this stance that cannot count any more.", minimum=0),
    "outlets": whole("Outlets that published those that count.", minimum=0),
    "grounded": whole("Origins that know it themselves, each party once: the least number of origins.", minimum=0),
    "unknown": whole("Origins whose basis is not known: with the grounded ones, the greatest number.", minimum=0),
    "disjoint": whole("Ways to grounded origins that share neither a report nor an origin.", minimum=0),
    "only": or_null(ref("Face", "The one grounded origin, where there is just one; for a sum, whoever adds up.")),
}

STRUCTURE: dict[str, Schema] = {
    "Face": record(
        "Who somebody is, in short.",
        {
            "id": an_id("the speaker or the outlet"),
            "name": text("The name."),
            "names": words_of("The name in other languages."),
        },
    ),
    "Corroboration": record(
        "What the structure of the reports shows, by a rule with a version. The verdict is a person's.",
        {
            **LABEL,
            "supports": ref("Side", "What supports it."),
            "contradicts": ref("Side", "What contradicts it."),
            "parties": ids("Origins on either side that are parties to the event."),
            "flags": array("Reports whose origin cannot count any more.", ref("Flag")),
        },
    ),
    "CorroborationInShort": record(
        "The label and the counts behind it.",
        {
            **LABEL,
            "supports": ref("SideInShort", "What supports it."),
            "contradicts": ref("SideInShort", "What contradicts it."),
        },
    ),
    "Side": record(
        "What one side of a claim rests on. The number of origins lies between grounded and grounded + unknown.",
        {
            **COUNTS,
            "roots": whole("Grounded origins before those of one party are merged.", minimum=0),
            "disjoint_roots": whole("Ways that share nothing, before that.", minimum=0),
            "origins": ids("The origins, grounded or not; they are named in the chains."),
            "unknown_origins": ids("Those of the origins whose basis is not known on this side."),
            "bottleneck": ids("Statements or origins that all of it passes through, where reports outnumber the ways."),
            "circular": array(
                "Statements that repeat one another in a circle.", {"type": "array", "items": an_id("one")}
            ),
        },
    ),
    "SideInShort": record("The counts of one side of a claim.", COUNTS),
    "Flag": record(
        "Reports whose origin cannot count any more; they stay visible.",
        {
            "rule": word("Why.", vocabulary.FIGURE_RULES),
            "origin": an_id("the statement that cannot count"),
            "statements": ids("The statements that repeat it, directly or by way of others."),
        },
    ),
    "Chains": record(
        "Who repeats whom, and where that ends.",
        {
            "origins": array("Where chains end.", ref("Origin")),
            "nodes": array("Every statement of the evidence and behind it.", ref("ChainNode")),
            "edges": array("Who repeats whom.", ref("ChainEdge")),
            "parties": {
                "type": "object",
                "description": "By the id of a principal that speaks for another in turn: that other.",
                "propertyNames": {"pattern": vocabulary.ID},
                "additionalProperties": ref("Face"),
            },
        },
    ),
    "Origin": record(
        "A party in which chains of reports end, or a sum of several.",
        {
            "id": text("The id of the party; of a sum, that of the statement that adds up.", pattern=vocabulary.ID),
            "name": text("The name; of a sum, that of whoever adds up."),
            "names": words_of("The name in other languages."),
            "grounded": truth("Whether it knows the thing itself; a sum, whether all its parts do."),
            "is_sum": truth("Whether it adds up others, and so counts once."),
            "parties": ids("The parties that are one here; of a sum, those it adds."),
            "roots": ids("The statements in which the chains end."),
            "principal_disputed": truth("Whether it is disputed that its speaker speaks for that party."),
        },
    ),
    "ChainNode": record(
        "One statement in a chain.",
        {
            "statement": an_id("the statement"),
            "evidence": or_null(
                text("The id of its evidence; null where it is only behind others.", pattern=vocabulary.ID)
            ),
            "stance": or_null(word("Its stance on the claim; null where it has none.", vocabulary.STANCES)),
            "outlet": ref("Face", "Who published it."),
            "speaker": or_null(ref("Face", "Who said it; null for the outlet's own voice.")),
            "party": an_id("whoever stands behind it: principal, speaker or outlet"),
            "state": word("Whether it can count.", vocabulary.NODE_STATES),
            "origins": ids("The origins in which its chain ends."),
            "is_root": truth("Whether the chain ends in this statement."),
            "circular": truth("Whether it repeats something that, by way of others, repeats it."),
        },
    ),
    "ChainEdge": record(
        "One statement repeats another.",
        {
            "from": an_id("the statement that repeats"),
            "to": an_id("the statement that is repeated"),
            "kind": word("How.", vocabulary.RELAY_KINDS),
            "status": word("How we know.", vocabulary.RELAY_STATES),
            "counts": truth("Whether it counts: a guess does not."),
        },
    ),
    "Figures": record(
        "The figures of the evidence beside one another.",
        {
            "codebook": text("The version of the codebook that gives intervals to words."),
            "panels": array("One for each measure and population; the claim's own first.", ref("Panel")),
            "fidelity": array("What reports changed of the figures they repeat.", ref("Infidelity")),
            "sum": or_null(ref("Sum", "The parts added up; null where the claim adds none.")),
            "wholes": array("Claims that this one is a part of and cannot be, by its figure.", ref("WholeExceeded")),
            "neighbours": array("The claims that this one adds up or is a part of.", ref("Neighbour")),
        },
    ),
    "Panel": record(
        "Figures that count the same thing of the same people.",
        {
            "measure": text("What is counted."),
            "population": text("Of whom."),
            "figures": array("Every figure, by time.", ref("ReportedFigure")),
            "range": or_null(
                ref("Interval", "From the least to the greatest that origins give now; null without any.")
            ),
            "agreement": ref("Agreement", "Where most origins agree."),
            "findings": array("What the figures say of one another.", ref("FigureFinding")),
            "contested": ref("Interval", "Of people whose status is contested: how many can be of either."),
        },
        optional=["contested"],
    ),
    "ReportedFigure": record(
        "A figure of one piece of evidence.",
        {
            "evidence": an_id("the evidence"),
            "statement": an_id("the statement"),
            "origins": ids("The origins in which its chain ends."),
            "own_words": truth("Whether its origin gives it here itself; false where this reports it."),
            "by": ref("Face", "Who gives it."),
            "stance": word("Its stance on the claim.", vocabulary.STANCES),
            "words": text("The words of the figure."),
            "hedge": word("How exact the words are.", vocabulary.HEDGES),
            "lower": lower(),
            "upper": upper(),
            "as_of": time_of("The moment the figure is about."),
            "said_at": time_of("When it was said."),
            "superseded_by": or_null(text("The id of the newer evidence that replaces it.", pattern=vocabulary.ID)),
            "counts": truth("Whether it takes part in range and agreement."),
            "current": truth("Whether it is what its origin gives now."),
            "relation": or_null(word("How it stands to the claim's own figure.", vocabulary.FIGURE_RELATIONS)),
        },
    ),
    "Interval": record("From a whole number to another.", {"lower": lower(), "upper": upper()}),
    "Agreement": record(
        "Where most origins agree (Marzullo 1984).",
        {
            "origins": whole("How many agree.", minimum=0),
            "stretches": array("Every interval on which that many agree.", ref("Interval")),
        },
    ),
    "FigureFinding": record(
        "What figures say of one another.",
        {
            "rule": word("The rule that found it.", vocabulary.FIGURE_RULES),
            "evidence": ids("The evidence it rests on; of an update, the older first."),
        },
    ),
    "Infidelity": record(
        "What a report changed of the figure it repeats.",
        {
            "rule": word("What it changed.", vocabulary.FIGURE_RULES),
            "from": an_id("the statement that repeats"),
            "to": an_id("the statement that is repeated"),
            "evidence": ids("The evidence of both, in this order."),
        },
    ),
    "Sum": record(
        "The parts added up as they stood when the whole was said.",
        {
            "lower": lower("The sum of the lower bounds; null where one is open."),
            "upper": upper("The sum of the upper bounds; null where one is open."),
            "relation": or_null(word("How the sum stands to the claim's own figure.", vocabulary.FIGURE_RELATIONS)),
            "claims": ids("The claims that are added."),
            "evidence": ids("The evidence it rests on."),
        },
    ),
    "WholeExceeded": record(
        "A claim that this one is declared a part of, whose highest is below the lowest here.",
        {"rule": word("The rule that found it.", vocabulary.FIGURE_RULES), "claim": an_id("the whole")},
    ),
    "Neighbour": record(
        "A claim that this one adds up or is a part of, as it stood then.",
        {
            "claim": an_id("the other claim"),
            "kind": text("How this one stands to it.", enum=["sums", "part_of"]),
            "label": or_null(word("The label it had.", vocabulary.LABELS)),
            "measure": text("What it counts; may be empty."),
            "population": text("Of whom; may be empty."),
            "lower": lower(),
            "upper": upper(),
            "says_something": truth("Whether it gives a figure at all."),
            "origins": array("Who supports it.", ref("Origin")),
            "evidence": array("The figures it rests on.", ref("NeighbourFigure")),
        },
    ),
    "NeighbourFigure": record(
        "A figure of another claim.",
        {
            "evidence": an_id("its evidence"),
            "statement": an_id("its statement"),
            "by": ref("Face", "Who gives it."),
            "words": text("The words of the figure."),
            "lower": lower(),
            "upper": upper(),
            "said_at": time_of("When it was said."),
        },
    ),
}
