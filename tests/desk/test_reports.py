"""What the claim's page says of its reports and figures, and the clicks that take a suggestion over or dismiss it."""

import pytest
from django.urls import reverse

from claims.actions import drafting, reviewing
from claims.models import Evidence
from history.models import Entry
from record.actions import publishing
from record.models import Version
from sources.actions import linking, stating, withdrawing
from sources.models import Relay, Statement
from tests import factories
from tests.desk.test_journey import address
from tests.desk.test_queue import count

pytestmark = pytest.mark.django_db

KILLED = {"measure": "killed", "population": "all"}
TALLY = {"kind": "tally", "verdict": "as_reported", **KILLED}
FORTY = {"quantity_words": "40 people", "quantity_hedge": "exactly", "quantity_numbers": [40], **KILLED}
SAID = "We did inform the Iraqi government prior to the strikes."


def figure(hedge, *numbers, words="some words"):
    return {"quantity_words": words, "quantity_hedge": hedge, "quantity_numbers": list(numbers), **KILLED}


def shown(client, claim):
    answer = client.get(address(claim, "change"))
    assert answer.status_code == 200
    return answer.context, answer.content.decode()


def post_figure(client, claim, row, choice="accept", **more):
    return client.post(address(claim, "suggestions"), {"key": row["key"], choice: "1"} | more)


@pytest.fixture
def tally(author):
    """One origin that said 18 in the morning and 23 at noon."""
    claim = factories.claim(author, **TALLY)
    monitor = factories.speaker(author, name="The monitor", kind="organisation")
    for hour, number in ((8, 18), (12, 23)):
        said = factories.statement(
            author, speaker=monitor, quote=f"We count {number} killed so far.",
            said_earliest=factories.DAY.earliest.replace(hour=hour), said_latest=factories.DAY.earliest.replace(hour=hour),
            said_precision="minute",
        )  # fmt: skip
        factories.evidence(author, claim, statement=said, **figure("exactly", number, words=str(number)))
    return claim


def test_the_panel_says_label_counts_chain_figures_and_suggested_verdicts(client, author, tally):
    client.force_login(author)
    context, html = shown(client, tally)
    assert context["reports"]["label"] == "One origin"
    assert "2 reports, one origin: The monitor." in html
    assert "Reported: 23" in html
    assert "A later figure of the same origin replaces its earlier one: no conflict." in html
    assert [str(one) for one in context["reports"]["suggested"]] == ["As reported"]
    assert [group.title for group in context["reports"]["chain"]] == ["The monitor"]


def test_a_verdict_that_departs_from_the_reports_is_told_to_need_a_note(client, author):
    claim = factories.claim(author, verdict="supported")
    factories.evidence(author, claim)
    client.force_login(author)
    sentence = "say in a public note why you conclude otherwise"
    assert sentence in shown(client, claim)[1]
    drafting.change_claim(claim=claim, by=author, verdict_note={"en": "A film shows it."})
    assert sentence not in shown(client, claim)[1]


def test_a_report_whose_origin_took_it_back_is_flagged(client, author):
    claim = factories.claim(author)
    origin = factories.statement(author)
    report = factories.statement(author, speaker=None, directness="outlet_voice", basis="relayed")
    linking.declare_relay(statement=report, of=origin, kind="paraphrases", by=author)
    factories.evidence(author, claim, statement=report)
    back = factories.statement(author, speaker=origin.speaker, quote="I take it back.")
    withdrawing.withdraw(statement=origin, withdrawn_by=back, by=author)
    client.force_login(author)
    assert "Its origin has withdrawn this" in shown(client, claim)[1]


def test_the_explanation_is_what_the_command_prints(client, author, tally):
    client.force_login(author)
    answer = client.get(address(tally, "explanation"))
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "LABEL single_origin (rule 1)" in answer.content.decode()
    assert client.get(reverse("admin:claims_claim_explanation", args=["none"])).status_code == 404


