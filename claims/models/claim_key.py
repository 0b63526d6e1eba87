"""The words under which a claim is found by who is about to write it again."""

from typing import ClassVar

from django.db import models

from sources.folding import LONGEST_WORD


class ClaimKey(models.Model):
    """One stem of a claim's words in one language, or two side by side, and the week of its event.

    Made again by `claims.actions.keying`.

    A plain table, so that both engines answer alike from one index. The week stands beside the word because most claims
    with the same words are about other days: they are passed over inside the index, not read and thrown away.
    """

    audited: ClassVar[bool] = False

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="keys", db_index=False)
    language = models.CharField(max_length=11)
    word = models.CharField(max_length=2 * LONGEST_WORD + 1)
    week = models.IntegerField()  # of `claims.claim_words`

    class Meta:
        constraints = [
            # Also the index by which a claim's keys are found.
            models.UniqueConstraint("claim", "language", "word", name="a_claim_has_a_key_once_in_a_language")
        ]
        indexes = [models.Index(fields=["word", "week"], name="claim_found_by_word_and_week")]

    def __str__(self) -> str:
        return self.word
