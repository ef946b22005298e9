"""A reader chooses how the archive is shown, in either language, by day and by night."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.pages import DESKTOP, PHONE

ARABIC = "digits:arab.months:levant.size:largest"
ENGLISH = "language:en.size:largest"
PAPER_BY_NIGHT = "rgb(21, 24, 26)"


@pytest.fixture
def new_addresses(transactional_db, seeds) -> list[str]:
    """The pages that `test_reading_room` does not open."""
    _memorandum, meeting = seeds
    meeting.status = meeting.Status.HIDDEN
    meeting.save()
    return [
        "/search/help/?word=المغرب",
        "/choices/?next=/dates/",
        "/about/",
        "/statistics/",
        meeting.get_absolute_url(),
    ]


@pytest.fixture
def addresses(new_addresses, seeds) -> list[str]:
    return [
        "/",
        "/dates/",
        "/dates/2022/3/",
        "/sources/",
        "/keywords/",
        seeds[0].get_absolute_url(),
        "/search/?q=المغرب",
        "/search/?q=hgvfh'",
        "/articles/nowhere/",
        *new_addresses,
    ]


@pytest.mark.parametrize(
    ("theme", "size"),
    [
        pytest.param("dark", PHONE, id="dark"),
        pytest.param("light", DESKTOP, id="light", marks=pytest.mark.matrix),
    ],
)
def test_new_pages_are_accessible_and_fit_in_arabic(open_page, new_addresses, theme, size):
    for address in new_addresses:
        assert_well_shown(open_page, address, f"{ARABIC}.theme:{theme}", size)


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("theme", "size"), [("dark", DESKTOP), ("light", PHONE)], ids=["dark", "light"]
)
def test_every_page_is_accessible_and_fits_in_english(open_page, addresses, theme, size):
    for address in addresses:
        assert_well_shown(open_page, address, f"{ENGLISH}.theme:{theme}", size)


def assert_well_shown(open_page, address: str, cookie: str, size: dict[str, int]) -> None:
    """As the cookie says, though the device would have it otherwise."""
    is_dark, is_english = "theme:dark" in cookie, "language:en" in cookie
    kept = {"name": "choices", "value": cookie, "domain": "localhost", "path": "/"}
    page = open_page(
        address,
        color_scheme="light" if is_dark else "dark",
        viewport=size,
        storage_state={"cookies": [kept]},
    )
    html = page.locator("html")
    assert html.get_attribute("lang") == ("en" if is_english else "ar"), address
    assert html.get_attribute("dir") == ("ltr" if is_english else "rtl"), address
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == PAPER_BY_NIGHT) is is_dark, address
    assert violations(page) == [], address
    assert [c for c in page.complaints if "404" not in c and "410" not in c] == [], address
    page.context.close()


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
    expect(page.locator("html")).to_have_attribute("data-size", "large")


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
