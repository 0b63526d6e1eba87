"""The page of prebuilt files, and the files."""

import hashlib
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.models import Claim
from record.tasks import build_exports


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings) -> None:
    settings.VAR_DIR = tmp_path


def test_before_the_first_build_the_page_says_so(client: Client, db: None) -> None:
    page = client.get("/exports/")
    assert page.status_code == 200
    assert b"being made" in page.content
    assert client.get("/exports/claims.ndjson.gz").status_code == 503


def test_each_file_is_listed_and_is_what_the_list_says(
    client: Client, claim: Claim, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    build_exports.call()
    with django_assert_num_queries(1):
        page = client.get("/exports/").content.decode()
    with django_assert_num_queries(1):
        said = client.get("/api/v1/exports/").json()
    assert len(said["files"]) == 13
    for file in said["files"]:
        assert file["sha256"] in page
        address = file["url"].removeprefix("http://testserver")
        with django_assert_num_queries(1):
            answer = client.get(address)
        data = b"".join(answer.streaming_content)
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        assert answer["Content-Type"] == "application/gzip"
        assert "Content-Encoding" not in answer
        assert answer["Content-Length"] == str(file["bytes"])
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "no-cache"
        unchanged = client.get(address, headers={"if-none-match": answer["ETag"]})
        assert (unchanged.status_code, unchanged["ETag"]) == (304, answer["ETag"])


@pytest.mark.parametrize(
    "name", ["other.gz", "current.json", ".lock", "..%2Fcurrent.json", "%00", "..%2F..%2Fdb.sqlite3"]
)
def test_no_other_file_is_given_out(client: Client, claim: Claim, name: str) -> None:
    build_exports.call()
    assert client.get(f"/exports/{name}").status_code == 404


def test_a_file_that_is_just_being_replaced_is_asked_for_again(client: Client, claim: Claim, tmp_path: Path) -> None:
    build_exports.call()
    for path in (tmp_path / "exports").glob("build-*/claims.ndjson.gz"):
        path.unlink()
    answer = client.get("/exports/claims.ndjson.gz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
