"""What a search finds, all of it, as a file."""

import csv
import io
import re
import shutil

import pytest
from django.conf import settings

from search import engine


@pytest.fixture
def titles(import_files, tmp_path) -> list[str]:
    """Of more articles than a page of results holds, newest first."""
    file = tmp_path / "many.csv"
    rows = [f"الخبر رقم {day},2023-01-{day:02},نص الخبر كما نشر" for day in range(1, 26)]
    file.write_text("\n".join(["title,date,text", *rows]))
    import_files(file)
    engine.rebuild()
    return [f"الخبر رقم {day}" for day in range(25, 0, -1)]


def exported(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.streaming
    text = b"".join(response).decode()
    return [row["title"] for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)]


def test_a_file_holds_everything_that_was_found_in_the_order_asked_for(client, titles):
    assert exported(client, "/search/?q=الخبر&sort=newest&export=csv") == titles
    assert exported(client, "/search/?q=الخبر&sort=oldest&export=csv&page=2") == titles[::-1]
    assert exported(client, "/search/?q=الخبر رقم 7&export=csv") == ["الخبر رقم 7"]
    assert exported(client, "/search/?q=الصين&export=csv") == []


def test_the_order_by_relevance_is_that_of_the_pages(client, titles):
    pages = [client.get(f"/search/?q=الخبر&page={page}").context["results"] for page in (1, 2, 3)]
    shown = [result.article.title for page in pages for result in page]
    assert exported(client, "/search/?q=الخبر&export=csv") == shown


def test_without_an_index_what_the_database_finds_is_exported(client, titles):
    shutil.rmtree(settings.DATA_DIR / "index")
    assert exported(client, "/search/?q=الخبر&export=csv") == titles


def test_results_offer_their_files_with_everything_that_narrows_them(client, titles):
    page = client.get("/search/?q=الخبر&sort=newest&date=2023&page=2").content.decode()
    [link] = re.findall(r'href="(\?[^"]*export=jsonl)"', page)
    assert {"sort=newest", "date=2023"} <= set(link.strip("?").split("&amp;"))
    assert "page=" not in link


def test_a_file_is_named_after_what_was_looked_for(client, titles):
    named = client.get('/search/?q="الخبر" ../رقم&export=bib')["Content-Disposition"]
    assert 'filename="warraq-search.bib"' in named
    assert named.isascii()
