"""One article, post, broadcast or document."""

import hashlib
from typing import Any

from django.db import models

from history.models import Audited
from sources import stated_time
from sources.addresses import ADDRESS_LIMIT, normalise, validate_address
from sources.languages import validate_tag, validate_text
from sources.stated_time import StatedTime


class SourceQuerySet(models.QuerySet["Source"]):
    """Reads of sources."""

    def at_address(self, url: str) -> "SourceQuerySet":
        """The source of this address, however it is written (`sources.addresses`); none for an empty one."""
        # A source that met another when addresses began to meet is still found by its own exact address.
        digests = {address_digest(url.strip()), plain_digest(url.strip())} - {""}
        return self.filter(url_sha256__in=digests)


class Source(Audited):
    """Something published, independent of any capture of it. Never a person."""

    outlet = models.ForeignKey("sources.Outlet", on_delete=models.PROTECT, related_name="sources")
    canonical_url = models.TextField(max_length=ADDRESS_LIMIT, blank=True, validators=[validate_address])
    # PostgreSQL cannot index 3,000 characters, so the address is unique by the SHA-256 of its normalised form.
    url_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    title = models.CharField(max_length=500, blank=True, validators=[validate_text])
    byline = models.CharField(max_length=300, blank=True, validators=[validate_text])
    published_earliest = stated_time.earliest_column()
    published_latest = stated_time.latest_column()
    published_precision = stated_time.precision_column()
    published_zone = stated_time.zone_column()
    published_words = stated_time.words_column()
    language = models.CharField(max_length=11, default="en", validators=[validate_tag])
    declared_credit = models.CharField(max_length=200, blank=True, validators=[validate_text])
    seen = models.BooleanField(default=True)  # False: known only through another source

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-published_latest", "id"]
        constraints = [
            models.UniqueConstraint(
                "url_sha256",
                condition=~models.Q(url_sha256=""),
                name="one_source_an_address",
                violation_error_message="canonical_url: this address is already a source; choose that one.",
            ),
            stated_time.ordered("published", "source_published_in_order"),
        ]

    def __str__(self) -> str:
        return self.title or self.canonical_url or f"{self.outlet}, {self.published_words or 'undated'}"

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude)
        # The digest of the exact address stays where a migration left it: that source met another, and both are kept.
        if not self.url_sha256 or self.url_sha256 != plain_digest(self.canonical_url):
            self.url_sha256 = address_digest(self.canonical_url)

    @property
    def published(self) -> StatedTime:
        """When it says it was published."""
        return StatedTime.of(self, "published")


def address_digest(address: str) -> str:
    """SHA-256 of the normalised address in hexadecimal, "" for none: what `one_source_an_address` compares."""
    return plain_digest(normalise(address))


def plain_digest(address: str) -> str:
    """SHA-256 of an address as it is written, in hexadecimal, "" for none."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest() if address else ""
