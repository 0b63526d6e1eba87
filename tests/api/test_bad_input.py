"""Whatever is sent, the answer is an answer or a problem; never a fault of ours."""

from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.public.cursors import EPOCH, Cursor
from api.public.filters import CLAIM_FILTERS
from api.public.parameters import AS_OF, ORDERING, PAGING, QUESTION, VIEW

NAMES = [parameter.name for parameter in [*CLAIM_FILTERS, AS_OF, ORDERING, QUESTION, VIEW, *PAGING]]
# Bytes, so that invalid UTF-8 and encoded surrogates are among them; and what breaks engines and parsers.
NASTY = [
    "\0", "9" * 400, "-1", "1e9", "٣", "NaN", "%", "'", '"', "\\", "_%", "9999-12-31T23:59:59-14:00", "0001-01-01",
    "0001-01-01T00:00:00+14:00", "2024-02-30", "2024-02-05T25:00:00", "2024-02-05T12:00:00 01:00", "x" * 5000, "🇮🇶", "أ",
    "bi45OTk5OTk5OTk5OTk5OTk5OTkuOTk5OTk5OTk5OTk5OTk5OTk5", "bi4wLjIyMjIyMjIyMjIyMg", "bi4tNjIxMzU1OTY4MDAwMDAwMDAuMA",
]  # fmt: skip
VALUES = st.sampled_from([text.encode() for text in NASTY] + [b"\xed\xa0\x80", b"\xff"]) | st.binary(max_size=30)
PATHS = st.sampled_from(
    ["claims/{}/", "claims/{}/versions/{}/", "claims/{}/evidence/", "events/{}/", "problems/{}/", "{}"]
)
LISTS = ["claims/", "events/", "corrections/", "claims/222222222222/", "claims/222222222222/versions/"]
LISTS += ["claims/222222222222/evidence/"]

# One database for all examples: they only read.
examples = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


def assert_answered(client: Client, address: str, **headers: str) -> None:
    """Raises for a fault of ours: the client lets exceptions of the views through."""
    answer = client.get(f"/api/v1/{address}", headers=headers)
    assert answer.status_code in {200, 301, 304, 400, 404, 406}, address
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", address
        assert answer.json()["status"] == answer.status_code


@pytest.mark.django_db
@examples
@given(path=st.sampled_from(LISTS), query=st.dictionaries(st.sampled_from([*NAMES, "\0", "claim"]), VALUES, max_size=3))
def test_no_query_is_a_fault(client: Client, path: str, query: dict[str, bytes]) -> None:
    pairs = "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in query.items())
    assert_answered(client, f"{path}?{pairs}")


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_no_value_known_to_break_things_is_a_fault(client: Client, name: str) -> None:
    for text in NASTY:
        assert_answered(client, f"claims/?{name}={quote_from_bytes(text.encode())}")


@pytest.mark.django_db
@examples
@given(path=PATHS, values=st.tuples(VALUES, VALUES), held=st.text(st.characters(max_codepoint=255), max_size=40))
def test_no_path_and_no_etag_is_a_fault(client: Client, path: str, values: tuple[bytes, bytes], held: str) -> None:
    address = path.format(*(quote_from_bytes(value, safe="") for value in values))
    assert_answered(client, address, **{"If-None-Match": held})


@given(st.builds(Cursor, st.booleans(), st.datetimes().map(lambda at: at.replace(tzinfo=EPOCH.tzinfo)), st.just("7")))
def test_a_cursor_reads_back_as_it_was_written(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor)) == cursor
