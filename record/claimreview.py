"""ClaimReview (schema.org) of a published claim, for search engines. Made from the document alone."""

import json
from typing import Any

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import override

from record.wording import label

# Only these two say how right the claim is; every other verdict would be a number that nobody gave.
RATINGS = {"supported": 5, "contradicted": 1}
BEST, WORST = 5, 1


def claim_review(document: dict[str, Any], url: str, site: str) -> dict[str, Any] | None:
    """The markup of one claim whose page is `url`, on the site at address `site`.

    None where there is nothing to mark up: without a verdict, for a tombstone, or when `settings.CLAIMREVIEW` is off.
    """
    verdict = document.get("verdict")
    if not settings.CLAIMREVIEW or "retracted" in document or not verdict:
        return None
    language = document["original_language"]
    with override("en"):
        name = str(label("verdict", verdict))
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": name}
    if verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[verdict], "bestRating": BEST, "worstRating": WORST}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": iri_to_uri(url),
        "datePublished": document["published_at"],
        "inLanguage": language,
        "author": {"@type": "Organization", "name": settings.SITE_NAME, "url": site},
        "claimReviewed": document["text"].get(language, ""),
        "itemReviewed": _item(document),
        "reviewRating": rating,
        "license": document["licence"]["url"],
    }


def as_script(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in, nor open a comment."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _item(document: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": "Claim"}
    claimant = document["claimant"]
    # An unnamed speaker is nobody a search engine should look for.
    if claimant and claimant["kind"] != "unnamed":
        author = {"@type": "Person" if claimant["kind"] == "person" else "Organization", "name": claimant["name"]}
        if claimant["wikidata_id"]:
            author["sameAs"] = f"https://www.wikidata.org/wiki/{claimant['wikidata_id']}"
        item["author"] = author
    if document["made_at"]:
        item["datePublished"] = document["made_at"]["earliest"]
    appearances = {
        row["source"]["url"]: {"@type": "CreativeWork", "url": row["source"]["url"]}
        for row in document["evidence"]
        if row["stance"] == "supports" and row["source"]["url"]
    }
    if appearances:
        item["appearance"] = list(appearances.values())
    return item
