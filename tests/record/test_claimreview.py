"""What search engines are told of a claim: a number only where a verdict is one."""

from typing import Any

import pytest

from record.claimreview import as_script, claim_review
from record.wording import codes

DOCUMENT: dict[str, Any] = {
    "original_language": "en",
    "text": {"en": "They were told."},
    "published_at": "2024-02-06T12:00:00+00:00",
    "licence": {"url": "https://example.org/licence"},
    "claimant": {"kind": "unnamed", "name": "an official", "wikidata_id": ""},
    "made_at": None,
    "evidence": [],
    "verdict": "supported",
}


@pytest.mark.parametrize("verdict", codes("verdict"))
def test_only_supported_and_contradicted_are_numbers(verdict: str) -> None:
    review = claim_review(DOCUMENT | {"verdict": verdict}, "https://a.example/claims/x/", "https://a.example")
    assert review
    assert ("ratingValue" in review["reviewRating"]) == (verdict in ("supported", "contradicted"))
    assert review["reviewRating"]["alternateName"]
    assert "author" not in review["itemReviewed"]  # an unnamed speaker is nobody to look for


def test_nothing_is_said_without_a_verdict_or_of_a_tombstone() -> None:
    assert claim_review(DOCUMENT | {"verdict": None}, "", "") is None
    assert claim_review({"retracted": {}}, "", "") is None


def test_script_cannot_be_ended_from_inside() -> None:
    assert not set("<>&") & set(as_script({"x": "</script>&<!--"}))
