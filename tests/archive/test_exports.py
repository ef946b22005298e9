"""A list as a file: everything the list holds, in its order, in formats that others read."""

import csv
import io
import json
import re
from urllib.parse import unquote

import pytest
import rispy
from django.test import Client

from archive.citing import exports
from archive.models import Article, Capture, Comment, Keyword, RelatedLink, Source
from tests.archive.references import entries

LISTS = ("/dates/", "/dates/2023/", "/dates/2023/1/", "/sources/النهار/", "/keywords/مشترك/")


def exported(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.streaming
    assert response["Content-Type"].endswith("; charset=utf-8")
    return b"".join(response).decode()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture
def many(import_files, tmp_path) -> list[Article]:
    """Twenty-five articles of one source about one thing, newest first."""
    file = tmp_path / "many.jsonl"
    with file.open("w") as lines:
        for day in range(1, 26):
            told = {
                "title": f"الخبر رقم {day}",
                "date": f"2023-01-{day:02}",
                "text": "نص الخبر كما نشر في حينه.",
                "source": "النهار",
                "keywords": ["مشترك", f"وسم {day}"],
                "comments": ["تعليق", "تعليق ثان"],
                "related": ["خبر آخر"],
            }
            print(json.dumps(told), file=lines)
    return [verdict.article for verdict in import_files(file)][::-1]


@pytest.mark.parametrize("address", LISTS)
def test_a_file_holds_all_pages_of_a_list_in_its_order(client, many, address):
    titles = [article.title for article in many]
    assert [row["title"] for row in table(exported(client, f"{address}?export=csv"))] == titles
    lines = exported(client, f"{address}?export=jsonl").splitlines()
    assert [json.loads(line)["title"] for line in lines] == titles
    cited = rispy.loads(exported(client, f"{address}?export=ris"))
    assert [reference["title"] for reference in cited] == titles
    cited = entries(exported(client, f"{address}?export=bib"))
    assert [reference["title"] for reference in cited] == titles
    assert len({reference["ID"] for reference in cited}) == len(titles)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_offers_its_files_by_plain_links_that_keep_what_was_asked(client, many, address):
    page = client.get(address, {"page": 2, "any": "thing"} if address == "/dates/" else {})
    for name in exports.EXPORTS:
        [link] = re.findall(rf'href="(\?[^"]*export={name})"', page.content.decode())
        assert "page=" not in link
        assert ("any=thing" in link) == (address == "/dates/")


def test_an_address_that_asks_for_no_known_file_is_the_page(client, many):
    assert "</html>" in client.get("/dates/?export=pdf").content.decode()


def test_a_file_is_named_after_its_list_in_ascii_too(client, many):
    named = client.get("/sources/النهار/?export=csv")["Content-Disposition"]
    assert 'filename="warraq-sources.csv"' in named
    assert unquote(named).endswith("filename*=UTF-8''warraq-sources-النهار.csv")


def test_the_file_of_an_empty_list_has_its_columns(client, db):
    assert exported(client, "/dates/?export=csv").split("\r\n") == [",".join(exports.COLUMNS), ""]
    assert exported(client, "/dates/?export=jsonl") == ""


def test_only_the_table_for_excel_begins_with_a_byte_order_mark(client, many):
    plain = exported(client, "/dates/?export=csv")
    assert exported(client, "/dates/?export=excel") == f"\ufeff{plain}"
    assert not plain.startswith("\ufeff")


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@sum(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_spreadsheet_does_not_calculate_with_what_was_published(client, memorandum, title):
    Article.objects.update(title=title, byline=title)
    [row] = table(exported(client, "/dates/?export=csv"))
    assert row["title"] == row["author"] == f"'{title}"
    [line] = exported(client, "/dates/?export=jsonl").splitlines()
    assert json.loads(line)["title"] == title


@pytest.mark.parametrize(
    "text",
    [
        'فقرة أولى\n\nفقرة «ثانية»، و"ثالثة"',
        'علامة " وحدها، وفاصلة ; و\t|',
        "ABC عربي (123) \u200f[456] \u2067x\u2069",
        "سطر\r\nسطر",
        "'=1",
    ],
)
def test_a_cell_holds_a_text_as_it_is_stored_and_nothing_more(client, memorandum, text):
    Article.objects.update(body=text, title=text)
    [row] = table(exported(client, "/dates/?export=csv"))
    assert row["text"] == row["title"] == text
    [line] = exported(client, "/dates/?export=jsonl").splitlines()
    assert json.loads(line)["text"] == text


OF_ONE_CAPTURE = ("id", "sha256", "permalink", "captured_at", "dateline", "approximate")


@pytest.mark.parametrize("name", ["csv", "excel", "jsonl"])
def test_an_export_can_be_imported_again(client, seeds, import_files, import_text, tmp_path, name):
    thread = [("أول", None), ("رد", 1), ("رد على الرد", 2), ("رد آخر", 1), ("أخير", None)]
    article = import_text("عنوان ثالث\n\nأكتوبر 2021\n\nنص الخبر كما نشر.\n\nالمصدر: النهار")
    article.comments_declared = 7
    article.save()
    for number, (text, answered) in enumerate(thread, start=1):
        author = f"قارئ {number}"
        article.comments.create(number=number, text=text, author=author, reply_to=answered)
    article.related_links.create(headline="خبر آخر", url="https://paper.example/2")
    before = exported(client, "/dates/?export=jsonl").splitlines()
    file = tmp_path / f"export.{name}"
    file.write_bytes(exported(client, f"/dates/?export={name}").encode())

    for model in (RelatedLink, Comment, Article, Capture, Keyword, Source):
        model.objects.all().delete()
    verdicts = import_files(file)

    assert [verdict.problem for verdict in verdicts] == [None] * 3
    after = exported(client, "/dates/?export=jsonl").splitlines()
    for old, new in zip(map(json.loads, before), map(json.loads, after), strict=True):
        for column in OF_ONE_CAPTURE:
            old.pop(column, None)
            new.pop(column, None)
        assert new == old


def test_what_is_hidden_is_in_no_file(client, seeds):
    seeds[1].comments.filter(number=8).update(hidden=True)
    for name in exports.EXPORTS:
        assert "النووية" not in exported(client, f"/dates/?export={name}")
    Article.objects.filter(pk=seeds[1].pk).update(status=Article.Status.HIDDEN)
    for name in exports.EXPORTS:
        assert seeds[1].title not in exported(client, f"/dates/?export={name}")


def test_a_reply_to_a_hidden_comment_stands_alone(client, memorandum):
    memorandum.comments.create(number=1, text="محجوب", hidden=True)
    memorandum.comments.create(number=2, text="رد", reply_to=1)
    [line] = exported(client, "/dates/?export=jsonl").splitlines()
    assert json.loads(line)["comments"] == [{"text": "رد"}]


def test_a_chain_of_replies_as_long_as_can_be_is_exported(client, memorandum):
    Comment.objects.bulk_create(
        Comment(
            article=memorandum,
            number=number,
            position=number,
            text=f"رد {number}",
            reply_to=number - 1 or None,
        )
        for number in range(1, 3001)
    )
    [line] = exported(client, "/dates/?export=jsonl").splitlines()
    assert line.count('"text": "رد ') == 3000


def test_a_file_costs_as_many_queries_whatever_it_holds(many, django_assert_num_queries):
    for some in many[:2], many:
        with django_assert_num_queries(4):
            ids = [article.pk for article in some]
            pieces = exports.written(ids, exports.EXPORTS["jsonl"], "https://archive.example")
            assert "".join(pieces).count("\n") == len(some)


def test_a_file_is_begun_before_its_list_is_read_to_the_end(many):
    read = 0

    def ids():
        nonlocal read
        for _ in range(10):
            for article in many:
                read += 1
                yield article.pk

    pieces = exports.written(ids(), exports.EXPORTS["csv"], "https://archive.example")
    assert next(pieces) == exports.HEADER
    assert read == 0
    assert len(table(exports.HEADER + next(pieces))) == exports.BATCH == read
