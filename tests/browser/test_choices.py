"""A reader chooses how the archive is shown, in either language, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
ARABIC = "digits:arab.months:levant.size:largest"
ENGLISH = "language:en.size:largest"


@pytest.fixture
def addresses(transactional_db, seeds) -> list[str]:
    memorandum, meeting = seeds
    meeting.status = meeting.Status.HIDDEN
    meeting.save()
    return [
        "/",
        "/dates/",
        "/dates/2022/3/",
        "/sources/",
        "/keywords/",
        memorandum.get_absolute_url(),
        "/search/?q=المغرب",
        "/search/?q=hgvfh'",
        "/search/help/?word=المغرب",
        "/choices/?next=/dates/",
        "/about/",
        "/statistics/",
        meeting.get_absolute_url(),
        "/articles/nowhere/",
    ]


@pytest.mark.parametrize(
    ("cookie", "size"),
    [
        (f"{ARABIC}.theme:light", DESKTOP),
        (f"{ARABIC}.theme:dark", PHONE),
        (f"{ENGLISH}.theme:dark", DESKTOP),
        (f"{ENGLISH}.theme:light", PHONE),
    ],
    ids=[
        "Arabic, light, desktop",
        "Arabic, dark, phone",
        "English, dark, desktop",
        "English, phone",
    ],
)
def test_every_page_is_accessible_and_fits_however_it_is_shown(open_page, addresses, cookie, size):
    other = "light" if "dark" in cookie else "dark"
    kept = {"name": "choices", "value": cookie, "domain": "localhost", "path": "/"}
    state = {"cookies": [kept]}
    for address in addresses:
        page = open_page(address, color_scheme=other, viewport=size, storage_state=state)
        language, way = ("en", "ltr") if "language:en" in cookie else ("ar", "rtl")
        assert page.locator("html").get_attribute("lang") == language, address
        assert page.locator("html").get_attribute("dir") == way, address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(21, 24, 26)") is ("dark" in cookie), address
        results = Axe().run(page)
        assert results.violations_count == 0, f"{address}: {results.generate_report()}"
        expected = ("404", "410")
        assert [c for c in page.complaints if not any(e in c for e in expected)] == [], address


def test_choices_are_made_without_javascript_and_lead_back(open_page, transactional_db, seeds):
    page = open_page("/dates/2022/3/", java_script_enabled=False)
    page.locator("footer a[href*='/choices/']").click()
    page.locator("input[name=digits][value=arab]").check()
    page.locator("input[name=months][value=levant]").check()
    page.locator("input[name=theme][value=dark]").check()
    page.locator("main button[type=submit]").click()
    assert page.url.endswith("/dates/2022/3/")
    expect(page.locator("h1")).to_have_text("آذار ٢٠٢٢")
    expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "dark")


def test_the_keyboard_alone_makes_choices(open_page, transactional_db, seeds):
    page = open_page("/choices/")
    page.locator("input[name=size]:checked").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert page.locator("html").get_attribute("data-size") == "large"


def test_scripts_count_in_the_digits_chosen(open_page, transactional_db, seeds):
    page = open_page("/choices/keep/?digits=arab&next=/search/?q=المغرب", viewport=DESKTOP)
    page.locator("ol.items a").first.click()
    page.locator(".matches-next").click()
    expect(page.locator(".matches-count")).to_contain_text("١")
    assert not any(digit in page.locator(".matches-count").inner_text() for digit in "0123456789")


def test_a_reader_changes_language_and_back_on_the_same_page(open_page, transactional_db, seeds):
    page = open_page("/search/?q=المغرب")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("ol.items > li")).to_have_count(2)
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("ol.items > li")).to_have_count(2)


def test_a_word_is_shown_layer_by_layer_without_javascript(open_page, transactional_db, seeds):
    page = open_page("/search/help/", java_script_enabled=False)
    page.locator("#word").fill("المغرب")
    page.keyboard.press("Enter")
    page.wait_for_url("**word=*")
    page.locator(".layers a", has_text="والمغرب").click()
    expect(page.locator("mark").first).to_be_visible()


def test_the_admin_speaks_the_language_chosen(open_page, transactional_db):
    page = open_page("/choices/keep/?language=en&next=/admin/")
    assert page.locator("html").get_attribute("dir") == "ltr"
