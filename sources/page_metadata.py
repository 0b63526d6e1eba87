"""What a page says about itself: address, title, byline, outlet, times, language, credit. Imports trafilatura: slow to load.

Everything is a suggestion for a person, with the place it was found in. Asked in this order: JSON-LD (schema.org), OpenGraph,
other meta elements, the page's markup, then trafilatura and htmldate. A page is free to lie or to be broken: wrong types are
passed over, and what is kept fits the columns of a source.
"""

import logging
import unicodedata
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from sources.addresses import ADDRESS_LIMIT, is_same_host_family, validate_address
from sources.credits import credit_in
from sources.json_ld import language_in, names_in, objects_of, written
from sources.page_text import MOST_DEPTH_SUM, MOST_ELEMENTS, size_of
from sources.page_values import NEVER, language_tag, plain, stated
from sources.stated_time import StatedTime

logger = logging.getLogger(__name__)

TITLE_LIMIT, BYLINE_LIMIT, OUTLET_LIMIT, CREDIT_LIMIT = 500, 300, 200, 200  # characters, as the columns have


@dataclass(frozen=True)
class Metadata:
    """Suggestions; an empty one was not found. `found_in` names the place by field, `notes` what was not taken and why."""

    canonical_url: str = ""
    title: str = ""
    byline: str = ""
    outlet_name: str = ""
    published: StatedTime = NEVER
    modified: StatedTime = NEVER
    language: str = ""
    declared_credit: str = ""
    found_in: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What was found, by field; what was not is left out."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _WORDS if getattr(self, name)}
        found |= {name: time for name in _TIMES if (time := getattr(self, name).as_json())}
        return found | {"found_in": self.found_in, "notes": list(self.notes)}


_WORDS = ("canonical_url", "title", "byline", "outlet_name", "language", "declared_credit")
_TIMES = ("published", "modified")

CANONICAL_ELSEWHERE = "canonical_elsewhere"
LANGUAGE_CONTRADICTED = "language_contradicted"
# What a note means; translated where it is shown.
NOTES = {
    CANONICAL_ELSEWHERE: "The page names an address on another site as its own; it was not taken.",
    LANGUAGE_CONTRADICTED: "The page names a language that is not written in its letters; it was not taken.",
}

_META = {
    "title": [
        "og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline",
    ],
    "byline": [
        "og:article:author", "article:author", "author", "byl", "dc.creator", "dcterms.creator", "citation_author",
        "parsely-author", "sailthru.author",
    ],
    "outlet_name": ["og:site_name", "application-name", "dc.publisher", "publisher", "citation_journal_title"],
    "published": [
        "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dc.date.issued",
        "dcterms.issued", "dcterms.created", "dc.date", "citation_publication_date", "parsely-pub-date",
        "sailthru.date", "pubdate", "publishdate", "publish-date", "date",
    ],
    "modified": [
        "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
        "lastmod",
    ],
    "language": ["og:locale", "content-language", "dc.language", "language"],
}  # fmt: skip


class _Found:
    """The first acceptable value of each field, and where it was."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.found_in: dict[str, str] = {}
        self.notes: list[str] = []

    def offer(self, name: str, value: Any, place: str) -> None:
        if value and name not in self.values:
            self.values[name] = value
            self.found_in[name] = place

    def note(self, code: str) -> None:
        if code not in self.notes:
            self.notes.append(code)


def metadata_of(root: HtmlElement, url: str) -> tuple[Metadata, dict[str, Any]]:
    """(suggestions, the JSON-LD object of the article) of a whole tree. Credit and letters need the text: see `with_text`."""
    found = _Found()
    nodes = written(objects_of(root))
    for node in nodes:
        _offer_node(found, node)
    _offer_meta(found, root)
    _offer_addresses(found, root, nodes, url)
    for place, tag in (
        ("json-ld", next((language_in(node) for node in nodes if language_in(node)), "")),
        *_languages(root),
    ):
        found.offer("language", language_tag(tag), place)
    _offer_guesses(found, root, url)
    return Metadata(**found.values, found_in=found.found_in, notes=tuple(found.notes)), nodes[0] if nodes else {}


def with_text(metadata: Metadata, article: str) -> Metadata:
    """The suggestions once the article is known: its credit, and no language that is not written in its letters."""
    values = dict(vars(metadata))
    found_in, notes = dict(metadata.found_in), list(metadata.notes)
    for place, credit in (("article", credit_in(article)), ("byline", credit_in(metadata.byline, alone=True))):
        if credit and not values["declared_credit"]:
            values["declared_credit"], found_in["declared_credit"] = plain(credit, CREDIT_LIMIT), place
    if metadata.language and not _is_written_in(metadata.language, article):
        values["language"] = ""
        del found_in["language"]
        notes.append(LANGUAGE_CONTRADICTED)
    return Metadata(**values | {"found_in": found_in, "notes": tuple(notes)})


def _offer_node(found: _Found, node: dict[str, Any]) -> None:
    found.offer("title", plain(node.get("headline") or node.get("name"), TITLE_LIMIT), "json-ld")
    found.offer("byline", names_in(node.get("author") or node.get("creator"), BYLINE_LIMIT), "json-ld")
    found.offer("outlet_name", names_in(node.get("publisher"), OUTLET_LIMIT), "json-ld")
    for name, key in (("published", "datePublished"), ("modified", "dateModified")):
        time = stated(node.get(key))
        found.offer(name, time if time.earliest else None, "json-ld")
    for key in ("sourceOrganization", "source", "isBasedOn", "creditText"):
        credit = names_in(node.get(key), CREDIT_LIMIT)
        if credit != found.values.get("outlet_name"):
            found.offer("declared_credit", credit, "json-ld")


def _meta(root: HtmlElement) -> dict[str, list[str]]:
    """What the page's meta elements hold, by lower-case name."""
    held: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
        )
        if name and element.get("content"):
            values = held.setdefault(name.strip().lower()[:100], [])
            if len(values) < 20:
                values.append(element.get("content", ""))
    return held


