"""Fetches public addresses and nothing else; docs/capturing.md says what is refused."""

from sources.fetching.connections import Exchange, Guard, Limits
from sources.fetching.getting import Answer, Fetched, fetch, send
from sources.fetching.refusals import Refused
from sources.fetching.warc import as_warc, warc_body

__all__ = ["Answer", "Exchange", "Fetched", "Guard", "Limits", "Refused", "as_warc", "fetch", "send", "warc_body"]
