"""Notice, hold, retraction and erasure at the desk: one editor acts, a second confirms."""

import pytest

from record.models import Erasure, Listing, Version
from tests import factories
from tests.desk.test_journey import address

pytestmark = pytest.mark.django_db


def post(client, by, claim, name, **fields):
    client.force_login(by)
    return client.post(address(claim, "public", name), fields)


@pytest.fixture
def claim(author, reviewer, editor):
    """A published claim."""
    return factories.published(author, reviewer, editor)[0]


def test_a_notice_is_put_confirmed_and_lifted(client, claim, editor, second_editor):
    assert post(client, editor, claim, "notice").status_code == 400
    assert post(client, editor, claim, "notice", reason="A call came.").status_code == 302
    own = post(client, editor, claim, "confirm-notice")
    assert own.status_code == 403
    assert "a second editor confirms it" in own.content.decode()
    client.force_login(second_editor)
    assert "A call came." in client.get(address(claim, "change")).content.decode()
    assert post(client, second_editor, claim, "confirm-notice").status_code == 302
    assert post(client, editor, claim, "end-notice", reason="Nothing new.").status_code == 302
    assert Listing.objects.get().state == "published"


def test_a_retraction_needs_a_public_reason_and_a_second_editor(client, claim, editor, second_editor):
    faulty = post(client, editor, claim, "retract", reason="Wrong event.")
    assert set(faulty.context["offer"].form.errors) == {"public_reason"}
    assert "Wrong event." in faulty.content.decode()
    done = post(client, editor, claim, "retract", reason="Wrong event.", public_reason_en="It spoke of another event.")
    assert done.status_code == 302
    assert post(client, second_editor, claim, "confirm-retract").status_code == 302
    assert Version.objects.get(number=2).kind == "retraction"


def test_an_erasure_names_passages_that_stand_there(client, claim, editor, second_editor):
    wrong = post(client, editor, claim, "erase", reason="A name.", ground="a law", passages="nowhere at all")
    assert set(wrong.context["offer"].form.errors) == {"passages"}
    fine = post(client, editor, claim, "erase", reason="A name.", ground="a law", passages="We told them beforehand.")
    assert fine.status_code == 302
    row = Erasure.objects.get()
    assert post(client, editor, claim, f"confirm-erase-{row.pk}").status_code == 403
    assert post(client, second_editor, claim, f"confirm-erase-{row.pk}").status_code == 302
    assert b"We told them" not in bytes(Version.objects.get().document)
