"""The words that documents use for kinds and states, each with one sentence. A test compares them with the models."""

ID = "^[2-9a-hjkmnp-tv-z]{12}$"
LANGUAGE_TAG = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
DIGEST = "^sha256:[0-9a-f]{64}$"

STATES = {
    "published": "It stands as it is.",
    "under_notice": "A new statement was received; the claim is under review.",
    "retracted": "We took it back. Its address now answers with the reason, and its older versions carry this state.",
}
CLAIM_KINDS = {
    "occurrence": "Something happened.",
    "quantity": "A figure for one measure and population.",
    "tally": "A running count: it names measure and population, and its figures live in its evidence.",
    "communication": "Somebody told somebody something.",
    "responsibility": "Somebody did it, attributed by whoever says so.",
    "identity": "Who somebody is or was.",
    "opinion": "A judgement or forecast; recorded, not checked.",
}
VERDICTS = {
    "supported": "What we found supports it.",
    "contradicted": "What we found contradicts it.",
    "contested": "Accounts that count contradict each other.",
    "withdrawn": "Its own speaker took it back.",
    "as_reported": "A tally: the range of what was reported.",
    "not_enough_evidence": "There is not enough to say.",
    "not_checkable": "An opinion or a forecast.",
}
VERSION_KINDS = {
    "first": "The first publication.",
    "update": "Evidence was added; verdict and rationale stand.",
    "correction": "Something we had said changed; the correction says what.",
    "retraction": "We took the publication back; the document is a tombstone.",
}
CHANGE_KINDS = {
    **VERSION_KINDS,
    "erasure": "Passages were blanked in every version: replace all that you hold of the claim.",
    "state": "No new version: a notice was put or lifted, or a claim was withheld or is shown again.",
}
STANCES = {
    "supports": "It speaks for the claim.",
    "contradicts": "It speaks against the claim.",
    "context": "It says neither and helps to read the rest.",
    "withdraws": "The same speaker or principal takes the claim back.",
}
STANDINGS = {
    "live": "It stands.",
    "withdrawn": "Its speaker or their principal took it back; it no longer counts and stays visible.",
    "misattributed": "They did not say it; it no longer counts and stays visible.",
}
DIRECTNESS = {
    "direct_quote": "Their words, in quotation marks.",
    "indirect_speech": "What they said, in the outlet's words.",
    "outlet_voice": "The outlet itself says it.",
    "headline": "Words of a headline.",
    "inferred": "Concluded from what was said.",
}
BASES = {
    "own_act": "They did it themselves.",
    "own_knowledge": "They know it from their own work.",
    "own_observation": "They saw it.",
    "record": "A record they keep.",
    "official_statement": "An official statement of theirs.",
    "relayed": "They have it from somebody else.",
    "unknown": "Not known.",
}
CHECKS = {
    "exact": "Character for character in the capture.",
    "presentation": "The same words in other typography.",
    "orthographic": "The same words in other spelling.",
    "elided": "Shortened, in order.",
    "transcribed": "Typed by us from what was seen; no capture to compare with.",
    "altered": "The words differ from the capture.",
    "ambiguous": "Found in several places of the capture.",
    "not_found": "Not found in the capture.",
    "unverifiable": "Not checked against a capture.",
}
DRIFTS = {
    "altered": "The newest capture of the page holds words like these, and not these.",
    "ambiguous": "The newest capture holds the words more than once, and not where they stood.",
    "lost": "The newest capture does not hold the words.",
    "returned": "An earlier capture did not hold the words; the newest does.",
}
HEDGES = {
    "exactly": "n",
    "at_least": "at least n",
    "more_than": "more than n",
    "up_to": "up to n",
    "fewer_than": "fewer than n",
    "between": "from n to m",
    "none": "none",
    "none_reported": "none reported, which is not none",
    "dozens": "dozens",
    "hundreds": "hundreds",
    "several": "several",
    "nearly": "nearly n",
    "about": "about n",
    "manual": "bounds set by hand, with a reason",
}
PRECISIONS = {
    "minute": "To the minute.",
    "day": "To the day.",
    "month": "To the month.",
    "year": "To the year.",
    "unknown": "Not stated.",
}
SPEAKER_KINDS = {
    "person": "One person.",
    "organisation": "A body that is no state's.",
    "government": "A government or a part of it.",
    "state_force": "A force of a state.",
    "armed_group": "An armed group.",
    "unnamed": "Described, not identified.",
}
OUTLET_KINDS = {
    "agency": "A news agency.",
    "newspaper": "A newspaper.",
    "broadcaster": "A broadcaster.",
    "journal": "A journal.",
    "site": "A site.",
    "account": "An account on a platform.",
    "official": "An official channel.",
    "unknown": "Not recorded.",
}
SNAPSHOT_METHODS = {
    "fetched": "Fetched by us.",
    "uploaded": "Given to us as a file.",
    "transcribed": "Typed from what was seen.",
}
RELAY_KINDS = {
    "quotes": "Repeats their words.",
    "paraphrases": "Repeats the meaning.",
    "syndicates": "Carries the same text.",
    "translates": "Says it in another language.",
    "aggregates": "Adds it up with others.",
    "same_statement": "Is the same statement, elsewhere; holds both ways.",
}
RELAY_STATES = {
    "declared": "The source says so.",
    "detected": "A machine's guess; it does not count.",
    "confirmed": "A person confirmed the guess.",
}
RELATION_KINDS = {
    "implies": "If it holds, so does the other.",
    "contradicts": "Both cannot hold.",
    "part_of": "It is a part of the other.",
    "sums": "It adds the others up.",
    "same_as": "It says the same.",
    "related": "It helps to read the other.",
}
REPLY_STATES = {
    "not_asked": "Not asked yet.",
    "asked": "Asked, waiting for an answer.",
    "replied": "They replied.",
    "no_reply": "Asked; no reply came.",
    "not_applicable": "The claim names nobody.",
}
LABELS = {
    "no_grounded_support": "Nobody who knows it themselves stands behind it, as far as the reports show.",
    "denied_only": "Only a denial is on record.",
    "withdrawn_by_speaker": "There was support, and all of it was taken back.",
    "conflicting_origins": "Origins stand on both sides, or give figures that exclude each other.",
    "disputed_by_party": "Origins support it, and only parties to the event contradict it.",
    "single_origin": "One origin supports it, however many reports there are.",
    "relayed_only": "Several origins support it, and all come to us through one report.",
    "corroborated": "At least two origins support it by ways that share nothing.",
    "acknowledged": "The party concerned affirms it against its own interest.",
}
LABEL_WORDINGS = {
    "claimed_by": "The one origin speaks of its own act.",
    "sum": "The claim adds up others; the label is that of its weakest part.",
    "same_origin": "One origin stands on both sides.",
}
FIGURE_RELATIONS = {
    "equal": "The same interval.",
    "within": "It lies inside the other.",
    "contains": "The other lies inside it.",
    "overlap": "They share a part.",
    "disjoint": "They exclude each other.",
    "open": "Both are open above, so neither bounds the other.",
    "hedge_dropped": "The same number, once with and once without its hedge: no conflict.",
}
FIGURE_RULES = {
    "update": "A later figure of the same origin.",
    "lowered": "A later, lower figure of the same origin, without a word that it corrects the earlier.",
    "conflict": "Figures of different origins that exclude each other.",
    "subset_conflict": "Even the lowest of a part is above the highest of its whole.",
    "hedge_dropped": "A report leaves out the hedge of the figure it repeats.",
    "hedge_added": "A report adds a hedge to the figure it repeats.",
    "number_changed": "A report gives another number than the one it repeats.",
    "population_changed": "A report counts other people than the one it repeats.",
    "origin_withdrawn": "The origin of a report has withdrawn this.",
    "origin_superseded": "The origin of a report has given a newer figure.",
    "origin_misattributed": "The origin of a report never said this.",
    "contested_status": "From none to all of these dead were civilians, and in a total they stand once.",
}
NODE_STATES = STANDINGS | {
    "superseded": "Newer evidence of its origin replaces it; it no longer counts and stays visible."
}
