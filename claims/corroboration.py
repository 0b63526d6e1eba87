"""The corroboration label, rule version 1: from counts of origins to one code. Pure; the verdict stays a person's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_noop as _

from claims.models.claim import ClaimKind, Verdict

RULE = "1"


class Label(models.TextChoices):
    """What the structure of the reports shows. From the weakest to the strongest: a sum is as strong as its weakest part."""

    NO_GROUNDED_SUPPORT = "no_grounded_support", _("no grounded support")
    DENIED_ONLY = "denied_only", _("denied only")
    WITHDRAWN_BY_SPEAKER = "withdrawn_by_speaker", _("withdrawn by its speaker")
    CONFLICTING_ORIGINS = "conflicting_origins", _("conflicting origins")
    DISPUTED_BY_PARTY = "disputed_by_party", _("disputed by a party")
    SINGLE_ORIGIN = "single_origin", _("single origin")
    RELAYED_ONLY = "relayed_only", _("several origins through one relay")
    CORROBORATED = "corroborated", _("corroborated")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")


class Wording(models.TextChoices):
    """How a label is told where its plain sentence would say too little."""

    CLAIMED_BY = "claimed_by", "claimed by the one whose act it is"
    SUM = "sum", "an addition of single-origin figures"
    SAME_ORIGIN = "same_origin", "one origin on both sides"


STRENGTH = list(Label)

# The verdicts that a label suggests. A person may conclude another, and then says why in a public note.
SUGGESTED: dict[str, frozenset[str]] = {
    Label.NO_GROUNDED_SUPPORT: frozenset({Verdict.NOT_ENOUGH_EVIDENCE}),
    Label.DENIED_ONLY: frozenset({Verdict.NOT_ENOUGH_EVIDENCE, Verdict.CONTRADICTED}),
    Label.WITHDRAWN_BY_SPEAKER: frozenset({Verdict.WITHDRAWN}),
    Label.CONFLICTING_ORIGINS: frozenset({Verdict.CONTESTED}),
    Label.DISPUTED_BY_PARTY: frozenset({Verdict.CONTESTED}),
    Label.SINGLE_ORIGIN: frozenset({Verdict.NOT_ENOUGH_EVIDENCE}),
    Label.RELAYED_ONLY: frozenset({Verdict.NOT_ENOUGH_EVIDENCE}),
    Label.CORROBORATED: frozenset({Verdict.SUPPORTED}),
    Label.ACKNOWLEDGED: frozenset({Verdict.SUPPORTED}),
}


@dataclass(frozen=True)
class Inputs:
    """Everything rule v1 looks at, of live evidence after merging by party.

    `supporting` and `contradicting` are the ids of grounded origins; `unknown_support` counts supporting origins of unknown
    basis. `parties` are those origins that are a party to the event. `withdrawn` says that support existed and was withdrawn.
    `conflicting_figures` says that origins of a running count give figures that exclude each other. `parts` are the labels
    of the claims that this one sums.
    """

    kind: str
    supporting: frozenset[str] = frozenset()
    contradicting: frozenset[str] = frozenset()
    unknown_support: int = 0
    disjoint: int = 0
    parties: frozenset[str] = frozenset()
    acknowledged: bool = False
    withdrawn: bool = False
    own_act: bool = False
    conflicting_figures: bool = False
    parts: tuple[str | None, ...] = ()


def label(given: Inputs) -> Label | None:
    """The first that fits; None for an opinion."""
    if given.kind == ClaimKind.OPINION:
        return None
    if given.parts:
        return weakest(given.parts)
    supporting, contradicting = given.supporting, given.contradicting
    if given.acknowledged:
        return Label.ACKNOWLEDGED
    if given.withdrawn and not supporting and not given.unknown_support:
        return Label.WITHDRAWN_BY_SPEAKER
    if given.conflicting_figures:
        return Label.CONFLICTING_ORIGINS
    if supporting and contradicting:
        only_parties_contradict = contradicting <= given.parties and not supporting <= given.parties
        return Label.DISPUTED_BY_PARTY if only_parties_contradict else Label.CONFLICTING_ORIGINS
    if given.disjoint >= 2:
        return Label.CORROBORATED
    if len(supporting) >= 2:
        return Label.RELAYED_ONLY
    if supporting:
        return Label.SINGLE_ORIGIN
    return Label.DENIED_ONLY if contradicting else Label.NO_GROUNDED_SUPPORT


def wording(given: Inputs, found: Label | None) -> Wording | None:
    """How the label is told; None for its plain sentence."""
    if given.parts and found:
        return Wording.SUM
    if found == Label.SINGLE_ORIGIN and given.own_act:
        return Wording.CLAIMED_BY
    if found == Label.CONFLICTING_ORIGINS and len(given.supporting | given.contradicting) == 1:
        return Wording.SAME_ORIGIN
    return None


def weakest(labels: Iterable[str | None]) -> Label:
    """The weakest of these labels; a part without one, an opinion, supports nothing."""
    return min((Label(name) if name else Label.NO_GROUNDED_SUPPORT for name in labels), key=STRENGTH.index)


def suggested(kind: str, found: str | None) -> frozenset[str]:
    """The verdicts that a claim's kind and label suggest."""
    if kind == ClaimKind.OPINION:
        return frozenset({Verdict.NOT_CHECKABLE})
    if kind == ClaimKind.TALLY and found not in (Label.NO_GROUNDED_SUPPORT, Label.WITHDRAWN_BY_SPEAKER):
        return frozenset({Verdict.AS_REPORTED})
    return SUGGESTED[found] if found else frozenset()
