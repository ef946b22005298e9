"""Pictures of every type of page, on a telephone and a desk, by day and by night, in each language.

    python -m tests.screenshots

puts them in docs/screenshots/, from an archive of the seeds and what the browser tests have beside
them, that lasts as long as it takes.
"""

import tempfile
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, cookies_of
from tests.browser.pages import DESK, FIRST_ROW, LANGUAGES, PAGES, STATES, TRAINS
from tests.serving import ROOT, served

PICTURES = ROOT / "docs" / "screenshots"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
COLOURS = ("light", "dark")
CURATOR = "أمل"
DEEDS = (
    (DESK["desk-article"], "#id_title", "الاجتماع الأول للجنة تتبع التعاون المغربي الإسرائيلي"),
    (f"{DESK['desk-keyword']}add/", "#id_name", "أفيخاي أدرعي"),
)
"""What a curator has done before the pictures of the desk are taken: where, in which field, what."""
TONES = 64
"""Colours kept of a picture; letters need few, and the pictures are kept with the code."""


def take_all(browser: Browser, url: str) -> None:
    for language, (size, viewport), colours in product(LANGUAGES, SIZES.items(), COLOURS):
        context = browser.new_context(
            base_url=url,
            locale=language,
            viewport=viewport,
            color_scheme=colours,
            reduced_motion="reduce",
            storage_state={"cookies": cookies_of(language, url)},
        )
        page = context.new_page()
        for name in sorted(PAGES.keys() - STATES):
            page.goto(PAGES[name])
            page.evaluate("document.fonts.ready.then(() => true)")
            keep(page.screenshot(), f"{name}-{size}-{colours}-{language}.webp")
        context.close()


def take_desk(browser: Browser, url: str) -> None:
    """The pages of the curators' desk, each as long as it is."""
    page = browser.new_context(base_url=url, locale="ar", viewport=SIZES["desktop"]).new_page()
    page.goto("/admin/login/")
    page.fill("#id_username", CURATOR)
    page.fill("#id_password", CURATOR)
    page.keyboard.press("Enter")
    page.wait_for_selector("#content-main")
    for address, field, text in DEEDS:
        page.goto(address)
        page.fill(field, text)
        page.click("[name=_save]")
    for name, address in DESK.items():
        page.goto(address)
        if name in FIRST_ROW:
            page.locator("#result_list tbody th a").first.click()
        page.evaluate("document.fonts.ready.then(() => true)")
        keep(page.screenshot(), f"{name}.webp")
    page.context.close()


def keep(picture: bytes, name: str) -> None:
    drawn = Image.open(BytesIO(picture)).convert("RGB")
    # Of the methods this one leaves the colours of paper and ink exactly as they are.
    few = drawn.quantize(TONES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.convert("RGB").save(PICTURES / name, lossless=True)


def main() -> None:
    for old in PICTURES.iterdir():
        old.unlink()
    importing = f"import_articles seeds {TRAINS.relative_to(ROOT)}"
    with (
        tempfile.TemporaryDirectory() as data,
        served(Path(data), CURATOR, CURATOR, importing) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take_all(browser, url)
        take_desk(browser, url)
        browser.close()
    weights = [picture.stat().st_size for picture in PICTURES.iterdir()]
    print(f"{len(weights)} pictures, {sum(weights) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
