"""Suggest sources with the same text. The machine only suggests: a person confirms or rejects, and a no stays a no."""

from django.db import transaction
from django.db.models import Count, Q

from history import writes
from sources import reuse
from sources.models import Sketch, Snapshot, Source, SourceLink, Statement
from sources.models.source_link import LinkStatus, SourceLinkKind
from sources.models.statement import Directness

CANDIDATES = 20  # texts compared in full, those that share most of the sketch first
SHARED_VALUES = 2  # of the sketch; one alone is chance


@transaction.atomic
def compare(*, snapshot: Snapshot) -> list[SourceLink]:
    """Remember what this text looks like, and suggest the sources that share it. Answers with the new suggestions.

    A pair that was ever linked, whatever became of it, is not suggested again.
    """
    source = writes.lock(snapshot.source)
    text = article_of(snapshot)
    values = reuse.sketch(text)
    Sketch.objects.filter(source=source).delete()
    Sketch.objects.bulk_create([Sketch(source=source, value=value) for value in set(values)])
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
    suggested = []
    for other in candidates:
        kept = other.snapshots.complete().exclude(text="").first()
        if kept is None:
            continue
        found = reuse.compare(text, article_of(kept), quotes_shared=quoted + _direct_quotes(other))
        if found.kind in ("same_text", "substantial_reuse"):
            suggested.append(_suggest(source, other, found))
    return suggested


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
        if _credits(one, credited):
            later, earlier, kind = one, credited, SourceLinkKind.SYNDICATED_FROM
    return writes.insert(
        SourceLink(
            from_source=later, to_source=earlier, kind=kind, status=LinkStatus.DETECTED,
            containment=round(found.containment, 3),
        ),
        by=None, code="source_link_suggested",
    )  # fmt: skip


def _credits(source: Source, other: Source) -> bool:
    """Whether what the page declares, "(AFP)", names the other's outlet."""
    declared = source.declared_credit.casefold()
    names = [other.outlet.name, *other.outlet.names.values()]
    return bool(declared) and any(len(name) > 2 and name.casefold() in declared for name in names)


def _is_later(one: Source, other: Source) -> bool:
    if one.published_earliest is None or other.published_earliest is None:
        return one.published_earliest is None
    return one.published_earliest >= other.published_earliest
