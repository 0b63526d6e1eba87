"""The queue, the claim's page and the log: what they say, and that they cost no more with more rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import alerting, drafting, reviewing
from claims.models import Alert
from tests import factories
from tests.desk.test_journey import address

pytestmark = pytest.mark.django_db


def count(client, where):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


def test_each_part_of_the_queue_says_how_many_wait(client, author, reviewer, editor):
    factories.submitted(author)
    claim = factories.claim(author)
    drafting.assign(claim=claim, by=author, to=reviewer, due_on=factories.DAY.earliest.date())
    alerting.raise_alert(claim=claim, kind="quote_lost", message="The quote is gone.")
    client.force_login(reviewer)
    answer = client.get("/desk/")
    numbers = {number.name: number.count for number in answer.context["queue_numbers"]}
    assert numbers == {
        "mine": 1, "unassigned": 1, "in_review": 1, "changes_requested": 0, "approved": 0, "overdue": 1, "alerts": 1,
    }  # fmt: skip
    assert "The quote is gone." in answer.content.decode()


def test_who_wrote_a_claim_reads_why_they_may_not_review_it(client, author):
    both = factories.submitted(author)[0].author
    both.groups.add(*type(both).groups.rel.model.objects.filter(name="reviewer"))
    client.force_login(both)
    assert "You wrote part of this" in client.get("/desk/").content.decode()


def test_the_queue_costs_the_same_with_more_rows(client, author, reviewer):
    factories.submitted(author)
    client.force_login(reviewer)
    few = count(client, "/desk/")
    for _row in range(4):
        factories.submitted(author)
    assert count(client, "/desk/") == few <= 16


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_the_claims_page_costs_the_same_with_more_evidence(client, author, reviewer, status):
    # Several origins suggest another verdict, so a note says why this one.
    claim = factories.claim(author, verdict_note={"en": "None of them was there."})

    def show():
        client.force_login(author if status == "draft" else reviewer)
        return count(client, address(claim, "change"))

    for _row in range(2):
        factories.evidence(author, claim)
    if status == "in_review":
        reviewing.submit(claim=claim, by=author)
    few = show()
    if status == "in_review":
        reviewing.revise(claim=claim, by=author)
    for _row in range(6):
        factories.evidence(author, claim)
    if status == "in_review":
        reviewing.submit(claim=claim, by=author)
    assert show() <= few + (1 if status == "in_review" else 0)  # two revisions are compared by one statement more


def test_the_log_tells_what_changed_in_words(client, author):
    claim = factories.claim(author)
    claim = drafting.change_claim(claim=claim, by=author, verdict="contested", rationale={"en": "Two accounts."})
    client.force_login(author)
    html = client.get(address(claim, "history")).content.decode()
    assert "Amal changed the claim" in html
    assert "not enough evidence" in html and "contested" in html and "Two accounts." in html


def test_an_alert_is_resolved_and_a_comment_left(client, author, reviewer):
    claim = factories.claim(author)
    alert = alerting.raise_alert(claim=claim, kind="quote_lost", message="The quote is gone.")
    client.force_login(reviewer)
    client.post(f"/desk/claims/claim/alerts/{alert.pk}/")
    client.post(address(claim, "comments"), {"text": "<script>alert(1)</script>"})
    assert Alert.objects.get().resolved_by == reviewer
    html = client.get(address(claim, "change")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script>alert(1)" not in html
    assert client.get(address(claim, "comments")).status_code == 405
