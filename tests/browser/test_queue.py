"""The review queue in a browser: by keyboard, without scripts, for two curators at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from archive.models import Article, Flag
from tests.browser.accessibility import violations
from tests.browser.keyboard import press, press_arabic

QUEUE = "/admin/archive/flag/queue/"
SIZES = [{"width": 768, "height": 1024}, {"width": 1280, "height": 900}]


@pytest.fixture
def waiting(seeds, import_text) -> int:
    """Open flags of the seeds, of a capture without a date or a source, and of people."""
    made = import_text("خبر بلا تاريخ\n\nقال مسؤول اليوم إن الوفد وصل إلى المدينة، وإن اللقاء غدا.")
    for kind, values in (
        ("title_unsure", {}),
        ("error_reported", {"message": "الاسم خطأ", "contact": "reader@paper.example"}),
        ("doubted", {"by": "هدى", "message": "التاريخ خطأ"}),
    ):
        Flag.objects.create(article=made, kind=kind, values=values)
    return Flag.objects.open().count()


def asked(page) -> str:
    return page.locator("#flag").inner_text()


def test_a_whole_queue_is_decided_by_keyboard_alone(sit_down, waiting):
    page = sit_down("أمل", QUEUE)
    first = asked(page)
    press(page, "n")
    assert asked(page) != first
    press(page, "p")
    assert asked(page) == first
    press_arabic(page, "ى")  # the key of n
    press(page, "p")
    assert asked(page) == first
    page.keyboard.press("c")
    page.keyboard.type("acdnp ")
    assert asked(page) == first, "no key does anything while one is typing"
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.type("ليس خطأ")
    press(page, "Enter")
    assert Flag.objects.get(status="dismissed").note == "ليس خطأ"
    press(page, "u")
    assert asked(page) == first
    for _flag in range(waiting):
        press(page, "a")
    assert page.locator(".queue-empty").is_visible()
    assert not Flag.objects.open().exists()
    assert page.complaints == []


def test_a_correction_is_typed_and_sent_by_keyboard(sit_down, waiting):
    page = sit_down("أمل", f"{QUEUE}?kind=source_missing")
    page.keyboard.press("c")
    page.keyboard.type("وكالة الأنباء")
    press(page, "Enter")
    named = Article.objects.get(source__name="وكالة الأنباء")
    assert named.is_curated("source")


def test_who_wants_no_single_keys_switches_them_off(sit_down, waiting):
    page = sit_down("أمل", QUEUE)
    page.keyboard.press("?")
    page.locator(".queue-keys input").uncheck()
    page.locator("h1").first.click()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert Flag.objects.open().count() == waiting
    page.keyboard.press("Tab")
    assert page.locator("[aria-keyshortcuts]").count() == 0


def test_the_last_decision_is_taken_back_by_key_wherever_one_has_gone_since(sit_down, waiting):
    page = sit_down("أمل", QUEUE)
    first = asked(page)
    press(page, "a")
    press(page, "n")
    press(page, "u")
    assert asked(page) == first
    for _flag in range(waiting):
        press(page, "a")
    expect(page.locator(".queue-empty")).to_be_visible()
    press(page, "u")
    assert Flag.objects.open().count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_two_curators_side_by_side_decide_each_flag_once(sit_down, waiting, script):
    first, second = (sit_down(name, QUEUE, java_script_enabled=script) for name in ("أمل", "باسم"))
    assert asked(first) == asked(second)
    first.locator("[value=accept]").click()
    second.locator("#reason").fill("ليس خطأ")
    second.locator("[value=dismiss]").click()
    assert "أمل" in second.locator(".messagelist").inner_text()
    decided = Flag.objects.exclude(status="open").get()
    assert (decided.status, decided.decided_by.get_username()) == ("accepted", "أمل")
    assert asked(second) == asked(first)
    second.locator("[value=accept]").click()
    second.locator("[value=undo]").click()
    assert Flag.objects.open().count() == waiting - 1
    assert [*first.complaints, *second.complaints] == []


def test_many_are_decided_from_the_list_without_scripts(sit_down, waiting):
    page = sit_down("أمل", "/admin/archive/flag/?status__exact=open", java_script_enabled=False)
    for box in page.locator(".action-select").all():
        box.check()
    page.locator("select[name=action]").select_option("accept")
    page.locator(".actions button").first.click()
    page.locator(".bulk button").click()
    assert not Flag.objects.open().exists()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_every_page_of_it_is_accessible_and_fits(sit_down, waiting, colours, size):
    home = reverse("admin:index")
    page = sit_down("أمل", home, viewport=size, color_scheme=colours)
    check(page, home)
    kinds = Flag.objects.open().values_list("kind", flat=True).distinct()
    article = Article.objects.first()
    for address in (
        *(f"{QUEUE}?kind={kind}" for kind in kinds),
        f"{QUEUE}?kind=near_duplicate",
        reverse("admin:archive_flag_doubt", args=[article.pk]),
    ):
        page.goto(address)
        check(page, address)
    page.goto(f"{QUEUE}?kind=title_unsure")
    page.keyboard.press("?")
    page.locator("[value=correct]").click()
    check(page, "a correction that is refused")
    page.goto("/admin/archive/flag/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("dismiss")
    page.locator(".actions button").first.click()
    check(page, "many at once")


def check(page, name: str) -> None:
    assert page.locator("html").get_attribute("dir") == "rtl", name
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert too_wide <= 0, name
    assert page.locator("h1").count() >= 1, name
    assert page.complaints == [], name
    assert violations(page) == [], name
    page.complaints.clear()  # axe's own, of styles that it tries to apply
