"""What a key does to a page that leads to another."""

from playwright.sync_api import Page

# Playwright has no Arabic keyboard.
DISPATCH = "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def press_arabic(page: Page, letter: str) -> None:
    with page.expect_navigation():
        page.evaluate(DISPATCH, letter)
