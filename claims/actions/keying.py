"""Keep the words under which similar claims are found."""

from collections.abc import Iterable

from django.db import transaction

from claims.claim_words import keys_of, week_of
from claims.models import Claim, ClaimKey, Event

_BATCH = 500  # claims; of each some twenty keys


@transaction.atomic
def keep_keys(claims: Iterable[Claim]) -> None:
    """Make the keys of these claims again: two statements, however many there are. Not logged: a claim's words give them."""
    claims = list(claims)
    ClaimKey.objects.filter(claim__in=[claim.pk for claim in claims]).delete()
    ClaimKey.objects.bulk_create(
        ClaimKey(claim=claim, language=language, word=word, week=week)
        for claim in claims
        for week in [week_of(claim.event.beginning)]
        for language, text in claim.text.items()
        for word in keys_of(text, language)
    )


def move_keys(event: Event) -> None:
    """Keep the claims of an event under the week in which it began, after that was changed."""
    ClaimKey.objects.filter(claim__event=event).update(week=week_of(event.beginning))


def rebuild_keys() -> int:
    """Make the keys of every claim again; answers how many claims there are."""
    everything = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(everything), _BATCH):
        with transaction.atomic():  # a claim being changed is waited for, so that its new words are read
            rows = Claim.objects.select_for_update(of=("self",)).select_related("event").order_by("pk")
            keep_keys(rows.filter(pk__in=everything[start : start + _BATCH]))
    return len(everything)
