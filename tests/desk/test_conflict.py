"""Two people on one claim: the second to save sees base, theirs and mine, and loses nothing."""

import pytest

from claims.actions import drafting
from claims.models import Claim
from tests import factories
from tests.conftest import Role, person
from tests.desk.test_journey import ROWS, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    """Carim writes claims too."""
    return person("carim", Role.CONTRIBUTOR, first_name="Carim")


@pytest.fixture
def draft(author):
    """A draft with one piece of evidence."""
    claim = factories.claim(author)
    factories.evidence(author, claim)
    claim.refresh_from_db()
    return claim


def opened(client, by, claim):
    """What a browser would post from the page without a change."""
    client.force_login(by)
    page = client.get(address(claim, "change")).context["page"]
    from desk.claim_page import values

    found = {name: value for name, value in values(page).items() if value}
    defaults = {"check-0-language": "en", "new-0-directness": "direct_quote", "new-0-basis": "unknown"}
    return found | ROWS | defaults | {"base": page.base, "edit_number": str(claim.edit_number)}


def carried(answer):
    """What the conflict screen posts: what it carries, and each choice's words."""
    conflict = answer.context["conflict"]
    choices = {f"{side}-{box.name}": getattr(box, side) for box in conflict.asked for side in ("mine", "theirs")}
    return dict(conflict.carried) | choices


def test_what_only_one_side_changed_is_merged_and_the_rest_is_asked(client, author, colleague, draft):
    mine = opened(client, author, draft) | {"text_en": "My words.", "rationale_en": "My reasons.", "place_en": "Anbar"}
    drafting.change_claim(
        claim=draft,
        by=colleague,
        text={"en": "Their words."},
        verdict="contested",
        rationale={"en": "My reasons.", "ar": "سبب"},
    )
    answer = client.post(address(draft, "change"), mine)
    assert answer.status_code == 409
    conflict = answer.context["conflict"]
    assert [(box.label, box.base, box.theirs, box.mine) for box in conflict.asked] == [
        ("Claim (English)", "They were told beforehand.", "Their words.", "My words.")
    ]
    assert {box.name for box in conflict.from_them} == {"verdict", "rationale_ar"}
    assert {box.name for box in conflict.from_me} == {"place_en"}
    html = answer.content.decode()
    assert "Carim saved at" in html
    assert "My words." in html and "Their words." in html
    again = client.post(address(draft, "change"), carried(answer) | {"choose-text_en": "mine"})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert (draft.text, draft.verdict, draft.place) == ({"en": "My words."}, "contested", {"en": "Anbar"})
    assert draft.rationale == {"en": "My reasons.", "ar": "سبب"}


@pytest.mark.parametrize(("choice", "words"), [("theirs", "Their words."), ("edit", "Words of both.")])
def test_theirs_or_words_written_anew_may_be_chosen(client, author, colleague, draft, choice, words):
    mine = opened(client, author, draft) | {"text_en": "My words."}
    drafting.change_claim(claim=draft, by=colleague, text={"en": "Their words."})
    answer = client.post(address(draft, "change"), mine)
    chosen = {"choose-text_en": choice, "edit-text_en": "Words of both."}
    assert client.post(address(draft, "change"), carried(answer) | chosen).status_code == 302
    draft.refresh_from_db()
    assert draft.text == {"en": words}


def test_evidence_that_they_added_stays_and_evidence_that_i_typed_goes_along(client, author, colleague, draft):
    typed = {
        "new-0-address": "https://example.org/mine", "new-0-speaker_name": "Ahmed Yasin", "new-0-speaker_kind": "person",
        "new-0-stance": "contradicts", "new-0-words": "Nobody told us.",
    }  # fmt: skip
    mine = opened(client, author, draft) | typed
    theirs = factories.evidence(colleague, draft, stance="context")
    answer = client.post(address(draft, "change"), mine)
    assert answer.status_code == 409
    assert client.post(address(draft, "change"), carried(answer)).status_code == 302
    assert {row.stance for row in draft.evidence.all()} == {"supports", "contradicts", "context"}
    assert draft.evidence.get(pk=theirs.pk).stance == "context"


def test_a_third_person_meanwhile_is_another_conflict(client, author, colleague, draft):
    mine = opened(client, author, draft) | {"text_en": "My words."}
    drafting.change_claim(claim=draft, by=colleague, text={"en": "Their words."})
    answer = client.post(address(draft, "change"), mine)
    drafting.change_claim(claim=Claim.objects.get(), by=colleague, verdict="contested")
    again = client.post(address(draft, "change"), carried(answer) | {"choose-text_en": "mine"})
    assert again.status_code == 409
    assert {box.name for box in again.context["conflict"].from_them} == {"verdict"}
    assert {box.name for box in again.context["conflict"].from_me} == {"text_en"}
