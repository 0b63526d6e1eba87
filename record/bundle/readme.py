"""What a bundle says of itself to whoever is handed it."""

from string import Template

from django.conf import settings

from record.bundle.gathering import Gathered, Row

_README = Template("""\
# Claim $claim, version $version

> $words

This folder holds one published claim of the site at $site, as it was published on $published, with what is needed to check
it without that site, and without network.

## Check it

    python3 -I -S verify_bundle.py

Python 3.9 or newer is enough; nothing is installed, asked or written. It says in words what holds, what it could not check and
what does not hold, and exits with 1 then.

Whoever could change this folder could change the script, and the digests in the manifest too. So compare the publication digest

    $publication

with one that you have from elsewhere: the version's page, a copy that somebody kept, or the next version, which names it as
`previous_digest`. Take the script from Counterclaim's source code if you do not trust the one in here.

## What is in it

- `document.json`: the published document, byte for byte. Its fields are described in the site's API documentation.
- `snapshots/`: the texts in which its quotes were found, as they were read from the captures. UTF-8, line ends as they are.
- `annotations.jsonld`: where each quote stands, as W3C Web Annotations.
- `prov.jsonld`: how the document came to be, in W3C PROV. People stand in it by role and public key.
- `claimreview.json`, where there is one: the verdict as schema.org ClaimReview.
- `manifest.json`: every file with its size and SHA-256, what was left out and why, and what was erased.

JSON files are canonical (RFC 8785). The content digest is the SHA-256 of `document.json` without the keys that publishing
added; it is what reviewers approved. The publication digest is the SHA-256 of `document.json` as it is.

Positions count Unicode code points from 0, the end excluded. Python counts so; JavaScript and Java count UTF-16 units, where a
character such as an emoji is two.

## What it proves, and what not

It proves that these words stand in these texts, and that these are the texts and the document that the digests name. That a
page said so, and when, rests on the site that captured it; it keeps the raw captures. A quote whose check is `transcribed` was
typed by somebody from what they saw. What was erased is shown as █, with the day; its digests are those from before.

## Left out

$left_out
## Licence

The document: $licence, $licence_url. The texts in `snapshots/` are their publishers': they are here as evidence of what was
quoted. Whether you may pass them on is for you to find out; `--without-texts` makes a bundle without them.
""")


def readme(gathered: Gathered, left_out: list[Row]) -> str:
    """The README of a bundle."""
    document = gathered.document
    words = document["text"].get(document["original_language"]) or next(iter(document["text"].values()), "")
    return _README.substitute(
        claim=document["id"],
        version=document["version"],
        words=" ".join(words.split()),
        site=settings.SITE_URL,
        published=document["published_at"],
        publication=gathered.version.publication_digest,
        left_out="".join(f"- {row['what']}: {row['why']}\n" for row in left_out),
        licence=document["licence"]["name"],
        licence_url=document["licence"]["url"],
    )
