"""Who publishes sources."""

from django.db import models

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


class Outlet(Audited):
    """One publisher. Never graded, and a speaker only in its own voice."""

    name = models.CharField(max_length=200, validators=[validate_text])
    names = models.JSONField(default=dict, blank=True, validators=[validate_map])
    kind = models.CharField(max_length=20, choices=OutletKind)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2, where it is based
    languages = models.JSONField(default=list, blank=True, validators=[validate_tags])
    family = models.CharField(max_length=200, blank=True, validators=[validate_text])  # the group that owns it
    homepage = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="outlet_country_is_two_capitals",
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message="country: write two capitals, for example IQ.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
