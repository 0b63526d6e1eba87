"""The documentation of figures says what the code does."""

import re

from django.conf import settings

from claims.figures import CONTESTED, Relation, Rule
from claims.quantities import CODEBOOK, Hedge, interval
from claims.quantity_words import MEASURES, POPULATIONS, suggest

TEXT = (settings.BASE_DIR / "docs" / "quantities.md").read_text()


def test_every_hedge_has_its_row_and_every_example_is_right() -> None:
    assert f"Codebook {CODEBOOK}" in TEXT
    rows = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \| [^|]+ \| ([^|]*?) ?\|$", TEXT, re.MULTILINE)
    assert [hedge for hedge, _ in rows] == Hedge.values
    for hedge, example in rows:
        if hedge == Hedge.MANUAL:
            continue
        words, told = example.split(" = ")
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        lower, upper = interval(hedge, numbers)
        written = "no figure" if lower is None else f"[{lower}, ∞)" if upper is None else f"[{lower}, {upper}]"
        assert told == written
        found = suggest(words, "en")
        assert found is not None
        assert (found.hedge, found.numbers) == (hedge, numbers)


def test_the_examples_in_its_sentences_are_right() -> None:
    for hedge, number, low, high in re.findall(r"(nearly|about) (\d+) = \[(\d+), (\d+)\]", TEXT):
        assert interval(hedge, [int(number)]) == (int(low), int(high))


def test_every_relation_rule_measure_and_population_is_named() -> None:
    for code in [*Relation.values, *Rule.values, *MEASURES, *POPULATIONS, CONTESTED]:
        assert f"`{code}`" in TEXT, code
