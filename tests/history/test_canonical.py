"""The fast way to canonical JSON gives the bytes of RFC 8785, and refuses what it refuses."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from history.canonical import canonical

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(some.characters(exclude_categories=["Cs"])),
    lambda below: some.lists(below) | some.dictionaries(some.text(some.characters(exclude_categories=["Cs"])), below),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_canonical_json_is_that_of_the_standard(value) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), {"a": [float("nan")]}, float("inf"), "\ud800", {"\udfff": 1}, ["\ud800"]]
)
def test_what_has_no_canonical_json_is_refused(value) -> None:
    with pytest.raises(ValueError, match="no canonical JSON"):
        canonical(value)
