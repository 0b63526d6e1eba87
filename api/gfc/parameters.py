"""What a search can be asked, read as the Fact Check Tools API reads it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from api.gfc.errors import INVALID, RpcError
from api.public.cursors import Cursor
from record.reviews import site_of
from record.search import has_words

DEFAULT_PAGE_SIZE = 10
# More is not refused but answered with as many, as that API does.
LARGEST_PAGE_SIZE = 100
FARTHEST_OFFSET = 10_000  # rows read to be thrown away; a page token costs nothing however deep
LONGEST_QUERY = 5_000  # characters
MOST_WORDS = 32  # of a query; each is one more comparison a row
_INT32 = 2**31 - 1
_SEQUENCE = 2**63 - 1  # what both engines can compare
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})([-_][A-Za-z0-9]{2,8})*")

OWN = ("query", "languageCode", "maxAgeDays", "pageSize", "pageToken", "offset", "reviewPublisherSiteFilter")
# What every method of that API takes: `alt` and `prettyPrint` are read, the others have nothing to change here. Nobody
# needs a key; `fields` is answered with everything, which holds what it asks for.
UNREAD = ("key", "fields", "quotaUser", "access_token", "oauth_token", "uploadType", "upload_protocol", "$.xgafv")


@dataclass(frozen=True)
class Search:
    """One search. `place` is where a page token leads; `offset` counts only without one."""

    words: str
    language: str
    max_age_days: int
    site: str
    page_size: int
    offset: int
    place: tuple[datetime, int] | None
    pretty: bool
    nothing: bool  # the query was given and holds no word, so it finds nothing

    @property
    def fingerprint(self) -> str:
        """Tells whether a page token is of this search."""
        asked = [self.words, self.language, str(self.max_age_days), self.site]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:8]

    def token(self, valid_from: datetime, sequence: int) -> str:
        """The token of the page after this row."""
        return f"{Cursor(False, valid_from, str(sequence))}.{self.fingerprint}"


def read(query: QueryDict) -> Search:
    """The search that was asked for. Raises `RpcError`, which names every faulty parameter."""
    faults: dict[str, str] = {}
    known = {*OWN, *UNREAD, "alt", "prettyPrint"}
    for name, values in query.lists():
        if name == "callback":
            faults[name] = "Scripts of other sites get JSON by CORS; there is no JSONP."
        elif name not in known:
            faults[name[:100]] = f"There is no such parameter. Allowed are: {', '.join(OWN)}."
        elif name not in UNREAD and len(values) > 1:
            faults[name] = "Give it once."
    text = query.get("query", "")
    if len(text) > LONGEST_QUERY:
        faults["query"] = f"At most {LONGEST_QUERY} characters are read."
        text = ""
    site = query.get("reviewPublisherSiteFilter", "").strip()
    if site and not site_of(site):
        faults["reviewPublisherSiteFilter"] = "Write a host, for example nytimes.com."
    if not text.strip() and not site and "query" not in faults:
        faults["query"] = "Give a query, or a reviewPublisherSiteFilter, or both."
    language = query.get("languageCode", "").strip()
    if language and not _LANGUAGE.fullmatch(language):
        faults["languageCode"] = "Write a BCP-47 language code, for example en-US, ar or sr-Latn."
    if query.get("alt", "json") not in ("json", ""):
        faults["alt"] = "Answers are JSON: leave it out, or give json."
    found = Search(
        words=" ".join(text.split()[:MOST_WORDS]),
        language=re.split("[-_]", language)[0].lower(),
        max_age_days=_whole(query, "maxAgeDays", 0, _INT32, faults),
        site=site_of(site),
        page_size=min(_whole(query, "pageSize", 0, _INT32, faults) or DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE),
        offset=_whole(query, "offset", 0, FARTHEST_OFFSET, faults),
        place=None,
        pretty=query.get("prettyPrint", "true").lower() not in ("false", "0"),
        nothing=bool(text.strip()) and not has_words(text),
    )
    token = query.get("pageToken", "")
    place = _place(token, found.fingerprint) if token else None
    if token and place is None:
        faults["pageToken"] = (
            "Take it as it stands in nextPageToken, and leave every other parameter as it was in the request before."
        )
    if faults:
        raise RpcError(INVALID, faults)
    return Search(**{**vars(found), "place": place})


def _whole(query: QueryDict, name: str, low: int, high: int, faults: dict[str, str]) -> int:
    text = query.get(name, "").strip()
    if not text:
        return low
    if re.fullmatch(r"[0-9]{1,10}", text) and low <= int(text) <= high:
        return int(text)
    faults[name] = f"Write a whole number from {low} to {high}." + (
        " Read on by pageToken instead." if name == "offset" else ""
    )
    return low


def _place(token: str, fingerprint: str) -> tuple[datetime, int] | None:
    cursor, _, mark = token.rpartition(".")
    if mark != fingerprint or len(cursor) > 100:
        return None
    try:
        found = Cursor.parse(cursor)
    except ValueError:
        return None
    if not found.key.isdecimal() or int(found.key) > _SEQUENCE:
        return None
    return found.instant, int(found.key)
