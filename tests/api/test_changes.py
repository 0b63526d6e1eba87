"""Keeping a copy: whoever follows the changes sees each of them exactly once."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from record.actions import erasing, public_state, publishing
from record.models import Change, Version
from tests import factories
from tests.claims.test_races import race


def lines(client: Client, query: str = "updated_since=0") -> list[dict]:
    """All changes that a reader gets who follows the pages to their end."""
    found, address = [], f"/api/v1/changes/?{query}"
    while address:
        page = client.get(address).json()
        found += page["results"]
        address = page["next"]
    return found


@pytest.mark.django_db
def test_every_kind_of_change_is_told_once_in_its_order(
    client: Client, publish, correct, retract, editor: User, second_editor: User
) -> None:
    claim, _ = publish(text={"en": "Zebedee told them."})
    other, _ = publish()
    correct(claim, verdict="supported")
    notice = public_state.put_notice(claim=claim, by=editor, reason="A call.")
    public_state.end(row=notice, by=editor, reason="Nothing new.")
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["Zebedee"], ground="law", reason="asked")
    erasing.confirm_erasure(erasure=row, by=second_editor)
    retract(other)
    found = lines(client)
    assert [(line["sequence"], line["kind"], line["claim"], line["version"]) for line in found] == [
        (1, "first", claim.pk, 1),
        (2, "first", other.pk, 1),
        (3, "correction", claim.pk, 2),
        (4, "state", claim.pk, 2),
        (5, "state", claim.pk, 2),
        (6, "erasure", claim.pk, 2),
        (7, "retraction", other.pk, 2),
    ]
    assert "Zebedee" not in str(found)
    assert found[-1]["document"]["retracted"] == {"reason": {"en": "It was wrong."}}
    assert found[1]["document"]["state"] == "retracted"
    assert [line["sequence"] for line in lines(client, "updated_since=5")] == [6, 7]
    assert [line["sequence"] for line in lines(client, "updated_since=0&page_size=2")] == list(range(1, 8))
    assert lines(client, "updated_since=7") == []


@pytest.mark.django_db
def test_an_instant_never_hides_what_came_since_even_when_the_clock_was_set_back(
    client: Client, publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    first = Change.objects.get()
    monkeypatch.setattr("record.actions.telling.timezone.now", lambda: first.at - timedelta(days=1))
    publish()
    instant = first.at.isoformat().replace("+00:00", "Z")
    assert [line["sequence"] for line in lines(client, f"updated_since={instant}")] == [1, 2]
    later = (first.at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert lines(client, f"updated_since={later}") == []


@pytest.mark.django_db
def test_readers_learn_once_of_all_that_comes_of_a_withheld_claim_whenever_they_begin(
    client: Client, conforms, publish, correct, retract, editor: User, second_editor: User
) -> None:
    readers: list[list[dict]] = []

    def read() -> list[list[tuple]]:
        """What is new to each reader, of whom one begins now."""
        readers.append([])
        news = []
        for seen in readers:
            page = client.get(f"/api/v1/changes/?updated_since={len(seen)}&view=full").json()
            conforms("ChangePage", page)
            seen.extend(page["results"])
            news.append([(line["kind"], line["version"], bool(line["document"])) for line in page["results"]])
        return news

    claim, _ = publish(text={"en": "Zebedee told them."})
    assert read() == [[("first", 1, True)]]
    hold = public_state.withhold(claim=claim, by=editor, reason="A court asks.")
    assert read() == [[("state", 1, False)], [("first", 1, False), ("state", 1, False)]]
    # What is made of a claim that nobody may see is nobody's business yet, but what must be destroyed is.
    correct(claim, verdict="supported")
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["Zebedee"], ground="law", reason="asked")
    erasing.confirm_erasure(erasure=row, by=second_editor)
    retract(claim)
    erased = [("erasure", 1, False)]
    assert read() == [erased, erased, [("first", 1, False), ("state", 1, False), *erased]]
    public_state.end(row=hold, by=editor, reason="The court is content.")
    shown = [("correction", 2, True), ("retraction", 3, True), ("state", 3, True)]
    assert read() == [shown] * 3 + [[("first", 1, True), ("state", 1, True), ("erasure", 1, True), *shown]]
    assert all([line["sequence"] for line in seen] == [1, 2, 3, 4, 5, 6] for seen in readers)
    assert "Zebedee" not in str([seen[1:] for seen in readers])


@pytest.mark.django_db
def test_claims_that_changed_since_are_listed_once(client: Client, publish, correct) -> None:
    claim, _ = publish()
    publish()
    correct(claim, verdict="supported")
    correct(claim, verdict="contested")
    rows = client.get("/api/v1/claims/?updated_since=2").json()["results"]
    assert [(row["id"], row["version"]) for row in rows] == [(claim.pk, 3)]
    for wrong in ("x", "-1", "9" * 19, "2024-13-01"):
        assert client.get(f"/api/v1/changes/?updated_since={wrong}").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_follows_while_many_publish_sees_every_version_once(
    author: User, reviewer: User, editor: User
) -> None:
    ready = [factories.approved(author, reviewer) for _ in range(6)]
    seen: list[int] = []
    done = Event()

    def follow() -> None:
        client, last = Client(), 0
        while True:
            ended = done.is_set()
            for line in lines(client, f"updated_since={last}&page_size=2"):
                seen.append(line["sequence"])
                last = line["sequence"]
            if ended:
                break
            done.wait(0.05)  # on a slow machine there is a limit to how many requests a minute are answered
        connection.close()

    reader = Thread(target=follow)
    reader.start()
    outcomes = race(
        *[
            lambda claim=claim, revision=revision: publishing.publish(claim=claim, revision=revision, by=editor)
            for claim, revision in ready
        ]
    )
    done.set()
    reader.join(timeout=60)
    assert outcomes == [None] * 6 and not reader.is_alive()
    assert seen == [1, 2, 3, 4, 5, 6]
    told = Change.objects.order_by("sequence").values_list("version_id", flat=True)
    assert list(told) == list(Version.objects.order_by("sequence").values_list("pk", flat=True))
