"""A new claim on its way through the desk, in a real browser: written, reviewed, published; every page accessible."""

import pytest

from claims.actions import drafting, reviewing
from claims.models import Claim
from record.actions import publishing
from record.models import Version
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def pick(page, label, words, within="body"):
    """Chooses a row in a box that searches, by its words, with the keyboard."""
    page.locator(within).get_by_role("combobox", name=label).first.focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
    page.keyboard.press("Enter")


def test_a_claim_is_written_reviewed_and_published(page, sign_in, axe, author, reviewer, editor):
    factories.event(author, title={"en": "Strikes in Anbar"})
    factories.speaker(author, name="John Kirby")
    sign_in(author)
    axe(page)
    page.get_by_role("link", name="Write a claim").first.click()
    axe(page)
    page.fill("[name=text_en]", "Iraq was told before the strikes.")
    page.select_option("[name=kind]", "communication")
    pick(page, "Event", "Strikes in Anbar")
    page.fill("[name=made_time]", "2024-02-02")
    page.select_option("[name=verdict]", "not_enough_evidence")
    page.fill("[name=rationale_en]", "One spokesman said so.")
    page.fill("[name=new-0-address]", "https://example.org/briefing")
    pick(page, "Who said it", "John Kirby")
    page.fill("[name=new-0-words]", "We did inform them.")
    page.get_by_role("button", name="Add another piece of evidence").click()
    page.fill("[name=new-1-address]", "https://example.net/denial")
    page.fill("[name=new-1-speaker_name]", "Basim al-Awadi")
    page.select_option("[name=new-1-speaker_kind]", "person")
    page.select_option("[name=new-1-stance]", "contradicts")
    page.fill("[name=new-1-words]", "لم يتم إبلاغنا")
    page.get_by_role("button", name="Save and submit for review").click()
    page.get_by_text("is wrong; it is marked below").wait_for()
    axe(page)
    page.select_option("[name=new-0-stance]", "supports")
    page.get_by_role("button", name="Save and submit for review").click()
    page.get_by_text("Saved and submitted").wait_for()
    axe(page)

    sign_in(reviewer)
    page.locator("#in_review").get_by_role("link", name="Iraq was told before the strikes.").click()
    axe(page)
    page.get_by_role("button", name="Approve").first.click()
    page.get_by_text("Done: Approve.").wait_for()

    sign_in(editor)
    page.locator("#approved").get_by_role("link", name="Iraq was told before the strikes.").click()
    page.get_by_text("It will be version 1.").wait_for()
    page.get_by_role("button", name="Publish").first.click()
    page.get_by_text("Done: Publish.").wait_for()
    axe(page)
    document = Version.objects.get().content
    assert {row["language"] for row in document["evidence"]} == {"en", "ar"}
    page.get_by_role("link", name="Whole log", exact=True).click()
    axe(page)
    page.go_back()
    page.get_by_role("link", name="Public page").click()
    page.get_by_role("heading", name="Iraq was told before the strikes.").wait_for()
    axe(page)


def test_the_second_to_save_sees_both_and_chooses(page, sign_in, axe, author):
    claim = factories.claim(author)
    sign_in(author)
    page.goto(f"/desk/claims/claim/{claim.pk}/change/")
    page.fill("[name=text_en]", "My words.")
    drafting.change_claim(claim=claim, by=author, text={"en": "Their words."}, verdict="contested")
    page.locator(".submit-row").get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Both of you changed").wait_for()
    axe(page)
    page.get_by_label("Theirs").check()
    page.get_by_role("button", name="Save again").click()
    page.get_by_text("Saved.").wait_for()
    saved = Claim.objects.get()
    assert (saved.text, saved.verdict) == ({"en": "Their words."}, "contested")


def test_a_refused_step_is_a_page_that_says_why(page, sign_in, axe, author):
    claim, _revision = factories.submitted(author)
    sign_in(author)
    page.goto(f"/desk/claims/claim/{claim.pk}/steps/approve/")
    page.get_by_text("Only a reviewer may do this").wait_for()
    axe(page)


def test_a_running_count_is_updated_by_two_people(page, sign_in, axe, author, reviewer, editor):
    counted = {"measure": "killed", "population": "all"}
    monitor = factories.speaker(author, name="The monitor", kind="organisation")
    claim = factories.claim(
        author, kind="tally", verdict="as_reported", text={"en": "Number of people killed"}, **counted
    )
    first = {"quantity_words": "18", "quantity_hedge": "exactly", "quantity_numbers": [18], **counted}
    factories.evidence(author, claim, statement=factories.statement(author, speaker=monitor), **first)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    sign_in(author)
    page.goto(f"/desk/claims/claim/{claim.pk}/change/")
    axe(page)
    page.get_by_role("link", name="Add a figure").click()
    page.fill("[name=words]", "At least 23 people were killed.")
    page.get_by_text("Read as at least: 23 or more.").wait_for()
    assert page.input_value("[name=quantity_hedge]") == "at_least"
    page.fill("[name=address]", "https://example.org/later")
    pick(page, "Who said it", "The monitor")
    page.select_option("[name=basis]", "record")
    axe(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Added: at least: 23 or more.").wait_for()
    # The newer figure of one origin replaces the older by one click.
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("Saved.").wait_for()
    axe(page)

    sign_in(reviewer)
    page.locator("#alerts").get_by_role("link", name="Number of people killed").click()
    page.locator(".comparison").get_by_text("At least 23 people were killed.").first.wait_for()
    page.get_by_role("button", name="Approve and publish the added evidence").click()
    page.get_by_text("Done:").wait_for()
    assert Version.objects.order_by("number").last().kind == "update"