@pytest.mark.parametrize(
    ("number", "stance", "suggested"),
    [(18, "supports", "contradicts"), (40, "contradicts", "supports"), (40, "supports", None)],
)
def test_the_figures_suggest_a_stance_that_a_person_takes_over(client, author, number, stance, suggested):
    claim = factories.claim(author, kind="quantity", **FORTY)
    row = factories.evidence(author, claim, stance=stance, **figure("exactly", number))
    client.force_login(author)
    found = shown(client, claim)[0]["suggested"]["figures"]
    assert bool(found) == bool(suggested)
    if suggested:
        post_figure(client, claim, found[0])
        row.refresh_from_db()
        assert row.stance == suggested
        assert shown(client, claim)[0]["suggested"]["figures"] == []


def test_a_dismissed_suggestion_comes_back_only_when_the_figures_are_others(client, author):
    claim = factories.claim(author, kind="quantity", **FORTY)
    row = factories.evidence(author, claim, **figure("exactly", 18))
    client.force_login(author)
    [found] = shown(client, claim)[0]["suggested"]["figures"]
    post_figure(client, claim, found, "dismiss")
    assert shown(client, claim)[0]["suggested"]["figures"] == []
    assert Entry.objects.of(claim).latest("sequence").code == "suggestion_dismissed"
    again = client.post(address(claim, "suggestions"), {"key": found["key"], "dismiss": "1"}, follow=True)
    assert "This is not suggested any more." in again.content.decode()
    drafting.change_evidence(evidence=row, by=author, quantity_numbers=[19])
    assert len(shown(client, claim)[0]["suggested"]["figures"]) == 1
    row.refresh_from_db()
    assert row.stance == "supports"


def test_whoever_dismisses_is_no_contributor_and_a_stranger_to_writing_may_not(client, author, reviewer):
    claim, _revision = factories.submitted(author)
    client.force_login(reviewer)
    client.post(address(claim, "suggestions"), {"key": "stance:x", "dismiss": "1"})
    assert not Entry.objects.filter(code="suggestion_dismissed").exists()
    assert shown(client, claim)[0]["suggested"] is None


def test_a_newer_figure_of_the_same_origin_replaces_the_older_with_one_click(client, author, tally):
    client.force_login(author)
    [found] = shown(client, tally)[0]["suggested"]["figures"]
    assert "Does it replace the earlier one?" in found["question"]
    post_figure(client, tally, found)
    older = Evidence.objects.get(quantity_numbers=[18])
    assert older.superseded_by.quantity_numbers == [23]
    assert shown(client, tally)[0]["suggested"]["figures"] == []


def test_a_lower_figure_replaces_only_with_the_place_where_its_origin_says_so(client, author, tally):
    drafting.change_evidence(evidence=Evidence.objects.get(quantity_numbers=[23]), by=author, quantity_numbers=[12])
    client.force_login(author)
    [found] = shown(client, tally)[0]["suggested"]["figures"]
    assert found["needs_reason"]
    refused = client.post(address(tally, "suggestions"), {"key": found["key"], "accept": "1"}, follow=True)
    assert "say where its origin corrects the earlier one" in refused.content.decode()
    post_figure(client, tally, found, reason="Its post of noon.")
    assert Evidence.objects.get(quantity_numbers=[18]).superseded_reason == "Its post of noon."


@pytest.fixture
def twins(author):
    """Two reports of one utterance, both evidence for one claim."""
    claim = factories.claim(author)
    speaker = factories.speaker(author)
    for _report in range(2):
        factories.evidence(author, claim, statement=factories.statement(author, speaker=speaker, quote=SAID))
    return claim


