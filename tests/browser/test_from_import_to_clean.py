"""A curator's day, by keyboard alone: captures are brought in, looked through, and nothing waits.

WARRAQ_PAGES may name a folder of saved pages, fifty of which are then taken instead of the examples.
"""

import os
import re
from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE, opening
from tests.browser.test_intake import NAME, PASSWORD, server
from tests.conftest import SEEDS

pytestmark = pytest.mark.long

__all__ = ["server"]

EXAMPLES = Path(__file__).parents[1] / "examples" / "html"
PAGES = sorted(Path(os.environ.get("WARRAQ_PAGES") or EXAMPLES).rglob("*.htm*"))[:50]
SOURCE = "صحيفة المكتبة"
FLAGS_OF_SEEDS = 5
SHOWN = 50
"""Documents of an upload that one page shows."""
TABS = 60
"""Stops of the keyboard, at the most, to something that is looked for on a page."""


@pytest.fixture
def page(browser, server):
    with opening(browser, server, 4 * PATIENCE) as open_page:
        page = open_page("/admin/")
        page.keyboard.type(NAME)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#content-main")
        yield page
        assert page.complaints == []


def go_to(page, selector: str) -> None:
    """Go from stop to stop until the one that is looked for."""
    for _stop in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The keyboard does not reach {selector} on {page.url}.")


def follow(page, selector: str) -> None:
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def send(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_captures_go_from_import_to_clean_by_keyboard_alone(page):
    captures = [*sorted(SEEDS.iterdir()), *PAGES]
    follow(page, "a[href$='batch/add/']")
    with page.expect_file_chooser() as chooser:
        go_to(page, "#id_captures")
        page.keyboard.press("Enter")
    chooser.value.set_files(captures)
    go_to(page, ".submit-row [type=submit]")
    send(page)
    page.wait_for_selector("[value=import]")
    assert page.locator("tbody tr").count() >= min(len(captures), SHOWN)
    go_to(page, "[value=import]")
    send(page)
    page.wait_for_selector("[data-outcome=finished]")

    page.goto("/admin/")
    waiting = int(re.search(r"\d+", page.locator(".desk-way .button").inner_text())[0])
    assert waiting >= FLAGS_OF_SEEDS
    follow(page, ".desk-way .button")
    decided = corrected = 0
    while not page.locator(".queue-empty").count():
        assert decided < waiting, page.locator("#flag").inner_text()
        if page.locator(".queue-correct [name=source]").count():
            page.keyboard.press("c")
            page.keyboard.press("Control+a")
            page.keyboard.type(SOURCE)
            corrected += 1
            send(page)
        else:
            with page.expect_navigation():
                page.keyboard.press("a")
        decided += 1
    assert decided == waiting
    assert corrected

    page.goto(f'/search/?q=مصدر:"{SOURCE}"')
    assert page.locator(".items > li").count()
    page.goto("/admin/")
    assert page.locator(".desk-way .button").count() == 0
