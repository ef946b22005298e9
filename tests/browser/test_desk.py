"""The curators' desk in a browser: two people at one article, and every screen of it."""

import pytest
from django.urls import reverse

from archive.models import Article, Batch, Keyword, Source
from tests.browser.accessibility import WCAG_2_1, violations

TABLET = {"width": 768, "height": 1024}
# Django brings Select2 along, whose empty fields have no name of their own.
SELECT2 = ".select2-container"


@pytest.mark.parametrize("script", [True, False])
def test_two_curators_at_one_article_lose_nothing_and_choose(sit_down, meeting, script):
    address = reverse("admin:archive_article_change", args=[meeting.pk])
    first, second = (
        sit_down(name, address, java_script_enabled=script) for name in ("أمل", "باسم")
    )
    first.fill("#id_title", "عنوان أمل")
    first.locator("[id^=id_comments-][id$=-text]").nth(2).fill("تعليق صححته أمل")
    save(first)
    second.fill("#id_title", "عنوان باسم")
    second.fill("#id_byline", "كاتب باسم")
    save(second)
    told = second.locator(".meanwhile")
    assert told.locator("tbody tr").count() == 2
    assert second.input_value("#id_title") == "عنوان باسم"
    assert second.locator("[id^=id_comments-][id$=-text]").nth(2).input_value() == "تعليق صححته أمل"
    assert Article.objects.get(pk=meeting.pk).title == "عنوان أمل"
    told.locator("[value=stored]").check()
    save(second)
    saved = Article.objects.get(pk=meeting.pk)
    assert (saved.title, saved.byline) == ("عنوان أمل", "كاتب باسم")
    second.goto(reverse("admin:archive_article_history", args=[meeting.pk]))
    headings = second.locator(".history h2").all_inner_texts()
    assert [name in heading for name, heading in zip(("باسم", "أمل"), headings, strict=False)] == [
        True,
        True,
    ]
    assert [*first.complaints, *second.complaints] == []


def test_a_value_without_arabic_stands_where_the_lines_of_a_history_begin(sit_down, meeting):
    page = sit_down("أمل", reverse("admin:archive_article_change", args=[meeting.pk]))
    page.fill("#id_published_on", "2021-01-02")
    save(page)
    page.goto(reverse("admin:archive_article_history", args=[meeting.pk]))
    cell = page.locator(".history td", has_text="2021").first
    space = cell.evaluate(
        """td => td.getBoundingClientRect().right
            - Math.max(...[...td.querySelectorAll("del, ins")].map(
                one => one.getBoundingClientRect().right))"""
    )
    assert space < 40


def test_every_screen_of_the_desk_is_accessible_and_fits_a_tablet(sit_down, seeds):
    memorandum, meeting = seeds
    address = reverse("admin:archive_article_change", args=[meeting.pk])
    page = sit_down("أمل", address, viewport=TABLET)
    other = sit_down("باسم", address, viewport=TABLET)
    page.fill("#id_title", "عنوان أمل")
    save(page)
    other.fill("#id_title", "عنوان باسم")
    save(other)
    check(other, "told of a change")
    models = {
        "article": meeting.pk,
        "flag": meeting.flags.first().pk,
        "capture": meeting.capture.pk,
        "source": Source.objects.first().pk,
        "keyword": Keyword.objects.first().pk,
    }
    screens = ["index", "archive_source_add", "password_change"]
    screens += [f"archive_{model}_changelist" for model in models]
    addresses = [reverse(f"admin:{screen}") for screen in screens]
    addresses += [
        reverse(f"admin:archive_{model}_{deed}", args=[pk])
        for model, pk in models.items()
        for deed in ("change", "history")
    ]
    addresses += [reverse("admin:archive_article_delete", args=[memorandum.pk])]
    for address in addresses:
        page.goto(address)
        check(page, address)
    page.goto(reverse("admin:archive_article_history", args=[meeting.pk]))
    page.locator(".history form button").first.click()
    check(page, "a version to restore")
    page.context.clear_cookies()
    page.goto(reverse("admin:login"))
    check(page, "login")


@pytest.mark.parametrize("width", [768, 1024])
def test_a_list_has_the_width_of_a_tablet_and_its_filters_are_folded_up(sit_down, seeds, width):
    Batch.objects.create()
    page = sit_down("أمل", reverse("admin:index"), viewport={"width": width, "height": 1024})
    for name in ("article", "comment", "capture", "flag", "batch"):
        page.goto(reverse(f"admin:archive_{name}_changelist"))
        assert page.locator(".results").bounding_box()["width"] >= 600, name
        title = page.locator("h1").bounding_box()
        for tool in page.locator(".object-tools a").all():
            assert tool.bounding_box()["y"] >= title["y"] + title["height"], name
        check(page, name)
    page.goto(reverse("admin:archive_article_changelist"))
    choice = page.locator("#changelist-filter").get_by_text("مخفي", exact=True)
    assert not choice.is_visible()
    page.locator(".filters > summary").focus()
    page.keyboard.press("Enter")
    choice.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?status__exact=hidden")
    assert choice.is_visible()


def test_in_a_wide_window_filters_stand_beside_the_list(sit_down, seeds):
    view = {"width": 1280, "height": 800}
    page = sit_down("أمل", reverse("admin:archive_article_changelist"), viewport=view)
    filters, table = page.locator("#changelist-filter"), page.locator(".results").bounding_box()
    choice = filters.get_by_text("مخفي", exact=True).bounding_box()
    assert choice["x"] + choice["width"] <= table["x"]
    headline = page.locator("#result_list .column-title").bounding_box()
    assert headline["width"] >= 18 * 16
    check(page, "articles")


def save(page) -> None:
    with page.expect_navigation():
        page.click("[name=_save]")


def check(page, name: str) -> None:
    assert page.locator("html").get_attribute("lang") == "ar", name
    assert page.locator("html").get_attribute("dir") == "rtl", name
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert too_wide <= 0, name
    assert page.complaints == [], name
    assert violations(page, WCAG_2_1, without=SELECT2) == [], name
    page.complaints.clear()  # axe's own, of styles that it tries to apply
