"""What machines look for at fixed places is there, bounded, and says nothing of what is hidden."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from pages import signposts
from tests import factories

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def places(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return [element.text for element in ElementTree.fromstring(answer.content).iter(LOC)]


def test_every_listed_claim_and_event_is_in_one_part_and_each_address_answers(
    client: Client, author, reviewer, editor, monkeypatch
) -> None:
    monkeypatch.setattr(signposts, "PART", 2)
    made = [factories.published(author, reviewer, editor, text={language: f"رقم {n}."},
                                rationale={language: "قالها واحد."}, original_language=language)[0]
            for n, language in enumerate(("en", "ar", "en", "ar", "en"))]  # fmt: skip
    parts = places(client, "/sitemap.xml")
    assert parts == [f"http://testserver/sitemaps/{n}.xml" for n in range(3)]
    found = [place for part in parts for place in places(client, part.removeprefix("http://testserver"))]
    assert len(found) == len(set(found)) == len(signposts.PAGES) + 10
    for place in found:
        assert client.get(place.removeprefix("http://testserver")).status_code == 200, place
    assert all(any(claim.pk in place for place in found) for claim in made)


def test_a_withheld_and_a_retracted_claim_are_in_no_part(client: Client, claim: Claim, withhold) -> None:
    withhold(claim)
    found = places(client, "/sitemaps/0.xml")
    assert len(found) == len(signposts.PAGES)


def test_statements_do_not_grow_with_rows(client: Client, author, reviewer, editor) -> None:
    counts = []
    for _ in range(2):
        factories.published(author, reviewer, editor)
        for address in ("/sitemap.xml", "/sitemaps/0.xml"):
            with CaptureQueriesContext(connection) as statements:
                client.get(address)
            counts.append(len(statements))
    assert counts == [1, 2, 1, 2]


@pytest.mark.parametrize("part", ["00", "-1", "9" * 10, "x"])
def test_no_part_has_such_a_number(client: Client, db: None, part: str) -> None:
    assert client.get(f"/sitemaps/{part}.xml").status_code == 404


def test_robots_are_led_to_the_sitemap_and_away_from_the_desk(client: Client, db: None) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /desk/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_security_txt_names_the_contact_for_a_month_and_is_absent_without_one(
    client: Client, db: None, settings
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.org"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=28) < left < timedelta(days=31)
