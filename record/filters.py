"""What the list of claims can be narrowed by: each filter's condition, by its name. The API, pages and feeds ask the same."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from record.models import Listing, Mention

Condition = Callable[[Any], Q]
Rows = TypeVar("Rows", bound=QuerySet[Listing])

MOST = 10**15  # no count of ours is larger
# An interval without any bound is no figure at all.
_HAS_FIGURE = Q(lower__isnull=False) | Q(upper__isnull=False)

OF_CLAIMS: dict[str, Condition] = {
    "event": lambda value: Q(event_id=value),
    "kind": lambda value: Q(kind=value),
    "verdict": lambda value: Q(verdict=value),
    "corroboration": lambda value: Q(corroboration=value),
    "claimant": lambda value: Q(claimant_id=value),
    "language": lambda value: Q(language=value),
    "made_after": lambda value: Q(made_earliest__gte=value),
    "made_before": lambda value: Q(made_earliest__lt=value),
    "published_after": lambda value: Q(valid_from__gte=value),
    "published_before": lambda value: Q(valid_from__lt=value),
}
# “This speaker, against it”: `by_evidence` asks all that are given of one piece.
OF_EVIDENCE: dict[str, Condition] = {
    "speaker": lambda value: Q(speaker_id=value),
    "principal": lambda value: Q(principal_id=value),
    "outlet": lambda value: Q(outlet_id=value),
    "source": lambda value: Q(source_id=value),
    "statement": lambda value: Q(statement_id=value),
    "stance": lambda value: Q(stance=value),
    "said_before": lambda value: Q(said_latest__lt=value),
    "figure_from": lambda value: (Q(upper__gte=value) | Q(upper__isnull=True)) & _HAS_FIGURE,
    "figure_to": lambda value: (Q(lower__lte=value) | Q(lower__isnull=True)) & _HAS_FIGURE,
}


def narrow(rows: Rows, asked: dict[str, Any]) -> Rows:
    """The rows that every filter in `asked` lets through; other names there say nothing here."""
    rows = rows.filter(*(condition(asked[name]) for name, condition in OF_CLAIMS.items() if name in asked))
    return by_evidence(rows, [condition(asked[name]) for name, condition in OF_EVIDENCE.items() if name in asked])


def by_evidence(rows: Any, conditions: list[Q], column: str = "pk", of_mention: str = "version_id") -> Any:
    """Rows with a piece of published evidence of which all this holds; the two columns are where they meet."""
    if not conditions:
        return rows
    return rows.filter(**{f"{column}__in": Mention.objects.filter(*conditions).values(of_mention)})
