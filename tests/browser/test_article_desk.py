"""The desk of one article in a browser: by keyboard, without scripts, and by two people at once."""

import pytest
from django.urls import reverse

from archive.models import Article, Source
from tests.browser.accessibility import WCAG_2_1, violations
from tests.browser.test_desk import SELECT2, save

WIDTHS = (768, 1280)


def address(name: str, article: Article) -> str:
    return reverse(f"admin:archive_article_{name}", args=[article.pk])


def line_with(page, words: str):
    return page.locator(".raw-line", has_text=words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_desk_is_accessible_and_fits(sit_down, meeting, scheme, width):
    Article.objects.filter(pk=meeting.pk).update(title="عنوان صححه أمين", curated=["title"])
    view = {"width": width, "height": 1000}
    page = sit_down("أمل", address("change", meeting), viewport=view, color_scheme=scheme)
    for name in ("change", "comments", "evidence", "reread", "preview"):
        page.goto(address(name, meeting))
        if name == "change":
            page.locator(".deeds summary").first.click()
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert page.complaints == [], name
        assert violations(page, WCAG_2_1, without=SELECT2) == [], name
        page.complaints.clear()


def test_without_scripts_a_line_is_ticked_assigned_looked_at_and_saved(sit_down, meeting):
    page = sit_down("أمل", address("change", meeting), java_script_enabled=False)
    first = meeting.paragraphs[0]
    line_with(page, first[:40]).locator("input").check()
    page.select_option("[name=assign_to]", "byline")
    page.click("[name=_assign][value=alone]")
    assert page.input_value("#id_byline") == first
    assert page.locator("#id_byline:focus").count() == 1
    assert page.locator(".assigned[role=status]").is_visible()
    assert page.locator(".errornote").count() == 0
    assert page.input_value("[name=assign_to]") == "byline"
    page.click(".assigned a")
    assert page.url.endswith("#id_byline")
    assert Article.objects.get(pk=meeting.pk).byline == ""
    save(page)
    saved = Article.objects.get(pk=meeting.pk)
    assert saved.byline == first
    assert saved.paragraphs == meeting.paragraphs[1:]
    page.goto(address("change", meeting))
    page.click(".field-byline .notes a[href*=read-again]")
    assert page.locator("[value=byline]").is_checked()
    page.click("[type=submit].default")
    assert Article.objects.get(pk=meeting.pk).byline == ""


def test_marked_text_is_assigned_from_the_bar_and_fields_light_their_lines(sit_down, meeting):
    page = sit_down("أمل", address("change", meeting))
    page.focus("#id_title")
    assert page.locator(".raw-text .lit").inner_text() == meeting.title
    page.locator(".raw-text [data-anchor=comment-3]").first.hover()
    assert page.locator(".inline-related.lit").count() == 1
    page.evaluate("""() => {
        const text = document.querySelector(".raw-text [data-anchor=body]").firstChild;
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, 7);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    bar = page.locator(".marking")
    bar.wait_for()
    with page.expect_navigation():
        bar.locator("button").nth(2).click()
    assert page.input_value("#id_byline") == meeting.body[:7]
    assert page.complaints == []


def test_a_line_that_is_marked_by_three_clicks_can_be_assigned(sit_down, meeting):
    page = sit_down("أمل", address("change", meeting))
    line = line_with(page, meeting.title).first
    assert line.locator(".raw-label").count() == 1
    line.locator("[data-start]").first.click(click_count=3)
    with page.expect_navigation():
        page.locator(".marking button").nth(2).click()
    assert page.input_value("#id_byline") == meeting.title
    assert page.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_by_keyboard_the_raw_text_and_the_save_buttons_are_a_few_keys_away(
    sit_down, meeting, width
):
    view = {"width": width, "height": 800}
    page = sit_down("أمل", address("change", meeting), viewport=view)
    for target, reached in (("raw", ".raw :focus"), ("saving", "#saving [name=_save]:focus")):
        page.goto(address("change", meeting))
        link = page.locator(f".desk-skips a[href='#{target}']")
        for _key in range(20):
            page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        assert link.bounding_box()["height"] >= 16
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(reached).count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_what_has_the_focus_is_covered_by_nothing_that_stays_in_view(sit_down, meeting, width):
    view = {"width": width, "height": 800}
    page = sit_down("أمل", address("change", meeting), viewport=view)
    page.focus("#id_title")
    for _key in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
            const own = document.activeElement;
            const {x, y, width, height} = own.getBoundingClientRect();
            const [top] = document.elementsFromPoint(x + width / 2, y + height / 2);
            return {own: own.outerHTML.slice(0, 200), seen: own.contains(top) || !top || !width};
        }""")
        assert seen["seen"], seen["own"]


def test_on_a_tablet_the_form_leads_to_the_capture_from_anywhere_and_back(sit_down, meeting):
    view = {"width": 768, "height": 800}
    page = sit_down("أمل", address("change", meeting), viewport=view)
    form, raw = page.locator("#article_form"), page.locator("#raw")
    page.locator(".deeds").last.scroll_into_view_if_needed()
    page.click(".desk-skips a[href='#raw']")
    assert 0 <= raw.bounding_box()["y"] < 400
    page.click(".desk-skips a[href='#article_form']")
    assert 0 <= form.bounding_box()["y"] < 400


def test_a_new_name_is_seen_where_names_are_chosen_and_saved_with_the_form(sit_down, meeting):
    before = Source.objects.count()
    page = sit_down("أمل", address("change", meeting))
    line_with(page, meeting.paragraphs[0][:40]).locator("input").check()
    page.select_option("[name=assign_to]", "source_line")
    page.click("[name=_assign][value=alone]")
    shown = page.locator(".field-source .select2-selection__rendered").inner_text()
    assert Source.objects.count() == before
    save(page)
    assert Source.objects.count() == before + 1
    assert Article.objects.get(pk=meeting.pk).source.name in shown
    assert page.complaints == []


def test_by_keyboard_alone_a_comment_is_moved_and_the_page_is_previewed(sit_down, meeting):
    page = sit_down("أمل", address("comments", meeting))
    button = page.locator("[name=_deed][value^='down:']").first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("#comment-1-form")
    assert [one.number for one in meeting.comments.all()][:3] == [2, 1, 3]
    page.goto(address("change", meeting))
    page.fill("#id_title", "عنوان لم يحفظ")
    page.locator("[formtarget=_blank]").focus()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    assert opened.value.locator("h1").inner_text() == "عنوان لم يحفظ"
    assert Article.objects.get(pk=meeting.pk).title == meeting.title


def test_the_enter_key_in_a_field_saves_and_presses_no_other_button(sit_down, meeting):
    page = sit_down("أمل", address("change", meeting))
    page.fill("#id_comments_declared", "12")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    saved = Article.objects.get(pk=meeting.pk)
    assert saved.comments_declared == 12
    assert [one.number for one in saved.comments.all()] == list(range(1, 10))


def test_two_curators_at_the_comments_and_at_the_form_lose_nothing(sit_down, meeting):
    first = sit_down("أمل", address("comments", meeting))
    second = sit_down("باسم", address("change", meeting))
    first.locator("[id$=-text]").nth(4).fill("تعليق صححته أمل")
    with first.expect_navigation():
        first.locator("[name=_deed][value^='join:']").nth(1).click()
    second.fill("#id_title", "عنوان باسم")
    save(second)
    assert second.locator(".meanwhile").count() == 1
    save(second)
    saved = Article.objects.get(pk=meeting.pk)
    assert saved.title == "عنوان باسم"
    assert [one.number for one in saved.comments.all()] == [1, 2, 4, 5, 6, 7, 8, 9]
    assert saved.comments.get(number=5).text == "تعليق صححته أمل"
    assert [*first.complaints, *second.complaints] == []
