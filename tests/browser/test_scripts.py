"""The two scripts, with the archive's own templates and styles, on a server that does no more."""

import json
import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import Locator, Page, Request, Response, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import opening
from tests.browser.pages import DESKTOP, PHONE

PATIENCE = 10_000
"""In milliseconds."""
LOOKS = [
    pytest.param(PHONE, "light", id="phone-light"),
    pytest.param(DESKTOP, "dark", id="desktop-dark"),
    pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.matrix),
    pytest.param(DESKTOP, "light", id="desktop-light", marks=pytest.mark.matrix),
]
SOON = 0.01
"""Seconds until a server that is told to end does."""

SEARCHING = """
{% extends "base.html" %}
{% block title %}بحث{% endblock %}
{% block content %}
  <h1>بحث</h1>
  {% include "search/_form.html" with id="search" class="search" only %}
  <p id="below">تحت الصندوق</p>
{% endblock %}
"""
READING = """
{% extends "base.html" %}
{% block title %}مقالة{% endblock %}
{% block content %}
  <div class="columns">
    <article class="reading">
      <h1>توقيع مذكرة <mark class="match" id="match-1">تفاهم</mark></h1>
      <div class="body">
        {% for place in "234567" %}
          <p>{{ filler }}
            {% if place == "3" %}
              <mark class="match" id="match-3">مذكرة</mark> <mark class="match">تفاهم</mark>
            {% else %}
              <mark class="match" id="match-{{ place }}">تفاهم</mark>
            {% endif %}
          {{ filler }}</p>
        {% endfor %}
      </div>
    </article>
  </div>
  {% include "search/_matches.html" with total=7 leave="/article/" only %}
{% endblock %}
"""
FILLER = "وقع الجانبان على الاتفاق في العاصمة بحضور عدد من المسؤولين والصحفيين. " * 8

KINDS = {"title": "عنوان", "keyword": "كلمة مفتاحية", "source": "مصدر", "word": "كلمة"}


def suggestion(text: str, kind: str = "keyword", count: int | None = 12) -> dict[str, object]:
    url = f"/chosen/?q={quote(text)}"
    return {"text": text, "kind": kind, "label": KINDS[kind], "url": url, "count": count}


TEN = [
    suggestion("المغرب يوقع مذكرة تفاهم مع إسرائيل بشأن التعاون العسكري والأمني", "title", None),
    suggestion("المغرب", "keyword", 128),
    suggestion("المغرب العربي"),
    suggestion("القدس العربي", "source"),
    suggestion("BBC عربي", "source"),
    *(suggestion(f"مغرب{letter}", "word") for letter in "يةانو"),
]


class Site:
    """What the server has: pages by path, and a way to answer what is asked for suggestions."""

    def __init__(self) -> None:
        self.pages = {"/": page_of(SEARCHING), "/article/": page_of(READING, filler=FILLER)}
        self.answer: Callable[[str], str] = lambda asked: json.dumps({"suggestions": TEN})
        self.asked: list[str] = []
        self.status = 200
        self.url = ""

    def suggest(self, *suggestions: dict[str, object]) -> None:
        self.answer = lambda asked: json.dumps({"suggestions": suggestions})


def page_of(template: str, **context: object) -> str:
    request = RequestFactory().get("/")
    return engines["django"].from_string(template.lstrip()).render(context, request)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    suggest = reverse("search:suggest")
    policy = build_policy()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            file = Path(settings.BASE_DIR, address.path.lstrip("/"))
            if address.path == suggest:
                [asked] = parse_qs(address.query)["q"]
                site.asked.append(asked)
                self.send(site.status, "application/json", site.answer(asked).encode())
            elif address.path.startswith("/static/") and file.is_file():
                self.send(200, mimetypes.guess_type(file)[0] or "font/woff2", file.read_bytes())
            else:
                page = site.pages.get(address.path, "<!doctype html><title>elsewhere</title>")
                self.send(200, "text/html; charset=utf-8", page.encode())

        def send(self, status: int, kind: str, body: bytes) -> None:
            with suppress(ConnectionError):  # the browser does not wait for stale answers
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=[SOON])
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Page]]:
    expect.set_options(timeout=PATIENCE)
    usual = {"viewport": DESKTOP, "reduced_motion": "reduce"}
    with opening(browser, site.url, PATIENCE, **usual) as visit:
        yield visit


