"""Versions against their digests, their chains and what lists say of them; claim by claim, one document at a time."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from claims.corroboration import RULE
from claims.documents import content_of
from claims.quantities import CODEBOOK
from claims.structure import COMPUTED, recomputed
from history.canonical import canonical, digest
from history.models import Entry
from record.listings import SHOWN, public_state, summary_bytes
from record.models import Change, Correction, Hold, PublicationCounter, Retraction, Version
from record.models.change import ChangeKind
from record.verifying import lists, log
from record.verifying.findings import Counts, Erased, Finding

TABLE = Version._meta.db_table
CLAIM = "claims.claim"
PUBLISHING = ["claim_published", "claim_updated", "claim_retracted"]


def check(counts: Counts, erased: Erased) -> Iterator[Finding]:
    """Every version, and what its claim's newest one gives to lists."""
    yield from _check_sequence()
    versions = Version.objects.select_related("revision").order_by("claim_id", "number").iterator(chunk_size=20)
    for claim_id, group in groupby(versions, key=lambda version: version.claim_id):
        counts["published claims"] += 1
        yield from _check_claim(claim_id, group, counts, erased)
    gone = Entry.objects.filter(target_type=CLAIM, code__in=PUBLISHING).exclude(
        target_id__in=Version.objects.values("claim_id")
    )
    for entry in gone.order_by("pk").iterator():
        yield Finding(TABLE, f"of claim {entry.target_id}", f"version {entry.new.get('version')} is missing")
    yield from lists.check_orphans()
    yield from _check_changes()


def _check_sequence() -> Iterator[Finding]:
    """Sequences count 1, 2, 3 … over the whole site, up to the publication counter."""
    found = Version.objects.aggregate(highest=Max("sequence"), count=Count("pk"))
    highest, counter = found["highest"] or 0, PublicationCounter.objects.first()
    value = counter.value if counter else 0
    if not highest == found["count"] == value:
        sentence = f"it is {value}, the highest sequence is {highest}, and there are {found['count']} versions"
        yield Finding(PublicationCounter._meta.db_table, "1", sentence)


def _check_changes() -> Iterator[Finding]:
    """Changes count 1, 2, 3 … up to their counter, and tell every version once, those of a claim in their order.

    Versions made while their claim is withheld are told when it is shown again.
    """
    table = Change._meta.db_table
    counter = PublicationCounter.objects.first()
    found = Change.objects.aggregate(highest=Max("sequence"), count=Count("pk"))
    if not (found["highest"] or 0) == found["count"] == (counter.changes if counter else 0):
        yield Finding(table, str(found["highest"]), "changes are missing, or their counter is another")
    told = Change.objects.exclude(kind__in=[ChangeKind.ERASURE, ChangeKind.STATE])
    told = told.order_by("version__claim_id", "sequence")
    untold = Q(claim__in=Hold.objects.filter(ended_at__isnull=True).values("claim")) & ~Exists(
        Change.objects.filter(version=OuterRef("pk"), kind=OuterRef("kind"))
    )
    versions = Version.objects.exclude(untold).order_by("claim_id", "number")
    published = versions.values_list("pk", "kind").iterator()
    for change, wanted in zip_longest(told.values_list("version_id", "kind").iterator(), published):
        if change != wanted:
            yield Finding(table, (change or wanted)[0], "versions and the changes that tell them differ from here on")
            return


def _check_claim(claim_id: str, group: Iterable[Version], counts: Counts, erased: Erased) -> Iterator[Finding]:
    chain = Entry.objects.filter(target_type=CLAIM, target_id=claim_id, code__in=PUBLISHING).order_by("sequence")
    logged = {entry.new.get("version"): entry for entry in chain}
    notes = {note.version_id: note for note in Correction.objects.filter(version__claim=claim_id)}
    seen: list[Version] = []
    document: dict[str, Any] = {}
    for version in group:
        counts["versions"] += 1
        last = seen[-1] if seen else None
        number = last.number if last else 0
        if version.number != number + 1:
            sentence = f"number {version.number} of claim {claim_id} follows number {number}: one is missing"
            yield Finding(TABLE, version.pk, sentence)
        elif version.previous_digest != (last.publication_digest if last else ""):
            yield Finding(TABLE, version.pk, "it does not name the digest of the version before it")
        yield from _check_log(version, logged.pop(version.number, None))
        yield from log.check_heads(version.inputs, TABLE, version.pk)
        data = bytes(version.document)
        try:
            document = json.loads(data)
        except ValueError:
            yield Finding(TABLE, version.pk, "its document cannot be read")
            return
        yield from _check_digests(version, data, document, erased, counts)
        yield from _check_columns(version, document, notes.get(version.pk))
        yield from _check_merge(version, document)
        version.document = b""  # the next ones need only the columns
        seen.append(version)
    for number in sorted(number for number in logged if number):
        yield Finding(TABLE, f"of claim {claim_id}", f"version {number} is missing")
    state = public_state(seen[-1])
    shown = document if state in SHOWN else None
    yield from lists.check_claim(seen, state, shown, counts)


