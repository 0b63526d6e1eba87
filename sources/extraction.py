"""What a capture holds, as one text to read and to find quotes in, with what it says about itself.

Loads trafilatura, which takes 0.6 seconds: a test holds that no face does (tests/house/test_ladder.py). No network, no
database. The work is bounded by size and by count, documents also by a clock; nothing raises but `Unreadable`.
"""

import logging
import re
import time
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from io import BytesIO
from typing import Any, Literal

import pypdf
from lxml.html import HtmlElement

from sources.charsets import decode
from sources.page_flags import flags_of_page
from sources.page_metadata import BYLINE_LIMIT, TITLE_LIMIT, Metadata, metadata_of, with_text
from sources.page_text import parse, remove_invisible, storable, text_of
from sources.page_values import plain

RULES = "1"  # of our own reading; a change that moves a quote's position is another number
BODY_LIMIT = 20_000_000  # bytes that are read of one capture
TEXT_LIMIT = 2_000_000  # code points that are kept: a long book; a quote is looked for in all of them in seconds
PAGES = 500  # of a document
SECONDS = 30.0  # for a document
PAGE_SEPARATOR = "\n\n"

logger = logging.getLogger(__name__)

# A document of 2 KB can make it write 100,000 lines, which takes longer than reading it; `damaged` says what there is to say.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

Kind = Literal["html", "pdf", "text", "media"]


@dataclass(frozen=True)
class Extracted:
    """`text[:article_length]` is the article; after `page_text.SEPARATOR` follows the rest of the page. Lengths are code points.

    `kind` is `media` for what is not read: the text is empty and quotes from it cannot be checked. `flags` are keys of
    `page_flags.FLAGS`, `metadata` suggestions.
    """

    text: str
    article_length: int
    kind: Kind
    extractor: str
    extractor_version: str
    metadata: Metadata = field(default_factory=Metadata)
    flags: tuple[str, ...] = ()


_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class Unreadable(Exception):
    """The capture cannot be read at all; its message is a sentence for the person who asked for it."""


class _OutOfTime(Exception):
    """Raised between two operations of a document's page."""


def extract(body: bytes, content_type: str, url: str) -> Extracted:
    """Read a page, a document or a plain text. Its first bytes are believed before its header.

    Raises `Unreadable` for a document that is locked or broken, and nothing else.
    """
    found = _extract(body, content_type, url)
    if len(found.text) <= TEXT_LIMIT:
        return found
    flags = tuple(dict.fromkeys((*found.flags, "cut_short")))
    length = min(found.article_length, TEXT_LIMIT)
    return replace(found, text=found.text[:TEXT_LIMIT], article_length=length, flags=flags)


def _extract(body: bytes, content_type: str, url: str) -> Extracted:
    cut = ("cut_short",) if len(body) > BODY_LIMIT else ()
    body = body[:BODY_LIMIT]
    kind = _kind(body, content_type)
    if kind == "media":
        return Extracted("", 0, "media", "none", RULES, flags=("not_text",))
    if kind == "pdf":
        return _document(body, cut)
    text, flags = decode(body, content_type)
    if kind == "text":
        text = storable(text)
        found = with_text(Metadata(), text)
        empty = () if text.strip() else ("empty_page",)
        return Extracted(text, len(text), "text", "plain", RULES, found, flags + cut + empty)
    return _page(text, url, flags + cut)


def _kind(body: bytes, content_type: str) -> Kind:
    declared = content_type.partition(";")[0].strip().lower()
    start = body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if declared.startswith(("image/", "audio/", "video/", "font/")) and declared != "image/svg+xml":
        return "media"
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or "utf-16" in content_type.lower()
    if not wide and len(_CONTROLS.findall(body[:1_024])) * 20 > len(body[:1_024]):
        return "media"  # one byte in twenty: of compressed data it is one in ten, of text in any charset none
    markup = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")) or b"<html" in start
    if declared in ("text/html", "application/xhtml+xml", "image/svg+xml") or markup:
        return "html"
    if declared.startswith("text/") or declared in ("", "application/json", "application/ld+json", "application/xml"):
        return "text"
    if declared == "application/octet-stream" and body.isascii():
        return "text"
    return "media"