def asking(exchange: Request | Response) -> bool:
    return urlsplit(exchange.url).path == reverse("search:suggest")


def box(page: Page) -> Locator:
    return page.locator("#search")


def options(page: Page) -> Locator:
    return page.locator("#search-suggestions").get_by_role("option")


def listing(page: Page, text: str = "مغر") -> Locator:
    """Type a text, and wait for the list."""
    box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()
    return options(page)


def active(page: Page) -> str | None:
    """The text of the suggestion that a screen reader would speak of."""
    return page.evaluate("""() => {
        const id = document.querySelector("#search").getAttribute("aria-activedescendant");
        const option = document.getElementById(id);
        const selected = document.querySelectorAll('#search-suggestions [aria-selected="true"]');
        if (selected.length > 1 || (selected[0] ?? null) !== option) return "confusion";
        return option && option.firstElementChild.textContent;
    }""")


# Suggestions


def test_suggestions_come_once_the_keys_rest(visit, site):
    page = visit()
    expect(box(page)).to_have_role("combobox")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    assert listing(page, "المغرب").count() == 10
    assert site.asked[-1] == "المغرب"
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(box(page)).to_have_attribute("aria-controls", "search-suggestions")
    expect(page.locator("form:has(#search) [role=status]")).to_contain_text("10")
    expect(options(page).nth(1)).to_have_accessible_name("المغرب كلمة مفتاحية 128")
    assert page.complaints == []


def test_the_keyboard_walks_down_up_and_round_through_the_text(visit):
    page = visit()
    listing(page)
    texts = [each["text"] for each in TEN]
    walked = []
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        walked.append(active(page))
    assert walked == [*texts, None, texts[0]]
    for expected in (None, texts[-1], texts[-2]):
        page.keyboard.press("ArrowUp")
        assert active(page) == expected
    expect(options(page).nth(8)).to_be_in_viewport()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("مغر")


def test_enter_goes_to_the_active_suggestion_and_otherwise_searches(visit):
    page = visit()
    listing(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/chosen/?q={quote('المغرب')}")
    page = visit()
    listing(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('search:search')}?q={quote('مغر')}")


def test_keys_of_the_text_stay_with_the_text(visit):
    page = visit()
    listing(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    assert active(page) is None
    assert page.evaluate("document.activeElement.selectionStart") == 0
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.selectionStart") == 3
    page.keyboard.press("ArrowDown")
    page.keyboard.type("ب")
    assert active(page) is None
    expect(box(page)).to_have_value("مغرب")


def test_escape_closes_the_list_and_then_clears_the_text(visit):
    page = visit()
    listing(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("مغر")
    assert active(page) is None
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_alt_and_an_arrow_open_and_close_the_list(visit, site):
    page = visit()
    listing(page)
    page.keyboard.press("Alt+ArrowUp")
    expect(options(page).first).to_be_hidden()
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page).first).to_be_visible()
    assert active(page) is None
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    assert active(page) == TEN[-1]["text"]
    assert site.asked == site.asked[:1]


def test_tab_and_a_click_elsewhere_close_the_list(visit):
    page = visit()
    listing(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(options(page).first).to_be_hidden()
    expect(page.locator("form:has(#search) button")).to_be_focused()
    listing(page, "ب")
    page.locator("h1").click()
    expect(options(page).first).to_be_hidden()


def test_keys_that_compose_a_character_are_not_for_the_list(visit):
    page = visit()
    listing(page)
    for key in ("ArrowDown", "Escape", "Enter"):
        box(page).dispatch_event("keydown", {"key": key, "isComposing": True})
    assert active(page) is None
    expect(options(page).first).to_be_visible()


def test_a_click_chooses(visit):
    page = visit()
    listing(page).nth(2).hover()
    page.mouse.down()
    expect(box(page)).to_be_focused()
    page.mouse.up()
    page.wait_for_url(f"**/chosen/?q={quote('المغرب العربي')}")
    assert page.complaints == []


def test_a_tap_chooses_on_a_phone_and_there_is_room_for_a_finger(visit):
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    found = listing(page)
    for number in range(found.count()):
        assert found.nth(number).bounding_box()["height"] >= 44
    found.nth(3).tap()
    page.wait_for_url(f"**/chosen/?q={quote('القدس العربي')}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", ["search", "header-search"])
def test_the_list_lies_over_the_page_and_moves_nothing(visit, size, name):
    page = visit(viewport=size)
    before = page.locator("#below").bounding_box()
    page.locator(f"#{name}").press_sequentially("مغر")
    place = page.locator(f"#{name}-suggestions")
    expect(place).to_be_visible()
    assert page.locator("#below").bounding_box() == before
    lies = place.bounding_box()
    assert lies["x"] >= 0
    assert lies["x"] + lies["width"] <= size["width"]
    assert lies["width"] >= 280
    under = page.locator(f"#{name}").bounding_box()
    assert 0 <= lies["y"] - (under["y"] + under["height"]) <= 8
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_two_forms_on_a_page_have_lists_of_their_own(visit):
    page = visit()
    listing(page)
    page.locator("#header-search").press_sequentially("مغر")
    expect(page.locator("#header-search-suggestions")).to_be_visible()
    expect(page.locator("#search-suggestions")).to_be_hidden()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))