def _offer_meta(found: _Found, root: HtmlElement) -> None:
    held = _meta(root)
    for name, keys in _META.items():
        for key in keys:
            place = "opengraph" if key.startswith(("og:", "article:")) else "meta"
            for value in held.get(key, []):
                if name in ("published", "modified"):
                    time = stated(value)
                    found.offer(name, time if time.earliest else None, place)
            if name == "byline":
                found.offer(name, names_in(held.get(key, []), BYLINE_LIMIT), place)
            elif name in ("title", "outlet_name") and key in held:
                found.offer(name, plain(held[key][0], TITLE_LIMIT if name == "title" else OUTLET_LIMIT), place)


def _languages(root: HtmlElement) -> Iterator[tuple[str, str]]:
    yield (
        "html",
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or "",
    )
    held = _meta(root)
    for key in _META["language"]:
        yield ("opengraph" if key.startswith("og:") else "meta"), (held.get(key) or [""])[0]


def _offer_addresses(found: _Found, root: HtmlElement, nodes: list[dict[str, Any]], url: str) -> None:
    """The address a page names for itself, if it is on the host it came from."""
    links = [
        element.get("href") for element in root.iter("link") if "canonical" in element.get("rel", "").lower().split()
    ]
    candidates: list[tuple[str, Any]] = [("link", link) for link in links[:5]]
    candidates += [("opengraph", value) for value in _meta(root).get("og:url", [])[:5]]
    for node in nodes[:5]:
        page = node.get("mainEntityOfPage")
        candidates += [("json-ld", node.get("url")), ("json-ld", page.get("@id") if isinstance(page, dict) else page)]
    for place, value in candidates:
        if not isinstance(value, str) or not value.strip() or len(value) > ADDRESS_LIMIT:
            continue
        try:
            address = urljoin(url, value.strip())
            validate_address(address)
        except (ValidationError, ValueError, IndexError):
            continue
        if is_same_host_family(address, url):
            found.offer("canonical_url", address, place)
        else:
            found.note(CANONICAL_ELSEWHERE)


def _offer_guesses(found: _Found, root: HtmlElement, url: str) -> None:
    """What trafilatura and htmldate read out of the markup, where the page itself said nothing."""
    if {"title", "byline", "outlet_name", "published"} <= found.values.keys():
        return
    elements, depths = size_of(root)
    if elements <= MOST_ELEMENTS and depths <= MOST_DEPTH_SUM:
        try:
            guessed = extract_metadata(copy(root), url or None, extensive=False)
        except Exception as error:  # trafilatura raises anything on a made-up page; a guess is missing, no more
            logger.warning("Nothing was guessed about a page: trafilatura raised %r", error)
            guessed = None
        if guessed is not None:
            found.offer("title", plain(guessed.title, TITLE_LIMIT), "trafilatura")
            found.offer("byline", plain((guessed.author or "").replace("; ", ", "), BYLINE_LIMIT), "trafilatura")
            found.offer("outlet_name", plain(guessed.sitename, OUTLET_LIMIT), "trafilatura")
            time = stated(guessed.date)
            found.offer("published", time if time.earliest else None, "htmldate")
    title = root.find(".//title")
    found.offer("title", plain(title.text if title is not None else "", TITLE_LIMIT), "html")


_SCRIPTS_OF = {
    "ARABIC": "ar fa ur ps ckb ku sd ug arz azb",
    "HEBREW": "he yi",
    "CYRILLIC": "ru uk be bg sr mk kk ky tg mn",
    "GREEK": "el",
    "CJK": "zh ja",
    "HANGUL": "ko",
    "DEVANAGARI": "hi mr ne sa",
}
_SCRIPT_OF = {language: script for script, languages in _SCRIPTS_OF.items() for language in languages.split()}


def _is_written_in(tag: str, text: str) -> bool:
    """False only when most letters of the text are of a script that this language is not written in."""
    letters = [character for character in text[:5_000] if character.isalpha()][:500]
    language = tag.split("-")[0]
    # Kurdish, Serbian, Kazakh and others have two scripts; one who names a script knows.
    if len(letters) < 50 or language in ("ku", "sr", "kk", "az", "uz", "ug", "ja", "tg", "pa") or len(tag) > 6:
        return True
    names = [unicodedata.name(character, "").split(" ")[0] for character in letters]
    expected = _SCRIPT_OF.get(language)
    share = {script: names.count(script) / len(names) for script in set(names)}
    if expected:
        return share.get(expected, 0) > 0.3
    return not any(share.get(script, 0) > 0.7 for script in _SCRIPTS_OF)
