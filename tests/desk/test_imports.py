"""An import through the desk: the file, the report, and the steps over all rows, each by who may."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from claims.models import Claim, ImportBatch
from claims.tasks import work_on_batches
from record.models import Version
from record.tasks import publish_batches

pytestmark = pytest.mark.django_db

SHEET = "claim,publisher,url,rating\r\nThe bridge was closed.,The Post,https://example.org/1,False\r\n,,,x\r\n"
ADD = "/desk/claims/importbatch/add/"


def upload(client: Client, **fields: object):
    sheet = SimpleUploadedFile("sheet.csv", SHEET.encode())
    return client.post(ADD, {"format": "csv", "upload": sheet} | fields)


def test_a_sheet_goes_from_the_desk_into_the_record(client, author: User, reviewer: User, editor: User) -> None:
    client.force_login(author)
    answer = upload(client)
    batch = ImportBatch.objects.get()
    page = reverse("admin:claims_importbatch_change", args=[batch.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert (batch.work, batch.work_by, bool(batch.file), Claim.objects.count()) == ("import", author, True, 0)
    assert "data-follow" in client.get(page).content.decode()
    assert work_on_batches.call() == 1
    shown = client.get(page).content.decode()
    assert "data-follow" not in shown
    assert "1 imported" in shown and "line 3" in shown and "This is missing." in shown
    for person, work, run in (
        (author, "submit", work_on_batches), (reviewer, "approve", work_on_batches), (editor, "publish", publish_batches),
    ):  # fmt: skip
        client.force_login(person)
        client.post(reverse("admin:claims_importbatch_step", args=[batch.pk, work]))
        assert run.call() == 1, work
    assert Version.objects.count() == 1


def test_who_imported_does_not_approve_at_the_desk_either(client, author: User) -> None:
    client.force_login(author)
    upload(client)
    work_on_batches.call()
    batch = ImportBatch.objects.get()
    client.post(reverse("admin:claims_importbatch_step", args=[batch.pk, "approve"]))
    batch.refresh_from_db()
    assert batch.work == ""
    page = client.get(reverse("admin:claims_importbatch_change", args=[batch.pk])).content.decode()
    assert "Only a reviewer may do this" in page


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"format": "song"}, "Select a valid choice"),
        ({"mapping": SimpleUploadedFile("m.json", b'{"colums": {}}')}, "A mapping has no such field"),
        ({"mapping": SimpleUploadedFile("m.json", b"[")}, "This is not JSON"),
        ({"ratings": SimpleUploadedFile("r.csv", b"rating,verdict\r\n")}, "begins with the line"),
        (
            {"ratings": SimpleUploadedFile("r.csv", b"publisher,rating,verdict\r\n,False,untrue\r\n")},
            "The verdict is one of",
        ),
    ],
)
def test_what_is_wrong_with_the_options_stands_at_their_field(client, author: User, fields, why) -> None:
    client.force_login(author)
    answer = upload(client, **fields)
    assert answer.status_code == 400
    assert why in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_mapping_and_ratings_come_along(client, author: User) -> None:
    client.force_login(author)
    mapping = SimpleUploadedFile("m.json", json.dumps({"own_publishers": ["The Post"]}).encode())
    ratings = SimpleUploadedFile("r.csv", b"publisher,rating,verdict\r\n,false,contradicted\r\n")
    upload(client, mapping=mapping, ratings=ratings)
    work_on_batches.call()
    assert Claim.objects.get().verdict == "contradicted"
