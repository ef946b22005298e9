"""Whatever a capture holds, what stands beside it on a page stays in its place."""

import json
from math import ceil
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from archive.models import Article
from archive.pages.views import PER_PAGE
from archive.text import ISOLATES, balanced
from tests.browser.directions import HARDEST, TORTURE
from tests.browser.pages import DESKTOP

WORD = "التعذيب"
AFTER = "بعده كلام"

# Of each isolated value: what stands beside it on its line though it should stand on the other side.
MISPLACED = """() => {
    const onLine = (rects, line) => rects.filter(
        ({top, bottom}) => Math.min(bottom, line.bottom) - Math.max(top, line.top) > (line.bottom - line.top) / 2
    );
    const edges = rects => [Math.min(...rects.map(r => r.left)), Math.max(...rects.map(r => r.right))];
    const rectsOf = node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].filter(r => r.width > 0);
    };
    const misplaced = [];
    for (const value of document.querySelectorAll("main bdi")) {
        let block = value.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        const rightToLeft = getComputedStyle(block).direction === "rtl";
        const own = rectsOf(value);
        if (!own.length) continue;
        const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        for (let text; (text = texts.nextNode()); ) {
            if (!text.data.trim() || value.contains(text)) continue;
            if (text.parentElement.closest(".unseen") || !text.parentElement.checkVisibility()) continue;
            const comesFirst = text.compareDocumentPosition(value) & Node.DOCUMENT_POSITION_FOLLOWING;
            for (const rect of rectsOf(text)) {
                const beside = onLine(own, rect);
                if (!beside.length) continue;
                const [left, right] = edges(beside);
                const isRight = rect.left >= right - 1;
                const isLeft = rect.right <= left + 1;
                if (comesFirst === 0 ? rightToLeft ? !isLeft : !isRight : rightToLeft ? !isRight : !isLeft)
                    misplaced.push([value.textContent, text.data.trim()]);
            }
        }
    }
    return misplaced;
}"""

# Where each part of an article stands on its page.
PARTS = {
    "title": "h1",
    "byline": ".byline bdi",
    "source": ".kicker bdi",
    "keyword": ".tags bdi",
    "related headline": "#related ~ .headlines bdi",
    "comment's author": ".comment .meta bdi",
    "comment's text": ".comment-text > p",
}


ONE_BY_ONE = pytest.mark.parametrize(
    "texts",
    [
        pytest.param(HARDEST, id="hardest"),
        pytest.param(TORTURE, id="all", marks=pytest.mark.matrix),
    ],
)


@pytest.fixture
def tortured(transactional_db, import_files, tmp_path) -> dict[str, Article]:
    """Of each text an article with it in every part."""
    captures = [
        {
            "title": text,
            "body": f"{WORD} {text} {AFTER}.",
            "date": "2022-03-25",
            "author": text,
            "source": text,
            "keywords": [text],
            "url": f"https://example.org/{number}",
            "comments": [{"author": text, "date": "25 مارس 2022", "text": text}],
            "related": [{"title": text, "url": f"https://example.org/related/{number}"}],
        }
        for number, text in enumerate(TORTURE.values())
    ]
    file = Path(tmp_path, "torture.jsonl")
    file.write_text("\n".join(json.dumps(capture) for capture in captures))
    verdicts = import_files(file)
    assert [verdict.problem for verdict in verdicts if verdict.problem] == []
    for verdict in verdicts:  # of names with one spelling, one is chosen at the end
        verdict.article.refresh_from_db()
    return {name: verdict.article for name, verdict in zip(TORTURE, verdicts, strict=True)}


def shown(page: Page, selector: str) -> str:
    return page.locator(selector).first.text_content()


@ONE_BY_ONE
def test_every_part_of_an_article_is_isolated_and_leaves_its_neighbours_in_place(
    open_page, tortured, texts
):
    page = open_page("/", viewport=DESKTOP)
    for name in texts:
        article = tortured[name]
        page.goto(article.get_absolute_url())
        values = {
            "title": article.title,
            "byline": article.byline,
            "source": article.source and article.source.name,
            "keyword": " ".join(keyword.name for keyword in article.keywords.all()[:1]),
            "related headline": article.related_links.get().headline,
            "comment's author": article.comments.get().author,
            "comment's text": article.comments.get().text,
        }
        for part, value in values.items():
            if value:
                whole = value if part in {"title", "comment's text"} else balanced(value)
                assert shown(page, PARTS[part]) == whole, (name, part)
        assert page.evaluate(MISPLACED) == [], name
    assert page.complaints == []


def test_lists_and_results_keep_their_order_and_fit(open_page, tortured, size):
    page = open_page("/", viewport=size)
    pages = range(1, ceil(len(TORTURE) / PER_PAGE) + 1)
    for address in (
        "/",
        "/sources/",
        "/keywords/",
        *(f"/dates/2022/3/?page={number}" for number in pages),
        *(f"/search/?q={WORD}&page={number}" for number in pages),
        "/search/?q=عنوان أو NATO أو صحيفة أو Reuters أو 2022",
    ):
        page.goto(address)
        assert page.evaluate(MISPLACED) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    assert page.locator("mark").count() > 9
    assert page.complaints == []


@ONE_BY_ONE
def test_what_is_searched_for_is_isolated_wherever_it_is_said_again(open_page, tortured, texts):
    page = open_page("/", viewport=DESKTOP)
    for name, text in texts.items():
        page.goto(f"/search/?{urlencode({'q': text + ' لاوجودله'})}")
        assert page.evaluate(MISPLACED) == [], name
    assert page.complaints == []


def test_titles_of_pages_and_feeds_end_every_isolate_they_begin(client, tortured):
    for name, article in tortured.items():
        html = client.get(article.get_absolute_url()).content.decode()
        title = html.partition("<title>")[2].partition("</title>")[0]
        own, _, site = title.rpartition(" · ")
        assert own[0] in ISOLATES, name
        assert ends_what_it_begins(own), name
        assert site == "ورّاق", name
    feed = client.get("/search/feed/", {"q": WORD}).content
    titles = [
        title.text for title in ElementTree.fromstring(feed).iter() if title.tag.endswith("}title")
    ]
    assert len(titles) > 20
    assert all(ends_what_it_begins(title) for title in titles)


def ends_what_it_begins(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign in ISOLATES) - (sign == "\u2069")
        if depth < 0:
            return False
    return depth == 0


PAPER = {"width": 718, "height": 1047}
"""Of an A4 sheet in pixels, within the margins that browsers leave."""


@ONE_BY_ONE
def test_a_printed_article_leaves_its_parts_in_place_and_fits_the_sheet(open_page, tortured, texts):
    page = open_page("/", viewport=PAPER)
    page.emulate_media(media="print")
    for name in texts:
        page.goto(tortured[name].get_absolute_url())
        assert page.evaluate(MISPLACED) == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_printed_lists_and_results_leave_their_parts_in_place_and_fit_the_sheet(
    open_page, tortured
):
    page = open_page("/", viewport=PAPER)
    page.emulate_media(media="print")
    lists = [
        f"{address}page={number}"
        for address in ("/dates/2022/3/?", f"/search/?q={WORD}&")
        for number in range(1, ceil(len(TORTURE) / PER_PAGE) + 1)
    ]
    for address in ("/", "/sources/", "/keywords/", *lists):
        page.goto(address)
        assert page.evaluate(MISPLACED) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
