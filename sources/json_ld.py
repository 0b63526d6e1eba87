"""What pages say in JSON-LD (schema.org), however badly they write it. Pure; wrong types are passed over, nothing raises."""

import json
import re
from typing import Any

from lxml.html import HtmlElement

from sources.page_values import language_tag, plain

_SCRIPTS = 20  # JSON-LD blocks that are read, and
_SCRIPT_LIMIT = 1_000_000  # characters of each
_NODES = 500  # objects in them

_ARTICLES = ("Article", "Posting", "Report", "Review")  # how the schema.org types of written things end
_PAGES = ("WebPage", "ItemPage", "VideoObject", "AudioObject", "Episode", "CreativeWork")


def objects_of(root: HtmlElement) -> list[dict[str, Any]]:
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


def written(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects that describe the page, articles before pages."""

    def rank(node: dict[str, Any]) -> int:
        types = node.get("@type")
        names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
        if any(name.endswith(_ARTICLES) for name in names):
            return 0
        return 1 if any(name.endswith(_PAGES) for name in names) else 2

    return sorted((node for node in nodes if rank(node) < 2), key=rank)


def names_in(value: Any, limit: int) -> str:
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


def language_in(node: dict[str, Any]) -> str:
    value = node.get("inLanguage")
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@value") or value.get("name")
    return language_tag(value)
