"""Figures read from their words on the desk's forms, and the one-step update of a running count."""

import pytest
from django.urls import reverse

from claims.models import Evidence
from record.models import Version
from sources.models import Speaker, Statement
from tests import factories
from tests.desk.test_journey import CLAIM, EVIDENCE, ROWS, address, step, write

pytestmark = pytest.mark.django_db

TALLY = {"kind": "tally", "measure": "killed", "population": "all", "verdict": "as_reported"}
FIRST = {
    "new-0-words": "At least 18 people were killed.", "new-0-quantity_words": "At least 18 people were killed.",
    "new-0-basis": "official_statement",
}  # fmt: skip


def reading(client, **asked):
    return client.get(reverse("admin:claims_claim_figures"), asked).json()


@pytest.fixture
def published(client, author, reviewer, editor):
    """A running count that is public with its first figure."""
    claim = write(client, author, _submit="1", **TALLY, **FIRST)
    step(client, reviewer, claim, "approve")
    assert step(client, editor, claim, "publish").status_code == 302
    claim.refresh_from_db()
    return claim


@pytest.mark.parametrize(
    ("words", "language", "hedge", "numbers"),
    [
        ("at least 18 fighters killed", "en", "at_least", [18]),
        ("ما لا يقل عن 18 قتيلا", "ar", "at_least", [18]),
        ("حداقل ۱۸ کشته", "fa", "at_least", [18]),
        ("between 16 and 25 civilians killed", "", "between", [16, 25]),
        ("dozens killed", "", "dozens", []),
    ],
)
def test_words_are_read_as_they_are_typed(client, author, words, language, hedge, numbers):
    client.force_login(author)
    found = reading(client, words=words, language=language)
    assert (found["hedge"], found["numbers"], found["measure"]) == (hedge, numbers, "killed")
    assert found["told"].startswith("Read as")


@pytest.mark.parametrize("words", ["", "perhaps 18", "x" * 1001, "18 or 23 killed, then 25", "\u0000", "<script>"])
def test_words_that_cannot_be_read_give_nothing(client, author, words):
    client.force_login(author)
    assert reading(client, words=words) == {}


def test_a_quote_is_searched_for_the_one_sentence_that_counts(client, author):
    client.force_login(author)
    quote = "The strikes hit Anbar before dawn. At least 23 people were killed. Nobody has claimed them."
    assert reading(client, words=quote, whole="1", measure="killed")["words"] == "At least 23 people were killed."
    assert reading(client, words=quote, whole="1", measure="displaced") == {}


def test_an_empty_hedge_is_filled_from_the_words_when_the_claim_is_saved(client, author):
    claim = write(client, author, **TALLY, **FIRST)
    row = claim.evidence.get()
    assert (row.quantity_hedge, row.quantity_numbers, row.quantity_lower, row.quantity_upper) == (
        "at_least", [18], 18, None,
    )  # fmt: skip
    assert (row.measure, row.population) == ("killed", "all")


def test_a_figure_set_otherwise_than_its_words_asks_for_a_reason(client, author):
    other = {"new-0-quantity_hedge": "exactly", "new-0-quantity_numbers": "18"}
    client.force_login(author)
    answer = client.post("/desk/claims/claim/add/", CLAIM | EVIDENCE | TALLY | FIRST | other)
    assert answer.status_code == 400
    [form] = answer.context["page"].new.forms
    assert "at least: 18 or more" in form.errors["quantity_reason"][0]
    assert not Evidence.objects.exists()
    claim = write(client, author, **TALLY, **FIRST, **other, **{"new-0-quantity_reason": "The table says 18."})
    assert claim.evidence.get().quantity_upper == 18


def test_words_that_read_in_no_way_ask_how_exact_they_are(client, author):
    client.force_login(author)
    answer = client.post("/desk/claims/claim/add/", CLAIM | EVIDENCE | TALLY | {"new-0-quantity_words": "scores"})
    assert answer.status_code == 400
    assert "quantity_hedge" in answer.context["page"].new.forms[0].errors


