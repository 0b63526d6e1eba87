"""What an action raises when it does not act. A face turns each into its own words; the sentence is for people."""

from typing import Any


class Refusal(Exception):
    """An action did nothing. `sentence` says why, in one sentence a person understands."""

    code = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refusal):
    """This person may not do this, whatever the moment."""

    code = "not_allowed"


class WrongMoment(Refusal):
    """The step does not follow from where the row stands, or something is still missing."""

    code = "wrong_moment"


class Stale(Refusal):
    """Somebody else saved first. `current` is the row as it is now; nothing was written."""

    code = "stale"

    def __init__(self, sentence: str, *, current: Any) -> None:
        super().__init__(sentence)
        self.current = current


class ChangedSince(Refusal):
    """What was approved is no longer what would be published: the claim was sent back to review, and that was kept."""

    code = "changed_since"
