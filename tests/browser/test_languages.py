"""The pages that lists and errors make, in the languages that run from right to left, on a phone and on a desk."""

import pytest
from django.conf import settings

from tests.reported import with_reports

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("language", "scheme", "width"), [("ar", "light", 1280), ("fa", "dark", 390)])
def test_lists_and_errors_are_accessible_from_right_to_left(
    page, axe, author, reviewer, editor, live_server, language, scheme, width
):
    claim = with_reports(6, author, reviewer, editor)
    speaker = claim.evidence.exclude(statement__speaker=None).first().statement.speaker_id
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    for address in (
        "/", "/claims/?q=fighters", "/claims/?verdict=x", "/corrections/", "/methodology/", f"/speakers/{speaker}/",
        f"/claims/{claim.pk}/history/", "/nothing/",
    ):  # fmt: skip
        page.goto(address)
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [language, "rtl"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        axe(page)
