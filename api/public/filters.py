"""The filters of lists: parameters that narrow, each declared once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from api.problems import Problem
from api.public import parameters, vocabulary
from api.public.parameters import (
    INSTANT,
    Filter,
    Parameter,
    a_beginning,
    a_bound,
    a_language,
    a_place,
    an_id,
    one_of,
)  # fmt: skip
from record.filters import MOST, OF_CLAIMS, OF_EVIDENCE, by_evidence
from record.models import Card, Change, Listing, Mention
from record.models.card import CardKind


@dataclass(frozen=True)
class MentionFilter(Filter):
    """A filter on who and what is named in published evidence. All that are given must hold of one piece of evidence."""


def narrow(
    rows: Any, asked: dict[str, Any], declared: Sequence[Parameter], mentioned_as: tuple[str, str] | None = None
) -> Any:
    """The rows that every filter asked for lets through.

    `mentioned_as` names the column of the rows and that of mentions by which they meet.
    """
    of_mentions = [parameter for parameter in declared if isinstance(parameter, MentionFilter)]
    rows = parameters.narrow(rows, asked, [parameter for parameter in declared if parameter not in of_mentions])
    if not mentioned_as:
        return rows
    conditions = [parameter.condition(asked[parameter.name]) for parameter in of_mentions if parameter.name in asked]
    return by_evidence(rows, conditions, *mentioned_as)


def require_existing(asked: dict[str, Any], declared: Sequence[Parameter]) -> None:
    """Why nothing was found: raises `Problem` where a filter names what does not exist."""
    for parameter in declared:
        if isinstance(parameter, Filter) and parameter.exists and parameter.name in asked:
            if not parameter.exists(asked[parameter.name]):
                detail = f"Nothing published answers to this {parameter.name}'s id."
                raise Problem("bad-parameters", errors=[{"parameter": parameter.name, "detail": detail}])


def _has_card(kind: CardKind) -> Callable[[str], bool]:
    return lambda key: Card.objects.filter(kind=kind, pk=key).exists()


def _has_claim(key: str) -> bool:
    return Listing.objects.filter(claim_id=key).exists()


def _is_a_party(key: str) -> bool:
    return Mention.objects.filter(principal_id=key).exists()


def _changed_since(value: int | datetime) -> Q:
    after = Change.objects.filter(**{"at__gte" if isinstance(value, datetime) else "sequence__gt": value})
    return Q(claim_id__in=after.values("version__claim_id"))


AN_ID = {"type": "string", "pattern": vocabulary.ID, "examples": ["7m3k9q2wx4ab"]}

EVENT = MentionFilter(
    "event", "Of this event, by its id.", AN_ID, an_id,
    condition=lambda value: Q(event_id=value), exists=_has_card(CardKind.EVENT),
)  # fmt: skip
CLAIM = MentionFilter(
    "claim", "In the evidence of this claim, by its id.", AN_ID, an_id,
    condition=lambda value: Q(claim_id=value), exists=_has_claim,
)  # fmt: skip
SPEAKER = MentionFilter(
    "speaker", "With evidence by this speaker, by their id.", AN_ID, an_id,
    condition=OF_EVIDENCE["speaker"], exists=_has_card(CardKind.SPEAKER),
)  # fmt: skip
PRINCIPAL = MentionFilter(
    "principal", "With evidence by somebody who speaks for this party, by its id.", AN_ID, an_id,
    condition=OF_EVIDENCE["principal"], exists=_is_a_party,
)  # fmt: skip
OUTLET = MentionFilter(
    "outlet", "With evidence that this outlet published, by its id.", AN_ID, an_id,
    condition=OF_EVIDENCE["outlet"], exists=_has_card(CardKind.OUTLET),
)  # fmt: skip
SOURCE = MentionFilter(
    "source", "With evidence from this source, by its id.", AN_ID, an_id,
    condition=OF_EVIDENCE["source"], exists=_has_card(CardKind.SOURCE),
)  # fmt: skip
STATEMENT = MentionFilter(
    "statement", "With this statement as evidence, by its id.", AN_ID, an_id,
    condition=OF_EVIDENCE["statement"], exists=_has_card(CardKind.STATEMENT),
)  # fmt: skip
STANCE = MentionFilter(
    "stance", "With evidence of this stance; together with `speaker`, `outlet` or another, of theirs.",
    {"type": "string", "enum": list(vocabulary.STANCES)}, one_of(vocabulary.STANCES),
    condition=OF_EVIDENCE["stance"],
)  # fmt: skip
SAID_BEFORE = MentionFilter(
    "said_before",
    "With evidence that had surely been said before this instant. A date means its first moment in UTC.",
    INSTANT, a_beginning, condition=OF_EVIDENCE["said_before"],
)  # fmt: skip
A_BOUND = {"type": "integer", "minimum": 0, "maximum": MOST, "examples": [16]}
FIGURE_FROM = MentionFilter(
    "figure_from", "With evidence that gives a figure which can be this number or more.", A_BOUND, a_bound,
    condition=OF_EVIDENCE["figure_from"],
)  # fmt: skip
FIGURE_TO = MentionFilter(
    "figure_to", "With evidence that gives a figure which can be this number or less.", A_BOUND, a_bound,
    condition=OF_EVIDENCE["figure_to"],
)  # fmt: skip

UPDATED_SINCE = Filter(
    "updated_since",
    "What changed since: the `sequence` of the last change you have, or an instant. Claims are listed once however often they "
    "changed, and retracted ones are not; to keep a copy, follow `/changes/`.",
    {"type": "string", "examples": ["17", "2024-02-05T12:00:00Z"]},
    a_place,
    condition=_changed_since,
)

CHANGED_SINCE = Filter(
    "updated_since",
    "Changes after this one: the `sequence` of the last change you have, 0 for all, or an instant, which is included.",
    {"type": "string", "examples": ["17", "2024-02-05T12:00:00Z"]},
    a_place,
    condition=lambda value: Q(**{"at__gte" if isinstance(value, datetime) else "sequence__gt": value}),
)

CLAIM_FILTERS: list[Parameter] = [
    Filter(
        "event", "Claims about this event, by its id.", AN_ID, an_id,
        condition=OF_CLAIMS["event"], exists=_has_card(CardKind.EVENT),
    ),
    Filter(
        "kind", "Claims of this kind.", {"type": "string", "enum": list(vocabulary.CLAIM_KINDS)},
        one_of(vocabulary.CLAIM_KINDS), condition=OF_CLAIMS["kind"],
    ),
    Filter(
        "verdict", "Claims with this verdict.", {"type": "string", "enum": list(vocabulary.VERDICTS)},
        one_of(vocabulary.VERDICTS), condition=OF_CLAIMS["verdict"],
    ),
    Filter(
        "corroboration", "Claims with this computed label.",
        {"type": "string", "enum": list(vocabulary.LABELS)}, one_of(vocabulary.LABELS),
        condition=OF_CLAIMS["corroboration"],
    ),
    Filter(
        "claimant", "Claims of this party, by the speaker's id.", AN_ID, an_id,
        condition=OF_CLAIMS["claimant"], exists=_has_card(CardKind.SPEAKER),
    ),
    Filter(
        "language", "Claims first worded in this language.",
        {"type": "string", "pattern": vocabulary.LANGUAGE_TAG, "examples": ["en", "ar"]}, a_language,
        condition=OF_CLAIMS["language"],
    ),
    Filter(
        "made_after",
        "Claims made at this instant or later, by the earliest instant of `made_at`. A date means its first moment in UTC.",
        INSTANT, a_beginning, condition=OF_CLAIMS["made_after"],
    ),
    Filter(
        "made_before",
        "Claims made before this instant, by the earliest instant of `made_at`. A date means its first moment in UTC.",
        INSTANT, a_beginning, condition=OF_CLAIMS["made_before"],
    ),
    Filter(
        "published_after",
        "Versions published at this instant or later. A date means its first moment in UTC.",
        INSTANT, a_beginning, condition=OF_CLAIMS["published_after"],
    ),
    Filter(
        "published_before", "Versions published before this instant. A date means its first moment in UTC.",
        INSTANT, a_beginning, condition=OF_CLAIMS["published_before"],
    ),
    SPEAKER, PRINCIPAL, OUTLET, SOURCE, STATEMENT, STANCE, FIGURE_FROM, FIGURE_TO, SAID_BEFORE, UPDATED_SINCE,
]  # fmt: skip

CORRECTION_FILTERS: list[Parameter] = [
    Filter(
        "claim", "Corrections of this claim, by its id.", AN_ID, an_id,
        condition=lambda value: Q(version__claim_id=value), exists=_has_claim,
    ),
]  # fmt: skip