def _page(markup: str, url: str, flags: tuple[str, ...]) -> Extracted:
    root, parsing = parse(markup)
    found, node = metadata_of(root, url)
    asks_password = any(field.get("type", "").lower() == "password" for field in root.iter("input"))
    title = _title(root)
    remove_invisible(root)
    text, article_length, reading = text_of(root, url)
    article = text[:article_length] or text
    seen = flags_of_page(
        text,
        article_length,
        title,
        asks_password=asks_password,
        declared_closed=node.get("isAccessibleForFree") in (False, "False", "false", "http://schema.org/False"),
    )
    return Extracted(
        text,
        article_length,
        "html",
        "trafilatura, lxml",
        f"{version('trafilatura')}, {version('lxml')}, {RULES}"[:30],
        with_text(found, article),
        tuple(dict.fromkeys(flags + parsing + reading + seen)),
    )


def _title(root: HtmlElement) -> str:
    element = root.find(".//title")
    return (element.text or "")[:TITLE_LIMIT] if element is not None else ""


def _document(body: bytes, flags: tuple[str, ...]) -> Extracted:
    """The text of a PDF, page by page, as far as its page count and the clock allow."""
    until = time.monotonic() + SECONDS
    found: set[str] = set(flags)

    def tick(*_: Any) -> None:
        if time.monotonic() > until:
            raise _OutOfTime

    parts: list[str] = []
    faults: list[Exception] = []
    with pypdf.apply_configuration(**_LIMITS):
        reader = _opened(body)
        pages = _whole(lambda: len(reader.pages))
        for number in range(min(pages, PAGES)):
            try:
                tick()
                parts.append(reader.pages[number].extract_text(visitor_operand_before=tick))
            except _OutOfTime:
                found.add("cut_short")
                break
            except Exception as error:  # pypdf raises anything; one page takes none of the others with it
                faults.append(error)
        try:
            metadata = _document_metadata(reader)
        except Exception as error:  # pypdf raises anything; the text is worth keeping without a title
            faults.append(error)
            metadata = Metadata()
    if faults:
        found.add("damaged")
        # One line, however many pages: a made-up document would fill the log.
        logger.warning("%d parts of a document could not be read, the first for %r", len(faults), faults[0])
    if pages > PAGES:
        found.add("cut_short")
    text = storable(PAGE_SEPARATOR.join(part.strip() for part in parts if part.strip()))
    if not text:
        found.add("no_text_layer")
    return Extracted(
        text,
        len(text),
        "pdf",
        "pypdf",
        f"{pypdf.__version__}, {RULES}",
        with_text(metadata, text),
        tuple(sorted(found)),
    )


# No program of the machine is run for a picture, and nothing unpacks to more than we would keep.
_LIMITS: dict[str, Any] = {
    "jbig2dec_binary": None,
    "stream_parsing_work_maximum_count": 500_000,  # parts of one page's drawing, which are read before the clock is asked
    "array_based_stream_maximum_output_length": BODY_LIMIT * 2,
    "lzw_maximum_output_length": BODY_LIMIT * 2,
    "run_length_maximum_output_length": BODY_LIMIT * 2,
    "zlib_maximum_output_length": BODY_LIMIT * 2,
}


def _opened(body: bytes) -> pypdf.PdfReader:
    reader = _whole(lambda: pypdf.PdfReader(BytesIO(body), strict=False))
    # Many documents are locked against printing alone, with an empty password for reading.
    if reader.is_encrypted and not _whole(lambda: reader.decrypt("")):
        raise Unreadable("This document is locked with a password; upload one that is not.")
    return reader


def _whole(read: Any) -> Any:
    try:
        return read()
    except Exception as error:  # pypdf raises anything; the person is told, and the cause goes along
        raise Unreadable("This document is damaged and cannot be read; upload another copy of it.") from error


def _document_metadata(reader: pypdf.PdfReader) -> Metadata:
    """Title and author as the document names them. The day a file was made is not the day it was published."""
    held = reader.metadata
    values = {"title": plain(held.title, TITLE_LIMIT), "byline": plain(held.author, BYLINE_LIMIT)} if held else {}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return Metadata(**kept, found_in=dict.fromkeys(kept, "pdf"))
