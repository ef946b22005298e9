"""Duplicates, comments and takedowns in a browser: by keyboard, by two people, on every screen."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from archive.intake.ingest import ingest
from archive.models import Article, Likeness, Pseudonym
from tests.archive.test_kinship import MORE, NEWS
from tests.browser.accessibility import WCAG_2_1, violations
from tests.browser.keyboard import press, press_arabic

LIST = reverse("admin:archive_likeness_changelist")
WIDTHS = (768, 1280)
SELECT2 = ".select2-container"


@pytest.fixture
def pairs(transactional_db, tmp_path) -> list[Likeness]:
    """Three articles that are alike, and so three pairs of them."""
    texts = [f"{NEWS}\n\n{MORE}", f"{NEWS}\n\n{MORE} وأضاف.", NEWS.replace("اليوم", "أمس") + MORE]
    comments = [{"author": "سعاد", "text": "رأي قيّم"}]
    rows = [
        {"title": f"خبر {number}", "text": text, "source": "واج", "comments": comments}
        for number, text in enumerate(texts)
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    list(ingest([file], 10**6))
    found = list(Likeness.objects.order_by("-similarity", "first_id", "second_id"))
    assert len(found) == 3
    return found


def page_of(pair: Likeness) -> str:
    return reverse("admin:archive_likeness_change", args=[pair.pk])


def test_all_pairs_are_decided_at_the_keyboard(sit_down, pairs):
    page = sit_down("أمل", page_of(pairs[0]))
    press(page, "n")
    press(page, "p")
    for key in ("e", "3"):
        press(page, key)
    press_arabic(page, "ي")  # the key of d
    decided = [Likeness.objects.get(pk=pair.pk).decision for pair in pairs]
    assert decided == ["edition", "different", "different"]
    assert LIST in page.url
    assert page.complaints == []


def test_keys_that_are_switched_off_decide_nothing(sit_down, pairs):
    page = sit_down("أمل", page_of(pairs[0]))
    page.uncheck("[data-keys-on]")
    page.keyboard.press("d")
    page.reload()
    page.keyboard.press("d")
    assert not page.is_checked("[data-keys-on]")
    assert not Likeness.objects.exclude(decision="").exists()
    assert page.locator("[aria-keyshortcuts]").count() == 0
    page.check("[data-keys-on]")
    press(page, "d")
    assert Likeness.objects.exclude(decision="").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_two_curators_at_one_pair_overwrite_nothing(sit_down, pairs, script):
    first, second = (
        sit_down(name, page_of(pairs[0]), java_script_enabled=script) for name in ("أمل", "باسم")
    )
    with first.expect_navigation():
        first.click("button[value=edition]")
    with second.expect_navigation():
        second.click("button[value=different]")
    assert "أمل" in second.locator("[role=alert]").inner_text()
    assert Likeness.objects.get(pk=pairs[0].pk).decision == "edition"
    with second.expect_navigation():
        second.click("button[value=different]")
    assert Likeness.objects.get(pk=pairs[0].pk).decision == "different"
    assert [*first.complaints, *second.complaints] == []


@pytest.mark.parametrize("script", [True, False])
def test_a_comment_is_hidden_and_its_author_renamed_without_leaving_the_keyboard(
    sit_down, pairs, script
):
    address = reverse("admin:archive_comment_changelist")
    page = sit_down("أمل", address, java_script_enabled=script)
    page.locator("button[formaction]").first.focus()
    press(page, "Enter")
    comment = pairs[0].first.comments.model.objects.order_by("-pk").first()
    assert comment.hidden
    page.locator(".field-deeds a").first.focus()
    press(page, "Enter")
    page.locator("button[name=apply]").focus()
    press(page, "Enter")
    comment.refresh_from_db()
    assert (comment.author_printed, comment.pseudonym.name) == ("سعاد", "سعاد")
    assert page.complaints == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_is_accessible_and_fits(sit_down, pairs, width, colours):
    article = Article.objects.first()
    size = {"width": width, "height": 1024}
    page = sit_down("أمل", LIST, viewport=size, color_scheme=colours)
    pseudonym = Pseudonym.objects.create(name="سعاد", shown_as="قارئ")
    pairs[1].decide(Likeness.Decision.SAME, get_user_model().objects.first())
    screens = [
        LIST,
        page_of(pairs[0]),
        page_of(pairs[1]),
        reverse("admin:archive_comment_changelist"),
        f"{reverse('admin:archive_pseudonym_add')}?name=سعاد",
        reverse("admin:archive_pseudonym_changelist"),
        reverse("admin:archive_pseudonym_change", args=[pseudonym.pk]),
        reverse("admin:archive_pseudonym_delete", args=[pseudonym.pk]),
        reverse("admin:archive_article_take_down", args=[article.pk]),
    ]
    for screen in screens:
        page.goto(screen)
        assert page.locator("html").get_attribute("dir") == "rtl", screen
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, screen
        assert page.complaints == [], screen
        assert violations(page, WCAG_2_1, without=SELECT2) == [], screen
        page.complaints.clear()
