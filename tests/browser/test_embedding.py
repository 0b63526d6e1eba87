"""The card in a real frame, and card and files as a reader on a phone has them."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from record.tasks import build_exports
from tests import factories


@pytest.fixture
def claim(author, reviewer, editor):
    return factories.published(author, reviewer, editor)[0]


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Another site: answers the address at which it shows this page."""
    shown: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("".join(shown).encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def show(body: str) -> str:
            shown[:] = ["<!doctype html><title>Elsewhere</title>", body]
            return f"http://127.0.0.1:{server.server_port}/"

        yield show
        server.shutdown()
        thread.join()


def test_a_page_of_another_site_shows_the_card_and_no_other_page_of_ours(
    browser: Browser, live_server, claim, elsewhere
) -> None:
    # Not the `page` fixture, which forbids what is refused here.
    ours = live_server.url.replace("localhost", "127.0.0.1")
    card, whole = f"{ours}/claims/{claim.pk}/card/?lang=ar", f"{ours}/claims/{claim.pk}/history/"
    body = (
        f'<iframe name="card" src="{card}" sandbox="allow-popups"></iframe><iframe name="whole" src="{whole}"></iframe>'
    )
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(elsewhere(body))
        framed = page.frame(name="card")
        assert framed.locator("h1").inner_text() == "They were told beforehand."
        assert framed.locator("html").get_attribute("dir") == "rtl"
        # Our style reached it, from inside the sandbox.
        assert framed.locator("main").evaluate("main => getComputedStyle(main).borderTopStyle") == "solid"
        assert page.frame(name="whole").get_by_text("They were told beforehand.").count() == 0
        assert any("/history/" in text or "frame-ancestors" in text or "X-Frame-Options" in text for text in said)
        assert not any("/card/" in text for text in said)


@pytest.mark.parametrize("language", ["en", "ar", "fa"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_card_and_files_are_accessible_on_a_phone(
    page: Page, live_server, axe, claim, settings, tmp_path, language, scheme
) -> None:
    settings.VAR_DIR = tmp_path
    build_exports.call()
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for address in (f"/claims/{claim.pk}/card/", "/exports/"):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        axe(page)
