"""Feeds say what lists say, in the language of their address, and tell what was taken back."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.http import urlencode

from accounts.models import User
from claims.actions import reviewing
from claims.models import Claim
from record.actions import erasing, publishing
from record.filters import OF_CLAIMS, OF_EVIDENCE
from record.models import Version
from sources.stated_time import StatedTime
from tests import factories
from tests.pages.conftest import HOSTILE

ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FEEDS = ["/feeds/claims.atom", "/feeds/claims.json", "/feeds/corrections.atom", "/feeds/corrections.json"]


def atom(client: Client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def test_atom_holds_each_claim_with_a_permanent_id_and_hostile_words_stay_words(client: Client, claim: Claim) -> None:
    feed = atom(client, "/feeds/claims.atom")
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"http://testserver/claims/{claim.pk}/"
    assert entry.findtext(f"{ATOM}title") == claim.text["en"]
    assert entry.find(f"{ATOM}link").get("href").startswith(f"http://testserver/claims/{claim.pk}/they-were-told")
    assert entry.findtext(f"{ATOM}summary").startswith("Not enough evidence — One spokesman")
    assert entry.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated")
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "http://testserver/feeds/claims.atom?lang=en"
    assert HOSTILE.encode() not in client.get("/feeds/claims.atom").content


def test_json_feed_holds_the_same(client: Client, claim: Claim) -> None:
    answer = client.get("/feeds/claims.json?lang=ar")
    assert (answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == ("application/feed+json", "*")
    feed = answer.json()
    assert (feed["version"], feed["language"]) == ("https://jsonfeed.org/version/1.1", "ar")
    [item] = feed["items"]
    assert (item["id"], item["title"], item["language"]) == (
        f"http://testserver/claims/{claim.pk}/", claim.text["en"], "en",
    )  # fmt: skip
    assert item["tags"] == ["not_enough_evidence", "communication"]


def test_a_feed_is_narrowed_as_its_list_and_the_list_names_it(client: Client, claim: Claim) -> None:
    for question, count in {
        "verdict=supported": 0,
        "q=beforehand": 1,
        "kind=opinion": 0,
        f"event={claim.event_id}": 1,
    }.items():
        assert len(client.get(f"/feeds/claims.json?{question}").json()["items"]) == count, question
    page = client.get("/claims/?q=beforehand&verdict=not_enough_evidence").content.decode()
    assert (
        '<link rel="alternate" href="/feeds/claims.atom?q=beforehand&amp;verdict=not_enough_evidence&amp;lang=en"'
        in page
    )
    row = json.loads(client.get(f"/api/v1/claims/{claim.pk}/").content)["evidence"][0]
    for name in ("event", "speaker", "outlet", "source"):
        key = claim.event_id if name == "event" else row[name]["id"]
        page = client.get(f"/{name}s/{key}/", follow=True).content.decode()
        assert f'href="/feeds/claims.atom?{name}={key}&amp;lang=en"' in page
    assert (
        'href="/feeds/corrections.json?lang=fa"' in client.get("/", headers={"accept-language": "fa"}).content.decode()
    )


def test_every_filter_of_the_api_narrows_the_feed_and_the_list_alike(
    client: Client, claim: Claim, author: User, reviewer: User, editor: User
) -> None:
    """A second claim has another value of everything, so that a filter that is not looked at finds both."""
    tally = factories.claim(
        author, kind="tally", original_language="ar", text={"ar": "قُتل كثيرون."}, rationale={"ar": "قالها واحد."},
        claimant=factories.speaker(author), measure="killed", population="all", **StatedTime.parse("2023-05-01").columns("made"),
    )  # fmt: skip
    said = factories.statement(
        author, speaker=factories.speaker(author, principal=factories.speaker(author)),
        **StatedTime.parse("2023-05-02").columns("said"),
    )  # fmt: skip
    factories.evidence(
        author, tally, statement=said, stance="context", quantity_words="16", quantity_hedge="exactly",
        quantity_numbers=[16], measure="killed", population="all",
    )  # fmt: skip
    revision = reviewing.submit(claim=tally, by=author)
    reviewing.approve(claim=tally, revision=revision, by=reviewer)
    version = publishing.publish(claim=tally, revision=revision, by=editor)
    document = version.content
    [row] = document["evidence"]
    asked = {
        "event": document["event"]["id"], "kind": "tally", "verdict": document["verdict"], "claimant": document["claimant"]["id"],
        "corroboration": document["corroboration"]["label"], "language": "ar", "made_after": "2023-04-01",
        "made_before": "2023-06-01", "published_after": version.effective_at.isoformat(), "published_before": "2001-01-01",
        "speaker": row["speaker"]["id"], "principal": row["speaker"]["principal"]["id"], "outlet": row["outlet"]["id"],
        "source": row["source"]["id"], "statement": row["statement_id"], "stance": "context", "said_before": "2023-06-01",
        "figure_from": "16", "figure_to": "16",
    }  # fmt: skip
    assert set(asked) == {*OF_CLAIMS, *OF_EVIDENCE}
    both = {"made_after", "verdict", "corroboration"}
    for name, value in asked.items():
        expected = {found["id"] for found in client.get("/api/v1/claims/", {name: value}).json()["results"]}
        assert (tally.pk in expected) == (name != "published_before"), name
        assert name in both or claim.pk not in expected, name
        items = client.get("/feeds/claims.json", {name: value, "lang": "ar"}).json()["items"]
        assert {item["id"].split("/")[-2] for item in items} == expected, name
        page = client.get("/claims/", {name: value})
        assert {found["summary"]["id"] for found in page.context["claims"]} == expected, name
        assert escape(f"/feeds/claims.atom?{urlencode({name: value, 'lang': 'en'})}") in page.content.decode()
        assert f'name="{name}"' in page.content.decode()  # the next search keeps it
    feed = client.get("/feeds/claims.json", {"speaker": asked["speaker"], "stance": "supports"}).json()
    assert feed["items"] == []


def test_what_is_new_stands_first_also_among_what_words_find(client: Client, author, reviewer, editor) -> None:
    texts = ["Strikes, strikes and strikes in Anbar.", "Many other things were said of strikes and of much more."]
    made = [factories.published(author, reviewer, editor, text={"en": words})[0] for words in texts]
    items = client.get("/feeds/claims.json?q=strikes+anbar").json()["items"]
    assert [item["id"].split("/")[-2] for item in items] == [claim.pk for claim in reversed(made)]


def test_whoever_has_an_entry_takes_it_anew_when_its_words_change_without_a_new_version(
    client: Client, claim: Claim, put_notice, editor: User, second_editor: User
) -> None:
    def changed() -> datetime:
        return datetime.fromisoformat(client.get("/feeds/claims.json").json()["items"][0]["date_modified"])

    published = changed()
    put_notice(claim)
    noticed = changed()
    passages = {"passages": ["beforehand"], "ground": "a law", "reason": "r"}
    erasure = erasing.propose_erasure(claim=claim, by=editor, **passages)
    erasing.confirm_erasure(erasure=erasure, by=second_editor)
    assert published < noticed < changed()
    assert "beforehand" not in client.get("/feeds/claims.atom").content.decode()


def test_an_erased_correction_is_taken_anew(
    client: Client, claim: Claim, corrected: Version, editor: User, second_editor: User
) -> None:
    before = client.get("/feeds/corrections.json").json()["items"][0]
    passages = {"passages": ["minutes"], "ground": "a law", "reason": "r"}
    erasure = erasing.propose_erasure(claim=claim, by=editor, **passages)
    erasing.confirm_erasure(erasure=erasure, by=second_editor)
    after = client.get("/feeds/corrections.json").json()["items"][0]
    assert after["id"] == before["id"] and "minutes" not in after["content_text"]
    assert datetime.fromisoformat(after["date_modified"]) > datetime.fromisoformat(before["date_modified"])


def test_a_feed_says_its_own_language_and_not_the_browsers(client: Client, claim: Claim) -> None:
    answer = client.get("/feeds/claims.atom?lang=ar", headers={"accept-language": "en"})
    assert answer["Content-Language"] == "ar"


def test_a_correction_is_told_with_what_and_why(client: Client, claim: Claim, corrected: Version) -> None:
    [entry] = atom(client, "/feeds/corrections.atom").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"http://testserver/claims/{claim.pk}/v2/"
    assert entry.findtext(f"{ATOM}summary") == "The verdict changed. — The minutes came out."


def test_a_retraction_deletes_the_entry_and_is_news_itself(
    client: Client, claim: Claim, retract: Callable[[Claim], Any]
) -> None:
    retract(claim)
    feed = atom(client, "/feeds/claims.atom")
    assert feed.findall(f"{ATOM}entry") == []
    [gone] = feed.findall(GONE)
    assert gone.get("ref") == f"http://testserver/claims/{claim.pk}/"
    assert gone.get("when") == feed.findtext(f"{ATOM}updated")
    assert "The source was invented." in "".join(gone.itertext())
    [told] = client.get("/feeds/corrections.json").json()["items"]
    assert (told["id"], told["content_text"]) == (
        f"http://testserver/claims/{claim.pk}/v2/",
        "The source was invented.",
    )
    [other] = client.get("/feeds/claims.json?verdict=supported").json()["_retracted"]["items"]
    assert other["reason"] == "The source was invented."
    for other_claims in ("kind=opinion", "language=fa", "event=000000000000"):
        assert client.get(f"/feeds/claims.json?{other_claims}").json()["_retracted"]["items"] == [], other_claims


def test_a_withheld_claim_is_in_no_feed(client: Client, claim: Claim, corrected: Version, withhold) -> None:
    withhold(claim)
    for address in FEEDS:
        answer = client.get(address)
        assert answer.status_code == 200
        assert claim.pk.encode() not in answer.content, address
        assert b"beforehand" not in answer.content, address


def test_a_notice_stands_in_front(client: Client, claim: Claim, put_notice) -> None:
    put_notice(claim)
    [item] = client.get("/feeds/claims.json").json()["items"]
    assert item["content_text"].startswith("A new statement was received; this claim is under review.")


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_one_and_a_kept_one_is_not_sent_again(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.get("Set-Cookie")) == (200, None)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "question",
    [
        "verdict=true", "lang=xx", "q=...", "event=x", "speaker=%00", "stance=for", "made_after=2024-13-01", "language=EN",
        "figure_from=-1", "figure_to=9999999999999999", "speakr=23456789abcd", "verdict=supported&verdict=contested",
        "after=1.1", "published_before=soon", "q=" + "x" * 501,
    ],
)  # fmt: skip
def test_what_a_feed_cannot_read_is_refused(client: Client, db: None, question: str) -> None:
    answer = client.get(f"/feeds/claims.atom?{question}")
    assert answer.status_code == 400
    assert question.partition("=")[0] in answer.content.decode()


def test_corrections_are_not_narrowed_and_say_so(client: Client, db: None) -> None:
    assert client.get("/feeds/corrections.atom?event=23456789abcd").status_code == 400


def test_the_number_of_statements_does_not_grow(client: Client, author, reviewer, editor) -> None:
    counts = []
    for _ in range(2):
        for _ in range(2):
            factories.published(author, reviewer, editor)
        for address in FEEDS:
            with CaptureQueriesContext(connection) as statements:
                client.get(address)
            counts.append(len(statements))
    assert counts == [2] * 8
