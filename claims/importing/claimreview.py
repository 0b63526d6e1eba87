"""ClaimReview as it is found: JSON-LD or microdata in a saved page, a JSON file, a DataFeed of any size; faults included."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import ijson
from lxml import etree, html

from claims.importing.checks import Check, Checks
from claims.importing.faults import Dirty, Remark
from claims.importing.fields import DEEPEST
from claims.importing.lines import BOM, Item, json_values, weight
from claims.importing.parsed import Parsed
from claims.models import ImportBatch

PAGE_LIMIT = 20_000_000  # bytes of a page; a feed may have any size
_SPACE = b" \t\r\n"
# The faults of scripts in pages: comments and CDATA around the JSON, line ends inside its texts.
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")


NAMES = {
    "claim": "claimReviewed", "claimant": "itemReviewed.author", "claimed": "itemReviewed.datePublished",
    "publisher": "author", "title": "name", "rating": "reviewRating", "reviewed": "datePublished",
    "language": "inLanguage", "reviewer": "creator", "body": "reviewBody",
}  # fmt: skip


class ClaimReviews:
    """One file: a page, one JSON value, or a DataFeed. An item is one ClaimReview; its line is its place in the file."""

    def __init__(self, batch: ImportBatch) -> None:
        self.checks = Checks(batch)

    def items(self, file: IO[bytes]) -> Iterator[Item]:
        """Every ClaimReview, wherever it stands. A feed is read as a stream."""
        head = file.read(4096)
        file.seek(0)
        start = head.removeprefix(BOM).lstrip(_SPACE)[:1]
        found = _of_json(file) if start in (b"{", b"[") else _of_page(file.read(PAGE_LIMIT + 1))
        empty = True
        for number, value in enumerate(found, start=1):
            empty = False
            yield Item(number, fault=value) if isinstance(value, Dirty) else Item(number, value, size=weight(value))
        if empty:
            yield Item(1, fault=Dirty("", "There is no ClaimReview in this file."))

    def read(self, item: Item) -> Parsed:
        """The draft of one ClaimReview. Raises `Dirty`."""
        if item.fault:
            raise item.fault
        return self.checks.parsed(item.line, [check_of(item.value)])


def check_of(review: Any) -> Check:
    """The review in a ClaimReview object. Raises `Dirty` for one that is none."""
    if not isinstance(review, dict):
        raise Dirty("", "A ClaimReview is an object.")
    check = Check(names=NAMES)
    claimed = _first(review.get("itemReviewed"))
    claimed = claimed if isinstance(claimed, dict) else {}
    check.claim = _text(review.get("claimReviewed")) or _text(claimed.get("text")) or _text(claimed.get("name"))
    check.claimant = _named(claimed.get("author"))
    check.claimed = _text(claimed.get("datePublished"))
    check.url = _text(review.get("url")) or _text(review.get("@id"))
    publisher, author = _named(review.get("publisher")), _named(review.get("author"))
    check.publisher = author or publisher
    person = _first(review.get("author"))
    if isinstance(person, dict) and "Person" in _types(person) and publisher:
        check.publisher, check.reviewer = publisher, author
    check.reviewer = check.reviewer or _named(review.get("creator"))
    check.title = _text(review.get("headline")) or _text(review.get("name"))
    check.reviewed = _text(review.get("datePublished"))
    check.language = _text(review.get("inLanguage"))
    check.body = _text(review.get("reviewBody"))
    check.rating = _rating(review.get("reviewRating"), check)
    return check


def _rating(value: Any, check: Check) -> str:
    """The rating's words; without words its numbers, unless they say that nothing was rated (-1, or 0 on no scale)."""
    rating = _first(value)
    if not isinstance(rating, dict):
        return _text(rating)
    for name in ("alternateName", "name", "description", "ratingExplanation"):
        if words := _text(rating.get(name)):
            return words
    given, best, worst = (_text(rating.get(name)) for name in ("ratingValue", "bestRating", "worstRating"))
    if not given:
        return ""
    try:
        number, low, high = float(given), float(worst or "nan"), float(best or "nan")
    except ValueError:
        return given  # "False", where a number should be
    if not low <= number <= high or low == high:
        check.remarks.append(Remark("reviewRating", f"{given} is on no scale and has no words."))
        return ""
    return f"{given} ({worst}–{best})"


