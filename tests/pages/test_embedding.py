"""A card shows the claim as it stands now in any page; oEmbed says how, by its rules."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from claims.models import Claim
from record.actions import merging, public_state
from record.models import Version
from tests import factories
from tests.pages.conftest import HOSTILE


def card(claim: Claim) -> str:
    return f"/claims/{claim.pk}/card/"


def policy(answer: Any) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts}


def test_any_site_may_frame_the_card_which_loads_nothing_but_style(
    client: Client, claim: Claim, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answer = client.get(card(claim))
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    assert policy(answer) == {
        "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "base-uri": "'none'", "form-action": "'none'",
        "frame-ancestors": "*",
    }  # fmt: skip
    assert b"<script" not in answer.content
    assert b'<link rel="icon" href="/static/favicon' in answer.content  # or browsers ask for one that is not there
    assert HOSTILE.encode() not in answer.content
    assert b"Not enough evidence" in answer.content
    assert client.get(card(claim), headers={"if-none-match": answer["ETag"]}).status_code == 304
    # No other page may be framed.
    page = client.get(f"/claims/{claim.pk}/history/")
    assert (page["X-Frame-Options"], policy(page)["frame-ancestors"]) == ("DENY", "'none'")


def test_the_card_says_when_it_was_corrected_and_shows_the_newest_verdict(
    client: Client, claim: Claim, corrected: Version
) -> None:
    shown = client.get(card(claim)).content.decode()
    assert "Supported" in shown
    assert "Corrected on" in shown
    assert "The verdict changed." in shown
    arabic = client.get(card(claim) + "?lang=ar").content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic


def test_what_is_not_to_be_shown_is_not_in_the_card(
    client: Client, claim: Claim, put_notice, withhold: Callable[[Claim], Any]
) -> None:
    put_notice(claim)
    assert b"this claim is under review" in client.get(card(claim)).content
    withhold(claim)
    answer = client.get(card(claim))
    assert answer.status_code == 403
    assert b"beforehand" not in answer.content
    assert policy(answer)["frame-ancestors"] == "*"


def test_a_retracted_claim_s_card_says_why(client: Client, claim: Claim, retract: Callable[[Claim], Any]) -> None:
    retract(claim)
    answer = client.get(card(claim))
    assert answer.status_code == 410
    assert b"The source was invented." in answer.content
    assert b"Not enough evidence" not in answer.content


def test_a_card_of_nothing_is_one_line(client: Client, db: None) -> None:
    for key in ("23456789abcd", "x", "%00"):
        answer = client.get(f"/claims/{key}/card/?lang=xx")
        assert answer.status_code == 404
        assert b"We have no claim at this address." in answer.content


@pytest.mark.parametrize("tail", ["", "any-words/", "v1/", "history/", "card/", "?as_of=2024-02-05", "#e-1"])
def test_oembed_finds_a_claim_at_each_of_its_addresses(
    client: Client, claim: Claim, django_assert_num_queries: DjangoAssertNumQueries, tail: str
) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/oembed", {"url": f"http://testserver/claims/{claim.pk}/{tail}", "format": "json"})
    found = answer.json()
    assert (found["version"], found["type"], found["provider_name"]) == ("1.0", "rich", "Counterclaim")
    assert f'src="http://testserver{card(claim)}"' in found["html"]
    assert "<script" not in found["html"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_oembed_keeps_to_the_size_and_language_it_is_given(client: Client, claim: Claim) -> None:
    asked = {"url": f"http://testserver/claims/{claim.pk}/", "maxwidth": 300, "maxheight": 9000, "lang": "ar"}
    found = client.get("/oembed", asked).json()
    assert (found["width"], found["height"]) == (300, 300)
    assert 'width="300" height="300"' in found["html"]
    assert "/card/?lang=ar" in found["html"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"url": "http://testserver/claims/23456789abcd/"}, 404),
        ({"url": "http://testserver/events/23456789abcd/"}, 404),
        ({"url": "http://other.example/claims/23456789abcd/"}, 404),
        ({"url": "http://testserver@other.example/claims/23456789abcd/"}, 404),
        ({"url": "javascript://testserver/claims/23456789abcd/"}, 404),
        ({"url": "http://[x/"}, 404),
        ({"url": "x" * 3000}, 400),
        ({"url": "http://testserver/claims/23456789abcd/", "maxwidth": "0"}, 400),
        ({"url": "http://testserver/claims/23456789abcd/", "maxwidth": "wide"}, 400),
        ({"url": "http://testserver/claims/23456789abcd/", "format": "xml"}, 501),
    ],
)
def test_oembed_refuses_by_its_rules(client: Client, db: None, asked: dict[str, Any], status: int) -> None:
    answer = client.get("/oembed", asked)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_oembed_does_not_show_what_is_withheld(client: Client, claim: Claim, withhold: Callable[[Claim], Any]) -> None:
    withhold(claim)
    answer = client.get("/oembed", {"url": f"http://testserver/claims/{claim.pk}/"})
    assert answer.status_code == 401
    assert b"beforehand" not in answer.content


def test_a_claim_s_page_leads_to_its_embedding(client: Client, claim: Claim) -> None:
    page = client.get(f"/claims/{claim.pk}/", follow=True)
    [link] = [line for line in page.content.decode().splitlines() if "application/json+oembed" in line]
    address = link.split('href="')[1].split('"')[0].replace("&amp;", "&").removeprefix("http://testserver")
    assert json.loads(client.get(address).content)["type"] == "rich"


def test_a_merged_claim_s_card_says_so_and_leads_to_the_kept_one(
    client: Client, claim: Claim, author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    kept = factories.published(author, reviewer, editor, event=claim.event)[0]
    public_state.confirm(row=merging.merge(claim=claim, into=kept, by=editor, reason="The same."), by=second_editor)
    shown = client.get(card(claim)).content.decode()
    assert "merged this claim into another" in shown
    assert f'href="/claims/{kept.pk}/"' in shown
    assert "retracted" not in shown.partition("<body")[2].replace("is-retracted", "")
