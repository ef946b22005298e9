"""The metadata of articles, taken along, edited in a spreadsheet and brought back."""

import csv
import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from archive.curation.history import versions_of
from archive.curation.roles import CONTRIBUTOR, CURATOR, READER
from archive.intake import tables, uploads
from archive.models import Article, Source
from tests.archive.desk import sit_down
from tests.archive.test_admin import curator, desk  # noqa: F401 - fixtures
from tests.archive.test_uploads import at_once  # noqa: F401 - a fixture
from tests.conftest import MEETING

CSV = "/admin/archive/article/table.csv"
TABLE = "/admin/archive/article/table/"
Rows = list[dict[str, str]]


def taken(desk, query: str = "") -> Rows:  # noqa: F811
    text = b"".join(desk.get(f"{CSV}?{query}")).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def table(rows: Rows, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def brought(desk, rows: Rows | bytes, **kwargs):  # noqa: F811
    raw = rows if isinstance(rows, bytes) else table(rows, **kwargs)
    return desk.post(TABLE, {"table": SimpleUploadedFile("جدول.csv", raw)}, follow=True)


def applied(desk, page):  # noqa: F811
    return desk.post(page.request["PATH_INFO"], {"deed": "apply"}, follow=True)


def of(rows: Rows, article: Article) -> dict[str, str]:
    [row] = [row for row in rows if row["id"] == article.pk]
    return row


def test_a_table_has_what_the_list_shows_and_no_formula(desk, seeds):  # noqa: F811
    memorandum, meeting = seeds
    Article.objects.filter(pk=meeting.pk).update(title="=1+1")
    rows = taken(desk)
    assert {row["id"] for row in rows} == {memorandum.pk, meeting.pk}
    assert of(rows, meeting)["title"] == "'=1+1"
    row = of(rows, memorandum)
    assert (row["date"], row["precision"], row["status"]) == (
        "2022-03-25T15:04", "minute", "published"
    )  # fmt: skip
    assert row["source"] == memorandum.source.name
    assert [row["id"] for row in taken(desk, "source__id__exact=0")] == []
    chosen = {"action": "take_along", "_selected_action": [meeting.pk]}
    response = desk.post(reverse("admin:archive_article_changelist"), chosen)
    assert meeting.pk in b"".join(response).decode()


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")]
)
def test_a_table_that_comes_back_as_it_went_changes_nothing(
    desk,  # noqa: F811
    seeds,
    separator,
    encoding,
):
    Article.objects.filter(pk=seeds[1].pk).update(title="=1+1")
    page = brought(desk, taken(desk), separator=separator, encoding=encoding)
    assert (page.context["changing"], page.context["refused"]) == (0, 0)


def test_every_change_is_shown_before_it_is_made_and_then_made_as_a_curators_edit(
    desk,  # noqa: F811
    curator,  # noqa: F811
    seeds,
    import_files,
):
    memorandum, meeting = seeds
    rows = taken(desk)
    wanted = of(rows, meeting)
    wanted |= {
        "title": wanted["title"].replace("الأول", "الثاني") + " مصحح",
        "date": "2023-02",
        "source": "صحيفة جديدة",
        "author": "ليلى الكاتبة",
        "keywords": "المغرب، كلمة لم تكن",
        "status": "مسودة",
    }
    page = brought(desk, rows)
    assert (page.context["changing"], page.context["refused"]) == (1, 0)
    html = page.content.decode()
    assert "<ins>" in html
    assert "صحيفة جديدة" in html
    before = Article.objects.get(pk=meeting.pk)
    assert before.title == meeting.title
    assert not Source.objects.filter(name="صحيفة جديدة").exists()
    page = applied(desk, page)
    assert page.context["progress"].done == 1
    after = Article.objects.get(pk=meeting.pk)
    assert after.title == wanted["title"]
    assert after.published.isoformat() == "2023-02"
    assert after.date_basis == Article.DateBasis.CURATED
    assert (after.source.name, after.author.name, after.status) == (
        "صحيفة جديدة", "ليلى الكاتبة", "draft"
    )  # fmt: skip
    keywords = [use.keyword.name for use in after.article_keywords.select_related("keyword")]
    assert keywords == ["المغرب", "كلمة لم تكن"]
    assert json.loads(versions_of(after)[0].revision.comment) == {"by": curator.get_username()}
    assert versions_of(after).count() == 2
    import_files(MEETING)
    call_command("reparse_articles", "--apply")
    assert Article.objects.get(pk=meeting.pk).title == wanted["title"]
    assert not versions_of(memorandum).exists()
    page = brought(desk, rows)
    assert (page.context["changing"], page.context["refused"]) == (0, 0)


def test_a_headline_in_a_table_turns_nothing_around(desk, seeds):  # noqa: F811
    memorandum, meeting = seeds
    rows = taken(desk)
    of(rows, memorandum)["title"] += "\u202e"
    of(rows, meeting)["title"] = "عنوان \u202eمقلوب"
    page = brought(desk, rows)
    assert page.context["changing"] == 1
    applied(desk, page)
    meeting.refresh_from_db()
    assert meeting.title == "عنوان مقلوب"


