"""A page is opened, captured while somebody watches, read, and quoted from, in a real browser."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from claims.models import Evidence
from history.canonical import digest
from sources import tasks
from sources.models import Snapshot, Source, Statement
from tests import factories
from tests.browser.test_desk import pick

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = (
    "🛰 Strikes in Anbar\n\nA spokesman said: “We told Baghdad beforehand.” The monitor counted at least 18 fighters killed "
    "in two raids near al-Qaim.\n\nHe added: “We told Baghdad again on Saturday.”"
)
ARABIC = (
    "غارات في الأنبار\n\nقال المتحدث الحكومي: «لم يتم إبلاغنا مسبقا». وأحصى المرصد ما لا يقل عن 18 مقاتلا.\n\n"
    "وأضاف أن التحقيق مستمر."
)


@pytest.fixture
def looks(monkeypatch):
    """What a capture finds, by its address."""
    texts = {"https://news.example.org/a": ("en", ENGLISH), "https://akhbar.example.org/b": ("ar", ARABIC)}

    def look_at(snapshot):
        language, text = texts[snapshot.requested_url]
        around = "\n\n———\n\nMost read today" if language == "en" else ""
        return {
            "final_url": snapshot.requested_url, "http_status": 200, "content_type": "text/html",
            "captured_at": timezone.now(), "body_sha256": digest(text.encode()), "text": text + around,
            "article_length": len(text), "text_sha256": digest((text + around).encode()), "extractor": "a test",
            "extractor_version": "1", "found": {"title": text.split("\n")[0], "language": language}, "flags": [],
        }  # fmt: skip

    monkeypatch.setattr(tasks, "look_at", look_at)


def select(page, words):
    """Selects these words in the text, as a mouse would."""
    page.evaluate(
        """words => {
          for (const part of document.querySelectorAll(".captured")) {
            const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
              const at = node.data.lastIndexOf(words);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + words.length);
              const selection = document.getSelection();
              selection.removeAllRanges();
              selection.addRange(range);
              return;
            }
          }
        }""",
        words,
    )


def picture(page, name):
    """A picture of the page where SCREENSHOTS names a folder: wide and narrow, light and dark."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(folder) / f"{name}-{width}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_words_selected_in_a_captured_page_become_evidence(page, sign_in, axe, author, looks):
    claim = factories.claim(author)
    factories.speaker(author, name="John Kirby")
    sign_in(author)
    page.goto(f"/desk/claims/claim/{claim.pk}/change/")
    page.get_by_role("link", name="Open a page and quote from it").click()
    axe(page)
    page.fill("[name=url]", "https://news.example.org/a?utm_source=feed")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Being captured…").wait_for()
    axe(page)
    picture(page, "reader-waiting")

    # The worker makes the capture while the page is open; nobody reloads it.
    Snapshot.objects.update(requested_url="https://news.example.org/a")
    tasks.capture.call(Snapshot.objects.get().pk)
    page.locator(".captured").first.wait_for()
    assert page.locator(".captured").first.evaluate("part => part.textContent") == ENGLISH

    # The second of two places that hold the same first words, after an emoji.
    select(page, "We told Baghdad")
    page.get_by_role("button", name="Quote the selected words").click()
    assert page.input_value("[name=words]") == "We told Baghdad"
    pick(page, "Who said it", "John Kirby")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept. Exact").wait_for()
    said = Statement.objects.get()
    assert (said.check_status, said.start) == ("exact", ENGLISH.rindex("We told Baghdad"))
    assert Evidence.objects.get().claim == claim
    page.locator(f"#quote-{said.pk}").wait_for()
    axe(page)
    picture(page, "reader-en")

    page.fill("[name=words]", "at least 23 fighters killed in two raids")
    pick(page, "Who said it", "John Kirby")
    page.get_by_role("button", name="Only check the words").click()
    page.get_by_text("Altered").first.wait_for()
    axe(page)
    picture(page, "reader-altered")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept. Altered").wait_for()
    page.goto(f"/desk/sources/statement/{Statement.objects.get(check_status='altered').pk}/change/")
    axe(page)
    picture(page, "statement-altered")


def test_an_arabic_page_is_read_and_quoted_in_its_own_direction(page, sign_in, axe, author, looks):
    factories.speaker(author, name="باسم العوادي")
    sign_in(author)
    page.goto("/desk/sources/source/open/")
    page.fill("[name=url]", "https://akhbar.example.org/b")
    page.get_by_role("button", name="Save").click()
    tasks.capture.call(Snapshot.objects.get().pk)
    page.locator(".captured").wait_for()
    assert page.locator(".captured").evaluate("part => getComputedStyle(part).direction") == "rtl"
    select(page, "لم يتم إبلاغنا مسبقا")
    page.locator(".captured").focus()
    page.keyboard.press("q")
    assert page.input_value("[name=words]") == "لم يتم إبلاغنا مسبقا"
    pick(page, "Who said it", "باسم العوادي")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Kept. Exact").wait_for()
    said = Statement.objects.get()
    assert (said.check_status, said.language, Source.objects.get().language) == ("exact", "ar", "ar")
    axe(page)
    picture(page, "reader-ar")