@pytest.mark.parametrize(("answer", "status"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_the_same_words_of_one_speaker_are_suggested_once_and_judged_for_good(client, author, twins, answer, status):
    client.force_login(author)
    [found] = shown(client, twins)[0]["suggested"]["relays"]
    asked = {"statement": found["statement"].pk, "of": found["of"].pk, "kind": found["kind"], answer: "1"}
    assert client.post(address(twins, "relays"), asked).url == address(twins, "change")
    relay = Relay.objects.get()
    assert (relay.kind, relay.status) == ("same_statement", status)
    assert shown(client, twins)[0]["suggested"]["relays"] == []


def test_a_guess_that_was_stored_is_judged_and_may_be_told_otherwise(client, author, twins):
    one, other = Statement.objects.order_by("pk")
    guess = linking.declare_relay(statement=one, of=other, kind="quotes", status="detected", by=author)
    client.force_login(author)
    [found] = shown(client, twins)[0]["suggested"]["relays"]
    assert (found["statement"], found["kind"]) == (one, "quotes")
    client.post(address(twins, "relays"), {"statement": one.pk, "of": other.pk, "kind": "paraphrases", "confirm": "1"})
    guess.refresh_from_db()
    assert guess.status == "rejected"
    assert Relay.objects.get(kind="paraphrases").status == "confirmed"


def test_a_report_is_declared_to_repeat_another_on_the_claims_page(client, author, twins):
    one, other = Statement.objects.order_by("pk")
    client.force_login(author)
    client.post(address(twins, "relays"), {"statement": one.pk, "of": other.pk, "kind": "quotes", "declare": "1"})
    assert (Relay.objects.get().kind, Relay.objects.get().status) == ("quotes", "declared")
    wrong = {"statement": one.pk, "of": one.pk, "kind": "quotes", "declare": "1"}
    answer = client.post(address(twins, "relays"), wrong, follow=True)
    assert "a statement does not repeat itself" in answer.content.decode()
    unknown = client.post(
        address(twins, "relays"), {"statement": one.pk, "of": other.pk, "kind": "invents"}, follow=True
    )
    assert unknown.status_code == 200 and Relay.objects.count() == 1


def test_the_statements_page_suggests_and_leads_back_to_itself(client, author, twins):
    one, other = Statement.objects.order_by("pk")
    client.force_login(author)
    page = f"/desk/sources/statement/{one.pk}/change/"
    assert "Does one of these repeat the other?" in client.get(page).content.decode()
    where = f"/desk/sources/statement/{one.pk}/repeats/"
    answer = client.post(where, {"statement": one.pk, "of": other.pk, "kind": "same_statement", "reject": "1"})
    assert answer.url == page
    assert Relay.objects.get().status == "rejected"
    assert "Does one of these repeat the other?" not in client.get(page).content.decode()


@pytest.mark.parametrize("page", ["change", "read"])
@pytest.mark.parametrize(("answer", "status"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_nearly_equal_texts_are_shown_side_by_side_and_judged_there(client, author, reviewer, page, answer, status):
    shared = " ".join(f"word{number}" for number in range(80))
    one, other = factories.source(author), factories.source(author)
    stating.transcribe(source=one, text=f"Here begins ours. {shared}", by=author)
    stating.transcribe(source=other, text=f"{shared} <b>And there it ends.</b>", by=author)
    link = linking.link_sources(source=one, to=other, kind="near_duplicate_of", status="detected", by=author)
    where = f"/desk/sources/source/{other.pk}/{page}/"
    judging = f"/desk/sources/sourcelink/{link.pk}/judgement/?back={other.pk}"
    client.force_login(reviewer)
    html = client.get(where).content.decode()
    assert html.count(shared) >= 2 and judging not in html  # who does not write reads it, and judges nothing
    client.force_login(author)
    assert judging in client.get(where).content.decode()
    assert client.post(judging, {answer: "1"}).url == f"/desk/sources/source/{other.pk}/change/"
    link.refresh_from_db()
    assert link.status == status
    assert "Nearly the same text" not in client.get(where).content.decode()


def test_the_page_with_suggestions_costs_the_same_with_more_of_them(client, author, twins):
    client.force_login(author)
    few = count(client, address(twins, "change"))
    speaker = Statement.objects.first().speaker
    for _report in range(5):
        factories.evidence(author, twins, statement=factories.statement(author, speaker=speaker, quote=SAID))
    assert count(client, address(twins, "change")) <= few
    assert len(shown(client, twins)[0]["suggested"]["relays"]) == 21


def test_a_figure_is_replaced_on_a_settled_claim_but_a_stance_needs_a_revision(client, author, reviewer, editor):
    claim = factories.claim(author, kind="quantity", verdict_note={"en": "We saw it."}, **FORTY)
    factories.evidence(author, claim, **figure("exactly", 18))
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    assert Version.objects.count() == 1
    client.force_login(author)
    [found] = shown(client, claim)[0]["suggested"]["figures"]
    assert not found["may_accept"]
    post_figure(client, claim, found)
    assert Evidence.objects.get().stance == "supports"
