"""Why an address was not fetched, for a person and for the program that may try again."""


class Refused(Exception):
    """Nothing was fetched or sent. `sentence` is for a person, `code` for programs; `retryable` says whether later may differ.

    Codes: malformed, scheme, userinfo, port, not_public, unreachable, tls, too_slow, too_large, too_many_redirects, robots,
    incomplete, unreadable.
    """

    def __init__(self, code: str, sentence: str, *, retryable: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.retryable = retryable
