"""Pages of speakers, outlets and sources: both directions, and nothing of what is withheld."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from claims.models import Claim
from tests import factories


@pytest.fixture
def said(claim: Claim):
    """The statement that the claim rests on."""
    return claim.evidence.get().statement


def addresses(said) -> dict[str, str]:
    return {
        "speaker": f"/speakers/{said.speaker_id}/",
        "outlet": f"/outlets/{said.source.outlet_id}/",
        "source": f"/sources/{said.source_id}/",
    }


def test_claim_leads_to_everybody_it_names_and_they_lead_back(client: Client, claim: Claim, said) -> None:
    page = client.get(f"/claims/{claim.pk}/", follow=True).content.decode()
    for address in addresses(said).values():
        assert f'href="{address}"' in page
        there = client.get(address, follow=True)
        assert there.status_code == 200, address
        text = there.content.decode()
        assert "We told them beforehand." in text
        assert f"/claims/{claim.pk}/" in text and f"#e-{claim.evidence.get().pk}" in text


def test_lists_name_them_and_wrong_words_lead_to_the_right_ones(client: Client, claim: Claim, said) -> None:
    for kind, address in addresses(said).items():
        assert address in client.get(f"/{kind}s/").content.decode()
        assert client.get(f"{address}something-else/").status_code == 301


@pytest.mark.parametrize("kind", ["speakers", "outlets", "sources"])
def test_empty_lists_help_and_nobody_is_not_found(client: Client, db: None, kind: str) -> None:
    assert b'class="empty"' in client.get(f"/{kind}/").content
    assert client.get(f"/{kind}/?after=x").status_code == 400
    for key in ("222222222222", "%00", "x"):
        assert client.get(f"/{kind}/{key}/").status_code == 404


def test_what_is_withheld_is_on_none_of_them(client: Client, claim: Claim, said, withhold: Callable) -> None:
    withhold(claim)
    for kind, address in addresses(said).items():
        assert client.get(address).status_code == 404
        assert b"claim-row" not in client.get(f"/{kind}s/").content


def test_words_of_a_shown_claim_hide_those_of_a_withheld_one(
    client: Client, claim: Claim, said, author: User, reviewer: User, editor: User, withhold: Callable
) -> None:
    other = factories.claim(author, text={"en": "Another claim."})
    second = factories.statement(author, speaker=said.speaker, source=said.source, quote="Something else.")
    factories.evidence(author, other, statement=second)
    from claims.actions import reviewing
    from record.actions import publishing

    revision = reviewing.submit(claim=other, by=author)
    reviewing.approve(claim=other, revision=revision, by=reviewer)
    publishing.publish(claim=other, revision=revision, by=editor)
    withhold(claim)
    for address in addresses(said).values():
        text = client.get(address, follow=True).content.decode()
        assert "Something else." in text
        assert "beforehand" not in text


def test_old_version_leads_to_nobody_who_may_be_gone(client: Client, claim: Claim, corrected, said) -> None:
    assert "/speakers/2" not in client.get(f"/claims/{claim.pk}/v1/").content.decode().replace(said.speaker_id, "2")
    assert said.speaker_id in client.get(f"/claims/{claim.pk}/v2/").content.decode()


def test_pages_ask_as_often_however_much_there_is(
    client: Client, author: User, reviewer: User, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    speaker = factories.speaker(author)
    for _ in range(3):
        row = factories.claim(author)
        factories.evidence(author, row, statement=factories.statement(author, speaker=speaker))
        from claims.actions import reviewing
        from record.actions import publishing

        revision = reviewing.submit(claim=row, by=author)
        reviewing.approve(claim=row, revision=revision, by=reviewer)
        publishing.publish(claim=row, revision=revision, by=editor)
    address = client.get(f"/speakers/{speaker.pk}/")["Location"]
    with django_assert_num_queries(4):
        assert client.get(address).content.count(b'class="card"') == 3
    with django_assert_num_queries(1):
        client.get("/speakers/")
