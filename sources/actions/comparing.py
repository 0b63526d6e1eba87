"""Suggest sources with the same text. The machine only suggests: a person confirms or rejects, and a no stays a no."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, Q

from history import writes
from sources import reuse
from sources.credits import names_outlet
from sources.models import Sketch, Snapshot, Source, SourceLink, Statement
from sources.models.source_link import LinkStatus, SourceLinkKind
from sources.models.statement import Directness

CANDIDATES = 20  # texts compared in full, those that share most of the sketch first
SHARED_VALUES = 2  # of the sketch; one alone is chance


class Likeness:
    """One article beside others. The same question is answered once: asked ahead, it takes no time within a transaction."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._article = article_of(snapshot)
        self._found: dict[tuple[str, ...], reuse.Reuse] = {}
        self.sketch = reuse.sketch(self._article)

    def to(self, other: Snapshot, said: list[str]) -> reuse.Reuse:
        """How much of one is in the other, without these quotes. A complete snapshot never changes, so its key stands for it."""
        question = (other.pk, *said)
        if question not in self._found:
            self._found[question] = reuse.compare(self._article, article_of(other), quotes_shared=said)
        return self._found[question]


def ask_ahead(*, snapshot: Snapshot) -> Likeness:
    """Ask what `compare` will ask of a capture that is not kept yet: long texts take seconds, and no transaction."""
    likeness = Likeness(snapshot)
    for _other, kept, said in _candidates(snapshot.source, likeness.sketch):
        likeness.to(kept, said)
    return likeness


@transaction.atomic
def compare(*, snapshot: Snapshot, likeness: Likeness) -> list[SourceLink]:
    """Remember what this text looks like, and suggest the sources that share it. Answers with the new suggestions.

    A pair that was ever linked, whatever became of it, is not suggested again.
    """
    source = writes.lock(snapshot.source)
    Sketch.objects.filter(source=source).delete()
    Sketch.objects.bulk_create([Sketch(source=source, value=value) for value in set(likeness.sketch)])
    suggested = []
    for other, kept, said in _candidates(source, likeness.sketch):
        found = likeness.to(kept, said)
        if found.kind in ("same_text", "substantial_reuse"):
            suggested.append(_suggest(source, other, found))
    return suggested


def _candidates(source: Source, values: list[int]) -> Iterator[tuple[Source, Snapshot, list[str]]]:
    """The sources whose sketch shares most, with the newest text of each, still unread, and what people are quoted in both."""
    candidates = (
        Source.objects.filter(sketches__value__in=values)
        .exclude(pk=source.pk)
        .annotate(shared=Count("sketches"))
        .filter(shared__gte=SHARED_VALUES)
        .exclude(Q(links_out__to_source=source) | Q(links_in__from_source=source))
        .select_related("outlet")
        .order_by("-shared", "pk")[:CANDIDATES]
    )
    quoted = _direct_quotes(source)
    for other in candidates:
        kept = other.snapshots.complete().exclude(text="").defer("text").first()
        if kept is not None:
            yield other, kept, quoted + _direct_quotes(other)


def article_of(snapshot: Snapshot) -> str:
    """The article alone: what stands around it is the site's, and alike on all its pages."""
    return snapshot.text[: snapshot.article_length] if snapshot.article_length else snapshot.text


def _direct_quotes(source: Source) -> list[str]:
    """What people said is theirs: two outlets that quote one speaker do not copy each other."""
    said = Statement.objects.filter(source=source, directness=Directness.DIRECT_QUOTE).exclude(quote="")
    return list(said.values_list("quote", flat=True))


def _suggest(source: Source, other: Source, found: reuse.Reuse) -> SourceLink:
    """The later one comes from the earlier one, unless one of them credits the other's outlet."""
    later, earlier = (source, other) if _is_later(source, other) else (other, source)
    kind = SourceLinkKind.NEAR_DUPLICATE_OF
    for one, credited in ((source, other), (other, source)):
        if names_outlet(one.declared_credit, [credited.outlet.name, *credited.outlet.names.values()]):
            later, earlier, kind = one, credited, SourceLinkKind.SYNDICATED_FROM
    return writes.insert(
        SourceLink(
            from_source=later, to_source=earlier, kind=kind, status=LinkStatus.DETECTED,
            containment=round(found.containment, 3),
        ),
        by=None, code="source_link_suggested",
    )  # fmt: skip


def _is_later(one: Source, other: Source) -> bool:
    if one.published_earliest is None or other.published_earliest is None:
        return one.published_earliest is None
    return one.published_earliest >= other.published_earliest
