"""Words as search compares them: folded, so that spellings of one word meet, and stemmed, so that its forms do. Pure."""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

LONGEST_WORD = 64  # code points; what is longer is an address or noise, and an index has a limit of its own

# Snowball's algorithms, by language tag. Arabic has light10 below, which keeps proper names whole.
_ALGORITHMS = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# What a word without a known language is taken for, by the script of its first letter; Arabic script may be either.
_OF_SCRIPT = {
    "LATIN": ["en"], "ARABIC": ["ar", "fa"], "CYRILLIC": ["ru"], "GREEK": ["el"], "ARMENIAN": ["hy"],
    "DEVANAGARI": ["hi"], "TAMIL": ["ta"], "HEBREW": ["yi"],
}  # fmt: skip

# Letters that are written in several ways, after NFKD took hamza and harakat off: alef, yeh, kaf, heh and teh marbuta.
_LETTERS = str.maketrans(
    {
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه",
        "ە": "ه", "ۃ": "ه", "ـ": None, "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip
_PERSIAN = str.maketrans({"ي": "ی", "ك": "ک"})
_ZWNJ = "\u200c"
_local = threading.local()
# 1,234 and ١٬٢٣٤ are one number; 3.5 and 1,5 stay two.
_THOUSANDS = re.compile(r"(?<=[0-9])[,٬’'](?=[0-9]{3}(?![0-9]))")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s\b")

# Leah Larkey, Lisa Ballesteros, Margaret Connell: Light Stemming for Arabic Information Retrieval (2007), light10. The
# letters are folded already, so ه stands for ة too and ي for ى.
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")

# What Persian writes with a space, a zero-width non-joiner or nothing between it and its word, folded.
_BEFORE = frozenset({"مي", "نمي", "بي", "غير"})
_BEHIND = frozenset({"ها", "هاي", "هايي", "تر", "ترين", "اند"})

# Words that stand in nearly every sentence and find nothing, folded; English, Arabic and Persian.
STOP_WORDS = frozenset(
    """
    a about after all also an and any are as at be because been before being but by can could did do does down during for
    from had has have he her here him his how i if in into is it its just may me more most my no nor not of off on only or
    our out over s said say says she should so some such t than that the their them then there these they this those to too
    under until up us very was we were what when where which while who whom why will with would you your
    في من الي علي عن مع هذا هذه ذلك تلك التي الذي الذين ان انه انها او ثم لم لن لا ما قد كان كانت هو هي هم نحن كل بعد قبل بين
    حتي لكن غير عند منذ و يا
    از به با در را كه اين ان براي تا بر است بود شد شده مي هم هر يا اگر اما نيز ها هاي پس چه خود ما شما انها وي كرد كرده كند
    """.split()  # noqa: SIM905  (a list of this length reads better as prose)
)


class Word(NamedTuple):
    """One word of a text: as it was written but for case and marks that say nothing, and folded."""

    written: str
    folded: str


def words(text: str) -> list[str]:
    """The folded words of a text, in their order.

    A Persian compound gives its parts and then the whole, since people write it with and without a space.
    """
    return [word.folded for word in _split(text)]


def stems(text: str, language: str | None = None) -> list[str]:
    """The stem of each of `words`, in this language; without one, in the commonest of the word's script."""
    return [_stems_of(word, language)[0] for word in _split(text)]


def forms(text: str, language: str | None = None) -> list[tuple[str, ...]]:
    """For each of `words` all that it may be indexed as: itself, and its stem in each language it may be of."""
    return [tuple(dict.fromkeys([word.folded, *_stems_of(word, language)])) for word in _split(text)]


def fold(text: str) -> str:
    """The text without case, marks and variants of letters; digits of every script as 0 to 9."""
    if text.isascii() and text.isprintable():  # most words, and nothing to take apart
        return text.lower()
    # Taking letters apart can give capitals (𝑨 is A), and folding those can give marks: so both, twice.
    for _ in range(2):
        text = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if _says_something(one))
    return _digits(text.translate(_LETTERS))


def _split(text: str) -> list[Word]:
    plain = "".join(
        character
        for character in unicodedata.normalize("NFC", text).casefold()
        if character == _ZWNJ or unicodedata.category(character) != "Cf"
    )
    plain = _POSSESSIVE.sub("", _THOUSANDS.sub("", _digits(plain)))
    # Vowel signs of Indic and Thai scripts are marks, and part of their words.
    spaced = "".join(
        one if one.isalnum() or one == _ZWNJ or unicodedata.category(one).startswith("M") else " " for one in plain
    )
    found: list[Word] = []
    for written in spaced.split():
        parts = [part for part in written.split(_ZWNJ) if part]
        for part in [*parts, "".join(parts)] if len(parts) > 1 else parts:
            # Folding can open a sign into several words, as ½ into 1⁄2.
            for folded in "".join(one if _is_of_a_word(one) else " " for one in fold(part)).split():
                last = found[-1] if found else None
                found.append(Word(part[:LONGEST_WORD], folded[:LONGEST_WORD]))
                if len(parts) == 1 and last and (last.folded in _BEFORE or folded in _BEHIND):
                    found.append(Word((last.written + part)[:LONGEST_WORD], (last.folded + folded)[:LONGEST_WORD]))
    return found


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _says_something(character: str) -> bool:
    return not unicodedata.combining(character) and unicodedata.category(character) != "Cf"


def _digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _stems_of(word: Word, language: str | None) -> list[str]:
    if not word.folded[0].isalpha():
        return [word.folded]
    known = (language or "").split("-")[0]
    tags = [known] if known in _ALGORITHMS or known == "ar" else _OF_SCRIPT.get(_script(word.folded[0]), [])
    return [_stem(word, tag) for tag in tags] or [word.folded]


@lru_cache(maxsize=50_000)
def _stem(word: Word, tag: str) -> str:
    if tag == "ar":
        return light10(word.folded)
    written = word.folded.translate(_PERSIAN) if tag == "fa" else word.written
    return (fold(_stemmer_of(tag).stemWord(written)) or word.folded)[:LONGEST_WORD]


def light10(word: str) -> str:
    """The stem of a folded Arabic word, by light10: the article and what is written together with it, and endings, go."""
    if word.startswith("و") and len(word) > 3:
        word = word[1:]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            word = word[len(article) :]
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            word = word[: -len(ending)]
    return word


def _stemmer_of(tag: str) -> snowballstemmer.stemmer:
    # One a thread: a stemmer keeps the word it works on in itself.
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if tag not in stemmers:
        stemmers[tag] = snowballstemmer.stemmer(_ALGORITHMS[tag])
    return stemmers[tag]


@lru_cache(maxsize=1_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]
