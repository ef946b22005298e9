"""Joining and dividing names in a browser: by keyboard alone, and by two curators at once."""

import json

import pytest
from django.urls import reverse

from archive.models import Author, Keyword
from tests.browser.accessibility import WCAG_2_1, violations

SIZES = [(768, "light"), (768, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def press(import_files, tmp_path, transactional_db):
    file = tmp_path / "press.jsonl"
    rows = [
        {
            "title": f"خبر {number}",
            "text": f"نص الخبر {number} كما نشر في ذلك اليوم.",
            "url": f"https://paper.example/{number}",
            "author": author,
            "keywords": [keyword],
        }
        for number, (keyword, author) in enumerate(
            [("غانتس", "محمد شحار"), ("جانتس", "محمد بن شحار"), ("غانتس", "محمد شحار")]
        )
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    import_files(file)


def reach(page, selector):
    """Walk by Tab to a link, a button or a field."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(selector)


def follow(page, selector):
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def confirm(page, reason):
    reach(page, "#reason")
    page.keyboard.type(reason)
    follow(page, ".plan button")


@pytest.mark.parametrize("script", [True, False])
def test_twins_are_merged_and_divided_again_by_keyboard_alone(sit_down, press, script):
    old = Keyword.objects.get(name="جانتس").get_absolute_url()
    page = sit_down("أمل", reverse("admin:archive_keyword_changelist"), java_script_enabled=script)
    follow(page, ".object-tools a[href$='/twins/']")
    follow(page, "td.deeds a")
    confirm(page, "تهجئتان لاسم واحد")
    kept = Keyword.objects.get(name="غانتس")
    assert kept.article_count == 3
    page.goto(old)
    assert page.url.partition("?")[0].endswith(kept.get_absolute_url())
    assert "تهجئتان لاسم واحد" in page.locator(".notice").inner_text()
    page.goto(reverse("admin:archive_keyword_change", args=[kept.pk]))
    follow(page, ".object-tools a[href$='/divide/']")
    reach(page, "[name=key]")
    page.keyboard.press("Space")
    follow(page, ".deeds button")
    confirm(page, "رجلان")
    assert Keyword.objects.get(name="جانتس").article_count == 1
    assert page.complaints == []


def test_names_are_offered_while_one_is_typed(sit_down, press):
    author = Author.objects.get(name="محمد شحار")
    address = f"{reverse('admin:archive_author_merge')}?names={author.pk}"
    page = sit_down("أمل", address)
    page.locator("#to").press_sequentially("شحار")
    offered = page.locator("#names-here option")
    offered.first.wait_for(state="attached")
    values = [one.get_attribute("value") for one in offered.all()]
    assert sorted(values) == ["محمد بن شحار", "محمد شحار"]
    assert page.complaints == []


def test_of_two_curators_who_merge_one_name_the_second_is_told(sit_down, press):
    names = {one.name: one.pk for one in Keyword.objects.all()}
    address = (
        f"{reverse('admin:archive_keyword_merge')}?names={names['جانتس']}&into={names['غانتس']}"
    )
    first, second = (sit_down(name, address) for name in ("أمل", "باسم"))
    for page in (first, second):
        page.fill("#reason", "اسم واحد")
    for page in (first, second):
        with page.expect_navigation():
            page.locator(".plan button").click()
    told = second.locator(".messagelist").inner_text()
    assert "أمل" in told
    assert "غانتس" in told
    assert Keyword.objects.get().article_count == 3


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_each_page_is_accessible_and_fits(sit_down, press, width, theme):
    names = [one.pk for one in Keyword.objects.order_by("-article_count")]
    merge = f"{reverse('admin:archive_keyword_merge')}?names={names[1]}"
    author = Author.objects.get(name="محمد شحار")
    divide = reverse("admin:archive_author_divide", args=[author.pk])
    one = author.articles.first().pk
    pages = [
        reverse("admin:archive_keyword_twins"),
        merge,
        f"{merge}&into={names[0]}",
        f"{merge}&to=لا_أحد",
        divide,
        f"{divide}?article={one}&to=محمد شحار الأصغر",
        reverse("admin:archive_keyword_change", args=[names[0]]),
        reverse("admin:archive_keyword_changelist"),
    ]
    size = {"width": width, "height": 1024}
    page = sit_down("أمل", pages[0], viewport=size, color_scheme=theme)
    for address in pages:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        assert page.locator("h1").count() >= 1
        assert page.complaints == [], address
        assert violations(page, WCAG_2_1, without=".select2-container") == [], address
        page.complaints.clear()