def test_stale_answers_are_ignored(visit, site):
    release = threading.Event()

    def answer(asked: str) -> str:
        if asked == "م":
            release.wait(PATIENCE / 1000)
        return json.dumps({"suggestions": [suggestion(f"جواب {asked}")]})

    site.answer = answer
    page = visit()
    with page.expect_request(asking):
        box(page).press_sequentially("م")
    box(page).press_sequentially("ص")
    expect(options(page)).to_contain_text("جواب مص")
    release.set()
    page.wait_for_timeout(300)
    expect(options(page)).to_have_count(1)
    expect(options(page)).to_contain_text("جواب مص")
    assert page.complaints == []


def test_a_late_answer_does_not_open_a_list_that_was_left(visit, site):
    release = threading.Event()

    def answer(asked: str) -> str:
        release.wait(PATIENCE / 1000)
        return json.dumps({"suggestions": TEN})

    site.answer = answer
    page = visit()
    with page.expect_request(asking):
        box(page).press_sequentially("مغر")
    page.keyboard.press("Tab")
    release.set()
    page.wait_for_timeout(300)
    expect(page.locator("#search-suggestions")).to_be_hidden()


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, "Server Error"), (200, "<h1>no JSON</h1>"), (200, "[]"), (429, '{"error": "slowly"}')],
)
def test_where_suggestions_fail_the_form_still_searches(visit, site, status, answer):
    page = visit()
    listing(page)
    site.status, site.answer = status, lambda asked: answer
    with page.expect_response(asking):
        page.keyboard.type("ب")
    expect(options(page).first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('search:search')}?q={quote('مغرب')}")
    assert [each for each in page.complaints if str(status) not in each] == []


def test_no_suggestions_are_said_and_no_list_is_shown(visit, site):
    site.suggest()
    page = visit()
    box(page).press_sequentially("ظظظ")
    expect(page.locator("form:has(#search) [role=status]")).not_to_be_empty()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#search-suggestions")).to_be_hidden()


def test_html_in_a_suggestion_is_shown_as_text(visit, site):
    hostile = "<img src=x onerror=alert(1)><b>غليظ</b>"
    site.suggest(suggestion(hostile) | {"label": "<i>label</i>"})
    page = visit()
    listing(page)
    expect(options(page)).to_contain_text(hostile)
    expect(options(page)).to_contain_text("<i>label</i>")
    assert page.locator("form img, form b, form i").count() == 0
    assert page.complaints == []


def test_without_javascript_the_form_searches(visit, site):
    page = visit(java_script_enabled=False)
    page.get_by_role("searchbox").nth(1).fill("المغرب")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('search:search')}?q={quote('المغرب')}")
    assert site.asked == []


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_an_open_list_is_accessible(visit, size, scheme):
    page = visit(color_scheme=scheme, viewport=size)
    listing(page)
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


def test_forced_colours_show_which_suggestion_is_active(visit):
    page = visit(forced_colors="active")
    found = listing(page)
    page.keyboard.press("ArrowDown")
    colour = "(element) => getComputedStyle(element).backgroundColor"
    assert found.nth(0).evaluate(colour) != found.nth(1).evaluate(colour)


# Matches


