"""Record and change speakers, outlets and sources."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from history import writes
from sources.access import require_to_write
from sources.addresses import homepage_of, host_of
from sources.models import Outlet, Source, Speaker
from sources.models.outlet import OutletKind

# The columns a person may set, by model; everything else is set by the action that means it.
WRITABLE: dict[type, frozenset[str]] = {
    Speaker: frozenset(
        {
            "name", "names", "kind", "role", "description", "principal", "principal_disputed", "wikidata_id",
        }
    ),
    Outlet: frozenset({"name", "names", "kind", "country", "languages", "family", "homepage"}),
    Source: frozenset(
        {
            "outlet", "canonical_url", "title", "byline", "published_earliest", "published_latest",
            "published_precision", "published_zone", "published_words", "language", "declared_credit", "seen",
        }
    ),
}  # fmt: skip


def only(allowed: frozenset[str], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, if each may be set. Raises `TypeError` for one that may not: a mistake of the caller, not of a person."""
    if unknown := fields.keys() - allowed:
        raise TypeError(f"These fields cannot be set here: {', '.join(sorted(unknown))}")
    return fields


@transaction.atomic
def create_speaker(*, by: User, **fields: Any) -> Speaker:
    """Add a speaker. Refuses who is no contributor; raises `ValidationError` naming the fields."""
    require_to_write(by)
    return writes.insert(Speaker(**only(WRITABLE[Speaker], fields)), by=by, code="speaker_created")


@transaction.atomic
def change_speaker(*, speaker: Speaker, by: User, **fields: Any) -> Speaker:
    """Change a speaker for every claim; documents already published keep the words they had."""
    require_to_write(by)
    speaker = writes.lock(speaker)
    writes.change(speaker, only(WRITABLE[Speaker], fields), by=by, code="speaker_changed")
    return speaker


@transaction.atomic
def create_outlet(*, by: User, **fields: Any) -> Outlet:
    """Add an outlet. Refuses who is no contributor; raises `ValidationError` naming the fields."""
    require_to_write(by)
    return writes.insert(Outlet(**only(WRITABLE[Outlet], fields)), by=by, code="outlet_created")


@transaction.atomic
def change_outlet(*, outlet: Outlet, by: User, **fields: Any) -> Outlet:
    """Change an outlet for every claim; documents already published keep the words they had."""
    require_to_write(by)
    outlet = writes.lock(outlet)
    writes.change(outlet, only(WRITABLE[Outlet], fields), by=by, code="outlet_changed")
    return outlet


@transaction.atomic
def create_source(*, by: User, **fields: Any) -> Source:
    """Add a source. Raises `ValidationError` for an address that is already a source."""
    require_to_write(by)
    return writes.insert(Source(**only(WRITABLE[Source], fields)), by=by, code="source_created")


@transaction.atomic
def find_or_create_source(
    *, by: User, url: str = "", outlet: str = "", title: str = "", language: str
) -> tuple[Source, bool]:
    """The source at this address, or of this title in the outlet of this name, and whether it was known; else a new one.

    A new one's outlet is the known one of that name or, where no name is given, of the address's host; else that is new too.
    Raises `ValidationError` naming the columns.
    """
    require_to_write(by)
    wanted = Source.objects.filter(outlet__name__iexact=outlet, canonical_url="", title=title)
    if url:
        wanted = Source.objects.at_address(url)
    if known := wanted.first():
        return known, True
    try:
        with transaction.atomic():
            publisher = _find_or_create_outlet(by, outlet, url)
            return create_source(by=by, outlet=publisher, canonical_url=url, title=title, language=language), False
    except ValidationError:
        # Somebody gave the same address at the same moment: theirs is the known one.
        if known := wanted.first():
            return known, True
        raise


def _find_or_create_outlet(by: User, name: str, url: str) -> Outlet:
    host = host_of(url)
    bare = host.removeprefix("www.")
    if name:
        known = Outlet.objects.filter(name__iexact=name).first()
    else:
        known = next(iter(Outlet.objects.of_hosts([host]).get(bare, [])), None)
    if known:
        return known
    name = (name or bare)[:200]
    return create_outlet(by=by, name=name, kind=OutletKind.SITE, homepage=homepage_of(url))


@transaction.atomic
def change_source(*, source: Source, by: User, **fields: Any) -> Source:
    """Change a source for every claim; documents already published keep the words they had."""
    require_to_write(by)
    source = writes.lock(source)
    if "canonical_url" in fields:
        source.url_sha256 = ""  # follows the address when it is validated
    writes.change(source, only(WRITABLE[Source], fields), by=by, code="source_changed")
    return source
