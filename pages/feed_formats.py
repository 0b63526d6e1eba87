"""A feed as Atom (RFC 4287, with the tombstones of RFC 6721) and as JSON Feed 1.1."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

ATOM, JSON = "application/atom+xml; charset=utf-8", "application/feed+json"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"
# Of a feed without an entry: Atom wants a date, and one that moves would make every answer a new one.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry. `key` is its permanent id, an address; `url` where it is read; `language` that of its words."""

    key: str
    url: str
    title: str
    words: str
    language: str
    updated: datetime
    tags: list[str]


@dataclass(frozen=True)
class Gone:
    """An entry that we took back: its `key`, when, and the public reason."""

    key: str
    url: str
    when: datetime
    reason: str
    language: str


@dataclass(frozen=True)
class Feed:
    """A feed in one language. `home` is its page for people, `address` its own."""

    title: str
    home: str
    address: str
    language: str
    entries: list[Entry]
    gone: list[Gone]

    @property
    def updated(self) -> datetime:
        """When anything in it last changed."""
        return max([NEVER, *(entry.updated for entry in self.entries), *(gone.when for gone in self.gone)])


class _Atom(Atom1Feed):
    """Django's Atom with the language of each entry and with what was taken back."""

    def root_attributes(self) -> dict[str, str]:
        """Names the vocabulary of tombstones."""
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The language of the entry's words."""
        return super().item_attributes(item) | {"xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        """When anything last changed; Django's own would say now for an empty feed."""
        return self.feed["updated"]

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        """The entries, then what was taken back."""
        super().write_items(handler)
        for gone in self.feed["gone"]:
            attributes = {"ref": gone.key, "when": rfc3339_date(gone.when)}
            handler.startElement("at:deleted-entry", AttributesImpl(attributes))
            handler.addQuickElement("at:comment", gone.reason, {"xml:lang": gone.language})
            handler.addQuickElement("link", "", {"rel": "alternate", "href": gone.url})
            handler.endElement("at:deleted-entry")


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    made = _Atom(
        title=feed.title,
        link=feed.home,
        description=None,
        language=feed.language,
        feed_url=feed.address,
        feed_guid=feed.address,
        author_name=settings.SITE_NAME,
        author_link=settings.SITE_URL,
        feed_copyright=f"{settings.DOCUMENT_LICENCE} {settings.DOCUMENT_LICENCE_URL}",
        updated=feed.updated,
        gone=feed.gone,
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.url,
            description=escape(entry.words),  # it is read as HTML
            unique_id=entry.key,
            updateddate=entry.updated,
            categories=entry.tags,
            language=entry.language,
        )
    return made.writeString("utf-8").encode()


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed; what was taken back stands in an extension of ours, as that format has no word for it."""
    found: dict[str, Any] = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": settings.SITE_NAME, "url": settings.SITE_URL}],
        "items": [
            {
                "id": entry.key,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.words,
                "date_modified": rfc3339_date(entry.updated),
                "language": entry.language,
                "tags": entry.tags,
            }
            for entry in feed.entries
        ],
        # An extension has to be an object, and names where it is explained.
        "_retracted": {
            "about": f"{settings.SITE_URL}/corrections/",
            "items": [
                {"id": gone.key, "url": gone.url, "when": rfc3339_date(gone.when), "reason": gone.reason}
                for gone in feed.gone
            ],
        },
    }
    return json.dumps(found, ensure_ascii=False).encode()
