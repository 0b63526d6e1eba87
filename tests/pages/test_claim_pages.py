"""What a claim's addresses answer, in each of its public states."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims.models import Claim
from pages.addresses import claim_address
from record.models import Version


def current(claim: Claim) -> str:
    return claim_address({"id": claim.pk, "text": claim.text, "original_language": claim.original_language})


def test_bare_address_leads_to_the_words_and_keeps_the_question(client: Client, claim: Claim) -> None:
    answer = client.get(f"/claims/{claim.pk}/?as_of=2020-01-01&x=1")
    assert answer.status_code == 404  # before the first publication there is nowhere to lead to
    answer = client.get(f"/claims/{claim.pk}/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, f"{current(claim)}?x=1")


def test_wrong_words_in_the_address_redirect_for_good(client: Client, claim: Claim) -> None:
    answer = client.get(f"/claims/{claim.pk}/something-else/")
    assert (answer.status_code, answer["Location"]) == (301, current(claim))


def test_claim_page_asks_twice_and_sends_a_kept_page_once(
    client: Client, claim: Claim, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        answer = client.get(current(claim))
    assert answer.status_code == 200
    assert not answer.cookies
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
    assert client.get(current(claim), HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    arabic = client.get(current(claim), HTTP_IF_NONE_MATCH=answer["ETag"], HTTP_ACCEPT_LANGUAGE="ar")
    assert arabic.status_code == 200
    assert b'<html lang="ar" dir="rtl">' in arabic.content


def test_words_of_others_stay_words(client: Client, claim: Claim) -> None:
    page = client.get(current(claim)).content.decode()
    assert "<script>alert" not in page
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    assert json.loads(scripts[0])["claimReviewed"] == claim.text["en"]


def test_old_version_says_so_and_keeps_its_address(client: Client, claim: Claim, corrected: Version) -> None:
    old = client.get(f"/claims/{claim.pk}/v1/").content.decode()
    assert "A newer one took its place" in old
    assert "Not enough evidence" in old
    assert "ld+json" not in old
    new = client.get(current(claim)).content.decode()
    assert new.index("The minutes came out.") < new.index('class="verdict')
    history = client.get(f"/claims/{claim.pk}/history/").content.decode()
    assert "Verdict: not enough evidence → supported" in history


def test_withheld_claim_says_nothing_at_any_address(
    client: Client, claim: Claim, corrected: Version, withhold: Callable[[Claim], object]
) -> None:
    event = claim.event
    withhold(claim)
    for tail in ("", "any-words/", "v1/", "v2/", "v3/", "history/", "?as_of=2999-01-01", "?as_of=1999-01-01"):
        answer = client.get(f"/claims/{claim.pk}/{tail}")
        assert answer.status_code == 403, tail
        assert b"beforehand" not in answer.content, tail
        assert b"Airstrikes" not in answer.content, tail
    for address in ("/", "/claims/", "/events/", "/corrections/"):
        page = client.get(address).content
        assert b"beforehand" not in page, address
        assert b"minutes" not in page, address
    assert client.get(f"/events/{event.pk}/").status_code == 404


def test_retracted_claim_is_gone_with_its_reason_and_old_versions_stay(
    client: Client, claim: Claim, retract: Callable[[Claim], object]
) -> None:
    retract(claim)
    gone = client.get(current(claim))
    assert gone.status_code == 410
    assert b"The source was invented." in gone.content
    old = client.get(f"/claims/{claim.pk}/v1/")
    assert old.status_code == 200
    assert b"We have retracted this claim" in old.content
    assert b"ld+json" not in old.content
    assert client.get(f"/claims/{claim.pk}/history/").status_code == 200


def test_notice_stands_on_the_page_and_a_kept_page_is_asked_anew(
    client: Client, claim: Claim, put_notice: Callable[[Claim], object]
) -> None:
    kept = client.get(current(claim))["ETag"]
    put_notice(claim)
    answer = client.get(current(claim), HTTP_IF_NONE_MATCH=kept)
    assert answer.status_code == 200
    assert b"A new statement was received; this claim is under review." in answer.content
    assert b"A letter came." not in answer.content


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("v0/", 404),
        ("v2/", 404),
        ("v" + "9" * 5000 + "/", 404),
        ("?as_of=yesterday", 400),
        ("?as_of=0001-01-01T00:00:00+23:59", 400),
        ("?as_of=2020%00", 400),
        ("history/?before=x", 400),
        ("history/?before=" + "9" * 30, 400),
    ],
)
def test_unreadable_questions_get_a_page_that_helps(client: Client, claim: Claim, tail: str, status: int) -> None:
    answer = client.get(f"/claims/{claim.pk}/{tail}")
    assert answer.status_code == status
    assert b'role="search"' in answer.content


@pytest.mark.parametrize("key", ["%00", "x", "a" * 5000, "%F0%9F%92%A5"])
def test_addresses_of_nothing_are_not_found(client: Client, db: None, key: str) -> None:
    for address in (f"/claims/{key}/", f"/claims/{key}/v1/", f"/claims/{key}/history/", f"/events/{key}/"):
        assert client.get(address).status_code == 404, address


def test_slug_never_takes_the_place_of_a_version(claim: Claim) -> None:
    document = {"id": claim.pk, "text": {"en": "v2"}, "original_language": "en"}
    assert claim_address(document) == reverse("claim", args=[claim.pk, "claim-v2"])
