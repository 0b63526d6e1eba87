"""What a page says about itself: address, title, byline, outlet, times, language, credit. Imports trafilatura: slow to load.

Everything is a suggestion for a person, with the place it was found in. Asked in this order: JSON-LD (schema.org), OpenGraph,
other meta elements, the page's markup, then trafilatura and htmldate. A page is free to lie or to be broken: wrong types are
passed over, and what is kept fits the columns of a source.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from sources.addresses import is_same_host_family
from sources.credits import credit_in
from sources.languages import validate_tag
from sources.models.source import ADDRESS_LIMIT, validate_address
from sources.page_text import MOST_DEPTH_SUM, MOST_ELEMENTS, size_of
from sources.stated_time import StatedTime

TITLE_LIMIT, BYLINE_LIMIT, OUTLET_LIMIT, CREDIT_LIMIT = 500, 300, 200, 200  # characters, as the columns have
_SCRIPTS = 20  # JSON-LD blocks that are read, and
_SCRIPT_LIMIT = 1_000_000  # characters of each
_NODES = 500  # objects in them

NEVER = StatedTime()


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


CANONICAL_ELSEWHERE = "canonical_elsewhere"
LANGUAGE_CONTRADICTED = "language_contradicted"
# What a note means; translated where it is shown.
NOTES = {
    CANONICAL_ELSEWHERE: "The page names an address on another site as its own; it was not taken.",
    LANGUAGE_CONTRADICTED: "The page names a language that is not written in its letters; it was not taken.",
}

_ARTICLES = ("Article", "Posting", "Report", "Review")  # how the schema.org types of written things end
_PAGES = ("WebPage", "ItemPage", "VideoObject", "AudioObject", "Episode", "CreativeWork")

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
    nodes = _written(_json_ld(root))
    for node in nodes:
        _offer_node(found, node)
    _offer_meta(found, root)
    _offer_addresses(found, root, nodes, url)
    for place, tag in (
        ("json-ld", next((_language_in(node) for node in nodes if _language_in(node)), "")),
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


def stated(words: Any) -> StatedTime:
    """The time some words state, as exactly as they do and no more; `NEVER` for what is no date.

    A time without its offset from UTC says only the day: which minute it was, nobody knows. Days are days in UTC until a person names
    the place.
    """
    if not isinstance(words, str):
        return NEVER
    words = plain(words, 100)
    found = re.match(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)(.*)", words)
    text = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}{found[4].rstrip()}" if found else words
    try:
        if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
            time = StatedTime.parse(text)
        else:
            time = _instant(text)
    except (ValidationError, ValueError, OverflowError, TypeError, IndexError):
        return NEVER
    if time.earliest is None or not 1900 <= time.earliest.year <= 2200:
        return NEVER
    return StatedTime(time.earliest, time.latest, time.precision, "UTC", words)


def _instant(text: str) -> StatedTime:
    iso = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)|\s+(?=UTC$|GMT$)", "", text).replace("UTC", "Z").replace("GMT", "Z")
    iso = re.sub(r"(\.\d{6})\d+", r"\1", iso)
    if not re.match(r"\d{4}-?\d\d-?\d\d[T ]", iso):
        instant = parsedate_to_datetime(text)
        iso = instant.isoformat()
    if re.search(r"(Z|[+-]\d\d:?\d\d)$", iso):
        return StatedTime.parse(iso.replace(" ", "T", 1))
    return StatedTime.parse(iso[:10])


def language_tag(value: Any) -> str:
    """A language tag in its usual letters (`ar_IQ` → `ar-IQ`), "" for what is none."""
    if not isinstance(value, str):
        return ""
    language, *others = re.split(r"[-_]", value.strip().split(".")[0].split(",")[0])
    parts = [language.lower()]
    for part in others[:2]:
        if len(part) == 4:
            parts.append(part.title())
        elif len(part) in (2, 3):
            parts.append(part.upper())
    tag = "-".join(parts)
    try:
        validate_tag(tag)
    except ValidationError:
        return ""
    return "" if language.lower() in ("und", "zxx", "mul", "xx") else tag


def plain(value: Any, limit: int) -> str:
    """Words without markup, control characters and runs of space, cut to the column; "" for what are no words."""
    if not isinstance(value, str):
        return ""
    value = html.unescape(re.sub(r"<[^<>]{0,500}>", " ", value[: limit * 10]))
    kept = (
        character
        for character in value
        if character in "\t\n\r" or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
    )
    return " ".join("".join(kept).split())[:limit].strip()


def _names(value: Any, limit: int) -> str:
    """The names in what JSON-LD gives as a name, an object or a list of either."""
    names: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(one, dict):
            one = one.get("name") or one.get("@value")
            one = one[0] if isinstance(one, list) and one else one
        name = plain(one, limit)
        if name and name not in names and not name.startswith(("http://", "https://", "#")):
            names.append(name)
    return ", ".join(names)[:limit]


def _json_ld(root: HtmlElement) -> list[dict[str, Any]]:
    """Every object of the page's JSON-LD that could describe it, outer ones first."""
    nodes: list[dict[str, Any]] = []
    for script in root.xpath("//script[contains(translate(@type, 'LD', 'ld'), 'ld+json')]")[:_SCRIPTS]:
        frontier: list[Any] = [_loaded((script.text or "")[:_SCRIPT_LIMIT])]
        while frontier and len(nodes) < _NODES:
            one = frontier.pop(0)
            if isinstance(one, list):
                frontier.extend(one[:_NODES])
            elif isinstance(one, dict):
                nodes.append(one)
                frontier.extend(one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one)
    return nodes


def _loaded(text: str) -> Any:
    """JSON as pages write it: comments around it, trailing commas, line ends inside strings; else the fields that can be read."""
    text = re.sub(r"^\s*(<!--|//<!\[CDATA\[|<!\[CDATA\[)|(-->|//\]\]>|\]\]>);?\s*$", "", text).strip().rstrip(";")
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    pairs = re.findall(r'"(headline|datePublished|dateModified|inLanguage)"\s*:\s*"((?:[^"\\]|\\.){1,500})"', text)
    return {"@type": "Article"} | dict(reversed(pairs)) if pairs else None


def _written(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects that describe the page, articles before pages."""

    def rank(node: dict[str, Any]) -> int:
        types = node.get("@type")
        names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
        if any(name.endswith(_ARTICLES) for name in names):
            return 0
        return 1 if any(name.endswith(_PAGES) for name in names) else 2

    return sorted((node for node in nodes if rank(node) < 2), key=rank)


def _offer_node(found: _Found, node: dict[str, Any]) -> None:
    found.offer("title", plain(node.get("headline") or node.get("name"), TITLE_LIMIT), "json-ld")
    found.offer("byline", _names(node.get("author") or node.get("creator"), BYLINE_LIMIT), "json-ld")
    found.offer("outlet_name", _names(node.get("publisher"), OUTLET_LIMIT), "json-ld")
    for name, key in (("published", "datePublished"), ("modified", "dateModified")):
        time = stated(node.get(key))
        found.offer(name, time if time.earliest else None, "json-ld")
    for key in ("sourceOrganization", "source", "isBasedOn", "creditText"):
        credit = _names(node.get(key), CREDIT_LIMIT)
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
                found.offer(name, _names(held.get(key, []), BYLINE_LIMIT), place)
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


def _language_in(node: dict[str, Any]) -> str:
    value = node.get("inLanguage")
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@value") or value.get("name")
    return language_tag(value)


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
        except Exception:  # whatever a made-up page brings it to: a guess is missing, no more
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
