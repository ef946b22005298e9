"""What a page costs a reader: bytes, and text that moves while it loads."""

import gzip
import time
from pathlib import PurePath

import pytest
from playwright.sync_api import Page, Route

from tests.browser.pages import PAGES

HEAVIEST = 150_000
"""Bytes of a page and what it asks for, without fonts and before compression."""
EARLIEST = 24_000
"""Bytes, compressed, that a telephone on a slow line has within an eighth of a second."""
EARLY = {"site", "dark", "wordmark"}
LEAST_SHIFT = 0.02
"""Of a layout: a fifth of what the Web Vitals still call good."""

PARTS = """() => ["navigation", "resource"].flatMap(type => performance.getEntriesByType(type))
    .map(({name, decodedBodySize}) => [name, decodedBodySize])"""
WAITED_FOR = """() => performance.getEntriesByType("resource").filter(
    ({name, renderBlockingStatus}) => renderBlockingStatus === "blocking" ||
        document.querySelector(`link[rel=preload][href="${new URL(name).pathname}"]`)
).map(({name}) => name)"""
SHIFT = """() => new Promise(done => document.fonts.ready.then(() => {
    let total = 0;
    const observer = new PerformanceObserver(list => list.getEntries().forEach(({value}) => total += value));
    observer.observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(total), 50));
}))"""
HAS_STAND_IN = """() => new FontFace("probe", 'local("Noto Naskh Arabic Bold"), local("NotoNaskhArabic-Bold")')
    .load().then(() => true, () => false)"""


def test_no_page_weighs_more_than_a_slow_line_carries(read, pages):
    page = read("/")
    for name, address in pages.items():
        page.goto(address)
        parts = page.evaluate(PARTS)
        assert any(address.endswith(".css") for address, _ in parts), name
        weight = sum(size for address, size in parts if not address.endswith(".woff2"))
        assert 0 < weight < HEAVIEST, name


def test_the_first_paint_waits_for_little(read, pages):
    page = read("/")
    for name, address in pages.items():
        page.goto(address)
        waited_for = page.evaluate(WAITED_FOR)
        assert {PurePath(part).stem.partition(".")[0] for part in waited_for} <= EARLY, name
        whole = [page.request.get(part).body() for part in (page.url, *waited_for)]
        assert sum(len(gzip.compress(part)) for part in whole) < EARLIEST, name


def test_nothing_moves_while_a_page_loads_nor_when_its_fonts_come_late(read, pages, size):
    page = read("/", viewport=size)
    for name, address in pages.items():
        page.goto(address)
        assert page.evaluate(SHIFT) == 0, name
    if not page.evaluate(HAS_STAND_IN):
        pytest.skip("without Noto Naskh Arabic nothing of its width stands in")
    for address in ("/", PAGES["article"], PAGES["results"], PAGES["keywords"]):
        assert page_with_late_fonts(read, address, size).evaluate(SHIFT) < LEAST_SHIFT, address


def page_with_late_fonts(read, address: str, size: dict[str, int]) -> Page:
    page = read("about:blank", viewport=size)
    page.route("**/*.woff2", late)
    page.goto(address)
    return page


def late(route: Route) -> None:
    time.sleep(0.1)
    route.continue_()


def test_nothing_moves_when_scripts_come_late(read, size):
    page = read("about:blank", viewport=size)
    page.route("**/*.woff2", lambda route: route.abort())
    page.route("**/*.js", late)
    for name in ("article", "article-with-marks", "results"):
        page.goto(PAGES[name])
        assert page.evaluate(SHIFT) == 0, name
