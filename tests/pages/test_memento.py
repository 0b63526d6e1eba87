"""Memento (RFC 7089): a claim's page in time."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.http import http_date

from claims.models import Claim
from record.models import Listing, Version


@pytest.fixture
def two(claim: Claim, corrected: Version) -> Claim:
    """Two versions a day apart."""
    first = Listing.objects.get(number=1)
    Listing.objects.filter(number=2).update(valid_from=first.valid_from + timedelta(days=1))
    Listing.objects.filter(number=1).update(valid_to=first.valid_from + timedelta(days=1))
    return claim


def ask(client: Client, claim: Claim, date: str) -> str:
    answer = client.get(f"/claims/{claim.pk}/timegate/", headers={"Accept-Datetime": date})
    assert answer.status_code == 302
    assert "Accept-Datetime" in answer["Vary"]
    assert f'<http://testserver/claims/{claim.pk}/>; rel="original"' in answer["Link"]
    return answer["Location"].rsplit("/", 2)[1]


def test_timegate_leads_to_the_version_of_that_moment(client: Client, two: Claim) -> None:
    first = Listing.objects.get(number=1).valid_from.timestamp()
    assert ask(client, two, http_date(first)) == "v1"
    assert ask(client, two, http_date(first + 3600)) == "v1"
    assert ask(client, two, http_date(first + 90000)) == "v2"
    assert ask(client, two, "Mon, 05 Feb 1996 12:00:00 GMT") == "v1"
    newest = client.get(f"/claims/{two.pk}/timegate/")
    assert newest["Location"] == f"http://testserver/claims/{two.pk}/v2/"


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 99 Feb 2024 12:00:00 GMT", "Mon, 05 Feb 99999 12:00:00 GMT"])
def test_timegate_says_how_a_date_is_written(client: Client, claim: Claim, date: str) -> None:
    answer = client.get(f"/claims/{claim.pk}/timegate/", headers={"Accept-Datetime": date})
    assert answer.status_code == 400
    assert b"Mon, 05 Feb 2024 12:00:00 GMT" in answer.content


def test_a_version_says_of_which_moment_it_is_and_leads_to_the_others(client: Client, two: Claim) -> None:
    answer = client.get(f"/claims/{two.pk}/v1/")
    moment = http_date(Listing.objects.get(number=1).valid_from.timestamp())
    assert answer["Memento-Datetime"] == moment
    links = dict(re.findall(r'<([^>]+)>; rel="([a-z]+)"', answer["Link"]))
    assert set(links.values()) == {"original", "timegate", "timemap", "memento"}
    assert client.get(f"/claims/{two.pk}/v1/", headers={"If-None-Match": answer["ETag"]})["Memento-Datetime"] == moment
    now = client.get(f"/claims/{two.pk}/", follow=True)
    assert "Memento-Datetime" not in now
    assert 'rel="timegate"' in now["Link"] and 'rel="timemap"' in now["Link"]
    assert 'rel="timegate"' in client.get(f"/claims/{two.pk}/")["Link"]


def test_timemap_names_every_version_once(client: Client, two: Claim) -> None:
    answer = client.get(f"/claims/{two.pk}/timemap/")
    assert answer["Content-Type"] == "application/link-format"
    lines = answer.content.decode().strip().split(",\n")
    assert [re.search(r'rel="([a-z ]+)"', line)[1] for line in lines] == [
        "original", "self", "timegate", "first memento", "last memento",
    ]  # fmt: skip
    for line in lines[3:]:
        address, moment = re.match(r'<http://testserver([^>]+)>.*datetime="([^"]+)"', line).groups()
        assert client.get(address)["Memento-Datetime"] == moment


def test_a_single_version_is_first_and_last(client: Client, claim: Claim) -> None:
    assert 'rel="first last memento"' in client.get(f"/claims/{claim.pk}/timemap/").content.decode()


def test_nothing_of_what_is_withheld_or_was_never_published(
    client: Client, claim: Claim, withhold: Callable[[Claim], object]
) -> None:
    withhold(claim)
    for tail in ("timegate/", "timemap/", "v1/", ""):
        answer = client.get(f"/claims/{claim.pk}/{tail}")
        assert answer.status_code == 403
        assert "Link" not in answer and "Memento-Datetime" not in answer
    for tail in ("timegate/", "timemap/"):
        assert client.get(f"/claims/222222222222/{tail}").status_code == 404
