"""Say that a suggestion of the machine does not hold; accepting one is the action that it suggests."""

from django.db import transaction

from accounts.models import User
from claims import access, documents, suggested
from claims.models import Claim
from history import writes
from history.errors import WrongMoment
from history.log import log


@transaction.atomic
def dismiss(*, claim: Claim, key: str, by: User) -> None:
    """Note that this suggestion does not hold, so that it does not come back while its figures stand.

    Changes no word of the claim and makes nobody a contributor. Raises `WrongMoment` when it is not made (any more).
    """
    access.require(access.refusal_to_write(by))
    claim = writes.lock(claim)
    if key in suggested.dismissed(claim) or key not in {
        one.key for one in suggested.suggestions(documents.build(claim).content)
    }:
        raise WrongMoment("This is not suggested any more.")
    log(claim, "suggestion_dismissed", by=by, new={"suggestion": key})
