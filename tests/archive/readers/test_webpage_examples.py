"""Golden files of saved pages: tests/examples/html holds them, each beside what it must become.

A page is added, and a change accepted, as in `test_examples`.
"""

import json
from pathlib import Path

import pytest

from archive.readers import read
from archive.text import clean
from tests.archive.readers.test_examples import EXAMPLES, as_json, readable

PAGES = sorted((EXAMPLES / "html").glob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read_as_its_golden_file_says(page: Path) -> None:
    golden = page.with_suffix(".json")
    found = as_json(readable(read(page.read_bytes())))
    if not golden.exists():
        golden.write_text(found, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: review it, then run again")
    assert json.loads(found) == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_each_field_is_found_again_where_it_says(page: Path) -> None:
    capture = read(page.read_bytes())
    article = capture.article
    source = page.read_bytes().decode(capture.encoding)
    [title] = article.spans["title"]
    assert clean(source[slice(*title)]) == article.title
    for span, comment in ((comment.span, comment) for comment in article.comments):
        assert comment.author in source[slice(*span)]
        assert all(part in source[slice(*span)] for part in comment.text.split("\n\n"))
    for link in article.related_links:
        assert source[slice(*link.span)] == link.headline


def test_every_golden_file_belongs_to_a_page() -> None:
    assert {path.stem for path in (EXAMPLES / "html").glob("*.json")} == {
        path.stem for path in PAGES
    }
