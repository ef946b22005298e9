"""A real browser on a live server of this machine."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skipif(
        CHROMIUM is None and "CI" not in os.environ,
        reason="chromium is not installed; on Debian: apt install chromium",
    )
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(missing)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright waits in an event loop of its own, which Django would take for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server) -> Iterator:
    """Open an address of the archive; the page keeps what went wrong in `complaints`."""
    contexts = []

    def open_page(address: str, **options) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: note(page, message.type, message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: foreign(page, request.url, live_server.url))
        page.on("requestfailed", lambda request: failed(page, request.url, request.failure))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def note(page: Page, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        page.complaints.append(text)


def foreign(page: Page, url: str, own: str) -> None:
    if not url.startswith((own, "data:")):
        page.complaints.append(f"left the server: {url}")


def failed(page: Page, url: str, reason: str) -> None:
    if reason != "net::ERR_ABORTED":  # the reader went on to another page
        page.complaints.append(f"{reason}: {url}")
