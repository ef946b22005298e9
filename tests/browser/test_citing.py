"""Citing an article, on screen and on paper."""

from playwright.sync_api import expect

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def test_a_citation_is_copied_as_it_is_read_and_the_reader_is_told(open_page, memorandum):
    page = open_page(memorandum.get_absolute_url(), **CLIPBOARD)
    for number, language in enumerate(("ar", "en")):
        citation = page.locator(".citation").nth(number)
        citation.get_by_role("button").click()
        expect(citation.get_by_role("status")).not_to_be_empty()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == citation.locator(f"[lang={language}]").text_content()
        assert memorandum.title in copied
        assert page.url.partition("#")[0] in copied
    assert page.complaints == []


def test_without_javascript_there_is_no_button_that_does_nothing(open_page, memorandum):
    page = open_page(memorandum.get_absolute_url(), java_script_enabled=False)
    assert page.locator(".citation").count() == 2
    assert not page.locator(".citation button").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename == f"warraq-{memorandum.pk}.bib"


def test_an_article_is_printed_with_its_citation_and_without_what_leads_elsewhere(
    open_page, meeting
):
    page = open_page(meeting.get_absolute_url())
    page.emulate_media(media="print")
    assert page.locator("article.reading").is_visible()
    assert page.locator(".citation").first.is_visible()
    elsewhere = page.locator("nav, .side-column, .comments, .formats, button")
    assert elsewhere.count() > 3
    assert not any(one.is_visible() for one in elsewhere.all())


def test_a_list_is_downloaded_under_its_name(open_page, seeds):
    page = open_page(seeds[0].source.get_absolute_url(), java_script_enabled=False)
    with page.expect_download() as download:
        page.get_by_role("link", name="JSONL").click()
    assert download.value.suggested_filename == "warraq-sources-الخليج_الجديد.jsonl"
    assert seeds[0].title in download.value.path().read_text()