def test_a_row_is_left_alone_that_somebody_has_changed_meanwhile(desk, seeds):  # noqa: F811
    memorandum, meeting = seeds
    rows = taken(desk)
    for article in seeds:
        of(rows, article)["byline"] = "كاتب الجدول"
    before = brought(desk, rows)
    Article.objects.filter(pk=meeting.pk).update(byline="كاتب آخر")
    page = brought(desk, rows)
    assert (page.context["changing"], page.context["refused"]) == (1, 1)
    page = applied(desk, before)
    assert page.context["progress"].done == 1
    assert page.context["refused"] == 1
    assert Article.objects.get(pk=meeting.pk).byline == "كاتب آخر"
    assert Article.objects.get(pk=memorandum.pk).byline == "كاتب الجدول"


def test_a_row_that_its_sender_left_alone_undoes_nobodys_change(desk, seeds):  # noqa: F811
    rows = taken(desk)
    Article.objects.filter(pk=seeds[1].pk).update(byline="كاتب آخر")
    page = brought(desk, rows)
    assert (page.context["changing"], page.context["refused"]) == (0, 0)


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("id", "nowhere", tables.NO_ARTICLE),
        ("title", "", tables.NO_TITLE),
        ("date", "يوم من الأيام", tables.NO_DATE),
        ("date", "Mar-22", tables.NO_DATE),
        ("date", "03/04/2022", tables.SEVERAL_DATES),
        ("precision", "century", tables.NO_PRECISION),
        ("status", "lost", tables.NO_STATUS),
        ("source", "؟", tables.NO_NAME),
        ("keywords", "المغرب، !", tables.NO_NAME),
    ],
)
def test_what_cannot_be_is_told_row_by_row_and_nothing_of_the_row_is_changed(
    desk,  # noqa: F811
    seeds,
    column,
    text,
    message,
):
    _memorandum, meeting = seeds
    rows = taken(desk)
    row = of(rows, meeting)
    row |= {"byline": "كاتب الجدول", column: text}
    page = brought(desk, rows)
    assert (page.context["changing"], page.context["refused"]) == (0, 1)
    told = uploads.Upload(page.resolver_match.kwargs["token"]).told.read_text()
    assert [one["message"] for one in json.loads(told)["problems"]] == [message]
    applied(desk, page)
    assert Article.objects.get(pk=meeting.pk).byline == meeting.byline


def test_one_article_in_two_rows_is_changed_by_the_first(desk, seeds):  # noqa: F811
    rows = [{**of(taken(desk), seeds[1]), "byline": name} for name in ("أول", "ثان")]
    page = brought(desk, rows)
    assert (page.context["changing"], page.context["refused"]) == (1, 1)


def test_columns_left_out_are_left_alone_and_a_coarser_precision_is_heeded(desk, seeds):  # noqa: F811
    row = of(taken(desk), seeds[0])
    page = brought(desk, [{"id": row["id"], "version": row["version"], "precision": "شهر"}])
    assert page.context["changing"] == 1
    applied(desk, page)
    assert Article.objects.get(pk=seeds[0].pk).published.isoformat() == "2022-03"


@pytest.mark.parametrize("raw", [b"", b"a,b\n1,2\n", b"\x00\xff\x00", b"PK\x03\x04" + b"\0" * 50])
def test_a_file_that_is_no_such_table_is_refused(desk, seeds, raw):  # noqa: F811
    page = brought(desk, raw)
    assert page.context["form"].errors
    assert Article.objects.count() == 2


def test_what_one_may_not_do_in_a_form_one_may_not_in_a_table(desk, seeds):  # noqa: F811
    memorandum, meeting = seeds
    Article.objects.filter(pk=meeting.pk).update(status="draft")
    helper = get_user_model().objects.create_user("helper", is_staff=True)
    helper.groups.add(Group.objects.get(name=CONTRIBUTOR))
    other = Client()
    other.force_login(helper)
    rows = taken(other)
    of(rows, memorandum)["byline"] = of(rows, meeting)["byline"] = "كاتب"
    page = brought(other, rows)
    assert (page.context["changing"], page.context["refused"]) == (1, 1)
    for change in ({"status": "published"}, {"source": "صحيفة جديدة"}):
        page = brought(other, [{**of(rows, meeting), **change}])
        assert (page.context["changing"], page.context["refused"]) == (0, 1)
    assert desk.get(page.request["PATH_INFO"]).status_code == 404


@pytest.mark.long
def test_many_rows_are_compared_and_changed_with_queries_in_proportion(
    desk,  # noqa: F811
    import_files,
    tmp_path,
    django_assert_max_num_queries,
):
    """A tenth of them here, for the sake of time."""
    file = tmp_path / "many.jsonl"
    lines = [
        {
            "title": f"الخبر رقم {number}",
            "text": "نص الخبر",
            "date": "2022-03-01",
            "source": "النهار",
        }
        for number in range(500)
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    import_files(file)
    rows = taken(desk)
    for row in rows:
        row["byline"] = f"كاتب {row['id']}"
    with django_assert_max_num_queries(60):
        page = brought(desk, rows)
    assert page.context["changing"] == 500
    assert len(page.context["rows"]) == 50
    page = applied(desk, page)
    assert page.context["progress"].done == 500
    assert not Article.objects.filter(byline="").exists()
    assert not Article.objects.filter(settled=False).exists()


@pytest.mark.parametrize(("role", "offered"), [(CURATOR, True), (READER, False)])
def test_the_list_leads_those_to_the_table_who_may_bring_it_back(db, role, offered):
    desk = sit_down("amal", role)  # noqa: F811
    page = desk.get(reverse("admin:archive_article_changelist"))
    assert (f'href="{TABLE}"' in page.text) is offered
    assert desk.get(TABLE).status_code == (200 if offered else 403)
