"""Bytes of a page into text: the mark at its beginning, its header, its own meta element, then a careful guess. Never raises."""

import codecs
import re

from charset_normalizer import from_bytes

# The labels of the Encoding Standard (WHATWG) in use, and Python's codec for each. Nothing else is taken from a page: some of
# Python's codecs are no character sets, and some (utf-7, punycode) are traps.
_CODECS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 utf8mb4",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2",
    "utf-16-be": "utf-16be",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 latin1 latin-1 l1 ascii us-ascii",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "iso8859-2": "iso-8859-2 latin2",
    "iso8859-5": "iso-8859-5",
    "iso8859-6": "iso-8859-6 iso8859-6 arabic asmo-708 ecma-114",
    "iso8859-7": "iso-8859-7 greek",
    "iso8859-8": "iso-8859-8 iso-8859-8-i hebrew",
    "iso8859-15": "iso-8859-15 latin-9",
    "koi8-r": "koi8-r koi8",
    "koi8-u": "koi8-u",
    "cp866": "ibm866 cp866",
    "gb18030": "gb18030 gbk gb2312 x-gbk chinese",
    "big5hkscs": "big5 big5-hkscs",
    "euc_jp": "euc-jp x-euc-jp",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j",
    "iso2022_jp": "iso-2022-jp",
    "cp949": "euc-kr ks_c_5601-1987 korean",
    "cp874": "windows-874 tis-620 iso-8859-11",
}
_CODEC_OF = {label: codec for codec, labels in _CODECS.items() for label in labels.split()}
_MARKS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^<>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4_096  # bytes in which a page must name its charset; the standard asks for the first 1,024
_SAMPLE = 20_000  # bytes that are guessed from
_FEW = 0.02  # of the bytes outside ASCII: so many broken ones are damage, more are another charset


def decode(body: bytes, content_type: str = "") -> tuple[str, tuple[str, ...]]:
    """(text, flags). `wrong_charset`: it was read in another charset than it declares; `broken_characters`: U+FFFD stands for
    bytes that are none of it.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _read(body[len(mark) :], codec)
    declared = _declared(body, content_type)
    if declared.startswith("utf-16"):
        if 0 in body[:_HEAD]:
            return _read(body, declared)
        declared = ""  # a page that says so in ASCII is not
    is_utf8, broken = _as_utf8(body)
    if is_utf8:
        # Chance hardly ever makes valid UTF-8 of another charset's letters, so the bytes are believed before the label.
        text, flags = _read(body, "utf-8")
        other = declared not in ("", "utf-8") and not body.isascii()
        return text, flags + (("wrong_charset",) if other else ())
    if declared in ("", "utf-8"):
        outside = sum(1 for byte in body[:_SAMPLE] if byte > 0x7F) or 1
        if declared and broken / outside <= _FEW:
            return _read(body, "utf-8")
        text, flags = _read(body, _guess(body))
        return text, flags + (("wrong_charset",) if declared else ())
    return _read(body, declared)


def _declared(body: bytes, content_type: str) -> str:
    """The codec that header or page name, "" for none that is known. The header goes before the page, as in browsers."""
    names = [match[1] for match in [_HEADER.search(content_type[:1_000])] if match]
    head = body[:_HEAD]
    names += [match[1].decode("ascii", "replace") for match in [_XML.match(head), _META.search(head)] if match]
    return next((codec for name in names if (codec := _CODEC_OF.get(name.lower(), ""))), "")


def _as_utf8(body: bytes) -> tuple[bool, int]:
    """Whether the bytes are UTF-8, and how many places of a sample are not."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False, body[:_SAMPLE].decode("utf-8", "replace").count("\ufffd")
    return True, 0


def _guess(body: bytes) -> str:
    # From where the letters are: the head of a page is ASCII.
    first = next((index for index, byte in enumerate(body) if byte > 0x7F), 0)
    found = from_bytes(body[first : first + _SAMPLE]).best()
    guess = _CODEC_OF.get(found.encoding.replace("_", "-"), "") if found else ""
    return guess or "utf-8"


def _read(body: bytes, codec: str) -> tuple[str, tuple[str, ...]]:
    text = body.decode(codec, "replace")
    # What the page itself holds as U+FFFD is damage too, only older.
    return text, ("broken_characters",) if "\ufffd" in text else ()
