"""The folding of words for `q`. Ranked search comes later; this finds claims by their words on both engines alike."""

import unicodedata

_FOLDED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "", "\u200c": " "})


def keys(text: str) -> list[str]:
    """Lower-case words without marks; Arabic and Persian letters that are written in several ways become one."""
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    ).translate(_FOLDED)
    return ["".join(word) for word in _words(bare)]


def _words(text: str) -> list[str]:
    spaced = "".join(character if character.isalnum() else " " for character in text)
    return spaced.split()
