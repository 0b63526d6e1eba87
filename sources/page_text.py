"""The visible text of an HTML page as one text: the article, then every other block once. Imports trafilatura: slow to load.

libxml2 reads the page, our own walk turns it into blocks, and trafilatura only says which blocks are the article: so each word
stands as the page holds it, and a block is never there twice.

Left out, because nobody sees it: script, style, template, noscript, iframe and other fallbacks, select lists, what is `hidden`,
what has `display: none` or `visibility: hidden` in its own style, closed dialogs, comments of the markup. Kept: `aria-hidden` (it
hides from screen readers, not from eyes), text in drawings (figures of infographics), closed `details`. What a style sheet hides
cannot be known and stays. Alternative texts of pictures are not text of the page.
"""

import logging
import re
import unicodedata
from collections import Counter
from copy import copy

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

logger = logging.getLogger(__name__)

# Stands between the article and the rest; no words, so that no quote is found in it.
SEPARATOR = "\n\n⁂ ⁂ ⁂\n\n"

# trafilatura's time grows with how many elements each element is in; beyond these it would take minutes on a made-up page.
MOST_ELEMENTS = 20_000
MOST_DEPTH_SUM = 400_000  # of all elements' depths; a long article has 30,000
MOST_COMPARED = 300_000_000  # characters looked through for blocks inside other blocks

_INVISIBLE = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "audio", "video", "canvas", "select",
    "datalist", "noframes", "frameset", "applet", "title", "desc", "metadata", "defs", "rp", "head",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "text", "xmp", "foreignobject",
    # trafilatura's own names, so that the same walk reads its answer
    "head", "item", "list", "row", "quote",
}  # fmt: skip
_CELLS = {"td", "th", "cell"}
_LINES = {"br", "lb"}
_PRE = {"pre", "listing", "xmp", "textarea"}

# One element with 200,000 attributes takes libxml2 two minutes: their number is bounded before it reads them.
_MANY_ATTRIBUTES = re.compile(
    r"(<[A-Za-z][^\s/>]*+)(?:[\s/]*+[^\s/>][^\s=/>]*+(?:\s*+=\s*+(?>\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+){500,}+"
)
# What nests: taken out of a page that is nested too deep to be read as a tree.
_NESTING = re.compile(
    r"</?(?!(?:html|head|body|title|meta|link|script|style|template|noscript|p|br|hr)\b)[a-z][^<>]*>", re.IGNORECASE
)
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_NO_LETTERS = re.compile(r"[\W_]+")
_LONG = 25  # letters from which a block counts as held when it stands inside another


def parse(markup: str) -> tuple[HtmlElement, tuple[str, ...]]:
    """(the page's tree, flags), whatever the markup is. `deeply_nested`: the order of words is right, the structure is lost."""
    markup = markup.replace("\x00", "\ufffd")
    flags: tuple[str, ...] = ()
    shortened = _MANY_ATTRIBUTES.sub(r"\1", markup)
    if shortened != markup:
        flags = ("cut_short",)
    root, complete = _tree(shortened)
    if not complete:
        root, complete = _tree(_NESTING.sub("<br>", shortened))
        flags = ("deeply_nested",) if complete else ("cut_short", "deeply_nested")
    return root, flags


def _tree(markup: str) -> tuple[HtmlElement, bool]:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    body = markup.encode("utf-8", "replace")
    try:
        root = document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        root = document_fromstring(b"<html><body></body></html>")
        return root, not markup.strip()
    return root, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def remove_invisible(root: HtmlElement) -> None:
    """Empty what nobody sees, in place; text that follows an element stays."""
    hidden = [element for element in root.iter(etree.Element) if _is_invisible(element)]
    for element in hidden:
        # Emptied, not taken out: joining what follows to what went before is quadratic on a page of 100,000 scripts.
        element[:] = []
        element.text = None


