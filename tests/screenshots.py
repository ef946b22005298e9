"""Pictures of every type of page, on a telephone and a desk, by day and by night, in each language.

    python -m tests.screenshots

puts them in docs/screenshots/, from an archive of the seeds and what the browser tests have beside
them, that lasts as long as it takes.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, cookies_of
from tests.browser.pages import DESK, FIRST_ROW, LANGUAGES, PAGES, STATES, TRAINS

ROOT = Path(__file__).resolve().parent.parent
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
PATIENCE = 60
"""Seconds for the server to answer."""


@contextmanager
def archive_of_every_page() -> Iterator[str]:
    """The address of a server with PAGES in it, on this machine alone."""
    with tempfile.TemporaryDirectory() as data, socket.create_server(("127.0.0.1", 0)) as free:
        secret = {"DJANGO_SUPERUSER_PASSWORD": CURATOR}
        environment = os.environ | secret | {"WARRAQ_DATA": data}
        importing = f"import_articles seeds {TRAINS.relative_to(ROOT)}"
        account = f"createsuperuser --no-input --username {CURATOR} --email a@example.org"
        for command in ("migrate -v0", "collectstatic --no-input -v0", importing, account):
            manage = [sys.executable, "manage.py", *command.split()]
            subprocess.run(manage, cwd=ROOT, env=environment, check=True)
        port = free.getsockname()[1]
        free.close()
        gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}"]
        quiet = ["--no-control-socket", "--log-level=warning"]
        server = subprocess.Popen([*gunicorn, *quiet], cwd=ROOT, env=environment)
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def wait_for(port: int) -> None:
    for _ in range(PATIENCE):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise TimeoutError(f"The server does not answer on port {port}.")


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
    with archive_of_every_page() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take_all(browser, url)
        take_desk(browser, url)
        browser.close()
    weights = [picture.stat().st_size for picture in PICTURES.iterdir()]
    print(f"{len(weights)} pictures, {sum(weights) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
