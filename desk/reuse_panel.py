"""Sources with nearly the same text, as the machine found them: what they share side by side, to confirm or reject."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from sources import reuse
from sources.actions.comparing import article_of
from sources.models import Snapshot, Source, SourceLink
from sources.models.source_link import LinkStatus

SHOWN = 3  # links whose texts are compared for one page; judged ones make room for more
RUNS = 5  # shared runs that are shown, the longest first
RUN_LIMIT = 1_000  # characters of a run
READ = 50_000  # characters of each text: a page is looked at, the whole was compared when the link was suggested


@dataclass(frozen=True)
class Shared:
    """Words that stand in both texts, as each has them."""

    one: str
    other: str


def guesses(source: Source) -> list[dict[str, Any]]:
    """The detected links of a source in either direction, with the longest runs that the first part of both has now."""
    links = list(
        SourceLink.objects.filter(Q(from_source=source) | Q(to_source=source), status=LinkStatus.DETECTED)
        .select_related("from_source__outlet", "to_source__outlet")
        .order_by("-containment", "id")[:SHOWN]
    )
    mine = _article(source) if links else ""
    return [_guess(link, source, mine) for link in links]


def _guess(link: SourceLink, source: Source, mine: str) -> dict[str, Any]:
    other = link.to_source if link.from_source_id == source.pk else link.from_source
    theirs = _article(other)
    found = reuse.compare(mine[:READ], theirs[:READ])
    runs = [
        Shared(mine[run.start : run.end][:RUN_LIMIT], theirs[run.other_start : run.other_end][:RUN_LIMIT])
        for run in found.runs[:RUNS]
    ]
    return {
        "link": link,
        "other": other,
        "percent": round(100 * link.containment) if link.containment is not None else None,
        "runs": runs,
        "more": max(0, len(found.runs) - RUNS),
        "is_cut": max(len(mine), len(theirs)) > READ,
    }


def _article(source: Source) -> str:
    newest: Snapshot | None = source.snapshots.complete().exclude(text="").first()
    return article_of(newest) if newest else ""
