"""ETags: an answer that still stands costs its headers, and nothing stale is ever said to stand."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from record.models import Listing

pytestmark = pytest.mark.django_db


def test_what_a_reader_holds_is_answered_with_304_and_one_statement(client: Client, publish) -> None:
    claim, _ = publish()
    for path in ("claims/", f"claims/{claim.pk}/", f"claims/{claim.pk}/versions/1/", "events/", "", "schema/"):
        first = client.get(f"/api/v1/{path}")
        assert first["Cache-Control"] == "public, max-age=60, must-revalidate"
        for held in (first["ETag"], f'"other", W/{first["ETag"]}'):
            with CaptureQueriesContext(connection) as statements:
                again = client.get(f"/api/v1/{path}", headers={"If-None-Match": held})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
            assert len(statements) <= 1
        assert client.get(f"/api/v1/{path}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_document_of_a_304_stays_in_the_database(client: Client, publish) -> None:
    claim, _ = publish()
    etag = client.get(f"/api/v1/claims/{claim.pk}/")["ETag"]
    with CaptureQueriesContext(connection) as statements:
        client.get(f"/api/v1/claims/{claim.pk}/", headers={"If-None-Match": etag})
    [statement] = statements
    assert "document" not in statement["sql"]


def test_a_new_version_a_new_state_and_an_erasure_end_what_a_reader_holds(
    client: Client, publish, correct, withhold
) -> None:
    claim, _ = publish()
    address = f"/api/v1/claims/{claim.pk}/"

    def held_still(etag: str) -> int:
        return client.get(address, headers={"If-None-Match": etag}).status_code

    first = client.get(address)["ETag"]
    correct(claim, verdict="supported")
    assert held_still(first) == 200
    second = client.get(address)["ETag"]
    # What an erasure leaves: the digest of what was published, over other bytes.
    Listing.objects.update(erasures=1)
    assert held_still(second) == 200
    third = client.get(address)["ETag"]
    assert held_still(third) == 304
    withhold(claim)
    assert held_still(third) == 403


def test_head_answers_the_headers_alone(client: Client, publish) -> None:
    publish()
    got, head = client.get("/api/v1/claims/"), client.head("/api/v1/claims/")
    assert (head.content, head["ETag"], head["Content-Length"]) == (b"", got["ETag"], str(len(got.content)))
