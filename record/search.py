"""What claims are found by: the words under which a version is kept, and the words that a question asks for. Pure.

Both are folded and stemmed here, in Python, so that the same words find the same claims on both engines, which only keep
and look up what they are given.
"""

from typing import Any

from sources.folding import STOP_WORDS, forms, words

# Rank at most the newest of a common word's hits: reading all of them would cost more than the order is worth.
MOST_RANKED = 1_000
# Words of a question that are looked up; each is compared with every ranked hit, and a post has few more that say anything.
MOST_WORDS = 30
# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009). A claim is one sentence that says
# a word once, so what is left of BM25 is how rare the word is and how long the claim.
SATURATION, LENGTH_WEIGHT = 1.2, 0.75


def keys_of(summary: dict[str, Any]) -> list[str]:
    """Under what a version is found: its words in every language, and those of event, place and claimant; each once."""
    texts = [*summary["text"].items(), *summary["event"]["title"].items(), *summary["event"]["place"].items()]
    texts += summary.get("place", {}).items()
    claimant = summary.get("claimant")
    if claimant:
        texts += [(summary["original_language"], claimant["name"]), *claimant["names"].items()]
    return list(
        dict.fromkeys(form for language, text in texts for all_forms in forms(text, language) for form in all_forms)
    )


def question(text: str, language: str | None = None) -> list[tuple[str, ...]]:
    """The words a question asks for, each with the forms it may be kept under; words that stand everywhere are left out.

    A question of nothing but those asks for them. Empty where the text has no word.
    """
    found = list(dict.fromkeys(forms(text, language)))
    telling = [all_forms for all_forms in found if all_forms[0] not in STOP_WORDS]
    return (telling or found)[:MOST_WORDS]


def has_words(text: str) -> bool:
    """Whether there is anything to look for."""
    return bool(words(text))
