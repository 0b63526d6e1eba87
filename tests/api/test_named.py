"""Who is named in evidence: filters that hold of one piece of evidence, and the faces of everybody named."""

import pytest
from django.test import Client

from claims.actions import reviewing
from record.actions import publishing
from record.models import Version
from sources.stated_time import StatedTime
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_sided(author, reviewer, editor):
    """One claim: Layla supports it with "at least 16" in a paper, Karim contradicts it on the radio a month later."""
    layla = factories.statement(
        author, speaker=factories.speaker(author, principal=factories.speaker(author, name="MoD"))
    )
    karim = factories.statement(
        author, speaker=factories.speaker(author, name="Karim"), **StatedTime.parse("2024-03-03").columns("said")
    )
    claim = factories.claim(author, verdict="contested")
    figure = {"quantity_words": "at least 16", "quantity_hedge": "at_least", "quantity_numbers": [16]}
    factories.evidence(author, claim, statement=layla, **figure, measure="killed", population="all")
    factories.evidence(author, claim, statement=karim, stance="contradicts")
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    return claim, layla, karim


def found(client: Client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/{query}")
    assert answer.status_code == 200, answer.content
    return [row.get("id") or row["statement_id"] for row in answer.json()["results"]]


def test_filters_on_evidence_hold_of_one_piece(client: Client, publish, two_sided) -> None:
    claim, layla, karim = two_sided
    publish()
    for query, hit in {
        f"speaker={layla.speaker_id}": True,
        f"speaker={layla.speaker_id}&stance=supports": True,
        f"speaker={layla.speaker_id}&stance=contradicts": False,
        f"principal={layla.speaker.principal_id}": True,
        f"outlet={karim.source.outlet_id}&stance=contradicts": True,
        f"source={karim.source_id}": True,
        f"statement={layla.pk}": True,
        "figure_from=100": True,  # at least 16 has no upper end
        "figure_to=15": False,
        "figure_from=10&figure_to=16": True,
        f"speaker={karim.speaker_id}&figure_from=1": False,
        f"speaker={layla.speaker_id}&said_before=2024-02-04": True,
        f"speaker={karim.speaker_id}&said_before=2024-03-03": False,
        f"speaker={karim.speaker_id}&said_before=2024-03-05": True,
    }.items():
        assert found(client, f"claims/?{query}") == ([claim.pk] if hit else []), query


def test_who_is_named_is_not_asked_of_the_past(client: Client, two_sided) -> None:
    answer = client.get("/api/v1/claims/?as_of=2999-01-01&stance=supports")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/stance"
    assert client.get("/api/v1/claims/?ordering=relevance").json()["errors"][0]["parameter"] == "ordering"


def test_lists_of_who_is_named_narrow_by_one_piece_of_evidence(client: Client, two_sided) -> None:
    claim, layla, karim = two_sided
    assert found(client, f"speakers/?claim={claim.pk}&stance=contradicts") == [karim.speaker_id]
    assert found(client, f"statements/?speaker={layla.speaker_id}") == [layla.pk]
    assert found(client, "statements/") == [karim.pk, layla.pk]  # the newest first
    assert found(client, f"sources/?outlet={layla.source.outlet_id}") == [layla.source_id]
    assert found(client, f"outlets/?speaker={karim.speaker_id}") == [karim.source.outlet_id]
    assert found(client, f"events/?speaker={karim.speaker_id}") == [claim.event_id]
    assert client.get("/api/v1/sources/?outlet=222222222222").status_code == 400


def test_each_has_a_face_at_its_own_address(client: Client, two_sided) -> None:
    _, layla, _ = two_sided
    speaker = client.get(f"/api/v1/speakers/{layla.speaker_id}/").json()
    assert (speaker["url"], speaker["name"]) == (f"http://testserver/speakers/{layla.speaker_id}/", "Layla Haddad")
    source = client.get(f"/api/v1/sources/{layla.source_id}/").json()
    assert source["page"] == f"http://testserver/sources/{layla.source_id}/"
    assert source["outlet"]["id"] == layla.source.outlet_id
    statement = client.get(f"/api/v1/statements/{layla.pk}/").json()
    assert statement["quote"] == layla.quote and "stance" not in statement and "note" not in statement


def test_nobody_of_a_withheld_claim_is_anywhere(client: Client, two_sided, withhold) -> None:
    claim, layla, _ = two_sided
    withhold(claim)
    for path in (
        "speakers/",
        "outlets/",
        "sources/",
        "statements/",
        "events/",
        "search/?q=told+beforehand",
    ):
        assert client.get(f"/api/v1/{path}").json()["results"] == [], path
    for path in (f"speakers/{layla.speaker_id}/", f"sources/{layla.source_id}/", f"statements/{layla.pk}/"):
        assert client.get(f"/api/v1/{path}").status_code == 404, path
    assert client.get(f"/api/v1/claims/?speaker={layla.speaker_id}").status_code == 400  # as an id of nobody


def test_evidence_said_before_leaves_out_the_rest(client: Client, two_sided) -> None:
    claim, layla, _ = two_sided
    rows = client.get(f"/api/v1/claims/{claim.pk}/evidence/?said_before=2024-02-04").json()["results"]
    assert [row["statement_id"] for row in rows] == [layla.pk]
    assert client.get(f"/api/v1/claims/{claim.pk}/evidence/?as_of=2020-01-01").status_code == 404


def test_search_ranks_and_says_among_how_many(client: Client, publish) -> None:
    event = None
    for text in ("A bridge was destroyed.", "A school was destroyed.", "A hospital stood."):
        claim, _ = publish(text={"en": text}, **({"event": event} if event else {}))
        event = claim.event
    answer = client.get("/api/v1/search/?q=Was+a+SCHOOL+destroyed?&page_size=1").json()
    assert answer["ranked"] == {"hits": 2, "complete": True}
    [first] = answer["results"]
    assert first["text"] == {"en": "A school was destroyed."} and first["score"] > 0
    second = client.get(answer["next"]).json()
    assert [row["text"]["en"] for row in second["results"]] == ["A bridge was destroyed."]
    assert second["next"] is None and client.get(second["previous"]).json()["results"] == [first]
    listed = client.get("/api/v1/claims/?q=school+destroyed").json()
    assert [row["text"]["en"] for row in listed["results"]] == ["A school was destroyed.", "A bridge was destroyed."]
    newest = client.get("/api/v1/claims/?q=bridge+destroyed&ordering=-published").json()
    assert [row["text"]["en"] for row in newest["results"]] == ["A school was destroyed.", "A bridge was destroyed."]
    assert client.get("/api/v1/search/").json()["errors"] == [
        {"pointer": "#/q", "parameter": "q", "detail": "It is needed here."}
    ]


def test_orders_are_what_they_say(client: Client, publish) -> None:
    old, _ = publish(**StatedTime.parse("2020").columns("made"))
    new, _ = publish(**StatedTime.parse("2024").columns("made"))
    middle, _ = publish(**StatedTime.parse("2022").columns("made"))
    undated, _ = publish(**StatedTime.parse("").columns("made"))
    keys = {old.pk: "old", new.pk: "new", middle.pk: "middle", undated.pk: "undated"}
    for ordering, expected in {
        "-published": ["undated", "middle", "new", "old"],
        "published": ["old", "new", "middle", "undated"],
        "-made": ["new", "middle", "old"],
        "made": ["old", "middle", "new"],
    }.items():
        assert [keys[key] for key in found(client, f"claims/?ordering={ordering}")] == expected
        address, paged, last = f"/api/v1/claims/?ordering={ordering}&page_size=1", [], None
        while address:
            page = client.get(address).json()
            paged += [keys[row["id"]] for row in page["results"]]
            last, address = page, page["next"]
        assert paged == expected
        assert [keys[row["id"]] for row in client.get(last["previous"]).json()["results"]] == expected[-2:-1]


def test_full_view_is_the_stored_document(client: Client, publish) -> None:
    claim, _ = publish()
    whole = client.get(f"/api/v1/claims/{claim.pk}/").json()
    assert client.get("/api/v1/claims/?view=full").json()["results"] == [whole]


def test_links_stand_in_the_header_too(client: Client, publish) -> None:
    for _ in range(3):
        publish()
    answer = client.get("/api/v1/claims/?page_size=1")
    assert answer["Link"] == f'<{answer.json()["next"]}>; rel="next"'
    middle = client.get(answer.json()["next"])
    assert middle["Link"] == f'<{middle.json()["next"]}>; rel="next", <{middle.json()["previous"]}>; rel="prev"'
    assert "Link" not in client.get("/api/v1/events/?page_size=100")


def test_every_new_address_costs_one_statement(client: Client, publish, django_assert_num_queries) -> None:
    claim, _ = publish()
    said = claim.evidence.get().statement
    while Version.objects.count() < 4:
        publish()
    for path in (
        "search/?q=told", "search/?q=told+beforehand+by+somebody&speaker=" + said.speaker_id, "changes/", "speakers/",
        "changes/?updated_since=1&view=full", f"speakers/{said.speaker_id}/", f"outlets/?claim={claim.pk}",
        "sources/", f"sources/{said.source_id}/", f"statements/?speaker={said.speaker_id}", f"statements/{said.pk}/",
        f"claims/?speaker={said.speaker_id}&stance=supports&updated_since=0", f"claims/{claim.pk}/evidence/",
    ):  # fmt: skip
        with django_assert_num_queries(1):
            assert client.get(f"/api/v1/{path}").json() is not None
