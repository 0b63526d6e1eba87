"""Fetches public addresses and nothing else; docs/capturing.md says what is refused."""

from sources.fetching.answers import Limits
from sources.fetching.connections import Exchange, Guard
from sources.fetching.getting import Answer, Fetched, examine, fetch, send
from sources.fetching.refusals import Refused
from sources.fetching.warc import as_warc, file_as_warc, warc_body

__all__ = [
    "Answer",
    "Exchange",
    "Fetched",
    "Guard",
    "Limits",
    "Refused",
    "as_warc",
    "examine",
    "fetch",
    "file_as_warc",
    "send",
    "warc_body",
]
