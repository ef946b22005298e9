"""What holds for each type of page, on any screen, in any colours, in any language."""

import pytest
from django.utils.translation import get_language_info

from tests.browser.accessibility import violations
from tests.browser.pages import COLOURS, MAGNIFIED_TWICE, NOT_FOUND, PAGES, SIZES

OFTEN = {("phone", "light"), ("desktop", "dark")}
"""How pages are looked at in every run; all other looks are left to the matrix."""
LOOKS = [
    pytest.param(
        {"viewport": size, **media},
        id=f"{shape}-{colours}",
        marks=() if (shape, colours) in OFTEN else pytest.mark.matrix,
    )
    for shape, size in SIZES.items()
    for colours, media in COLOURS.items()
]

OUTSIDE_THE_POLICY = """() => [...document.querySelectorAll(
    "script:not([src]):not([type='application/ld+json']), style, [style]"
)].concat([...document.querySelectorAll("*")].filter(
    ({attributes}) => [...attributes].some(({name}) => name.startsWith("on"))
)).map(({outerHTML}) => outerHTML.slice(0, 150))"""
POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}

# Tab stops once at a group of radio buttons.
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden], [type=radio]:not(:checked)), select, textarea, " +
    "summary, [tabindex='0']"
)].filter(element => element.checkVisibility({contentVisibilityAuto: true})).length"""

# The place of the keyboard in the document, and whether one can see that it is there.
STOP = """() => {
    const stop = document.activeElement;
    const uncovered = [...stop.getClientRects()].some(({x, y, width, height}) => {
        const there = document.elementFromPoint(x + width / 2, y + height / 2);
        return there && (stop.contains(there) || there.contains(stop));
    });
    const {outlineStyle, outlineWidth} = getComputedStyle(stop);
    return {
        name: stop.outerHTML.slice(0, 150),
        place: stop === document.body ? -1 : [...document.querySelectorAll("*")].indexOf(stop),
        seen: uncovered && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    };
}"""

TRANSITIONS = """() => [...document.querySelectorAll("*")].filter(
    element => parseFloat(getComputedStyle(element).transitionDuration) > 0
).length"""


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_in_any_colours_and_fits(read, pages, look, language):
    page = read("/", **look)
    for name, address in pages.items():
        page.goto(address)
        assert violations(page) == [], name
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == direction(language)
        assert page.locator("h1").count() == 1, name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    assert [text for text in page.complaints if "404" not in text] == []


def direction(language: str) -> str:
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def test_every_page_fits_when_it_or_its_text_alone_is_magnified_twice(read, pages):
    page = read("/", viewport=MAGNIFIED_TWICE)
    for name, address in pages.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_every_page_keeps_to_a_policy_that_lets_nothing_in_from_elsewhere(read):
    page = read("/")
    for name, address in PAGES.items():
        answer = page.goto(address)
        assert answer.status == (404 if name in NOT_FOUND else 200), name
        policy = answer.headers["content-security-policy"]
        assert {part.strip() for part in policy.split(";") if part.strip()} == POLICY, name
        assert page.evaluate(OUTSIDE_THE_POLICY) == [], name


def test_the_keyboard_goes_through_every_page_in_the_order_of_reading(read, pages, size):
    page = read("/", viewport=size, reduced_motion="reduce")
    for name, address in pages.items():
        page.goto(address)
        places = []
        for _ in range(page.evaluate(REACHABLE)):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            assert stop["seen"], (name, stop["name"])
            places.append(stop["place"])
        assert places == sorted(set(places)), name


def test_a_keyboard_can_do_without_the_header_of_every_page(read, pages):
    page = read("/")
    for name, address in pages.items():
        page.goto(address)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.site-header, .skip')"), name


def test_nothing_moves_for_a_reader_who_asked_for_rest(read, pages):
    page = read("/", reduced_motion="reduce")
    for name, address in pages.items():
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        assert page.evaluate("document.getAnimations().length") == 0, name
        assert page.evaluate(TRANSITIONS) == 0, name
