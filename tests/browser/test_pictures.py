"""A claim with many reports, in a real browser: accessible in both directions, and on a phone nothing leaves its frame."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.reported import with_reports

pytestmark = pytest.mark.django_db(transaction=True)

# What readers see of a text, in pixels of the screen; and how far words stand out of the boxes of the picture's own frame.
SMALLEST = """() => Math.min(...[...document.querySelectorAll("svg.picture text")].map(text => {
    const drawn = text.ownerSVGElement;
    return parseFloat(getComputedStyle(text).fontSize) * drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width;
}))"""
OUTSIDE = """() => [...document.querySelectorAll("svg.picture text")].filter(text => {
    const box = text.getBBox(), frame = text.ownerSVGElement.viewBox.baseVal;
    return box.x < 0 || box.x + box.width > frame.width || box.y < 0 || box.y + box.height > frame.height;
}).map(text => text.textContent)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def keep(page, selector, name):
    """A picture of a part of the page where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.locator(selector).first.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("language", ["en", "ar", "fa"])
def test_pictures_of_many_reports_are_accessible_and_legible(
    page, axe, author, reviewer, editor, live_server, language
):
    claim = with_reports(30, author, reviewer, editor)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for address in (f"/claims/{claim.pk}/", f"/events/{claim.event_id}/"):
            page.goto(address)
            assert page.get_attribute("html", "lang") == language
            axe(page)
            assert page.evaluate(SMALLEST) >= 11
            assert page.evaluate(OUTSIDE) == []
            assert page.evaluate(WIDER) == 0
            keep(page, ".plot .pictured:has(.step)", f"figures-{language}-{width}")
        page.goto(f"/claims/{claim.pk}/")
        keep(page, "figure", f"chain-{language}-{width}")
        keep(page, ".timeline", f"timeline-{language}-{width}")
    frame = page.locator(".pictured").first
    frame.focus()
    before = frame.evaluate("frame => frame.scrollLeft")
    page.keyboard.press("ArrowRight" if language == "en" else "ArrowLeft")
    page.wait_for_function("before => document.querySelector('.pictured').scrollLeft !== before", arg=before)
