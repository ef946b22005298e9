"""A real browser on a live server of this machine."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import LANGUAGES, PAGES, SIZES, STATES, TRAINS

CHROMIUM = shutil.which("chromium")
PATIENCE = 30_000
"""Milliseconds for a page to do what it is told; Playwright's own."""
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
def open_page(browser, live_server) -> Iterator[Callable[..., Page]]:
    with opening(browser, live_server.url) as open_page:
        yield open_page


@contextmanager
def opening(
    browser: Browser, url: str, patience: float = PATIENCE, **usual: object
) -> Iterator[Callable[..., Page]]:
    """Open an address of a site; the page keeps what went wrong in `complaints`."""
    with ExitStack() as contexts:

        def open_page(address: str = "/", **options: object) -> Page:
            context = browser.new_context(base_url=url, **{**usual, **options})
            context.set_default_timeout(patience)
            contexts.callback(context.close)
            page = context.new_page()
            page.complaints = []
            page.on("console", lambda message: note(page, message.type, message.text))
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.on("request", lambda request: foreign(page, request.url, url))
            page.on("requestfailed", lambda request: failed(page, request.url, request.failure))
            page.goto(address)
            return page

        yield open_page


def note(page: Page, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        page.complaints.append(text)


def foreign(page: Page, url: str, own: str) -> None:
    if not url.startswith((own, "data:")):
        page.complaints.append(f"left the server: {url}")


def failed(page: Page, url: str, reason: str) -> None:
    if reason != "net::ERR_ABORTED":  # the reader went on to another page
        page.complaints.append(f"{reason}: {url}")


def mostly_the_first(values: Iterable[str]) -> list[object]:
    """Parameters of which the first is tried in every run, and the others in the matrix alone."""
    first, *others = values
    return [pytest.param(first), *(pytest.param(one, marks=pytest.mark.matrix) for one in others)]


@pytest.fixture(params=mostly_the_first(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=mostly_the_first(SIZES))
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return SIZES[request.param]


@pytest.fixture(params=mostly_the_first(["types", "states"]))
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    """Names and addresses of pages: one of each type, or the states that these have besides."""
    return {
        name: address
        for name, address in PAGES.items()
        if (name in STATES) is (request.param == "states")
    }


@pytest.fixture
def read(
    open_page, live_server, language, transactional_db, seeds, import_files
) -> Callable[..., Page]:
    """Open a page of the archive that PAGES are of, in a language of the interface."""
    import_files(TRAINS)
    cookies = cookies_of(language, live_server.url)

    def read(address: str, **options: object) -> Page:
        return open_page(address, locale=language, storage_state={"cookies": cookies}, **options)

    return read


@pytest.fixture
def sit_down(open_page, live_server, transactional_db):
    """Open a page of the desk as a curator of this name."""

    def run(name: str, address: str, **options: object):
        client = Client()
        client.force_login(get_user_model().objects.create_superuser(name))
        page = open_page(address="/search/", **options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(address)
        return page

    return run


def cookies_of(language: str, url: str) -> list[dict[str, object]]:
    where = {"domain": urlsplit(url).hostname, "path": "/", "expires": -1, "httpOnly": False}
    return [
        {"name": name, "value": value, "secure": False, "sameSite": "Lax", **where}
        for name, value in LANGUAGES[language].items()
    ]
