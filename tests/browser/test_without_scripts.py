"""Reading, browsing, searching, narrowing and paging with JavaScript off."""

import json

import pytest
from playwright.sync_api import expect

from archive.pages.views import PER_PAGE
from tests.browser.pages import DESKTOP, NOT_FOUND, PAGES, PHONE


@pytest.fixture
def many(transactional_db, import_files, tmp_path) -> int:
    """More articles than one page lists."""
    captures = [
        {
            "title": f"الاجتماع رقم {number}",
            "body": "انعقد الاجتماع في الرباط بحضور الوفود.",
            "date": f"{2000 + number % 3}-05-01",
            "source": "هسبريس",
            "url": f"https://example.org/{number}",
        }
        for number in range(2 * PER_PAGE + 1)
    ]
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(map(json.dumps, captures)))
    return len(import_files(file))


def test_every_page_is_there(read):
    page = read("/", java_script_enabled=False, viewport=PHONE)
    for name, address in PAGES.items():
        answer = page.goto(address)
        assert answer.status == (404 if name in NOT_FOUND else 200), name
        expect(page.locator("main h1")).to_be_visible()


def test_lists_and_results_are_read_page_by_page(open_page, many):
    page = open_page("/", java_script_enabled=False)
    for address in ("/dates/", "/sources/هسبريس/", "/search/?q=الاجتماع"):
        page.goto(address)
        titles = page.locator(".item-title").all_inner_texts()
        while page.locator("[rel=next]").count():
            with page.expect_navigation():
                page.locator("[rel=next]").click()
            titles += page.locator(".item-title").all_inner_texts()
        assert len(set(titles)) == len(titles) == many, address


def test_results_are_narrowed_on_a_telephone_and_widened_again(open_page, many):
    page = open_page("/search/?q=الاجتماع", java_script_enabled=False, viewport=PHONE)
    page.locator(".refine summary").click()
    page.locator(".refine a[href*='date=2001']").first.click()
    expect(page.locator(".tally .lead")).to_contain_text("14")
    page.locator(".chosen li a").click()
    expect(page.locator(".tally .lead")).to_contain_text(str(many))


def test_a_keyboard_alone_searches_narrows_turns_the_page_and_reads(open_page, many):
    page = open_page("/", viewport=DESKTOP)
    page.locator("main input[name=q]").focus()
    page.keyboard.type("الاجتماع")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    tab_to(page, ".help summary")
    page.keyboard.press("Enter")
    expect(page.locator(".help")).to_have_attribute("open", "")
    page.keyboard.press("Enter")
    tab_to(page, "[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    tab_to(page, ".refine a[href*='date=2001']")
    page.keyboard.press("Enter")
    page.wait_for_url("**date=2001**")
    tab_to(page, ".item-title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")
    expect(page.locator("h1")).to_contain_text("الاجتماع رقم")


def tab_to(page, selector: str) -> None:
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")
