"""At the desk: a new claim that is like others is asked about before it is saved; two that say the same are merged."""

import pytest
from django.urls import reverse

from claims.models import Claim
from record.models import Retraction
from tests import factories
from tests.desk.test_journey import CLAIM, EVIDENCE, address

pytestmark = pytest.mark.django_db

ADD = "/desk/claims/claim/add/"
SIMILAR = "/desk/claims/claim/similar/"


@pytest.fixture
def there(author):
    """A draft that says what the form of the journey says."""
    return factories.claim(author, text={"en": "Iraq was told of the strikes <b>before</b> they began."})


def test_a_new_claim_like_another_is_asked_about_and_nothing_is_saved(client, author, there):
    client.force_login(author)
    answer = client.post(ADD, CLAIM | EVIDENCE)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Is it one of these?" in html
    assert address(there, "change") in html
    assert "&lt;b&gt;before&lt;/b&gt;" in html
    assert "We did inform the Iraqi government." in html, "all that was typed is kept"
    assert list(Claim.objects.all()) == [there]


def test_whoever_was_shown_the_others_may_say_that_it_is_a_new_one(client, author, there):
    client.force_login(author)
    wrong = client.post(ADD, CLAIM | EVIDENCE | {"not_similar": f"{there.pk} ", "text_en": ""})
    assert wrong.status_code == 400
    assert f'name="not_similar" value="{there.pk} "' in wrong.content.decode(), "the answer outlives another fault"
    assert client.post(ADD, CLAIM | EVIDENCE | {"not_similar": f"{there.pk} "}).status_code == 302
    assert Claim.objects.count() == 2


def test_an_answer_about_other_claims_is_none_about_these(client, author, there):
    client.force_login(author)
    for answered in ("", "nonsense", "23456789abcd", "<script>"):
        assert client.post(ADD, CLAIM | EVIDENCE | {"not_similar": answered}).status_code == 409
    assert Claim.objects.count() == 1


def test_the_opposite_is_shown_as_that_and_another_event_is_not_shown(client, author, there):
    client.force_login(author)
    opposite = client.post(ADD, CLAIM | EVIDENCE | {"text_en": "Iraq was not told before the strikes."})
    assert "The opposite?" in opposite.content.decode()
    other_day = CLAIM | EVIDENCE | {"event_started_time": "2024-06-03"}
    assert client.post(ADD, other_day).status_code == 302


def test_a_page_that_is_typed_on_asks_for_the_same_as_json(client, author, stranger, there):
    question = {"text": "Iraq was told before the strikes", "language": "en"}
    assert client.get(SIMILAR, question).status_code == 302, "signed out"
    client.force_login(stranger)
    assert client.get(SIMILAR, question).status_code == 302, "without a role"
    client.force_login(author)
    found = client.get(SIMILAR, question).json()["similar"]
    assert [(one["id"], one["opposite"], one["address"]) for one in found] == [
        (there.pk, False, address(there, "change"))
    ]
    assert client.get(SIMILAR, question | {"event": there.event_id}).json()["similar"] == found
    assert client.get(SIMILAR, question | {"event": "' OR 1=1", "language": "x" * 500}).status_code == 200
    for text in ("", "  ", "x" * 2_001, "a\x00b"):
        assert client.get(SIMILAR, {"text": text}).status_code == 400
    assert client.post(SIMILAR, question).status_code == 405


def merge(client, by, claim, name="merge", **fields):
    client.force_login(by)
    return client.post(reverse("admin:claims_claim_public", args=[claim.pk, name]), fields)


def test_a_draft_is_merged_at_once_and_its_page_leads_on(client, author, editor, there):
    kept = factories.claim(author)
    client.force_login(author)
    assert "Only an editor may change what is public" in client.get(address(there, "change")).content.decode()
    for named in ("nobody", "23456789abcd", ""):
        wrong = merge(client, editor, there, into=named, reason="Both say so.")
        assert set(wrong.context["offer"].form.errors) == {"into"}, named
    assert set(merge(client, editor, there, into=kept.pk).context["offer"].form.errors) == {"reason"}
    itself = merge(client, editor, there, into=there.pk, reason="Both say so.")
    assert set(itself.context["offer"].form.errors) == {"into"}
    page = f"https://claims.example.org{address(kept, 'change')}"
    assert merge(client, editor, there, into=page, reason="Both say so.").status_code == 302
    led = client.get(address(there, "change"), follow=True)
    assert led.redirect_chain == [(address(kept, "change"), 302)]
    html = led.content.decode()
    assert "The claim you opened was merged into this one." in html
    assert f"{address(there, 'change')}?merged=1" in html
    stays = client.get(address(there, "change") + "?merged=1")
    assert stays.status_code == 200
    assert "Merged into" in stays.content.decode()
    assert merge(client, editor, there, "unmerge", reason="They are two.").status_code == 302
    assert client.get(address(there, "change")).status_code == 200


def test_a_published_claim_is_merged_when_a_second_editor_confirms(client, author, reviewer, editor, second_editor):
    double, _version = factories.published(author, reviewer, editor)
    kept, _version = factories.published(author, reviewer, editor)
    assert merge(client, editor, double, into=kept.pk, reason="Both say so.").status_code == 302
    assert merge(client, editor, double, "confirm-retract").status_code == 403
    client.force_login(second_editor)
    html = client.get(address(double, "change")).content.decode()
    assert "Confirm the merge" in html
    assert "Both say so." in html
    assert merge(client, second_editor, double, "confirm-retract").status_code == 302
    double.refresh_from_db()
    assert (double.status, double.merged_into) == ("merged", kept)
    assert merge(client, editor, double, into=kept.pk, reason="Again.").status_code == 404, (
        "there is nothing left to merge"
    )
    assert merge(client, editor, double, "unmerge", reason="They are two.").status_code == 302
    assert Retraction.objects.get().ended_by == editor


def test_a_proposed_merge_is_turned_down(client, author, reviewer, editor, second_editor):
    double, _version = factories.published(author, reviewer, editor)
    kept, _version = factories.published(author, reviewer, editor)
    merge(client, editor, double, into=kept.pk, reason="Both say so.")
    client.force_login(second_editor)
    assert "Turn the merge down" in client.get(address(double, "change")).content.decode()
    assert merge(client, second_editor, double, "end-retract", reason="They are two.").status_code == 302
    double.refresh_from_db()
    assert double.status == "settled"
