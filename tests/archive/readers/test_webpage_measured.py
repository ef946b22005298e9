"""How well real pages are read: WARRAQ_PAGES names a folder with pages.tar.xz and its truth.

    WARRAQ_PAGES=DIR python -m pytest -n0 -s tests/archive/readers/test_webpage_measured.py

prints the table. The profile is the one that `profile_site` proposes from the first pages.
"""

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.readers import read
from archive.readers.webpage import profiles
from archive.readers.webpage import reader as webpage
from archive.readers.webpage.comparison import propose
from archive.records import ArticleRecord, Unreadable
from archive.text import key

PAGES = Path(os.environ.get("WARRAQ_PAGES", "/nowhere"))
SAMPLE = 5
MIXED_TITLES = 0.85
LEAST = {"title": 0.98, "date": 0.98, "opening": 0.95, "comments": 0.95}
# Shorter ones are menus and notices.
SHORTEST_BODY = 150

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="WARRAQ_PAGES names no folder")


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    with tarfile.open(PAGES / "pages.tar.xz") as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: archive.extractfile(member).read() for member in members}


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    lines = (PAGES / "alriyadh_truth.jsonl").read_text().splitlines()
    return sorted(map(json.loads, lines), key=lambda page: page["file"])


def agreements(page: dict[str, Any], article: ArticleRecord) -> dict[str, bool]:
    published = article.published.isoformat()[:10] if article.published else ""
    opening = " ".join(page["text_start"].split())
    return {
        "title": article.title == page["title"],
        "date": published == page["date"] or not page["date"],
        "opening": " ".join(article.body.split())[: len(opening)] == opening,
        "comments": len(article.comments) == page["comments"],
    }


def shares(found: Iterator[dict[str, bool]]) -> dict[str, float]:
    rows = list(found)
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def test_a_profile_from_five_pages_reads_the_others(pages, truth):
    sample = [pages[page["file"]] for page in truth[:SAMPLE]]
    documents = [webpage.document_in(raw).document for raw in sample]
    alone = shares(agreements(page, read(pages[page["file"]]).article) for page in truth)
    profiles.keep(propose(documents, "alriyadh.com"))
    known = shares(agreements(page, read(pages[page["file"]]).article) for page in truth)
    print(f"\n{'':12}{'no profile':>12}{'profile':>12}{'wanted':>12}")
    for name, least in LEAST.items():
        print(f"{name:12}{alone[name]:12.1%}{known[name]:12.1%}{least:12.0%}")
    assert all(known[name] >= least for name, least in LEAST.items())


def test_pages_of_other_sites_are_read_by_their_headlines_and_texts(pages):
    found = 0
    mixed = sorted(name for name in pages if name.startswith("mixed/"))
    print()
    for name in mixed:
        try:
            article = read(pages[name]).article
        except Unreadable as refused:
            print(f"{name:34} {refused.message}")
            continue
        window = key(webpage.claims_of(webpage.document_in(pages[name]).document).titles[-1])
        found += f" {key(article.title)} " in f" {window} " and article.title.count(" ") > 1
        assert len(article.body) >= SHORTEST_BODY, name
        print(f"{name:34} {len(article.body):6} {len(article.comments):4}  {article.title}")
    assert found / len(mixed) >= MIXED_TITLES
