"""The front page, lists, events, and pages that say how we work or that something went wrong."""

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from claims.models import Claim
from pages import answers, site
from record import wording
from record.models import Version
from tests import factories


@pytest.mark.parametrize("address", ["/", "/claims/", "/events/", "/corrections/", "/methodology/"])
def test_empty_site_helps(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "question",
    ["verdict=true", "kind=x", "event=x", "after=x", "after=9999999999999999999.1", "q=%00", "q=...", "q=" + "a" * 501],
)
def test_list_refuses_what_it_cannot_read(client: Client, db: None, question: str) -> None:
    answer = client.get(f"/claims/?{question}")
    assert answer.status_code == 400
    assert b'role="alert"' in answer.content


def test_list_is_read_to_its_end_once_and_in_order(
    client: Client, author: User, reviewer: User, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "PAGE", 2)
    event = factories.event(author)
    made = [
        factories.published(author, reviewer, editor, event=event, text={"en": f"Claim {number}."})[0]
        for number in range(5)
    ]
    seen: list[str] = []
    address = "/claims/"
    while address:
        context = client.get(address).context
        seen += [row["summary"]["id"] for row in context["claims"]]
        address = "/claims/" + context["more"] if context["more"] else ""
    assert seen == [claim.pk for claim in reversed(made)]


def test_claim_is_found_by_its_words_and_verdict(client: Client, claim: Claim) -> None:
    assert b"claim-row" in client.get("/claims/?q=BEFOREHAND&verdict=not_enough_evidence").content
    assert b"claim-row" not in client.get("/claims/?q=elsewhere").content


def test_list_says_in_the_readers_words_what_narrows_it_and_what_it_cannot_read(client: Client, claim: Claim) -> None:
    arabic = {"accept-language": "ar"}
    narrowed = client.get("/claims/?stance=supports", headers=arabic).content.decode()
    assert "<bdi>يؤيد</bdi>" in narrowed and "<bdi>supports</bdi>" not in narrowed
    about = client.get(f"/claims/?event={claim.event_id}", headers=arabic).content.decode()
    assert claim.event.title["en"] in about and f"<bdi>{claim.event_id}</bdi>" not in about
    refused = client.get("/claims/?made_after=x", headers=arabic).content.decode()
    assert "2024-02-05" in refused and "Write" not in refused


def test_event_has_one_cell_a_report_and_a_constant_number_of_statements(
    client: Client, author: User, reviewer: User, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = factories.event(author)
    for number in range(3):
        factories.published(author, reviewer, editor, event=event, text={"en": f"Claim {number}."})
    address = client.get(f"/events/{event.pk}/")["Location"]
    with django_assert_num_queries(4):
        page = client.get(address)
    assert page.content.count(b'class="stance is-supports"') == 3
    with django_assert_num_queries(3):
        client.get("/")


def test_correction_is_listed_with_what_it_said_before(client: Client, claim: Claim, corrected: Version) -> None:
    page = client.get("/corrections/").content.decode()
    assert f"/claims/{claim.pk}/v2/" in page
    assert "<del><q>Not enough evidence</q></del>" in page


@pytest.mark.parametrize("kind", wording.WORDING)
def test_every_code_has_a_label_and_a_sentence(kind: str) -> None:
    choices, words = wording.WORDING[kind]
    assert set(words) == set(choices.values)
    assert all(str(label) and str(sentence) for label, sentence in words.values())


def test_every_code_can_be_linked_to_on_the_methodology_page(client: Client, db: None) -> None:
    page = client.get("/methodology/").content.decode()
    for kind in ("verdict", "check", "directness", "basis", "stance", "standing"):
        for code in wording.codes(kind):
            assert f'id="{kind}-{code}"' in page


@override_settings(CLAIMREVIEW=False)
def test_markup_for_search_engines_can_be_switched_off(client: Client, claim: Claim) -> None:
    answers.edition.cache_clear()
    assert b"ld+json" not in client.get(f"/claims/{claim.pk}/", follow=True).content


def test_page_of_last_resort_asks_no_database(rf: object) -> None:
    answer = answers.server_error(None)  # type: ignore[arg-type]
    assert answer.status_code == 500
    assert b"Something broke" in answer.content


def test_reader_chooses_a_language_without_a_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post("/language/", {"language": "fa", "next": "/claims/"})
    assert b'<html lang="fa" dir="rtl">' in client.get("/claims/").content


def test_every_page_calls_the_site_what_its_operator_does(client: Client, claim: Claim, settings) -> None:
    settings.SITE_NAME = "دار <b>التحقق</b>"
    addresses = ["/", "/claims/", "/corrections/", "/methodology/", "/exports/", "/nowhere/", "/claims/?verdict=x"]
    addresses += [f"/claims/{claim.pk}/v1/", f"/claims/{claim.pk}/history/", f"/claims/{claim.pk}/card/"]
    shown = {address: client.get(address).content.decode() for address in [*addresses, "/feeds/claims.atom"]}
    shown["500"] = answers.server_error(None).content.decode()  # type: ignore[arg-type]
    for address, page in shown.items():
        assert "دار &lt;b&gt;التحقق&lt;/b&gt;" in page, address
        assert "Counterclaim" not in page, address
