"""Lists: filters that mean what they say, paging that loses nothing, one statement of SQL."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.public.cursors import EPOCH, Cursor
from record.models import Version
from sources.stated_time import StatedTime
from tests import factories

pytestmark = pytest.mark.django_db


def ids(client: Client, query: str) -> list[str]:
    """The ids that a list answers, in its order."""
    answer = client.get(query if query.startswith("http") else f"/api/v1/claims/{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def plan_of(sql: str) -> str:
    """How the engine would find the rows. PostgreSQL plans by statistics, and a test has few rows: reading all is made dear."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {sql}")
        return " ".join(str(row[-1]) for row in cursor.fetchall())


def test_paging_shows_every_claim_once_in_both_directions(client: Client, publish) -> None:
    newest_first = [publish()[0].pk for _ in range(5)][::-1]
    forth, back, address = [], [], "http://testserver/api/v1/claims/?page_size=2&kind=communication"
    while address:
        page = client.get(address).json()
        forth.append([row["id"] for row in page["results"]])
        last, address = address, page["next"]
    assert forth == [newest_first[:2], newest_first[2:4], newest_first[4:]]
    while last:
        page = client.get(last).json()
        back.append([row["id"] for row in page["results"]])
        last = page["previous"]
    assert back == forth[::-1]


def test_a_claim_published_between_two_pages_shifts_nothing(client: Client, publish) -> None:
    older, newer = publish()[0].pk, publish()[0].pk
    first = client.get("/api/v1/claims/?page_size=1").json()
    publish()
    assert (first["results"][0]["id"], ids(client, first["next"])) == (newer, [older])


def test_each_filter_narrows_to_what_it_says(client: Client, author, publish) -> None:
    event = factories.event(author)
    told, version = publish(
        event=event, text={"en": "Bagdád wás told", "ar": "أُبلغت بغداد"}, translators={"ar": "Amal"}
    )
    opinion, _ = publish(
        event=factories.event(author),
        kind="opinion",
        verdict="not_checkable",
        original_language="ar",
        text={"ar": "المنطقة على حافة الهاوية"},
        rationale={"ar": "رأي"},
        **StatedTime.parse("2025-06").columns("made"),
    )
    between = (version.effective_at + timedelta(microseconds=1)).isoformat()
    for query, expected in {
        f"?event={event.pk}": told,
        "?kind=opinion": opinion,
        "?verdict=not_checkable": opinion,
        "?verdict=not_enough_evidence": told,
        "?language=ar": opinion,
        "?made_after=2025-06-01": opinion,
        "?made_before=2025-06-01": told,
        f"?published_after={between}".replace("+", "%2B"): opinion,
        f"?published_before={between}": told,
        "?q=bagdad%20TOLD": told,
        "?q=ابلغت": told,
        f"?event={event.pk}&kind=communication&q=told": told,
    }.items():
        assert ids(client, query) == [expected.pk], query
    assert ids(client, f"?event={event.pk}&kind=opinion") == []
    assert ids(client, "?language=fa") == []


def test_an_unknown_value_is_refused_and_says_what_is_allowed(client: Client, publish) -> None:
    publish()
    for query, words in {
        "?kind=rumour": "occurrence, quantity",
        "?verdict=true": "supported, contradicted",
        "?event=abc": "twelve",
        "?event=222222222222": "Nothing published",
        "?language=English": "language tag",
        "?made_after=05.02.2024": "2024-02-05",
        "?as_of=yesterday": "2024-02-05",
        "?q=%20.": "one word",
        "?page_size=0": "from 1 to 100",
        "?page_size=101": "from 1 to 100",
        "?cursor=abc": "as it stands",
        "?kind=opinion&kind=tally": "once",
        "?colour=red": "Allowed are: event, kind, verdict",
    }.items():
        answer = client.get(f"/api/v1/claims/{query}")
        assert answer.status_code == 400, query
        [fault] = answer.json()["errors"]
        assert fault["parameter"] == query[1:].split("=")[0]
        assert words in fault["detail"]


def test_all_faults_are_named_at_once(client: Client) -> None:
    answer = client.get("/api/v1/claims/?kind=x&page_size=x&x=x")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["kind", "page_size", "x"]


def test_a_cursor_of_another_list_is_refused(client: Client, author, publish) -> None:
    for _ in range(2):
        publish(event=factories.event(author))
    events = client.get("/api/v1/events/?page_size=1").json()["next"].split("cursor=")[1]
    claims = client.get("/api/v1/claims/?page_size=1").json()["next"].split("cursor=")[1]
    for path, cursor in {"claims/": events, "corrections/": events, "events/": claims}.items():
        assert client.get(f"/api/v1/{path}", {"cursor": cursor}).status_code == 400


def test_events_page_from_the_newest_to_the_undated(client: Client, author, publish) -> None:
    made = [factories.event(author, **StatedTime.parse(day).columns("started")) for day in ("", "2023", "2024", "2024")]
    for event in made:
        publish(event=event)
    found, address = [], "/api/v1/events/?page_size=1"
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert sorted(found) == sorted(event.pk for event in made)
    assert found[2:] == [made[1].pk, made[0].pk]


def test_corrections_say_what_and_where(client: Client, publish, correct) -> None:
    claim, _ = publish()
    other, _ = publish()
    correct(claim, verdict="supported")
    [row] = client.get("/api/v1/corrections/").json()["results"]
    assert (row["claim"], row["version"], row["url"]) == (claim.pk, 2, f"http://testserver/claims/{claim.pk}/v2/")
    assert (row["what"], row["old"], row["new"]) == ({"en": "The verdict."}, "one", "other")
    assert client.get(f"/api/v1/corrections/?claim={other.pk}").json()["results"] == []
    assert client.get("/api/v1/corrections/?claim=222222222222").status_code == 400


def test_every_address_costs_one_statement_however_many_rows(client: Client, publish, correct) -> None:
    claim, _ = publish()
    correct(claim, verdict="supported")
    paths = [
        "claims/", "claims/?q=told&verdict=supported&as_of=2999-01-01", "events/", "corrections/",
        f"claims/{claim.pk}/", f"claims/{claim.pk}/?as_of=2999-01-01", f"claims/{claim.pk}/versions/",
        f"claims/{claim.pk}/versions/1/", f"claims/{claim.pk}/evidence/", f"events/{claim.event.pk}/",
    ]  # fmt: skip
    for rows in (1, 4):
        while Version.objects.values("claim").distinct().count() < rows:
            publish()
        for path in paths:
            with CaptureQueriesContext(
                connection,
            ) as statements:
                assert client.get(f"/api/v1/{path}").status_code == 200
            assert len(statements) == 1, path


def test_no_list_of_claims_sorts_what_it_does_not_show(client: Client, publish) -> None:
    publish()
    queries = [
        "",
        "?cursor=" + str(Cursor(False, EPOCH, "1")),
        "?verdict=contested",
        "?kind=tally",
        "?as_of=2999-01-01",
    ]
    for query in queries:
        with CaptureQueriesContext(connection) as statements:
            client.get(f"/api/v1/claims/{query}")
        plan = plan_of(statements[0]["sql"])
        assert "TEMP B-TREE" not in plan and "Sort" not in plan, query
        assert re.search(r"(USING INDEX|Index Scan( Backward)? using) listing_", plan), (query, plan)
