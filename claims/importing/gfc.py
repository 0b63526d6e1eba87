"""Answers of Google's Fact Check Tools API (claims:search): one page of answers, several after another, or a list of them."""

from collections.abc import Iterator
from typing import IO, Any

import ijson

from claims.importing.checks import Check, Checks
from claims.importing.faults import Dirty
from claims.importing.lines import BOM, Item, json_values, weight
from claims.importing.parsed import Parsed
from claims.models import ImportBatch

CLAIMS = (["claims", "item"], ["item", "claims", "item"])  # where they stand: in an answer, or in a list of answers
MOST_REVIEWS = 100  # of one claim

NAMES = {
    "claim": "text", "claimed": "claimDate", "url": "claimReview.url", "publisher": "claimReview.publisher.name",
    "title": "claimReview.title", "rating": "claimReview.textualRating", "reviewed": "claimReview.reviewDate",
    "language": "claimReview.languageCode",
}  # fmt: skip


class GoogleAnswers:
    """An item is one claim of an answer with all its reviews; its line is its place in the file."""

    def __init__(self, batch: ImportBatch) -> None:
        self.checks = Checks(batch)

    def items(self, file: IO[bytes]) -> Iterator[Item]:
        """The claims of all answers in the file, as a stream."""
        number = 0
        try:
            if file.read(len(BOM)) != BOM:
                file.seek(0)
            for value in json_values(file, lambda path, _: path in CLAIMS):
                number += 1
                yield Item(number, value, size=weight(value))
        except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
            number += 1
            yield Item(
                number, fault=Dirty("", f"The file is broken from here on: {' '.join(str(error).split())[:200]}")
            )
        if not number:
            yield Item(1, fault=Dirty("claims", "There is no claim in this file."))

    def read(self, item: Item) -> Parsed:
        """The draft of one claim with its reviews. Raises `Dirty`."""
        if item.fault:
            raise item.fault
        claim = item.value
        if not isinstance(claim, dict):
            raise Dirty("", "A claim is an object.")
        reviews = claim.get("claimReview")
        if not isinstance(reviews, list) or not reviews or not all(isinstance(review, dict) for review in reviews):
            raise Dirty("claimReview", "A claim has a list of reviews.")
        if len(reviews) > MOST_REVIEWS:
            raise Dirty("claimReview", f"This list has {len(reviews)} entries; at most {MOST_REVIEWS} fit.")
        return self.checks.parsed(item.line, [_check(claim, review) for review in reviews])


def _check(claim: dict[str, Any], review: dict[str, Any]) -> Check:
    publisher = review.get("publisher")
    publisher = publisher if isinstance(publisher, dict) else {}
    return Check(
        claim=_text(claim, "text"),
        claimant=_text(claim, "claimant"),
        claimed=_text(claim, "claimDate"),
        url=_text(review, "url"),
        publisher=_text(publisher, "name") or _text(publisher, "site"),
        title=_text(review, "title"),
        rating=_text(review, "textualRating"),
        reviewed=_text(review, "reviewDate"),
        language=_text(review, "languageCode"),
        names=NAMES,
    )


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Dirty(name, "This must be a text in quotation marks.")
    return value
