"""How the parts of a document are called, for sentences about them."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from claims.corroboration import Label
from claims.models.claim import ClaimKind, ReplyStatus, Verdict
from claims.models.evidence import Stance
from sources.models.statement import Basis, CheckStatus, Directness, Standing

# How each part of a document is called; in the order in which differences are told.
LABELS: dict[str, str | Promise] = {
    "text": lazy("Claim"), "kind": lazy("Kind"), "verdict": lazy("Verdict"), "verdict_note": lazy("Note on the verdict"),
    "rationale": lazy("Rationale"), "quantity": lazy("Figure"), "claimant": lazy("Claimant"), "made_at": lazy("Made"),
    "place": lazy("Place"), "acknowledged": lazy("Acknowledgement"), "right_of_reply": lazy("Right of reply"),
    "corroboration": lazy("Corroboration"), "figures": lazy("Figures beside one another"),
    "origins": lazy("Who repeats whom"), "evidence": lazy("Evidence"), "upstream": lazy("Reported by way of"),
    "relations": lazy("Relation"), "fact_checks": lazy("Fact-check"), "event": lazy("Event"),
    "translators": lazy("Translator"), "original_language": lazy("Original language"), "licence": lazy("Licence"),
    # Below the first level.
    "accuracy_m": lazy("accuracy in metres"), "algorithm": lazy("how its words were checked"), "as_of": lazy("as of"),
    "archived_at": lazy("archived"),
    "archived_copies": lazy("copies in archives"),
    "asked_on": lazy("asked on"), "asserts_opposite": lazy("whether it asserts the opposite"), "basis": lazy("basis"),
    "check": lazy("check of its words"), "coordinates": lazy("coordinates"), "countries": lazy("countries"),
    "country": lazy("country"), "counts": lazy("whether it counts"), "declared_credit": lazy("declared credit"),
    "description": lazy("description"), "directness": lazy("directness"),
    "drift": lazy("what became of its words on the page"), "ended": lazy("end"),
    "family": lazy("group that owns it"), "hedge": lazy("hedge"), "homepage": lazy("homepage"), "how": lazy("how"),
    "language": lazy("language"), "languages": lazy("languages"), "latitude": lazy("latitude"),
    "locator": lazy("position of its words"), "longitude": lazy("longitude"), "lower": lazy("lower bound"),
    "measure": lazy("measure"), "name": lazy("name"), "names": lazy("name"), "note": lazy("note"),
    "outlet": lazy("outlet"), "parent": lazy("larger event"), "party_to_event": lazy("whether they are a party"),
    "population": lazy("population"), "principal": lazy("party spoken for"), "published": lazy("published"),
    "principal_disputed": lazy("whether that is disputed"), "quote": lazy("words"), "reason": lazy("reason"),
    "quote_missing_reason": lazy("why there are no words"), "relays": lazy("what it repeats"), "role": lazy("role"),
    "said_at": lazy("said"), "seen": lazy("whether we saw it"), "snapshot": lazy("capture"), "source": lazy("source"),
    "speaker": lazy("speaker"), "stance": lazy("stance"), "standing": lazy("standing"), "started": lazy("beginning"),
    "status": lazy("status"), "superseded_by": lazy("superseded by"), "superseded_reason": lazy("why superseded"),
    "title": lazy("title"), "translation": lazy("translation"), "translator": lazy("translator"),
    "upper": lazy("upper bound"), "url": lazy("address"), "wikidata_id": lazy("Wikidata id"),
    "withdrawn_by": lazy("what withdraws it"), "words": lazy("words"),
}  # fmt: skip

# Words by language.
MAPS = {"text", "rationale", "verdict_note", "place", "translators", "title", "note", "names", "translation", "reason"}

# What a code is called; the same key means the same code wherever it stands.
CODES: dict[str, type[TextChoices]] = {
    "verdict": Verdict,
    "kind": ClaimKind,
    "right_of_reply.status": ReplyStatus,
    "check.status": CheckStatus,
    "stance": Stance,
    "standing": Standing,
    "basis": Basis,
    "directness": Directness,
    "corroboration.label": Label,
}