@pytest.mark.parametrize("who", ["reviewer", "editor"])
def test_who_does_not_write_adds_no_figure(client, request, published, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(address(published, "figure")).status_code == 403
    assert client.post(address(published, "figure"), {"words": "At least 23 killed."}).status_code == 403
    assert Evidence.objects.count() == 1


def test_a_figure_is_added_by_one_and_published_by_another_in_one_step_each(client, author, reviewer, published):
    client.force_login(author)
    page = client.get(address(published, "figure"))
    assert page.context["form"].initial["stance"] == "supports"
    # What a person types: words, address, who. The rest is what the page came with.
    form = page.context["form"]
    typed = {
        "words": "At least 23 people were killed.", "address": "https://example.org/later",
        "speaker": Speaker.objects.get().pk, "said_time": "2024-02-03T09:00", "said_zone": "UTC", "stance": "supports",
        "directness": "direct_quote", "basis": "official_statement", "measure": form.initial["measure"],
        "population": form.initial["population"],
    }  # fmt: skip
    asked = client.post(address(published, "figure"), typed)
    assert asked.status_code == 200 and Evidence.objects.count() == 1
    assert "Read as at least: 23 or more." in asked.content.decode()
    seen = {name: asked.context["form"].data[name] for name in ("quantity_words", "quantity_hedge", "quantity_numbers")}
    assert seen == {
        "quantity_words": "At least 23 people were killed.", "quantity_hedge": "at_least", "quantity_numbers": "23",
    }  # fmt: skip
    answer = client.post(address(published, "figure"), typed | seen, follow=True)
    assert "Added: at least: 23 or more." in answer.content.decode()

    client.force_login(reviewer)
    assert "an update waits to be published" in client.get("/desk/").content.decode()
    page = client.get(address(published, "change"))
    assert any("23" in one.sentence for one in page.context["comparisons"][0][1])
    offered = next(one for one in page.context["steps"]["open"] if one.step.name == "update")
    done = step(client, reviewer, published, "update", seen_digest=offered.form.initial["seen_digest"])
    assert done.status_code == 302
    newest = Version.objects.order_by("number").last()
    assert newest.kind == "update"
    assert [row["words"] for row in newest.content["figures"]["panels"][0]["figures"] if row["current"]] == [
        "At least 23 people were killed."
    ]
    assert "an update waits to be published" not in client.get("/desk/").content.decode()


def test_a_statement_that_is_here_already_gives_its_figure(client, author, published):
    said = factories.statement(author, quote="We count at least 29 people killed.")
    client.force_login(author)
    typed = {"statement": said.pk, "stance": "supports", "directness": "direct_quote"}
    asked = client.post(address(published, "figure"), typed)
    assert asked.context["asks_to_confirm"]
    seen = {
        name: asked.context["form"].data[name]
        for name in ("quantity_words", "quantity_hedge", "quantity_numbers", "measure", "population")
    }
    assert client.post(address(published, "figure"), typed | seen).status_code == 302
    assert said.evidence.get().quantity_lower == 29
    again = client.post(address(published, "figure"), typed | seen)
    assert again.status_code == 400 and "already evidence for this claim" in again.content.decode()


def test_words_without_a_figure_are_kept_nowhere(client, author, published):
    client.force_login(author)
    typed = ROWS | {"words": "We have no news.", "address": "https://example.org/x", "speaker": Speaker.objects.get().pk,
                    "stance": "supports", "directness": "direct_quote", "basis": "unknown"}  # fmt: skip
    answer = client.post(address(published, "figure"), typed)
    assert answer.status_code == 400
    assert "No figure can be read from these words" in answer.content.decode()
    assert Statement.objects.count() == 1


def test_what_the_figure_rests_on_is_asked(client, author, published):
    client.force_login(author)
    typed = {"words": "At least 23 people were killed.", "address": "https://example.org/x", "stance": "supports",
             "speaker": Speaker.objects.get().pk, "directness": "direct_quote", "quantity_hedge": "at_least"}  # fmt: skip
    answer = client.post(address(published, "figure"), typed | {"quantity_numbers": "23"})
    assert answer.status_code == 400
    assert "Say what they base it on" in answer.context["form"].errors["basis"][0]


def test_one_who_added_a_figure_may_not_publish_it(client, author, published):
    author.groups.add(*type(author).groups.rel.model.objects.filter(name="reviewer"))
    factories.evidence(author, published)
    client.force_login(author)
    page = client.get(address(published, "change"))
    closed = {one.step.name: one.why_not for one in page.context["steps"]["closed"]}
    assert closed["update"] == "You added part of this evidence, so somebody else must approve it."
