from collections import Counter

import pytest

from archive.models import Article


def test_all_of_it_works_without_javascript(open_page, seeds):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").first.fill("النووية")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert page.locator("mark").all_inner_texts() == ["النووية"]
    page.locator("a[href*='#comment-8']").first.click()
    assert page.url.endswith("#comment-8")
    assert page.locator("#comment-8").is_visible()
    assert "النووية" in page.locator("#comment-8").inner_text()


def test_a_reader_gets_from_home_to_an_article_by_its_month_source_and_keyword(open_page, seeds):
    title = seeds[0].title
    for link in ("مارس", "الخليج الجديد", "أفخاي أدرعي"):
        page = open_page("/")
        page.locator("main").get_by_role("link", name=link).first.click()
        page.get_by_role("link", name=title).click()
        assert page.locator("h1").inner_text() == title


def test_an_article_shows_what_the_paper_printed_and_what_was_made_of_it(open_page, seeds):
    memorandum, meeting = seeds
    text = open_page(memorandum.get_absolute_url()).locator("main").inner_text()
    assert "الجمعة 25 مارس 2022 03:04 م" in text
    assert "متابعات" in text
    text = open_page(meeting.get_absolute_url()).locator("main").inner_text()
    assert "17 يناير 2023" in text
    assert "تقريبي" in text
    assert "10" in text.partition("تعليق")[0][-40:] + text.partition("تعليق")[2]
    assert "الفلسطي" in text


def test_the_raw_capture_is_served_as_inert_text(open_page, client, seeds):
    response = client.get(f"{seeds[1].get_absolute_url()}capture.txt")
    assert response.content == seeds[1].capture.raw
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_fonts_come_from_this_server_and_are_used(open_page, seeds):
    page = open_page(seeds[0].get_absolute_url())
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length")
    assert loaded >= 2


def test_the_keyboard_reaches_the_content_first(open_page, seeds):
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_hostile_text_is_shown_and_not_run(open_page, import_text, transactional_db):
    article = import_text(
        "<img src=x onerror=alert(1)> عنوان <script>alert(2)</script> \u202eمقلوب\n\n"
        "نص <b>غليظ</b> </bdi></p><script>alert(3)</script> &amp; آخر النص هنا.\n\n"
        "1 تعليق\n\n1. <svg onload=alert(4)> تعليق"
    )
    for address in (article.get_absolute_url(), "/", "/search/?q=عنوان", "/search/?q=تعليق"):
        page = open_page(address)
        assert page.complaints == []
        assert page.locator("main img, main script, main b, main svg[onload]").count() == 0
    page = open_page(article.get_absolute_url())
    assert page.locator("h1").inner_text().startswith("<img src=x onerror=alert(1)> عنوان")


def test_an_empty_archive_says_how_to_fill_it(open_page, transactional_db):
    page = open_page("/")
    assert "import_articles" in page.locator("main").inner_text()
    assert page.complaints == []


def test_a_curator_hides_an_article_and_readers_find_it_no_more(
    open_page, seeds, admin_user, settings
):
    page = open_page("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("[type=submit]")
    page.goto(f"/admin/archive/article/{seeds[1].pk}/change/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.select_option("#id_status", Article.Status.HIDDEN)
    page.click("[name=_save]")
    page.goto("/search/?q=النووية")
    assert page.locator("mark").count() == 0
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 360, 390, 430, 600])
def test_no_line_of_the_menu_is_left_with_one_word(read, width):
    page = read("/dates/", viewport={"width": width, "height": 640})
    links = page.locator(".site-nav a")
    lines = Counter(box["y"] for box in (link.bounding_box() for link in links.all()))
    assert links.count() == 6
    assert min(lines.values()) > 1
