"""What machines look for at fixed places: sitemaps, robots.txt, security.txt."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from pages import answers
from pages.addresses import absolute, claim_address, event_address
from record import browsing

XML = "application/xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Publications a part. A part holds the claims and events that these gave their words, so a request reads at most so many
# rows of each however large the site is, and a part that is full never grows again.
PART = 1_000
LONGEST_PART = 9  # digits
PAGES = ("front", "events", "claims", "speakers", "outlets", "sources", "corrections", "methodology", "exports")
# The contact is read from a setting whenever somebody asks, so what we say holds as long as we answer at all; a copy is
# to be thought stale after a month.
SECURITY_DAYS = 30


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of parts; one statement."""
    parts = range(browsing.last_sequence() // PART + 1)
    places = [(absolute(reverse("sitemap-part", args=[str(part)])), None) for part in parts]
    return answers.kept(request, _xml("sitemapindex", "sitemap", places), XML)


@require_safe
def sitemap_part(request: HttpRequest, part: str) -> HttpResponse:
    """One part; the first holds the fixed pages as well. Two statements."""
    if len(part) > LONGEST_PART:
        raise Http404
    first = int(part) * PART
    listings = list(browsing.published_between(first, first + PART))
    events = list(browsing.events_between(first, first + PART))
    places: list[tuple[str, datetime | None]] = []
    if first == 0:
        places += [(absolute(reverse(name)), None) for name in PAGES]
    places += [(absolute(claim_address(browsing.summary_of(row))), row.valid_from) for row in listings]
    places += [(absolute(event_address(card.content)), None) for card in events]
    return answers.kept(request, _xml("urlset", "url", places), XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything for people may be read; programs have exports instead of walking through the API."""
    closed = ["/desk/", "/api/", "/gfc/", "/v1alpha1/", "/language/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {absolute(reverse('sitemap'))}"]
    return answers.kept(request, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); nothing where the operator named nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = datetime.combine(timezone.now().date() + timedelta(days=SECURITY_DAYS), time.min, UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {absolute(reverse('security'))}",
    ]
    return answers.kept(request, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")


def _xml(root: str, item: str, places: Iterable[tuple[str, datetime | None]]) -> bytes:
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": SITEMAP}))
    for address, changed in places:
        xml.startElement(item, AttributesImpl({}))
        xml.addQuickElement("loc", address)
        if changed:
            xml.addQuickElement("lastmod", changed.isoformat())
        xml.endElement(item)
    xml.endElement(root)
    xml.endDocument()
    return text.getvalue().encode()
