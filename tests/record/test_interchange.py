"""What leaves can be read back: the same documents, and nothing that was not public."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.demonstration import PEOPLE
from accounts.models import User
from claims import documents
from claims.actions import batches, reviewing
from claims.importing import running
from claims.models import Claim, ImportBatch
from history import triggers
from record.actions import publishing
from record.actions.batches import publish_all
from record.case.loading import load_case
from record.exporting.interchange import Export
from record.models import Version
from record.verifying import Counts, verify
from sources.actions import capturing
from tests import factories, generated
from tests.conftest import person
from tests.sources.test_capturing import URL
from tests.sources.test_watching import TEXT, capture, said

pytestmark = pytest.mark.django_db

QUOTES = {
    "We told them beforehand.": "exact",
    "We told them  beforehand.": "presentation",
    "The monitor counted … killed in two raids": "elided",
    "at least 23 fighters killed": "altered",
    "They never asked us about anything.": "not_found",
}
MANY = 50  # benchmarks/importing.py does the same with a thousand


def exported() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Export().lines()]


def imported(lines: list[dict[str, Any]], by: User) -> ImportBatch:
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    file = io.BytesIO(data)
    batch = batches.open_batch(
        by=by, format="interchange", file_name="there.ndjson", file_sha256=running.sha256_of(file), options={}
    )
    return running.run(batch, file, by=by)


def digests() -> dict[str, str]:
    return {claim.pk: documents.build(claim).digest for claim in Claim.objects.select_related("event")}


@pytest.fixture
def emptied() -> Callable[[], None]:
    """Another site: every row of ours is gone, people aside; the transaction of the test brings them back."""

    def empty() -> None:
        triggers.remove()
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            ours = [name for name in tables if name.split("_")[0] in ("history", "sources", "claims", "record")]
            connection.check_constraints()
            for name in ours:
                if name != "record_publicationcounter":
                    cursor.execute(f'DELETE FROM "{name}"')
            connection.check_constraints()
        triggers.install()

    return empty


def test_the_case_is_read_back_with_the_same_content_digests(emptied: Callable[[], None]) -> None:
    people = {name: person(name, role) for name, (_, role) in PEOPLE.items()}
    with transaction.atomic():
        list(load_case(people))
    public = set(Version.objects.filter(listing__is_current=True).values_list("claim_id", flat=True))
    before = {key: digest for key, digest in digests().items() if key in public}
    assert len(before) == 16
    lines = exported()
    emptied()
    batch = imported(lines, people["contributor"])
    assert list(running.report(batch)) == []
    # The two other records of the withdrawn statement took the withdrawal over when the first was linked.
    assert batch.progress == {"imported": len(lines) - 3, "unchanged": 2, "refused": 0, "warnings": 0}
    assert digests() == before


def test_generated_claims_are_read_back_with_the_same_content_digests(
    emptied: Callable[[], None], author: User, reviewer: User, editor: User
) -> None:
    batch = imported(list(generated.lines(MANY, 1)), author)
    assert batch.progress["refused"] == 0
    assert batches.submit_all(batch=batch, by=author) == MANY
    assert batches.approve_all(batch=batch, by=reviewer) == MANY
    assert publish_all(batch=batch, by=editor) == MANY
    before = dict(Version.objects.values_list("claim_id", "content_digest"))
    lines = exported()
    emptied()
    batch = imported(lines, author)
    assert batch.progress == {"imported": len(lines) - 1, "unchanged": 0, "refused": 0, "warnings": 0}
    assert digests() == before


def test_quotes_of_captures_are_read_back_as_they_were_checked(
    emptied: Callable[[], None], author: User, reviewer: User, editor: User
) -> None:
    source = capturing.open_address(url=URL, by=author)[0]
    capture(source, TEXT)
    claim = factories.claim(author)
    note = {"en": "The page says eighteen."}
    for quote, status in QUOTES.items():
        statement = said(author, source, quote)
        assert statement.check_status == status
        factories.evidence(author, claim, statement=statement, note=note)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    version = publishing.publish(claim=claim, revision=revision, by=editor)
    lines = exported()
    emptied()
    batch = imported(lines, author)
    assert list(running.report(batch)) == []
    assert digests() == {claim.pk: version.content_digest}
    # The numbers of publications are the test's own: they count those of the other site.
    assert [str(one) for one in verify(Counts()) if not str(one).startswith("record_")] == []