def current(page: Page) -> str:
    """The id of the match a reader is at, which all of the page must agree on."""
    [match] = page.locator("[aria-current=true].match").all()
    expect(match).to_be_in_viewport()
    expect(match).to_have_class("match current")
    identity = match.get_attribute("id")
    assert page.evaluate("location.hash") == f"#{identity}"
    number = identity.removeprefix("match-")
    assert number in page.locator(".matches-count").inner_text()
    assert "7" in page.locator(".matches-count").inner_text()
    return identity


def test_links_step_through_the_matches_and_round(visit):
    page = visit("/article/?q=تفاهم")
    following = page.locator(".matches-next")
    seen = []
    for _ in range(8):
        following.click()
        seen.append(current(page))
    assert seen == [f"match-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 1)]
    page.locator(".matches-previous").click()
    assert current(page) == "match-7"
    assert "q=" in page.url
    page.go_back()
    assert page.url == "about:blank"  # steps are not pages of their own
    assert page.complaints == []


def test_the_first_step_back_is_to_the_last_match(visit):
    page = visit("/article/")
    page.locator(".matches-previous").click()
    assert current(page) == "match-7"


@pytest.mark.parametrize(("following", "previous"), [("n", "p"), ("ى", "ح"), ("N", "P")])
def test_keys_step_on_either_keyboard(visit, following, previous):
    page = visit("/article/")
    # As with Caps Lock: an upper-case key without Shift.
    press = (
        "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    )
    for key, expected in ((following, 1), (following, 2), (previous, 1), (previous, 7)):
        page.evaluate(press, key)
        assert current(page) == f"match-{expected}"


def test_keys_with_a_modifier_or_in_a_text_do_not_step(visit):
    page = visit("/article/")
    page.keyboard.press("Shift+N")
    page.keyboard.press("Alt+p")
    page.locator("#header-search").press_sequentially("np")
    expect(page.locator(".match.current")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("n")
    assert current(page) == "match-1"


def test_a_match_of_several_marks_is_one_step(visit):
    page = visit("/article/#match-2")
    page.locator(".matches-next").click()
    assert page.locator(".current").all_inner_texts() == ["مذكرة", "تفاهم"]
    page.locator(".matches-next").click()
    assert current(page) == "match-4"
    assert page.locator(".current").count() == 1


def test_an_address_with_a_match_starts_there(visit):
    page = visit("/article/#match-5")
    assert current(page) == "match-5"
    page.locator(".matches-next").click()
    assert current(page) == "match-6"
    page.evaluate("location.hash = '#match-2'")
    expect(page.locator("#match-2")).to_have_attribute("aria-current", "true")


def test_the_bar_tells_screen_readers_and_stays_in_view(visit):
    for size in (PHONE, DESKTOP):
        page = visit("/article/", viewport=size)
        expect(page.locator(".matches-count")).to_have_attribute("aria-live", "polite")
        expect(page.locator(".matches-next")).to_be_in_viewport(ratio=1)
        expect(page.locator(".matches-leave")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.locator(".matches-next").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".matches-next")).to_be_focused()


def test_without_javascript_the_bar_jumps_to_the_first_and_last_match(visit):
    page = visit("/article/", java_script_enabled=False)
    plain = background(page, "#match-2")
    page.locator(".matches-previous").click()
    assert page.url.endswith("#match-7")
    expect(page.locator("#match-7")).to_be_in_viewport()
    assert background(page, "#match-7") != plain
    page.locator(".matches-next").click()
    assert page.url.endswith("#match-1")
    expect(page.locator("#match-1")).to_be_in_viewport()


def test_only_the_match_a_reader_is_at_stands_out(visit):
    page = visit("/article/#match-2")
    plain = background(page, "#match-4")
    assert background(page, "#match-2") != plain
    page.locator(".matches-next").click()
    assert background(page, "#match-2") == plain  # though the browser's target is still this
    assert background(page, "#match-3") != plain


def background(page: Page, selector: str) -> str:
    return page.locator(selector).evaluate("(mark) => getComputedStyle(mark).backgroundImage")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_bar_and_the_current_match_are_accessible(visit, size, scheme):
    page = visit("/article/#match-3", color_scheme=scheme, viewport=size)
    assert violations(page) == []


def test_nothing_of_the_bar_is_printed(visit):
    page = visit("/article/")
    page.emulate_media(media="print")
    expect(page.locator(".matches")).to_be_hidden()
