"""Log codes. A code exists only if an app registers it with its sentence, in its `log_codes.py`."""

_sentences: dict[str, str] = {}
_contributing: set[str] = set()


def register(code: str, sentence: str, *, contributes: bool = True) -> str:
    """Make a code known. The sentence may name {by}, {label} and {reason}.

    `contributes` says whether who did it has written part of a document: a submission, a review or a comment has not.
    Raises `ValueError` on a second sentence.
    """
    if _sentences.setdefault(code, sentence) != sentence:
        raise ValueError(f"The log code {code!r} already has another sentence.")
    if contributes:
        _contributing.add(code)
    return code


def contributing_codes() -> frozenset[str]:
    """The codes that make a person a contributor (I7)."""
    return frozenset(_contributing)


def sentence_of(code: str) -> str:
    """The sentence of a registered code; `KeyError` if there is none."""
    return _sentences[code]


def all_codes() -> dict[str, str]:
    """Every registered code with its sentence."""
    return dict(_sentences)
