"""A reader searches, chooses, opens and steps from match to match, on the whole archive."""

from playwright.sync_api import expect

from tests.browser.pages import DESKTOP


def test_a_reader_steps_through_the_matches_of_an_article_opened_from_a_search(
    open_page, transactional_db, seeds
):
    page = open_page("/search/?q=المغرب")
    with page.expect_navigation():
        page.locator("ol.items a").first.click()
    marks = page.locator("mark.match")
    total = marks.count()
    assert total > 2
    assert "q=" in page.url
    page.locator(".matches-next").click()
    expect(marks.nth(0)).to_have_attribute("aria-current", "true")
    page.locator(".matches-previous").click()
    expect(marks.nth(total - 1)).to_have_attribute("aria-current", "true")
    assert [marks.nth(at).get_attribute("id") for at in range(total)] == [
        f"match-{number}" for number in range(1, total + 1)
    ]
    page.locator(".matches-leave").click()
    expect(page.locator("mark")).to_have_count(0)


def test_a_level_an_order_and_a_year_are_chosen_and_given_up_again(
    open_page, transactional_db, seeds
):
    page = open_page("/search/?q=المغرب", viewport=DESKTOP)
    expect(page.locator("ol.items > li")).to_have_count(2)
    page.locator("a[href*='date=2023']").first.click()
    expect(page.locator("ol.items > li")).to_have_count(1)
    page.locator("a[href*='level=root']").first.click()
    assert "date=2023" in page.url
    page.locator("a[href*='q=']:not([href*='date='])[href*='level=root']").first.click()
    expect(page.locator("ol.items > li")).to_have_count(2)


def test_what_is_typed_is_completed_from_the_archive(open_page, transactional_db, seeds):
    page = open_page("/", viewport=DESKTOP)
    box = page.locator("input[name=q]").first
    box.press_sequentially("أفخ")
    option = page.get_by_role("option").filter(has_text="أفخاي أدرعي")
    expect(option).to_be_visible()
    option.click()
    expect(page.locator("h1")).to_contain_text("أفخاي أدرعي")


def test_searching_and_choosing_need_no_javascript(open_page, transactional_db, seeds):
    page = open_page("/search/", java_script_enabled=False, viewport=DESKTOP)
    page.locator("main input[name=q]").fill("hgvfh'")
    page.keyboard.press("Enter")
    page.locator("a", has_text="الرباط").first.click()
    expect(page.locator("ol.items > li")).to_have_count(2)
    page.locator("ol.items a").first.click()
    page.locator(".matches-next").click()
    assert page.url.endswith("#match-1")
