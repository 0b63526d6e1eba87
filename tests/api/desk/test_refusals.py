"""What is refused, with which answer: wrong moments, stale writes, bodies that are not sound. Nothing is written then."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.actions import drafting, reviewing
from claims.models import Claim
from history.models import Entry
from sources.actions import stating
from tests import factories
from tests.api.desk.conftest import CLAIM, draft, made

pytestmark = pytest.mark.django_db


def kind(answer):
    return answer.json()["type"].rsplit("/", 2)[1]


def faults(answer):
    assert (answer.status_code, kind(answer)) == (422, "invalid"), answer.content
    parts = answer.json()["errors"]
    assert all(part["pointer"].startswith("#") for part in parts)  # as the fragment of an address (RFC 6901, section 6)
    return {part["pointer"][1:]: part["detail"] for part in parts}


@pytest.fixture
def amal(program, author):
    return program(author)


# --- The moment -------------------------------------------------------------------------------------------------------


def test_a_step_at_the_wrong_moment_says_from_where_it_is_taken(program, conforms, amal, author, editor, reviewer):
    claim, revision = factories.submitted(author)
    edith, rana = program(editor), program(reviewer)
    before = Entry.objects.of(claim).count()
    for answer in (
        amal.post(f"claims/{claim.pk}/submit/"),
        amal.patch(f"claims/{claim.pk}/", {"verdict": "contested"}, If_Match="*"),
        amal.post(f"claims/{claim.pk}/evidence/", {"statement": factories.statement(author).pk, "stance": "supports"}),
        edith.post(f"claims/{claim.pk}/publish/", {"revision": revision.pk}),
        edith.post(f"claims/{claim.pk}/notice/", {"reason": "A call."}),
        edith.post(f"claims/{claim.pk}/notice/confirm/"),
        rana.post(f"claims/{claim.pk}/update/", {"seen_digest": "sha256:" + "0" * 64}),
    ):
        assert (answer.status_code, kind(answer)) == (409, "wrong-moment"), answer.content
        conforms("Problem", answer.json())
    assert Entry.objects.of(claim).count() == before


def test_what_is_missing_for_submission_is_named_by_its_pointer(amal):
    event = made(amal.post("events/", {"title": {"en": "Strikes"}}))["id"]
    words = {"event": event, "kind": "responsibility", "text": {"en": "They did it."}}
    begun = made(amal.post("claims/", words))
    answer = amal.post(f"claims/{begun['id']}/submit/")
    assert set(faults(answer)) == {"/words/verdict", "/words/rationale", "/evidence", "/words/reply_status"}
    assert {part["pointer"] for part in begun["missing"]} == {f"#{pointer}" for pointer in faults(answer)}


def test_a_claim_like_another_is_begun_only_by_who_was_told_of_it(amal, program, author, reviewer, conforms):
    there = factories.claim(author)
    words = {"event": there.event_id, "kind": "communication", "text": {"en": "They were told of it beforehand."}}
    assert kind(program(reviewer, "draft").post("claims/", words)) == "not-allowed"
    answer = amal.post("claims/", words)
    assert (answer.status_code, kind(answer)) == (409, "similar")
    conforms("SimilarProblem", answer.json())
    assert [row["id"] for row in answer.json()["similar"]] == [there.pk]
    assert Claim.objects.count() == 1
    made(amal.post(f"claims/?not_similar={there.pk}", words))
    assert kind(amal.post("claims/?not_similar=nonsense", words | {"text": {"en": "Another."}})) == "bad-parameters"


def test_a_changed_quote_sends_the_claim_back_and_that_is_kept(program, author, reviewer):
    claim, revision = factories.submitted(author)
    stating.change_statement(statement=claim.evidence.get().statement, by=author, role="clerk")
    answer = program(reviewer).post(f"claims/{claim.pk}/approve/", {"revision": revision.pk}, Idempotency_Key="one")
    assert (answer.status_code, kind(answer)) == (409, "changed-since")
    again = program(reviewer).get(f"claims/{claim.pk}/").json()
    assert (again["status"], again["revision"]["number"]) == ("in_review", 2)


# --- Two at once ------------------------------------------------------------------------------------------------------


def test_the_second_to_save_gets_both_versions_and_what_both_began_from(program, conforms, amal, author):
    claim = draft(amal)
    seen = amal.get(f"claims/{claim}/")
    row = Claim.objects.get(pk=claim)
    drafting.change_claim(claim=row, by=author, verdict="supported", rationale={"en": "Theirs."})
    factories.evidence(author, row)
    drafting.change_claim(claim=row, by=author, verdict="contradicted")
    mine = {"rationale": {"en": "Mine."}}
    answer = amal.patch(f"claims/{claim}/", mine, If_Match=seen["ETag"])
    assert (answer.status_code, kind(answer)) == (409, "stale")
    problem = answer.json()
    conforms("StaleProblem", problem)
    assert problem["yours"] == mine
    assert problem["theirs"]["words"]["rationale"] == {"en": "Theirs."}
    assert problem["base"]["rationale"] == CLAIM["rationale"]
    assert (problem["base"]["verdict"], problem["theirs"]["words"]["verdict"]) == (
        "not_enough_evidence",
        "contradicted",
    )
    assert problem["base"] == seen.json()["words"]
    assert Claim.objects.get(pk=claim).rationale == {"en": "Theirs."}


def test_a_change_that_does_not_say_what_it_saw_is_not_taken(amal):
    claim = draft(amal)
    answer = amal.patch(f"claims/{claim}/", {"verdict": "contested"})
    assert (answer.status_code, kind(answer)) == (428, "precondition-required")
    assert amal.patch(f"claims/{claim}/", {"verdict": "contested"}, If_Match='W/"1"').status_code == 400


def test_evidence_is_changed_only_under_the_lock_that_was_seen(amal):
    claim = draft(amal)
    lock = amal.get(f"claims/{claim}/")["ETag"]
    evidence = amal.get(f"claims/{claim}/").json()["evidence"][0]["id"]
    made(amal.patch(f"evidence/{evidence}/", {"stance": "context"}, If_Match=lock), 200)
    assert kind(amal.patch(f"evidence/{evidence}/", {"stance": "supports"}, If_Match=lock)) == "stale"
    assert kind(amal.delete(f"evidence/{evidence}/", If_Match=lock)) == "stale"
    assert amal.delete(f"evidence/{evidence}/").status_code == 204


def test_a_review_of_another_revision_is_stale(program, conforms, author, reviewer):
    claim, old = factories.submitted(author)
    reviewing.revise(claim=claim, by=author)
    reviewing.submit(claim=Claim.objects.get(pk=claim.pk), by=author)
    rana = program(reviewer)
    for revision in (old.pk, "222222222222"):
        answer = rana.post(f"claims/{claim.pk}/approve/", {"revision": revision})
        assert (answer.status_code, kind(answer)) == (409, "stale")
        conforms("StaleProblem", answer.json())
    assert Claim.objects.get(pk=claim.pk).status == "in_review"


# --- What is sent -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "wanted"),
    [
        ("speakers/", {}, {"/kind", "/name"}),
        ("speakers/", {"name": 3, "kind": "king", "colour": "red"}, {"/colour", "/kind", "/name"}),
        ("speakers/", {"name": "A", "kind": "unnamed", "wikidata_id": "30"}, {"/description", "/wikidata_id"}),
        ("speakers/", {"name": "A", "kind": "person", "principal": "222222222222"}, {"/principal"}),
        ("speakers/", {"name": "A", "kind": "person", "names": {"english": "A", "ar": 3}}, {"/names", "/names/ar"}),
        ("speakers/", {"name": "A\x00", "kind": "person"}, {"/name"}),
        ("speakers/", {"name": "x" * 201, "kind": "person"}, {"/name"}),
        ("outlets/", {"name": "B", "kind": "site", "country": "iq", "homepage": "no"}, {"/country", "/homepage"}),
        ("outlets/", {"name": "B", "kind": "site", "languages": ["english"]}, {"/languages/0"}),
        ("events/", {"title": {}}, {"/title"}),
        ("events/", {"title": {"en": "E"}, "latitude": "33.5"}, {"/latitude"}),
        ("events/", {"title": {"en": "E"}, "latitude": "north"}, {"/latitude"}),
        ("events/", {"title": {"en": "E"}, "started": {"words": "03/02/2024"}}, {"/started"}),
        ("events/", {"title": {"en": "E"}, "started": {"words": "2024", "zone": "Mars"}}, {"/started"}),
        ("events/", {"title": {"en": "E"}, "started": {"words": "then", "earliest": "2024-02-03T00:00:00Z"}},
         {"/started/latest", "/started/precision"}),
        ("events/", {"title": {"en": "E"}, "started": {"words": "then", "earliest": "2024", "latest": "2024",
         "precision": "day"}}, {"/started"}),
    ],
)  # fmt: skip
def test_every_member_that_is_wrong_is_named(amal, conforms, path, body, wanted):
    before = Entry.objects.count()
    answer = amal.post(path, body)
    assert set(faults(answer)) == wanted, answer.json()
    conforms("Problem", answer.json())
    assert Entry.objects.count() == before


def test_faults_of_figures_stand_inside_them(amal):
    event = made(amal.post("events/", {"title": {"en": "E"}}))["id"]
    claim = {"event": event, "kind": "quantity", "text": {"en": "At least 18."}}
    figure = {"words": "18", "hedge": "between", "numbers": [18], "measure": "killed"}
    assert set(faults(amal.post("claims/", claim | {"quantity": figure}))) == {"/quantity/numbers"}
    assert set(faults(amal.post("claims/", claim | {"quantity": {"words": "18", "measure": "killed"}}))) == {
        "/quantity/hedge"
    }
    good = figure | {"hedge": "at_least", "as_of": {"words": "2024-02-03"}}
    kept = made(amal.post("claims/", claim | {"quantity": good}))["words"]["quantity"]
    assert (kept["lower"], kept["upper"], kept["as_of"]["precision"]) == (18, None, "day")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"{", 400, "bad-request"),
        (b'{"name": NaN}', 400, "bad-request"),
        (b'{"name": "a", "name": "b"}', 400, "bad-request"),
        (b"\xff\xfe", 400, "bad-request"),
        (b"[" * 100_000, 400, "bad-request"),
        (b"", 400, "bad-request"),
        (b"[]", 422, "invalid"),
        (b'"\\ud800"', 422, "invalid"),
        (b'{"\\ud800": "\\udfff", "~\\u0000": {"\\udcff": 1}}', 422, "invalid"),
        (b'{"name": "' + b"x" * 6_000_000 + b'"}', 413, "content-too-large"),
    ],
)
def test_what_is_no_sound_json_is_refused(amal, data, status, code):
    answer = amal.post("speakers/", data)
    assert (answer.status_code, kind(answer)) == (status, code)


def test_a_refusal_says_nothing_of_our_insides(amal):
    told = amal.post("speakers/", b'{"name": ' + b"9" * 5_000 + b"}").json()["detail"]
    assert told == "The body is not JSON: a number has more than 100 digits."


def test_what_is_sent_without_the_last_slash_is_told_of_it(amal):
    assert amal.post("speakers", {"name": "A", "kind": "person"}).json()["detail"].endswith("end with a slash.")


def test_a_member_that_nobody_knows_is_named_by_a_pointer_that_is_an_address(amal):
    answer = amal.post("speakers/", {"name": "A", "kind": "person", "a/b ~é": 1})
    assert set(faults(answer)) == {"/a~1b%20~0%C3%A9"}


def test_what_is_looked_for_may_be_as_long_as_what_is_kept(amal, author):
    address = "https://example.org/" + "a" * 400
    row = factories.source(author, canonical_url=address)
    assert [one["id"] for one in made(amal.get(f"sources/?url={address}"), 200)["results"]] == [row.pk]
    event = factories.event(author).pk
    told = ",".join(["222222222222"] * 70)
    words = {"event": event, "kind": "occurrence", "text": {"en": "The harbour closed."}}
    made(amal.post(f"claims/?not_similar={told}", words))


def test_only_json_is_read_and_only_where_something_is_taken(amal):
    sent = {"Authorization": f"Bearer {amal.token.shown_once}"}
    form = amal.client.generic(
        "POST", "/api/v1/desk/speakers/", b"name=A", content_type="application/x-www-form-urlencoded", headers=sent
    )
    assert (form.status_code, kind(form)) == (415, "unsupported-media-type")
    claim = draft(amal)
    assert set(faults(amal.post(f"claims/{claim}/submit/", {"force": True}))) == {""}


def test_what_is_not_there_is_not_found_and_no_method_is_answered_by_chance(amal):
    for path in ("claims/222222222222/", "claims/nonsense/", "speakers/222222222222/", "nothing/"):
        assert (amal.get(path).status_code, kind(amal.get(path))) == (404, "not-found"), path
    assert kind(amal.post("claims/222222222222/submit/")) == "not-found"
    refused = amal.ask("PUT", "speakers/", {})
    assert (refused.status_code, kind(refused)) == (405, "method-not-allowed")
    assert set(refused["Allow"].split(", ")) == {"GET", "POST", "HEAD"}
    assert kind(amal.get("speakers/?colour=red")) == "bad-parameters"
    assert kind(amal.get("speakers/?name=%00")) == "bad-parameters"


def test_a_busy_token_is_told_to_wait_and_another_is_not(program, amal, author, monkeypatch):
    from rest_framework.throttling import SimpleRateThrottle

    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "2/minute", "token": "2/minute"})
    assert [amal.get("").status_code for _ in range(3)] == [200, 200, 429]
    refused = amal.get("")
    assert int(refused["Retry-After"]) > 0
    assert (refused["RateLimit-Policy"], refused["RateLimit"].split(";t=")[0]) == ('"token";q=2;w=60', '"token";r=0')
    fresh = program(author).get("claims/222222222222/")
    assert (fresh.status_code, fresh["RateLimit"].split(";t=")[0]) == (404, '"token";r=1')
    wrong = {"Authorization": "Bearer nonsense"}
    assert [amal.client.get("/api/v1/desk/", headers=wrong).status_code for _ in range(3)] == [401, 401, 429]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = [
    "event",
    "kind",
    "text",
    "rationale",
    "quantity",
    "made_at",
    "verdict",
    "reply_asked_on",
    "translators",
    "claimant",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(changes=st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=4), key=st.text(max_size=5))
def test_no_body_is_a_fault_of_ours(amal, author, changes, key):
    event = factories.event(author).pk
    body = json.dumps({"event": event, "kind": "occurrence", "text": {"en": "It was."}} | changes | {key: 1})
    answer = amal.post("claims/", body.encode("utf-8", "surrogatepass"))
    assert answer.status_code in (201, 400, 422, 429), answer.content
    assert answer.status_code != 422 or answer.json()["errors"]


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_lists_go_on_page_by_page_and_cost_no_more_with_more_rows(amal, author, django_assert_max_num_queries):
    for _ in range(5):
        factories.claim(author)
    found, path = [], "claims/?page_size=2"
    while path:
        with django_assert_max_num_queries(6):
            answer = amal.get(path).json()
        found += [row["id"] for row in answer["results"]]
        path = answer["next"] and answer["next"].removeprefix("http://testserver")
    assert found == sorted(Claim.objects.values_list("pk", flat=True))


def test_the_queue_is_narrowed_by_part_status_and_event(amal, program, author, reviewer):
    claim, _ = factories.submitted(author)
    factories.claim(author)
    rana = program(reviewer)
    assert [row["id"] for row in rana.get("claims/?status=in_review").json()["results"]] == [claim.pk]
    assert rana.get("claims/?part=mine").json()["results"] == []
    assert len(amal.get("claims/?part=mine").json()["results"]) == 2
    assert len(amal.get(f"claims/?event={claim.event_id}").json()["results"]) == 1


def test_a_source_is_found_by_its_address_and_made_once(amal, author):
    row = factories.source(author, canonical_url="https://example.org/a")
    assert amal.get("sources/?url=https://example.org/a").json()["results"][0]["id"] == row.pk
    assert set(faults(amal.post("sources/", {"outlet": row.outlet_id, "url": "https://example.org/a"}))) == {"/url"}


def test_a_claim_costs_the_same_with_more_evidence(amal, author):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    claim = factories.claim(author)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert amal.get(f"claims/{claim.pk}/").status_code == 200
        return len(queries)

    for _ in range(2):
        factories.evidence(author, claim)
    cost()  # notes that the token was used
    few = cost()
    for _ in range(8):
        factories.evidence(author, claim)
    assert cost() == few
