"""A real Chromium for the tests of this folder: found on the machine, or every test is skipped and says so."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from accounts.models import User

HERE = Path(__file__).parent
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # /dev/shm is small in many containers, and the database of the tests is there.
    "--disable-dev-shm-usage",
]
# WCAG 2.2 AA and what leads to it; "best-practice" is left out, it is advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "a password of the browser tests"


def chromium() -> str | None:
    """The Chromium to use: what CHROMIUM names, the system's, or Playwright's own; None where there is none."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return shutil.which(named)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(root.glob("chromium*/chrome-*/*chrome*")) if root.is_dir() else []
    return next((str(path) for path in found if path.is_file() and os.access(path, os.X_OK)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder: one process has them all, and without a Chromium each is skipped by name."""
    missing = pytest.mark.skip(reason="no Chromium found: install chromium, or name one with CHROMIUM")
    available = chromium() is not None
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not available:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright keeps an event loop in this thread, which Django would take for asynchronous code of ours."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        yield started
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A fresh window on our own server. The test fails if the page threw, or broke our Content-Security-Policy."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(f"{opened.url}: {error}"))
    opened.on("console", lambda message: _note(message, opened, faults))
    yield opened
    context.close()
    assert not faults, "\n".join(faults)


def _note(message, opened: Page, faults: list[str]) -> None:
    # A page answered with 4xx is logged as an error as well, and tests provoke such pages.
    # axe measures with inline styles of its own: what it runs has no address.
    from_axe = "Applying inline style" in message.text and not message.location.get("url")
    if message.type == "error" and "Failed to load resource" not in message.text and not from_axe:
        faults.append(f"{opened.url}: {message.text}")


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails the test where the page is not accessible, naming rule, reason and elements."""

    def check(page: Page) -> None:
        results = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        found = [
            f"{rule['id']}: {rule['help']}: " + "; ".join(node["html"][:160] for node in rule["nodes"][:4])
            for rule in results.response["violations"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def sign_in(page: Page) -> Callable[[User], None]:
    """Signs a person in through the desk's own form, whoever was signed in before."""

    def enter(person: User) -> None:
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        page.context.clear_cookies()
        page.goto("/desk/login/")
        page.fill("input[name=username]", person.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)

    return enter
