"""The Fact Check Tools API's dialect: the official client reads it, and its rules hold."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from accounts.demonstration import PEOPLE
from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim
from record.actions import public_state, publishing
from record.case.loading import load_case
from record.wording import label
from tests import factories
from tests.conftest import person

SEARCH = "/gfc/v1alpha1/claims:search"
TODAY = timezone.now().date()
TURKISH = {"publisher": "Teyit", "rating": "Yanlış", "language": "tr"}


@pytest.fixture
def checked(author: User, reviewer: User, editor: User) -> Any:
    """Publishes a claim with a verdict of ours and these fact-checks of others."""

    def publish(*checks: dict[str, Any], **fields: Any) -> Claim:
        claim = factories.claim(author, **fields)
        factories.evidence(author, claim)
        for number, check in enumerate(checks):
            drafting.add_fact_check(
                claim=claim,
                by=author,
                **TURKISH | {"url": f"https://www.teyit.example/{number}"} | check,
            )
        revision = reviewing.submit(claim=claim, by=author)
        reviewing.approve(claim=claim, revision=revision, by=reviewer)
        publishing.publish(claim=claim, revision=revision, by=editor)
        return claim

    return publish


def claims(client: Client, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(SEARCH, asked)
    assert answer.status_code == 200, answer.content
    return answer.json().get("claims", [])


def official(url: str) -> Any:
    """The official client, unmodified, at our address."""
    return build(
        "factchecktools", "v1alpha1", developerKey="any", static_discovery=True, cache_discovery=False,
        client_options={"api_endpoint": f"{url.replace('localhost', '127.0.0.1')}/gfc/"},
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_official_client_reads_the_case(live_server) -> None:
    people = {name: person(name, role) for name, (_, role) in PEOPLE.items()}
    list(load_case(people))
    with official(live_server.url) as service:
        request = service.claims().search(query="strikes", pageSize=2)
        seen = []
        while request is not None:
            answer = request.execute()
            seen += answer.get("claims", [])
            request = service.claims().search_next(request, answer)
        assert len(seen) > 4
        assert len({claim["text"] for claim in seen}) == len(seen)
        ours = service.claims().search(query="told the Iraqi government", languageCode="en-US").execute()
        [review] = ours["claims"][0]["claimReview"]
        assert review["publisher"] == {"name": "Counterclaim", "site": "testserver"}
        assert review["textualRating"] == "Withdrawn by its own speaker"
        assert review["url"].startswith("http://testserver/claims/")
        assert service.claims().search(query="zeppelin").execute() == {}
        # What does not fit into an address arrives by POST.
        long = service.claims().search(query="zeppelin " + "منطاد " * 300)
        assert isinstance(long, HttpRequest)
        assert long.execute() == {}
        with pytest.raises(HttpError) as refused:
            service.claims().search(pageSize=5).execute()
    assert refused.value.status_code == 400
    assert "query: Give a query" in refused.value.reason
    assert refused.value.error_details[0]["fieldViolations"][0]["field"] == "query"


@pytest.mark.django_db
def test_a_claim_carries_our_review_and_each_of_others_as_they_gave_it(client: Client, checked) -> None:
    checked(
        {"title": "Uyarı yok", "reviewed_on": "2024-02-07"},
        {"publisher": "Full Fact", "url": "https://fullfact.example/x", "rating": "A paragraph of words.", "language": "en"},
        text={"en": "They were told.", "ar": "أُبلغوا."},
        rationale={"en": "One said so.", "ar": "قالها واحد."},
        translators={"ar": "Amal"},
    )  # fmt: skip
    [claim] = claims(client, query="told")
    assert claim["text"] == "They were told."
    assert claim["claimDate"] == "2024-02-02T21:00:00Z"  # the 3rd begins in Baghdad
    ours, *others = claim["claimReview"]
    assert ours["textualRating"] == "Not enough evidence"
    assert ours["languageCode"] == "en"
    assert sorted(others, key=lambda review: review["url"]) == [
        {
            "publisher": {"name": "Full Fact", "site": "fullfact.example"},
            "url": "https://fullfact.example/x",
            "textualRating": "A paragraph of words.",
            "languageCode": "en",
        },
        {
            "publisher": {"name": "Teyit", "site": "teyit.example"},
            "url": "https://www.teyit.example/0",
            "title": "Uyarı yok",
            "reviewDate": "2024-02-07T00:00:00Z",
            "textualRating": "Yanlış",
            "languageCode": "tr",
        },
    ]
    [arabic] = claims(client, query="told", languageCode="ar-IQ")
    assert (arabic["text"], arabic["claimReview"][0]["languageCode"]) == ("أُبلغوا.", "ar")
    with override("ar"):
        assert arabic["claimReview"][0]["textualRating"] == label("verdict", "not_enough_evidence")


@pytest.mark.django_db
def test_filters_name_reviews_and_claims_without_any_are_left_out(client: Client, checked, editor) -> None:
    checked({"reviewed_on": TODAY}, text={"en": "One."})
    checked({"url": "https://blog.example/a", "reviewed_on": TODAY - timedelta(days=40)}, text={"en": "Two."})
    public_state.put_notice(claim=Claim.objects.get(text__en="Two."), by=editor, reason="A call.")  # ours is held back
    sites = {
        "teyit.example": ["One."], "https://www.TEYIT.example/x": ["One."], "blog.example": ["Two."], "example": [],
        "testserver": ["One."],
    }  # fmt: skip
    for site, texts in sites.items():
        assert [claim["text"] for claim in claims(client, reviewPublisherSiteFilter=site)] == texts, site
    [claim] = claims(client, reviewPublisherSiteFilter="testserver", query="one")
    assert [review["publisher"]["site"] for review in claim["claimReview"]] == ["testserver"]
    assert claims(client, reviewPublisherSiteFilter="blog.example", maxAgeDays=30) == []
    assert len(claims(client, reviewPublisherSiteFilter="blog.example", maxAgeDays=60)) == 1
    assert len(claims(client, reviewPublisherSiteFilter="blog.example", maxAgeDays=2**31 - 1)) == 1
    assert [c["text"] for c in claims(client, query="one", languageCode="tr")] == ["One."]
    assert claims(client, query="one", languageCode="de") == []
    checked(text={"en": "Three."}, verdict="supported", verdict_note={"en": "The minutes."})
    assert [claim["text"] for claim in claims(client, query="three", languageCode="en")] == ["Three."]


@pytest.mark.django_db
def test_what_is_hidden_or_under_review_is_not_spread(client: Client, checked, editor, second_editor) -> None:
    noticed, hidden, retracted = (checked({}, text={"en": f"Words {number}."}) for number in range(3))
    public_state.put_notice(claim=noticed, by=editor, reason="A call.")
    public_state.withhold(claim=hidden, by=editor, reason="A name.")
    row = public_state.propose_retraction(claim=retracted, by=editor, reason="r", public_reason={"en": "r"})
    public_state.confirm(row=row, by=second_editor)
    [claim] = claims(client, query="words")
    assert claim["text"] == "Words 0."
    assert [review["publisher"]["name"] for review in claim["claimReview"]] == ["Teyit"]
    assert claims(client, reviewPublisherSiteFilter="testserver") == []


@pytest.mark.django_db
def test_pages_are_read_to_their_end_in_one_statement_each(client: Client, checked) -> None:
    for number in range(5):
        checked({}, text={"en": f"Number {number}."})
    seen, token, counts = [], "", set()
    while True:
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(
                SEARCH, {"query": "number", "pageSize": 2, **({"pageToken": token} if token else {})}
            ).json()
        counts.add(len(statements))
        seen += [claim["text"] for claim in answer["claims"]]
        if not (token := answer.get("nextPageToken", "")):
            break
    assert seen == [f"Number {number}." for number in (4, 3, 2, 1, 0)]
    assert counts == {1}
    assert [c["text"] for c in claims(client, query="number", offset=3)] == ["Number 1.", "Number 0."]
    first = client.get(SEARCH, {"query": "number", "pageSize": 2}).json()["nextPageToken"]
    assert client.get(SEARCH, {"query": "other", "pageToken": first}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"query": "x" * 5001}, "query"),
        ({"query": "x", "pageSize": "-1"}, "pageSize"),
        ({"query": "x", "pageSize": "many"}, "pageSize"),
        ({"query": "x", "offset": "10001"}, "offset"),
        ({"query": "x", "maxAgeDays": "99999999999"}, "maxAgeDays"),
        ({"query": "x", "languageCode": "../etc"}, "languageCode"),
        ({"query": "x", "pageToken": "x"}, "pageToken"),
        ({"query": "x", "pageToken": "b." + "0" * 8}, "pageToken"),
        ({"query": "x", "alt": "proto"}, "alt"),
        ({"query": "x", "callback": "alert"}, "callback"),
        ({"query": "x", "pagesize": "1"}, "pagesize"),
        ({"query": ["x", "y"]}, "query"),
        ({"reviewPublisherSiteFilter": "http://[x"}, "reviewPublisherSiteFilter"),
    ],
)
def test_what_cannot_be_used_is_named(client: Client, asked: dict[str, Any], field: str) -> None:
    answer = client.get(SEARCH, asked)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert [fault["field"] for fault in error["details"][0]["fieldViolations"]] == [field]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [{"query": "... !"}, {"query": "x\x00y"}, {"query": "word " * 200}, {"query": "x", "pageSize": "2000000000"},
     {"query": "x", "key": "k", "fields": "claims", "prettyPrint": "false", "alt": "json", "quotaUser": "u", "$.xgafv": "2"}],
)  # fmt: skip
def test_nothing_found_is_an_empty_object(client: Client, checked, asked: dict[str, Any]) -> None:
    checked()
    answer = client.get(SEARCH, asked)
    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "code", "status"),
    [
        ("get", "/gfc/v1alpha1/claims:imageSearch?imageUri=x", 501, "UNIMPLEMENTED"),
        ("post", "/gfc/v1alpha1/pages", 501, "UNIMPLEMENTED"),
        ("delete", "/gfc/v1alpha1/pages/x", 501, "UNIMPLEMENTED"),
        ("get", "/v1alpha1/claims:imageSearch?imageUri=x", 501, "UNIMPLEMENTED"),
        ("get", "/v1alpha1/pages/x", 501, "UNIMPLEMENTED"),
        ("get", "/v1alpha1/", 404, "NOT_FOUND"),
        ("get", "/gfc/v1alpha1/claims", 404, "NOT_FOUND"),
        ("get", "/gfc/", 404, "NOT_FOUND"),
        ("post", SEARCH, 405, "UNIMPLEMENTED"),
        ("delete", SEARCH, 405, "UNIMPLEMENTED"),
    ],
)
def test_every_other_address_and_method_answers_in_the_same_shape(client, method, path, code, status) -> None:
    answer = getattr(client, method)(path, headers={"accept": "text/html"})
    assert answer.status_code == code
    assert answer.json()["error"]["status"] == status
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_a_long_query_by_post_is_a_get(client: Client, checked) -> None:
    checked({}, text={"en": "They were told."})
    answer = client.post(
        SEARCH, "query=told&alt=json", content_type="application/x-www-form-urlencoded",
        headers={"x-http-method-override": "GET"},
    )  # fmt: skip
    assert answer.json()["claims"][0]["text"] == "They were told."
    broken = client.post(SEARCH, "{}", content_type="application/json", headers={"x-http-method-override": "GET"})
    assert (broken.status_code, broken.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.django_db
def test_the_node_client_finds_us_where_it_looks(client: Client, checked) -> None:
    """Of `rootUrl` it keeps scheme and host alone, and it writes a space as %20."""
    checked({}, text={"en": "They were told."})
    asked = "query=They%20were%20told&pageSize=1&languageCode=en&key=AKEY"
    answer = client.get(f"/v1alpha1/claims:search?{asked}")
    assert answer.json()["claims"][0]["text"] == "They were told."
    assert answer.content == client.get(f"{SEARCH}?{asked}").content


@pytest.mark.django_db
def test_too_many_requests_are_told_in_the_same_shape(client: Client, monkeypatch) -> None:
    from rest_framework.throttling import AnonRateThrottle

    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda self: "1/minute")
    assert client.get(SEARCH, {"query": "x"}).status_code == 200
    answer = client.get(SEARCH, {"query": "x"})
    assert (answer.status_code, answer.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.django_db
def test_an_answer_that_still_stands_is_not_sent_again_and_may_be_compact(client: Client, checked) -> None:
    checked({}, text={"en": "They were told."})
    answer = client.get(SEARCH, {"query": "told"})
    assert client.get(SEARCH, {"query": "told"}, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    compact = client.get(SEARCH, {"query": "told", "prettyPrint": "false"})
    assert json.loads(compact.content) == answer.json()
    assert b"\n" not in compact.content