def _first(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _text(value: Any) -> str:
    """A text where a text, a number, a list of them or {"@value": …} may stand."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or value.get("url")
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    return str(value) if -(10**30) < value < 10**30 else ""


def _named(value: Any) -> str:
    """A name, where an organisation, a list of them or a bare text may stand."""
    value = _first(value)
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _types(value: dict[str, Any]) -> list[str]:
    kinds = value.get("@type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str)]


def reviews_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """Every ClaimReview in a JSON-LD value: in lists, under @graph, in a feed's items, in a page's own parts."""
    if depth > DEEPEST:
        yield Dirty("", f"What is nested deeper than {DEEPEST} levels was not read.")
    elif isinstance(value, list):
        for below in value:
            yield from reviews_in(below, depth + 1)
    elif isinstance(value, dict):
        if "ClaimReview" in _types(value):
            yield value
        else:
            for below in value.values():
                if isinstance(below, dict | list):
                    yield from reviews_in(below, depth + 1)


def _of_json(file: IO[bytes]) -> Iterator[Any]:
    """A file of JSON: the elements of a feed or a list one after another, or one value, or one value a line."""
    try:
        for value in _elements(file):
            yield from reviews_in(value)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        yield Dirty("", f"The file is broken from here on: {' '.join(str(error).split())[:200]}")


def _elements(file: IO[bytes]) -> Iterator[Any]:
    """The objects of a JSON file that are small enough to hold: those below the outermost, or what is a review itself."""
    _to_begin(file)
    for value in json_values(file, _is_below_or_type):
        if not isinstance(value, str):
            yield value
        elif value.endswith("ClaimReview"):
            _to_begin(file)
            yield from json_values(file, lambda path, event: event == "start_map")
            return


def _is_below_or_type(path: list[str], event: str) -> bool:
    return bool(path) and (event == "start_map" or (event == "string" and path in (["@type"], ["@type", "item"])))


def _to_begin(file: IO[bytes]) -> None:
    file.seek(0)
    if file.read(len(BOM)) != BOM:
        file.seek(0)


def _of_page(data: bytes) -> Iterator[Any]:
    """The JSON-LD and the microdata of a page."""
    if len(data) > PAGE_LIMIT:
        yield Dirty("", f"A page has at most {PAGE_LIMIT:,} bytes.")
        return
    try:
        tree = html.document_fromstring(data, parser=html.HTMLParser(encoding=_encoding(data)))
    except (etree.LxmlError, ValueError):
        return  # nothing that is a page: the caller says that there is no review in it
    for script in tree.iterfind(".//script[@type]"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            yield from _of_script(script.text or "")
    for element in tree.xpath("//*[@itemscope and contains(@itemtype, 'ClaimReview')]"):
        yield _microdata(element)


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are; else what the page declares. Guessing otherwise would alter words."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _of_script(text: str) -> Iterator[Any]:
    bare = _WRAPPED.sub("", _WRAPPED.sub("", text)).strip()
    try:
        value = json.loads(bare, strict=False)  # pages break lines inside texts
    except (ValueError, RecursionError):
        if "ClaimReview" in text:
            yield Dirty("", "The JSON-LD of this page is broken; its ClaimReview cannot be read.")
        return
    yield from reviews_in(value)


def _microdata(element: Any, depth: int = 0) -> dict[str, Any]:
    """An itemscope as the JSON-LD that says the same."""
    found: dict[str, Any] = {"@type": element.get("itemtype", "").rsplit("/", 1)[-1]}
    waiting = list(element)
    while waiting:
        part = waiting.pop(0)
        if not isinstance(part.tag, str):
            continue  # a comment
        is_scope = part.get("itemscope") is not None
        for name in part.get("itemprop", "").split():
            if is_scope:
                value: Any = _microdata(part, depth + 1) if depth < DEEPEST else {}
            else:
                value = part.get("content") or part.get("datetime") or part.get("href") or part.text_content().strip()
            found.setdefault(name, value)
        if not is_scope:
            waiting = list(part) + waiting
    return found
