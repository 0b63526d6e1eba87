"""What a claim's figures suggest to a person, who accepts or dismisses it: a stance, or that a newer one replaces an older."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from claims.figure_panels import figure_of
from claims.figures import Rule, suggested_stance
from claims.models import Claim
from history.models import Entry

Row = dict[str, Any]

DISMISSED = "suggestion_dismissed"  # the log's code; the log alone remembers what was dismissed


class Kind(models.TextChoices):
    """What a suggestion asks to change."""

    STANCE = "stance", "another stance"
    REPLACED = "replaced", "replaced by a newer figure"


@dataclass(frozen=True)
class FigureSuggestion:
    """One suggestion about one piece of evidence. `value` is the stance, or the id of the newer evidence.

    The key holds what it rests on, the bounds too: a dismissed one comes back only when the figures are others.
    """

    key: str
    kind: str
    evidence: str
    value: str
    needs_reason: bool = False


def suggestions(content: Row) -> list[FigureSuggestion]:
    """Everything that the figures of a document suggest, whether dismissed or not; computed from the document alone."""
    return [*_stances(content), *_replaced(content)]


def dismissed(claim: Claim) -> set[str]:
    """The keys of the suggestions that somebody dismissed in this claim. One statement."""
    entries = Entry.objects.of(claim).filter(code=DISMISSED)
    return {new["suggestion"] for new in entries.values_list("new", flat=True)}


def _stances(content: Row) -> list[FigureSuggestion]:
    event = content["event"]["id"]
    claimed = figure_of(content["quantity"], content["id"], event, content["made_at"])
    if claimed is None:
        return []
    found = []
    for row in content["evidence"]:
        figure = figure_of(row["quantity"], row["id"], event, row["said_at"])
        if figure is None or not row["counts"] or row["stance"] == "withdraws":
            continue
        stance = suggested_stance(claimed, figure)
        if stance and stance != row["stance"]:
            bounds = f"{figure.lower}-{figure.upper}:{claimed.lower}-{claimed.upper}"
            key = f"{Kind.STANCE.value}:{row['id']}:{stance}:{bounds}"
            found.append(FigureSuggestion(key, Kind.STANCE, row["id"], stance))
    return found


def _replaced(content: Row) -> list[FigureSuggestion]:
    rows = {row["id"]: row for row in content["evidence"]}
    found = []
    for panel in content["figures"]["panels"]:
        for finding in panel["findings"]:
            if finding["rule"] not in (Rule.UPDATE, Rule.LOWERED):
                continue
            older, newer = finding["evidence"]
            if rows[older]["superseded_by"] or not rows[newer]["counts"]:
                continue
            key = f"{Kind.REPLACED.value}:{older}:{newer}"
            found.append(FigureSuggestion(key, Kind.REPLACED, older, newer, finding["rule"] == Rule.LOWERED))
    return found