def _check_log(version: Version, entry: Entry | None) -> Iterator[Finding]:
    if entry is None:
        yield Finding(TABLE, version.pk, f"the log of claim {version.claim_id} does not know that it was published")
    elif not version.log_head or entry.digest != version.log_head:
        yield Finding(TABLE, version.pk, "its log head is not the entry of its publication")
    elif entry.new.get("digest") != version.content_digest:
        yield Finding(TABLE, version.pk, "its content digest is not the one in the log")


def _check_digests(
    version: Version, data: bytes, document: dict[str, Any], erased: Erased, counts: Counts
) -> Iterator[Finding]:
    missing = [name for name in ("content_digest", "publication_digest") if not getattr(version, name)]
    for name in missing:
        yield Finding(TABLE, version.pk, f"it has no {name.replace('_', ' ')}")
    if missing:
        return
    if digest(data) != version.publication_digest:
        yield erased.finding(TABLE, version.pk, "document", data, "its document does not match its publication digest")
    elif digest(canonical(content_of(document))) != version.content_digest:
        yield Finding(TABLE, version.pk, "its content does not match its content digest")
    else:
        yield from _check_computed(version, document, counts)
    if bytes(version.summary) != summary_bytes(document):
        yield Finding(TABLE, version.pk, "its summary is not the one its document gives")


def _check_computed(version: Version, document: dict[str, Any], counts: Counts) -> Iterator[Finding]:
    """Label, chains and figures follow from the document's own evidence, by the rule and codebook it names."""
    found = document.get("corroboration")
    if not found or found["rule"] != RULE or document["figures"]["codebook"] != CODEBOOK:
        return
    counts["computed labels"] += 1
    again = recomputed(document)
    for key in COMPUTED:
        if canonical(document[key]) != canonical(again[key]):
            yield Finding(TABLE, version.pk, f"its {key} is not what its evidence gives")


def _check_merge(version: Version, document: dict[str, Any]) -> Iterator[Finding]:
    """A tombstone names a kept claim only where two editors merged it into that one."""
    kept = document.get("retracted", {}).get("merged_into")
    if kept is None:
        return
    merges = Retraction.objects.filter(claim=version.claim_id, merged_into=kept, confirmed_at__isnull=False)
    if not merges.exists():
        yield Finding(TABLE, version.pk, f"it says it was merged into {kept}, and no two editors did so")


def _check_columns(version: Version, document: dict[str, Any], note: Correction | None) -> Iterator[Finding]:
    """What stands in columns is what stands in the document."""
    wanted = {
        "id": version.claim_id,
        "version": version.number,
        "version_kind": version.kind,
        "digest": version.content_digest,
        "published_at": version.effective_at.isoformat(),
        "recorded_at": version.recorded_at.isoformat(),
        "replayed": version.replayed,
        "people": version.people,
        "previous_digest": version.previous_digest,
        "log_head": version.log_head,
        "sequence": version.sequence,
    }
    for name, value in wanted.items():
        if document.get(name) != value:
            yield Finding(TABLE, version.pk, f"its document and its row differ in {name}")
    if version.revision and version.revision.content_digest != version.content_digest:
        yield Finding(TABLE, version.pk, "its content digest is not that of the revision it publishes")
    told = [row for row in document.get("corrections", []) if row["version"] == version.number]
    kept = (
        [{name: getattr(note, name) for name in ("what", "why", "old", "new")} | {"version": version.number}]
        if note
        else []
    )
    if [{name: row[name] for name in row if name != "at"} for row in told] != kept:
        yield Finding(TABLE, version.pk, "its correction is not the one its document gives")
