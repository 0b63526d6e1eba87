"""What a token may be used for. A scope only narrows what its owner may do; it never adds to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Few, after what a mistake would cost: reading, drafting, judging, changing what the world sees."""

    READ = "read", _("read the desk")
    DRAFT = "draft", _("write drafts, sources and evidence, and submit them")
    REVIEW = "review", _("return, approve and consent")
    PUBLISH = "publish", _("publish, correct, notice, withhold and retract")
