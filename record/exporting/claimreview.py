"""A DataFeed of ClaimReview (schema.org), as aggregators of fact-checks read it: our own reviews alone."""

import json
from pathlib import Path

from django.conf import settings

from record.addresses import claim_url
from record.claimreview import claim_review
from record.exporting import published
from record.exporting.files import ExportFile, GzipFile, Progress
from record.models.listing import PublicState


def write(folder: Path, progress: Progress) -> list[ExportFile]:
    """One element a claim whose page carries the markup: with a verdict, and not under notice."""
    newest = ""
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
        "license": settings.DOCUMENT_LICENCE_URL,
    }
    with GzipFile(folder, "claimreview.json", form="claimreview", media_type="application/ld+json") as file:
        file.write(_dump(head)[:-1] + b',"dataFeedElement":[', records=0)
        for row in published.claims(progress):
            if row.state != PublicState.PUBLISHED:
                continue
            document = row.document
            review = claim_review(document, claim_url(document), settings.SITE_URL)
            if review is None:
                continue
            newest = max(newest, document["published_at"])
            element = {"@type": "DataFeedItem", "dateCreated": document["published_at"], "item": [review]}
            file.write((b",\n" if file.count else b"\n") + _dump(element))
        # At the end, because only now it is known; the order of members says nothing in JSON.
        file.write(b"\n]" + (f',"dateModified":"{newest}"'.encode() if newest else b"") + b"}\n", records=0)
    return [file.finished]


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
