"""Pages of a site that nobody has made a profile of are read by what they have in common."""

import json
import random

import pytest
from django.core.management import call_command

from archive.intake.files import files_in
from archive.intake.ingest import ingest
from archive.models import Article, Capture
from archive.readers.webpage import profiles
from tests.archive.readers.test_webpage import TITLES, site_page
from tests.archive.test_ingest import Killed, dying_at, empty_archive, outcomes
from tests.canonical import dump

SITE = "alhadba.example"


@pytest.fixture
def folder(tmp_path):
    for at in range(len(TITLES)):
        (tmp_path / f"{at}.html").write_text(site_page(at, at % 4))
    return tmp_path


def run(files):
    return list(ingest(files, 10**6))


@pytest.mark.django_db
class TestPagesOfAnUnknownSite:
    def test_are_compared_and_read_by_what_varies(self, folder):
        run(files_in([folder]))
        [compared] = profiles.of_sites([SITE])
        assert compared.version == profiles.COMPARED
        assert sorted(Article.objects.values_list("title", flat=True)) == sorted(TITLES)
        assert {article.comments.count() for article in Article.objects.all()} == {0, 1, 2, 3}
        assert set(Capture.objects.values_list("site", "rules")) == {(SITE, compared.mark)}

    def test_are_reported_as_they_are_once_compared(self, folder, tmp_path_factory):
        report = tmp_path_factory.mktemp("report") / "report.jsonl"
        call_command("import_articles", str(folder), "--report", str(report))
        lines = [json.loads(line) for line in report.read_text().splitlines()]
        said = {line["id"]: (line["title"], line["comments"]) for line in lines}
        articles = Article.objects.all()
        assert said == {one.pk: (one.title, one.comments.count()) for one in articles}
        assert list(report.parent.iterdir()) == [report]

    def test_are_too_few_to_compare_where_there_are_two(self, folder):
        run([folder / "0.html", folder / "1.html"])
        assert not list(profiles.of_sites([SITE]))
        assert set(Capture.objects.values_list("rules", flat=True)) == {""}

    @pytest.mark.parametrize("seed", range(3))
    def test_become_the_same_articles_in_any_order_and_number_of_imports(self, folder, seed):
        run(files_in([folder]))
        expected = dump()
        empty_archive()
        files = list(files_in([folder]))
        random.Random(seed).shuffle(files)
        for some in (files[:2], files[2:5], files[5:]):
            run(some)
        assert dump() == expected

    def test_change_nothing_when_they_come_again(self, folder, capsys):
        run(files_in([folder]))
        before, stamps = dump(), list(Article.objects.values_list("pk", "modified_at"))
        assert set(outcomes(run(files_in([folder])))) == {"unchanged"}
        call_command("reparse_articles", "--apply")
        assert capsys.readouterr().out.startswith("changed=0 ")
        assert (dump(), list(Article.objects.values_list("pk", "modified_at"))) == (before, stamps)

    def test_keep_what_a_curator_set(self, folder):
        run([folder / "0.html"])
        article = Article.objects.get()
        article.title = "عنوان صححه أمين الأرشيف"
        article.curate(["title"])
        article.save()
        run(files_in([folder]))
        assert Article.objects.get(pk=article.pk).title == "عنوان صححه أمين الأرشيف"

    def test_are_left_to_the_profile_that_a_person_made(self, folder):
        call_command("profile_site", *map(str, files_in([folder])))
        run(files_in([folder]))
        [kept] = profiles.of_sites([SITE])
        assert kept.version == 1
        assert set(Capture.objects.values_list("rules", flat=True)) == {kept.mark}


@pytest.mark.django_db(transaction=True)
def test_an_import_that_dies_while_sites_are_compared_is_made_whole_by_the_next(folder):
    files = [folder / f"{at}.html" for at in range(3)]
    run(files)
    expected = dump()
    for statement in (25, 40, 55, 70, 85, 100):
        empty_archive()
        profiles.folder(SITE).joinpath("0.toml").unlink(missing_ok=True)
        with pytest.raises(Killed), dying_at(statement):
            run(files)
        run(files)
        assert dump() == expected, statement


@pytest.mark.django_db
def test_rows_of_a_table_are_not_taken_for_pages_of_the_sites_they_name(tmp_path_factory):
    rows = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    told = [
        {"title": title, "text": f"نص {title}.", "url": f"https://rows.example/{at}"}
        for at, title in enumerate(TITLES)
    ]
    rows.write_text("".join(f"{json.dumps(row)}\n" for row in told))
    run([rows])
    Capture.objects.update(site="rows.example")  # as archives of before have it
    Article.objects.update(settled=False)
    run([])
    assert list(profiles.of_sites(["rows.example"])) == []
    assert set(Capture.objects.values_list("rules", flat=True)) == {""}
