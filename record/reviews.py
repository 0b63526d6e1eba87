"""The reviews that a published claim carries: ours where a person gave a verdict, and each fact-check of others. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_supported_language_variant, override

from record.addresses import claim_url
from record.models.listing import PublicState
from record.wording import label

OURS = 0  # its place; fact-checks follow from 1 on in the document's order
LONGEST_SITE = 255  # characters, the most that a host name can have


class Review(NamedTuple):
    """One review in one language, in its publisher's own words."""

    place: int
    language: str
    site: str  # the publisher's host without "www."; "" for ours, see `own_site`
    publisher: str
    url: str
    title: str
    rating: str
    reviewed_at: datetime | None
    newest_at: datetime | None  # when it was claimed or reviewed, whichever is newer

    @property
    def base_language(self) -> str:
        """The language without script and region."""
        return self.language.partition("-")[0]


def reviews_of(document: dict[str, Any], state: str) -> Iterator[Review]:
    """All of them, ours first, once for each language in which we gave our reasons. Works for a summary too.

    Ours is left out while a notice is over the claim: what is under review is not to be spread.
    """
    made = datetime.fromisoformat(document["made_at"]["earliest"]) if document["made_at"] else None
    if document["verdict"] and state == PublicState.PUBLISHED:
        published = datetime.fromisoformat(document["published_at"])
        original = document["original_language"]
        seen: set[str] = set()
        for language in [original, *sorted(document["rationale"])]:
            if language.partition("-")[0] in seen:
                continue
            seen.add(language.partition("-")[0])
            yield Review(
                place=OURS,
                language=language,
                site="",
                publisher=settings.SITE_NAME,
                url=claim_url(document),
                title=document["text"].get(language) or document["text"].get(original, ""),
                rating=_verdict_in(language, document["verdict"]),
                reviewed_at=published,
                newest_at=_newest(made, published),
            )
    for place, check in enumerate(document["fact_checks"], start=OURS + 1):
        claimed, reviewed = _day(check["claimed_on"]), _day(check["reviewed_on"])
        yield Review(
            place=place,
            language=check["language"],
            site=site_of(check["url"]),
            publisher=check["publisher"],
            url=check["url"],
            title=check["title"],
            rating=check["rating"],
            reviewed_at=reviewed,
            newest_at=_newest(claimed or made, reviewed),
        )


def own_site() -> str:
    """How we are called where others are called by their host."""
    return site_of(settings.SITE_URL)


def site_of(address: str) -> str:
    """The host of an address, or of a bare host, without "www." and port; "" where there is none."""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    return host.lower().removeprefix("www.").rstrip(".")[:LONGEST_SITE]


def _verdict_in(language: str, verdict: str) -> str:
    """Our verdict's public words, in English where we have no words in that language."""
    try:
        spoken = get_supported_language_variant(language)
    except LookupError:
        spoken = "en"
    with override(spoken):
        return str(label("verdict", verdict))


def _newest(*instants: datetime | None) -> datetime | None:
    return max((instant for instant in instants if instant), default=None)


def _day(text: str | None) -> datetime | None:
    return datetime.combine(datetime.fromisoformat(text).date(), time.min, UTC) if text else None
