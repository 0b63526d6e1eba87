"""Claims as programs read them: the stored bytes, at permanent addresses, in the state the claim is in."""

import json

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_detail_is_the_stored_document_with_address_and_state_in_front(client: Client, publish) -> None:
    claim, version = publish()
    answer = client.get(f"/api/v1/claims/{claim.pk}/")
    assert answer["Content-Type"] == "application/json"
    front = f'{{"url":"http://testserver/claims/{claim.pk}/","state":"published",'.encode()
    assert answer.content == front + bytes(version.document)[1:]


def test_every_version_stays_at_its_address(client: Client, publish, correct) -> None:
    claim, first = publish()
    second = correct(claim, verdict="supported")
    old = client.get(f"/api/v1/claims/{claim.pk}/versions/1/").json()
    assert (old["url"], old["verdict"]) == (f"http://testserver/claims/{claim.pk}/v1/", "not_enough_evidence")
    assert client.get(f"/api/v1/claims/{claim.pk}/").json()["verdict"] == "supported"
    lines = client.get(f"/api/v1/claims/{claim.pk}/versions/").json()["results"]
    assert [(line["number"], line["kind"], line["publication_digest"]) for line in lines] == [
        (2, "correction", second.publication_digest),
        (1, "first", first.publication_digest),
    ]


def test_as_of_answers_what_was_published_then(client: Client, publish, correct) -> None:
    claim, first = publish()
    then = first.effective_at.isoformat()
    correct(claim, verdict="supported")
    detail = client.get(f"/api/v1/claims/{claim.pk}/", {"as_of": then}).json()
    [listed] = client.get("/api/v1/claims/", {"as_of": then}).json()["results"]
    for answer in (detail, listed):
        assert (answer["url"], answer["version"]) == (f"http://testserver/claims/{claim.pk}/v1/", 1)
    assert client.get(f"/api/v1/claims/{claim.pk}/?as_of=2020-01-01").status_code == 404
    assert client.get("/api/v1/claims/?as_of=2020-01-01").json()["results"] == []


def test_a_withheld_claim_is_refused_and_in_no_list(client: Client, publish, correct, withhold) -> None:
    shown, _ = publish()
    hidden, _ = publish(event=shown.event)
    correct(hidden, verdict="supported")
    withhold(hidden)
    for path in ("", "?as_of=2999-01-01", "?as_of=1999-01-01", "evidence/", "versions/", "versions/1/", "versions/9/"):
        answer = client.get(f"/api/v1/claims/{hidden.pk}/{path}")
        assert (answer.status_code, answer.json()["type"]) == (403, "http://testserver/api/v1/problems/withheld/")
        assert "court" not in answer.content.decode()
    for query in ("", "?as_of=2999-01-01", f"?event={shown.event.pk}", "?q=told"):
        assert [row["id"] for row in client.get(f"/api/v1/claims/{query}").json()["results"]] == [shown.pk]
    assert client.get("/api/v1/corrections/").json()["results"] == []


def test_the_event_of_nothing_but_withheld_claims_is_not_shown(client: Client, publish, withhold) -> None:
    claim, _ = publish()
    assert client.get(f"/api/v1/events/{claim.event.pk}/").status_code == 200
    withhold(claim)
    assert client.get("/api/v1/events/").json()["results"] == []
    assert client.get(f"/api/v1/events/{claim.event.pk}/").status_code == 404


def test_a_retracted_claim_answers_its_tombstone_and_its_old_version_says_so(
    client: Client, publish, retract, conforms
) -> None:
    claim, _ = publish()
    retract(claim)
    tombstone = client.get(f"/api/v1/claims/{claim.pk}/").json()
    assert (tombstone["state"], tombstone["retracted"]) == ("retracted", {"reason": {"en": "It was wrong."}})
    assert "evidence" not in tombstone
    conforms("ClaimOrTombstone", tombstone)
    old = client.get(f"/api/v1/claims/{claim.pk}/versions/1/").json()
    assert (old["state"], len(old["evidence"])) == ("retracted", 1)
    conforms("ClaimOrTombstone", old)
    assert client.get("/api/v1/claims/").json()["results"] == []
    assert client.get(f"/api/v1/claims/{claim.pk}/evidence/").json()["results"] == []


def test_a_draft_is_nowhere(client: Client, author) -> None:
    claim, _ = factories.submitted(author)
    for path in (f"claims/{claim.pk}/", f"claims/{claim.pk}/versions/", f"events/{claim.event.pk}/"):
        assert client.get(f"/api/v1/{path}").status_code == 404
    for path in ("claims/", "events/", "corrections/"):
        assert client.get(f"/api/v1/{path}").json() == {"next": None, "previous": None, "results": []}


def test_evidence_comes_in_pages_of_one_version(client: Client, author, reviewer, editor, publish) -> None:
    from claims import documents
    from claims.actions import drafting
    from record.actions import publishing

    claim, _ = publish()
    for _ in range(2):
        drafting.add_evidence(claim=claim, statement=factories.statement(author), stance="context", by=author)
    publishing.update(claim=claim, by=reviewer, seen_digest=documents.build(claim).digest)
    first = client.get(f"/api/v1/claims/{claim.pk}/evidence/?page_size=2").json()
    drafting.add_evidence(claim=claim, statement=factories.statement(author), stance="context", by=author)
    publishing.update(claim=claim, by=reviewer, seen_digest=documents.build(claim).digest)
    second = client.get(first["next"]).json()
    stored = json.loads(client.get(f"/api/v1/claims/{claim.pk}/versions/2/").content)["evidence"]
    assert [*first["results"], *second["results"]] == stored
    assert second["next"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]
