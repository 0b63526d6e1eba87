"""One error shape, whatever goes wrong."""

import logging

import pytest
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from api import problems
from api.public.claims import ClaimList

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("get", "claims/?colour=red", {}, 400, "bad-parameters"),
        ("get", "events/?colour=red", {}, 400, "bad-parameters"),
        ("get", "?colour=red", {}, 400, "bad-parameters"),
        ("get", "claims/?" + "&".join(f"a{n}" for n in range(5001)), {}, 400, "bad-request"),
        ("get", "claims/222222222222/", {}, 404, "not-found"),
        ("get", "claims/222222222222/versions/", {}, 404, "not-found"),
        ("get", "claims/222222222222/versions/0/", {}, 404, "not-found"),
        ("get", "claims/222222222222/evidence/", {}, 404, "not-found"),
        ("get", "events/222222222222/", {}, 404, "not-found"),
        ("get", "problems/bad-luck/", {}, 404, "not-found"),
        ("get", "sauces/", {}, 404, "not-found"),
        ("post", "sauces/", {}, 404, "not-found"),
        ("post", "claims/", {}, 405, "method-not-allowed"),
        ("delete", "claims/222222222222/", {}, 405, "method-not-allowed"),
        ("get", "claims/", {"Accept": "text/html"}, 406, "not-acceptable"),
    ],
)
def test_every_error_has_the_one_shape(client: Client, conforms, method, path, headers, status, code) -> None:
    answer = getattr(client, method)(f"/api/v1/{path}", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == ("*", "no-store")
    problem = answer.json()
    conforms("Problem", problem)
    assert problem["type"] == f"http://testserver/api/v1/problems/{code}/"
    assert client.get(problem["type"]).json()["code"] == code


def test_a_fault_of_ours_is_a_problem_too_and_is_logged(client: Client, conforms, monkeypatch, caplog) -> None:
    def broken(*args, **kwargs):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(ClaimList, "get", broken)
    client.raise_request_exception = False
    answer = client.get("/api/v1/claims/")
    [record] = caplog.records
    assert record.exc_info and record.levelno == logging.ERROR
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    conforms("Problem", answer.json())
    assert "secret" not in answer.content.decode()


def test_whoever_asks_too_often_is_told_when_to_come_back(client: Client, conforms, monkeypatch) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "2/minute"})
    for left in (1, 0):
        answer = client.get("/api/v1/")
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"address";q=2;w=60'
        assert answer["RateLimit"] == f'"address";r={left};t=60'
    answer = client.get("/api/v1/")
    assert (answer.status_code, answer.json()["status"]) == (429, 429)
    assert 1 <= int(answer["Retry-After"]) <= 61
    assert answer["RateLimit"].startswith('"address";r=0;t=')
    conforms("Problem", answer.json())
    assert client.get("/api/v1/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_an_address_without_its_slash_leads_to_the_one_with_it(client: Client) -> None:
    answer = client.get("/api/v1/claims?kind=tally")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/claims/?kind=tally")
    assert answer["Access-Control-Allow-Origin"] == "*"  # a browser follows for a page of another site only then
    assert client.get("/api/v1/sauces").status_code == 404


def test_pages_of_other_sites_may_read_and_nothing_else(client: Client) -> None:
    preflight = client.options("/api/v1/claims/", headers={"Origin": "https://example.org"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in preflight
    answer = client.get("/api/v1/claims/", headers={"Origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {"Link", "ETag", "RateLimit"} <= set(answer["Access-Control-Expose-Headers"].split(", "))
    # The same for every origin, and nothing is set on the reader: so no cache has to tell origins apart.
    assert "Origin" not in answer.get("Vary", "") and not answer.cookies


def test_a_pointer_leads_to_the_fault_whatever_it_is_called() -> None:
    assert problems.pointer("evidence", 0, "a/b~c é") == "#/evidence/0/a~1b~0c%20%C3%A9"
