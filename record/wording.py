"""Every code that readers meet, in words: a label and one plain public sentence. Their only home."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from claims.corroboration import Label, Wording
from claims.figures import Relation, Rule
from claims.models.claim import ClaimKind, ReplyStatus, Verdict
from claims.models.claim_relation import RelationKind
from claims.models.evidence import Stance
from claims.quantities import Hedge
from record.models.listing import PublicState
from record.models.version import VersionKind
from sources.models.outlet import OutletKind
from sources.models.relay import RelayKind
from sources.models.sighting import DriftFinding
from sources.models.snapshot import SnapshotMethod
from sources.models.source_link import LinkStatus
from sources.models.speaker import SpeakerKind
from sources.models.statement import Basis, CheckStatus, Directness, Standing

Text = str | Promise


class Words(NamedTuple):
    """How a code is called, and what it means in one sentence."""

    label: Text
    sentence: Text


VERDICTS = {
    "supported": Words(
        _("Supported"), _("What was said and shown for it holds, and nothing of weight speaks against it.")
    ),
    "contradicted": Words(
        _("Contradicted"), _("What was said and shown against it holds, and nothing of weight speaks for it.")
    ),
    "contested": Words(_("Contested"), _("There is evidence on both sides, and it does not settle the matter.")),
    "withdrawn": Words(
        _("Withdrawn by its own speaker"),
        _("Whoever said it took it back; we keep what was said and say what is now known."),
    ),
    "as_reported": Words(
        _("As reported"), _("A running count: we give the range that those who count report, and no number of our own.")
    ),
    "not_enough_evidence": Words(
        _("Not enough evidence"), _("What is known so far does not suffice to decide either way.")
    ),
    "not_checkable": Words(
        _("Not checkable"), _("An opinion or a forecast: we record who said it and do not judge it.")
    ),
}
CLAIM_KINDS = {
    "occurrence": Words(_("Occurrence"), _("Whether something happened.")),
    "quantity": Words(_("Figure"), _("One number: how many, of whom, counted as what.")),
    "tally": Words(_("Running count"), _("A count that moves; its figures stand with the evidence.")),
    "communication": Words(_("Communication"), _("Whether somebody told somebody something.")),
    "responsibility": Words(_("Responsibility"), _("Who did it, as attributed by somebody named.")),
    "identity": Words(_("Identity"), _("Who somebody is, as stated by somebody named.")),
    "opinion": Words(_("Opinion"), _("A judgement or a forecast, recorded as its speaker's.")),
}
REPLIES = {
    "not_asked": Words(_("Not asked yet"), _("Whoever is named has not been asked for a reply yet.")),
    "asked": Words(_("Asked, waiting"), _("Whoever is named was asked, and we wait for the reply.")),
    "replied": Words(_("Replied"), _("Whoever is named replied; the reply stands here.")),
    "no_reply": Words(_("Asked, no reply"), _("Whoever is named was asked and did not reply.")),
    "not_applicable": Words(_("Not applicable"), _("No reply is due, for the reason given.")),
}
RELATIONS = {
    "implies": Words(_("implies"), _("If this claim holds, the other holds too.")),
    "contradicts": Words(_("contradicts"), _("Both cannot hold.")),
    "part_of": Words(_("is part of"), _("What this claim says is a part of what the other says.")),
    "sums": Words(_("adds up"), _("The figure of this claim is a sum, and the other is one of its parts.")),
    "same_as": Words(_("is the same as"), _("Two wordings of one proposition.")),
    "related": Words(_("is related to"), _("The two are easily confused, or help to understand each other.")),
}
# The same edge, read from its other end.
RELATIONS_BACK = {
    "implies": Words(_("is implied by"), _("If the other claim holds, this one holds too.")),
    "contradicts": Words(_("is contradicted by"), _("Both cannot hold.")),
    "part_of": Words(_("has as a part"), _("What the other claim says is a part of what this one says.")),
    "sums": Words(
        _("is a part of the sum"), _("The figure of the other claim is a sum, and this is one of its parts.")
    ),
    "same_as": Words(_("is the same as"), _("Two wordings of one proposition.")),
    "related": Words(_("is related to"), _("The two are easily confused, or help to understand each other.")),
}
STANCES = {
    "supports": Words(_("Supports"), _("The words, taken as they stand, speak for the claim.")),
    "contradicts": Words(_("Contradicts"), _("The words, taken as they stand, speak against the claim.")),
    "context": Words(_("Context"), _("Neither for nor against: needed to read the rest rightly.")),
    "withdraws": Words(_("Takes back"), _("The speaker, or the party spoken for, takes back what was said before.")),
}
STANDINGS = {
    "live": Words(_("Stands"), _("Nobody took these words back.")),
    "withdrawn": Words(
        _("Withdrawn"), _("Taken back by whoever said them: they count no more, and stay here to be read.")
    ),
    "misattributed": Words(
        _("Misattributed"), _("Said by somebody else than was reported: they count no more, and stay here to be read.")
    ),
}
# Not a choice of any column: evidence that newer evidence of the same origin replaces.
SUPERSEDED = Words(
    _("Superseded"),
    _("The same origin has since given a newer figure: this one counts no more, and stays here to be read."),
)
CHECKS = {
    "exact": Words(_("Exact in our capture"), _("These words stand in our capture of the page, letter by letter.")),
    "presentation": Words(
        _("The same words, other typography"),
        _("These words stand in our capture; only spaces, dashes or quotation marks differ."),
    ),
    "orthographic": Words(
        _("The same words, other spelling"),
        _("These words stand in our capture; only the spelling of letters or digits differs."),
    ),
    "elided": Words(
        _("Shortened"),
        _("Every part stands in our capture, in this order; what was left out is marked by an ellipsis."),
    ),
    "transcribed": Words(
        _("Typed by us"), _("Somebody here typed these words from what they saw; no capture of the page proves them.")
    ),
    "altered": Words(_("Altered"), _("Our capture holds words like these, but not these: the difference matters.")),
    "ambiguous": Words(
        _("Found in several places"), _("These words stand in our capture more than once, equally well.")
    ),
    "not_found": Words(_("Not found"), _("These words are not in our capture of the page.")),
    "unverifiable": Words(_("Not checked"), _("There is no capture against which these words could be checked.")),
}
# What the words were compared with, or taken from.
METHODS = {
    "fetched": Words(_("Captured by us"), _("We fetched the page ourselves, and keep what its server sent.")),
    "uploaded": Words(
        _("From a file"), _("Somebody here saved the page or the file and handed it in; we did not fetch it ourselves.")
    ),
    "transcribed": Words(
        _("Typed by us"), _("Somebody here typed what they saw; there is no capture to compare with.")
    ),
}
DRIFTS = {
    "altered": Words(
        _("Altered on the page since"),
        _("The page has changed since: it now holds words like these, but not these. Our capture has these words."),
    ),
    "ambiguous": Words(
        _("Now in several places"),
        _("The page has changed since: it now holds these words more than once, and not where they stood."),
    ),
    "lost": Words(
        _("Gone from the page since"),
        _("The page has changed since: these words are no longer on it. Our capture has these words."),
    ),
    "returned": Words(
        _("On the page again"), _("The page changed, and the words are back: our newest capture of it has them again.")
    ),
}
DIRECTNESS = {
    "direct_quote": Words(_("Direct quote"), _("The source gives the speaker's own words as a quote.")),
    "indirect_speech": Words(
        _("Indirect speech"),
        _("The source says in its own words what the speaker said; the words shown are the source's."),
    ),
    "outlet_voice": Words(_("The outlet's own voice"), _("The source says it itself and names nobody who said it.")),
    "headline": Words(_("Headline"), _("The words stand in a headline, which is often shorter than what was said.")),
    "inferred": Words(_("Inferred"), _("Nobody said it in so many words; a reader of the source concludes it.")),
}
BASES = {
    "own_act": Words(_("Own act"), _("The speaker tells what they, or the party they speak for, did.")),
    "own_knowledge": Words(_("Own knowledge"), _("The speaker claims to know it themselves.")),
    "own_observation": Words(_("Own observation"), _("The speaker was there, or counted it themselves.")),
    "record": Words(_("A record they keep"), _("The speaker reads it from a record they keep.")),
    "official_statement": Words(_("Official statement"), _("A body says it formally, in its own name.")),
    "relayed": Words(_("Relayed"), _("The speaker repeats what somebody else said.")),
    "unknown": Words(_("Basis unknown"), _("The source does not say how the speaker knows.")),
}
SPEAKERS = {
    "person": Words(_("Person"), _("One human being, by name.")),
    "organisation": Words(_("Organisation"), _("A body that is neither a state's nor armed.")),
    "government": Words(_("Government"), _("A government, or a ministry of one.")),
    "state_force": Words(_("State force"), _("Armed forces or police of a state.")),
    "armed_group": Words(_("Armed group"), _("An armed body that is not a state's.")),
    "unnamed": Words(_("Unnamed"), _("The source does not name them, and neither do we.")),
}
OUTLETS = {
    "agency": Words(_("News agency"), _("Sells reports that other outlets print.")),
    "newspaper": Words(_("Newspaper"), _("A paper, in print or online.")),
    "broadcaster": Words(_("Broadcaster"), _("Radio or television, and its site.")),
    "journal": Words(_("Journal"), _("A periodical that looks back: quarterly, review, round-up.")),
    "site": Words(_("Site"), _("Publishes online alone.")),
    "account": Words(_("Account"), _("An account on a platform; its owner is the speaker.")),
    "official": Words(_("Official channel"), _("The voice of a body about itself.")),
    "unknown": Words(_("Not recorded"), _("We have not recorded what kind of outlet this is.")),
}
RELAYS = {
    "quotes": Words(_("quotes"), _("Gives the other's words.")),
    "paraphrases": Words(_("paraphrases"), _("Says the same in other words.")),
    "syndicates": Words(_("reprints"), _("Carries the other's text, bought or shared.")),
    "translates": Words(_("translates"), _("Gives the other's words in another language.")),
    "aggregates": Words(_("adds up"), _("Makes one figure of several others.")),
    "same_statement": Words(_("reports the same statement as"), _("Two reports of one utterance.")),
}
LINKS = {
    "declared": Words(_("stated by the source"), _("The source itself says whom it repeats.")),
    "detected": Words(_("our guess, does not count"), _("A likeness found by machine; nobody has confirmed it.")),
    "confirmed": Words(_("confirmed by a reviewer"), _("A person compared both and confirmed it.")),
    "rejected": Words(_("rejected"), _("A person compared both and found no link.")),
}
VERSIONS = {
    "first": Words(_("First publication"), _("The first time we published this claim.")),
    "update": Words(_("Update"), _("New evidence or words; nothing published before was wrong.")),
    "correction": Words(_("Correction"), _("Something of substance changed; a note says what, and why.")),
    "retraction": Words(_("Retraction"), _("We took the claim back; the reason stands in its place.")),
}
STATES = {
    "published": Words(_("Published"), _("What you read is what we hold now.")),
    "under_notice": Words(_("Under notice"), _("A new statement was received; this claim is under review.")),
    "withheld": Words(_("Not shown at present"), _("This page is not shown at present.")),
    "retracted": Words(_("Retracted"), _("We took this claim back and say why.")),
}
HEDGES = {
    "exactly": Words(_("exactly"), _("n means n and nothing else.")),
    "at_least": Words(_("at least"), _("“at least n” means n or more, without an upper end.")),
    "more_than": Words(_("more than"), _("“more than n” means n + 1 or more, without an upper end.")),
    "up_to": Words(_("up to"), _("“up to n” means from 0 to n.")),
    "fewer_than": Words(_("fewer than"), _("“fewer than n” means from 0 to n − 1.")),
    "between": Words(_("between"), _("“a to b” means from a to b.")),
    "none": Words(_("none"), _("“none” means 0.")),
    "none_reported": Words(
        _("none reported"), _("“none reported” is no figure: nobody has reported any, which is not none.")
    ),
    "dozens": Words(_("dozens"), _("“dozens” means 12 or more.")),
    "hundreds": Words(_("hundreds"), _("“hundreds” means 100 or more.")),
    "several": Words(_("several"), _("“several” means 3 or more.")),
    "nearly": Words(
        _("nearly"), _("“nearly n” means a little less than n: nearly 40 is 30 to 39, nearly 100 is 75 to 99.")
    ),
    "about": Words(_("about"), _("“about n” means a little less or more, by how round n is: about 40 is 35 to 45.")),
    "manual": Words(_("set by hand"), _("A person set the bounds and says why.")),
}
CORROBORATIONS = {
    "no_grounded_support": Words(
        _("No known origin"), _("The reports do not lead to anybody who knows it themselves, or there are none.")
    ),
    "denied_only": Words(_("Denied only"), _("Only denials are on record; nobody whose words we hold says it.")),
    "withdrawn_by_speaker": Words(
        _("Withdrawn by its own speaker"), _("There was support for it, and whoever gave it took it back.")
    ),
    "conflicting_origins": Words(
        _("Origins conflict"), _("Those who know it themselves say different things, and both are shown.")
    ),
    "disputed_by_party": Words(
        _("Disputed by a party"), _("It has support, and only those who took part in the event contradict it.")
    ),
    "single_origin": Words(
        _("One origin"), _("However many reports there are, they lead back to one who knows it themselves.")
    ),
    "relayed_only": Words(
        _("Several origins through one report"),
        _("More than one knows it themselves, but all of it reaches us by way of one report."),
    ),
    "corroborated": Words(
        _("Corroborated"), _("At least two who know it themselves say so, by ways that have nothing in common.")
    ),
    "acknowledged": Words(
        _("Acknowledged"), _("The party concerned affirms it, against its own interest; a reviewer recorded how.")
    ),
}
CORROBORATION_WORDINGS = {
    "claimed_by": Words(_("Claimed by the one whose act it is"), _("The one origin speaks of what it did itself.")),
    "sum": Words(
        _("An addition"),
        _("The figure adds up others. It is as strong as its weakest part, and confirms none of them."),
    ),
    "same_origin": Words(_("One origin on both sides"), _("One and the same party stands for it and against it.")),
}
FIGURE_RELATIONS = {
    "equal": Words(_("the same"), _("Both give the same figure.")),
    "within": Words(_("lies within it"), _("The figure lies inside the other.")),
    "contains": Words(_("contains it"), _("The other figure lies inside this one.")),
    "overlap": Words(_("overlaps"), _("The two share a part: both can hold.")),
    "disjoint": Words(_("excludes it"), _("The two share nothing: both cannot hold.")),
    "open": Words(_("open as well"), _("Both are open above, so neither bounds the other.")),
    "hedge_dropped": Words(
        _("the same number, one without its hedge"), _("The same number with and without its hedge is no conflict.")
    ),
}
FIGURE_RULES = {
    "update": Words(_("Update"), _("A later figure of the same origin replaces its earlier one: no conflict.")),
    "lowered": Words(
        _("Lowered without a word"),
        _("The same origin later gives a lower figure and does not say that it corrects itself: both are shown."),
    ),
    "conflict": Words(_("Conflict"), _("Figures of different origins exclude each other.")),
    "subset_conflict": Words(
        _("Part above its whole"), _("Even the lowest figure for a part is above the highest for the whole.")
    ),
    "hedge_dropped": Words(
        _("Hedge dropped"),
        _("A report gives the number without its “at least” or “nearly”: it says more than it knows."),
    ),
    "hedge_added": Words(_("Hedge added"), _("A report adds an “at least” or “nearly” that was not there.")),
    "number_changed": Words(_("Number changed"), _("A report gives another number than the one it repeats.")),
    "population_changed": Words(
        _("Other people counted"), _("A report counts other people than the figure it repeats.")
    ),
    "origin_withdrawn": Words(
        _("Its origin has withdrawn this"), _("A report repeats what was since taken back, so it counts no more.")
    ),
    "origin_superseded": Words(
        _("Its origin has given a newer figure"), _("A report repeats a figure that its origin has since replaced.")
    ),
    "origin_misattributed": Words(
        _("Its origin never said this"), _("A report repeats words that were not said by whom they are given to.")
    ),
    "contested_status": Words(
        _("Civilian status contested"),
        _("From none to all of these people were civilians. In a total they are counted once."),
    ),
}
ROLES = {
    "contributor": Words(_("Contributor"), _("Writes claims and records evidence.")),
    "reviewer": Words(_("Reviewer"), _("Checks and approves what they did not write.")),
    "editor": Words(_("Editor"), _("Publishes, corrects, gives notice and retracts.")),
    "administrator": Words(_("Administrator"), _("Gives people their roles.")),
}
# What a figure counts, and whom. Codes are open: the usual ones have words here, any other is shown as it was written.
COUNTED: dict[str, dict[str, Text]] = {
    "measure": {
        "killed": _("killed"),
        "wounded": _("wounded"),
        "casualties": _("casualties"),
        "missing": _("missing"),
        "displaced": _("displaced"),
        "detained": _("detained"),
        "targets_struck": _("targets struck"),
        "sites_destroyed": _("sites destroyed"),
        "strikes": _("strikes"),
    },
    "population": {
        "civilians": _("civilians"),
        "fighters": _("fighters"),
        "state_force": _("state force"),
        "children": _("children"),
        "women": _("women"),
        "medics": _("medics"),
        "journalists": _("journalists"),
        "members_of_the_force": _("members of the force"),
        "civilian_status_contested": _("civilian status contested"),
        "all": _("all"),
    },
}

# What a kind is called here, the choices it must cover, its words.
WORDING: dict[str, tuple[type[TextChoices], dict[str, Words]]] = {
    "verdict": (Verdict, VERDICTS),
    "claim_kind": (ClaimKind, CLAIM_KINDS),
    "reply": (ReplyStatus, REPLIES),
    "relation": (RelationKind, RELATIONS),
    "relation_back": (RelationKind, RELATIONS_BACK),
    "stance": (Stance, STANCES),
    "standing": (Standing, STANDINGS),
    "check": (CheckStatus, CHECKS),
    "method": (SnapshotMethod, METHODS),
    "drift": (DriftFinding, DRIFTS),
    "directness": (Directness, DIRECTNESS),
    "basis": (Basis, BASES),
    "speaker": (SpeakerKind, SPEAKERS),
    "outlet": (OutletKind, OUTLETS),
    "relay": (RelayKind, RELAYS),
    "link": (LinkStatus, LINKS),
    "version": (VersionKind, VERSIONS),
    "state": (PublicState, STATES),
    "hedge": (Hedge, HEDGES),
    "corroboration": (Label, CORROBORATIONS),
    "corroboration_wording": (Wording, CORROBORATION_WORDINGS),
    "figure_relation": (Relation, FIGURE_RELATIONS),
    "figure_rule": (Rule, FIGURE_RULES),
    "role": (Role, ROLES),
}


def label(kind: str, code: str) -> Text:
    """What the code is called. A code that no longer exists, in an old document, is shown as it stands there."""
    words = WORDING[kind][1].get(code)
    return words.label if words else code


def sentence(kind: str, code: str) -> Text:
    """What the code means, in one sentence; "" for a code that no longer exists."""
    words = WORDING[kind][1].get(code)
    return words.sentence if words else ""


def counted(kind: str, code: str) -> Text:
    """A measure or a population in words; one that nobody translated as it was written: "bridges hit"."""
    return COUNTED[kind].get(code, code.replace("_", " "))


def codes(kind: str) -> list[str]:
    """The codes of a kind, in their order."""
    return list(WORDING[kind][1])


def glossary(kind: str) -> Iterator[tuple[str, Text, Text]]:
    """(code, label, sentence) of a kind: what the methodology page lists."""
    for code, words in WORDING[kind][1].items():
        yield code, words.label, words.sentence
