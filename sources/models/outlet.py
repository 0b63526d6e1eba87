"""Who publishes sources."""

import re
from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Lower

from history.models import Audited
from sources.addresses import host_of
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

    def of_hosts(self, hosts: Iterable[str]) -> "dict[str, list[Outlet]]":
        """By host without `www.`: the outlets whose homepage is there, or that are named by it, in the order of ids."""
        bare = {host.removeprefix("www.") for host in hosts} - {""}
        if not bare:
            return {}
        homepage = rf"^https?://(www\.)?({'|'.join(map(re.escape, sorted(bare)))})(:[0-9]+)?(/|$)"
        named = self.annotate(folded=Lower("name"))
        found: dict[str, list[Outlet]] = {host: [] for host in bare}
        for row in named.filter(models.Q(homepage__iregex=homepage) | models.Q(folded__in=bare)).order_by("id"):
            for host in {host_of(row.homepage).removeprefix("www."), row.name.casefold()} & bare:
                found[host].append(row)
        return found


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
