"""How soon a page is there on a telephone with a slow line, and what it weighs.

    python -m tests.loading http://127.0.0.1:8000

prints, of each page of a running archive of the seeds and `tests/browser/trains.jsonl`: kilobytes as
sent, with nothing kept from before and with the fonts kept; milliseconds to the first contentful
paint, the median and the extremes of a few loads.
"""

import sys
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.pages import PAGES

TELEPHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 2, "is_mobile": True}
# What Lighthouse takes for a telephone: the line of a slow 4G, and a processor as slow.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4
LOADS = 5

SENT = """() => new Promise(done => {
    const ready = paint => done([
        paint.startTime,
        ["navigation", "resource"].flatMap(type => performance.getEntriesByType(type))
            .map(({name, transferSize}) => [name.endsWith(".woff2"), transferSize]),
    ]);
    document.fonts.ready.then(() => new PerformanceObserver(list =>
        list.getEntriesByName("first-contentful-paint").forEach(ready)
    ).observe({type: "paint", buffered: true}));
})"""


def load(browser: Browser, url: str) -> tuple[int, int, float]:
    """Bytes of fonts, bytes of all else, and milliseconds to the first paint, with nothing kept."""
    context = browser.new_context(**TELEPHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    paint, parts = page.evaluate(SENT)
    context.close()
    fonts = sum(size for is_font, size in parts if is_font)
    return fonts, sum(size for _, size in parts) - fonts, paint


def main() -> None:
    [site] = sys.argv[1:]
    print(f"{'page':24}{'empty, kB':>12}{'fonts kept':>12}{'paint, ms':>12}{'from':>8}{'to':>8}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, address in PAGES.items():
            loads = [load(browser, site.rstrip("/") + address) for _ in range(LOADS)]
            fonts, rest, _ = loads[0]
            paints = [paint for *_, paint in loads]
            sent = f"{(fonts + rest) / 1e3:12.0f}{rest / 1e3:12.0f}"
            print(f"{name:24}{sent}{median(paints):12.0f}{min(paints):8.0f}{max(paints):8.0f}")
        browser.close()


if __name__ == "__main__":
    main()
