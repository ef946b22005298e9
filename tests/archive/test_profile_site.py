from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from archive.models import Capture
from archive.readers.webpage import profiles
from tests.archive.readers.test_webpage import TITLES, site_page


@pytest.fixture
def pages(tmp_path) -> list[Path]:
    files = [tmp_path / f"{at}.html" for at in range(4)]
    for at, file in enumerate(files):
        file.write_text(site_page(at, at))
    return files


def test_a_profile_is_proposed_shown_on_each_page_and_kept(capsys, pages):
    call_command("profile_site", *map(str, pages))
    out, err = capsys.readouterr()
    for title in TITLES[:4]:
        assert f"title: {title}\n" in out
    assert 'body = ["div.b3"]' in out
    assert "comment.item: 3: قارئ 0 | 1 نونبر 2021 - 10:00 | تعليق القارئ رقم 0" in out
    [kept] = profiles.of_sites(["alhadba.example"])
    assert (kept.site, kept.version) == ("alhadba.example", 1)
    assert not err


def test_pages_may_lie_in_one_file_together(capsys, pages, tmp_path):
    with ZipFile(tmp_path / "pages.zip", "w") as together:
        for page in pages:
            together.write(page, page.name)
    call_command("profile_site", str(tmp_path / "pages.zip"))
    out, _ = capsys.readouterr()
    for page, title in zip(pages, TITLES, strict=False):
        assert f"pages.zip, {page.name}\n" in out
        assert f"title: {title}\n" in out


def test_pages_are_imported_by_the_profile_with_their_comments(import_files, pages, tmp_path):
    call_command("profile_site", *map(str, pages))
    page = tmp_path / "page.html"
    page.write_text(site_page(4, 2))
    [verdict] = import_files(page)
    article = verdict.article
    assert (article.title, article.dateline) == (TITLES[4], "5 نونبر 2021")
    assert [comment.author for comment in article.comments.all()] == ["قارئ 0", "قارئ 1"]
    start, end = article.spans["title"][0]
    assert article.capture.text[start:end] == article.title


def test_pages_imported_before_are_read_by_the_profile_when_asked(import_files, pages, capsys):
    import_files(*pages[:2])
    call_command("profile_site", *map(str, pages))
    assert "reparse_articles --site alhadba.example --apply\n" in capsys.readouterr().out
    call_command("reparse_articles", "--site", "paper.example", "--apply")
    assert capsys.readouterr().out == "changed=0 unchanged=0 failed=0\n"
    call_command("reparse_articles", "--site", "alhadba.example", "--apply")
    [kept] = profiles.of_sites(["alhadba.example"])
    assert set(Capture.objects.values_list("rules", flat=True)) == {kept.mark}


def test_a_dry_run_keeps_nothing(capsys, pages):
    call_command("profile_site", "--dry-run", *map(str, pages))
    assert "title = " in capsys.readouterr().out
    assert not list(profiles.of_sites(["alhadba.example"]))


def test_a_site_can_be_named_and_a_file_that_is_no_page_is_passed_over(capsys, pages, tmp_path):
    other = tmp_path / "empty.html"
    other.write_text("<html></html>")
    call_command("profile_site", "--site", "hadba.example", str(other), *map(str, pages))
    assert str(other) in capsys.readouterr().err
    [kept] = profiles.of_sites(["www.hadba.example"])
    assert kept.site == "hadba.example"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["0.html"], "It takes 2 pages"),
        (["0.html", "1.html", "--site", "../etc"], "is no name of a site"),
    ],
)
def test_what_cannot_be_compared_or_kept_is_refused(pages, arguments, reason):
    folder = pages[0].parent
    paths = [str(folder / one) if one.endswith(".html") else one for one in arguments]
    with pytest.raises(CommandError, match=reason):
        call_command("profile_site", *paths)
