"""Who uttered something, or the party they speak for."""

from django.db import models
from django.db.models.functions import Lower

from history.models import Audited
from sources.languages import validate_map, validate_text


class SpeakerKind(models.TextChoices):
    PERSON = "person", "person"
    ORGANISATION = "organisation", "organisation"
    GOVERNMENT = "government", "government"
    STATE_FORCE = "state_force", "state force"
    ARMED_GROUP = "armed_group", "armed group"
    UNNAMED = "unnamed", "unnamed"


class Speaker(Audited):
    """One person, body or party. An unnamed one carries a description, and nothing that could identify them."""

    name = models.CharField(max_length=200, validators=[validate_text])
    names = models.JSONField(default=dict, blank=True, validators=[validate_map])  # the name in other languages
    kind = models.CharField(max_length=20, choices=SpeakerKind)
    role = models.CharField(max_length=200, blank=True, validators=[validate_text])
    description = models.CharField(max_length=500, blank=True, validators=[validate_text])
    principal = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="spoken_for_by")
    principal_disputed = models.BooleanField(default=False)
    wikidata_id = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name", "id"]
        # Sheets name them by the thousand.
        indexes = [models.Index(Lower("name"), name="speaker_by_name")]
        constraints = [
            models.CheckConstraint(
                name="unnamed_speaker_is_described_and_not_identified",
                condition=~models.Q(kind=SpeakerKind.UNNAMED) | (~models.Q(description="") & models.Q(wikidata_id="")),
                violation_error_message="description: say what kind of person an unnamed speaker is, without an identifier.",
            ),
            models.CheckConstraint(
                name="speaker_is_not_its_own_principal",
                condition=models.Q(principal__isnull=True) | ~models.Q(principal=models.F("id")),
                violation_error_message="principal: nobody speaks for themselves; leave it empty.",
            ),
            models.CheckConstraint(
                name="wikidata_id_is_q_and_digits",
                condition=models.Q(wikidata_id="") | models.Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                violation_error_message="wikidata_id: write it as Q and digits, for example Q30.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def party(self) -> "Speaker":
        """The principal they speak for, or themselves."""
        return self.principal or self
