"""Who publishes sources."""

import re

from django.db import models
from django.db.models.functions import Lower

from history.models import Audited
from sources.languages import validate_map, validate_tags, validate_text


class OutletKind(models.TextChoices):
    AGENCY = "agency", "news agency"
    NEWSPAPER = "newspaper", "newspaper"
    BROADCASTER = "broadcaster", "broadcaster"
    JOURNAL = "journal", "journal"
    SITE = "site", "site"
    ACCOUNT = "account", "account on a platform"
    OFFICIAL = "official", "official channel"
    UNKNOWN = "unknown", "not recorded"


class OutletQuerySet(models.QuerySet["Outlet"]):
    """Reads of outlets."""

    def of_host(self, host: str) -> "Outlet | None":
        """The outlet whose homepage is on this host, or that is named by it; `www.` aside."""
        bare = host.removeprefix("www.")
        if not bare:
            return None
        homepage = rf"^https?://(www\.)?{re.escape(bare)}(:[0-9]+)?(/|$)"
        return self.filter(models.Q(homepage__iregex=homepage) | models.Q(name__iexact=bare)).order_by("id").first()


class Outlet(Audited):
    """One publisher. Never graded, and a speaker only in its own voice."""

    name = models.CharField(max_length=200, validators=[validate_text])
    names = models.JSONField(default=dict, blank=True, validators=[validate_map])
    kind = models.CharField(max_length=20, choices=OutletKind)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2, where it is based
    languages = models.JSONField(default=list, blank=True, validators=[validate_tags])
    family = models.CharField(max_length=200, blank=True, validators=[validate_text])  # the group that owns it
    homepage = models.URLField(max_length=500, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        # Sheets name them by the thousand.
        indexes = [models.Index(Lower("name"), name="outlet_by_name")]
        constraints = [
            models.CheckConstraint(
                name="outlet_country_is_two_capitals",
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message="country: write two capitals, for example IQ.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