def _is_invisible(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in _INVISIBLE:
        return True
    attributes = element.attrib
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style", "")
    return bool(style) and _HIDING.search(style[:2_000]) is not None


def text_of(root: HtmlElement, url: str) -> tuple[str, int, tuple[str, ...]]:
    """(text, how many code points of it are the article, flags) of a tree without its invisible parts.

    `no_article`: none was found, or the page is too big to look for one; the text is then the whole page, its article 0 long.
    """
    blocks = [storable(block) for block in blocks_of(root)]
    found = _article_of(root, url)
    return (*_ordered(blocks, found), () if found else ("no_article",))


def blocks_of(root: etree._Element) -> list[str]:
    """The text of a tree in blocks, in page order; white space as a browser shows it, cells of a row parted by tabs."""
    blocks: list[str] = []
    parts: list[str] = []
    preformatted = 0

    def close() -> None:
        text = "".join(parts)
        parts.clear()
        if not preformatted:
            text = _SPACE.sub(" ", text)
        text = re.sub(r" ?\x00 ?", "\n", text)
        text = re.sub(r" ?\x01 ?", "\t", text).strip(" \t\r\n\f\v")
        if text:
            blocks.append(re.sub(r"\n{2,}", "\n", text))

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                close()
            elif tag in _CELLS and parts:
                parts.append("\x01")
            elif tag in _LINES:
                parts.append("\x00")
            preformatted += tag in _PRE
            if element.text:
                parts.append(element.text)
        else:
            if tag in _BLOCKS:
                close()
            preformatted -= tag in _PRE
            if element.tail and element is not root:
                parts.append(element.tail)
    close()
    return blocks


def _article_of(root: HtmlElement, url: str) -> list[str]:
    """The blocks trafilatura takes for the article, in its own white space; none when the page is too big to ask."""
    elements, depths = size_of(root)
    if elements > MOST_ELEMENTS or depths > MOST_DEPTH_SUM:
        return []
    try:
        document = trafilatura.bare_extraction(
            copy(root), url=url or None, include_comments=False, fast=elements > 5_000
        )
    except Exception as error:  # trafilatura raises anything on a made-up page; the whole page is still read
        logger.warning("No article was looked for: trafilatura raised %r", error)
        return []
    body = getattr(document, "body", None)
    return blocks_of(body) if body is not None else []


def size_of(root: HtmlElement) -> tuple[int, int]:
    """(elements, sum of their depths)."""
    elements = depths = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            depth += 1
            elements += 1
            depths += depth
        else:
            depth -= 1
    return elements, depths


def _ordered(blocks: list[str], found: list[str]) -> tuple[str, int]:
    keys = [_key(block) for block in blocks]
    is_article = _chosen(keys, [_key(piece) for piece in found])
    article = "\n\n".join(block for block, inside in zip(blocks, is_article, strict=True) if inside)
    held = {key for key, inside in zip(keys, is_article, strict=True) if inside}
    rest = [(key, block) for key, block, inside in zip(keys, blocks, is_article, strict=True) if not inside]
    inside_of = _within([key for key, _ in rest], "\n".join(held))
    shown = []
    for (key, block), within in zip(rest, inside_of, strict=True):
        if key not in held and not within:
            held.add(key)
            shown.append(block)
    others = "\n\n".join(shown)
    return (article + SEPARATOR + others if article and others else article or others), len(article)


def _chosen(keys: list[str], pieces: list[str]) -> list[bool]:
    """Which blocks are the article: those that are one of its pieces, then those that hold or are most of one."""
    left = Counter(pieces)
    chosen = []
    for key in keys:
        chosen.append(left[key] > 0)
        if left[key]:
            left[key] -= 1
    # trafilatura joins and parts some blocks, and drops letters that nobody sees.
    pieces_left = [piece for piece in left.elements() if len(piece) >= _LONG]
    inside = _within(
        [key if not taken else "" for key, taken in zip(keys, chosen, strict=True)], "\n".join(pieces_left)
    )
    chosen = [taken or within for taken, within in zip(chosen, inside, strict=True)]
    open_keys = sum(len(key) for key, taken in zip(keys, chosen, strict=True) if not taken)
    if pieces_left and open_keys * len(pieces_left) <= MOST_COMPARED:
        chosen = [
            taken or any(len(piece) * 2 >= len(key) and piece in key for piece in pieces_left)
            for key, taken in zip(keys, chosen, strict=True)
        ]
    return chosen


def _within(keys: list[str], text: str) -> list[bool]:
    """Which keys stand inside the text; short ones never do, by chance they would."""
    asked = sum(1 for key in keys if len(key) >= _LONG)
    if not text or asked * len(text) > MOST_COMPARED:
        return [False] * len(keys)
    return [len(key) >= _LONG and key in text for key in keys]


def _key(block: str) -> str:
    """What two renderings of one block share: its letters and digits; the block itself where it has none."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFC", block)) or block


# What a database refuses or nobody can read: C0 and C1 controls but tab and line feed, lone surrogates, noncharacters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def storable(text: str) -> str:
    """The text with U+FFFD for each character that cannot be kept, and line feeds for other line ends."""
    return _UNSTORABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
