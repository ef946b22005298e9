"""Every import is on record: what came in with it, what did not, and whether it was broken off."""

import json

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from archive.intake.ingest import ingest
from archive.intake.ledger import Busy
from archive.models import Article, Batch, Capture
from tests.archive.test_admin import curator, desk  # noqa: F401 - fixtures
from tests.archive.test_ingest import news
from tests.canonical import dump
from tests.conftest import MEETING, SEEDS


@pytest.fixture
def captures(tmp_path, db):
    """A table of three hundred articles, and a file that is none."""
    table = tmp_path / "table.jsonl"
    rows = [
        {"title": f"الخبر رقم {number}", "text": "نص", "date": "2022-03-01"}
        for number in range(300)
    ]
    table.write_text("\n".join(map(json.dumps, rows)))
    empty = tmp_path / "empty.txt"
    empty.touch()
    return [table, empty]


def run(files, batch=None):
    return list(ingest(files, settings.LARGEST_CAPTURE, batch=batch))


def counts(batch: Batch) -> tuple[int, ...]:
    batch.refresh_from_db()
    return batch.created, batch.updated, batch.unchanged, batch.failed


def test_an_import_says_what_it_came_to_and_captures_know_by_which_they_came(captures):
    run(captures)
    [batch] = Batch.objects.all()
    assert counts(batch) == (300, 0, 0, 1)
    assert batch.started_at < batch.finished_at
    assert batch.captures.count() == 300
    [problem] = batch.problems
    assert problem["file"].endswith("empty.txt")
    assert problem["message"] == "the file is empty"
    run(captures)
    again = Batch.objects.first()
    assert counts(again) == (0, 0, 300, 1)
    assert not again.captures.exists()
    assert set(Capture.objects.values_list("batch", flat=True)) == {batch.pk}


def test_a_command_says_what_was_imported_and_a_rehearsal_leaves_no_trace(db, capsys):
    call_command("import_articles", str(SEEDS), "--dry-run")
    assert not Batch.objects.exists()
    call_command("import_articles", str(SEEDS))
    [batch] = Batch.objects.all()
    assert batch.origin == str(SEEDS)
    call_command("reparse_articles", "--apply")
    assert Batch.objects.count() == 1


def broken_off(files) -> Batch:
    """An import that ended after its first group, as if it had been killed."""
    verdicts = ingest(files, settings.LARGEST_CAPTURE, batch=Batch(origin="حمولة"))
    next(verdicts)
    verdicts.close()
    return Batch.objects.get()


def test_one_that_was_broken_off_goes_on_and_comes_to_the_same(captures):
    batch = broken_off(captures)
    assert batch.finished_at is None
    assert 0 < batch.created < 300
    run(captures, batch)
    assert counts(batch) == (300, 0, 0, 1)
    assert len(batch.problems) == 1
    assert batch.finished_at
    assert batch.captures.count() == 300
    gone_on = dump()
    Article.objects.all().delete()
    Capture.objects.all().delete()
    run(captures)
    assert dump() == gone_on


def test_two_processes_are_never_at_one_import(captures):
    verdicts = ingest(captures, settings.LARGEST_CAPTURE)
    next(verdicts)
    with pytest.raises(Busy):
        run(captures, Batch.objects.get())
    assert len(list(verdicts)) == 300


def outcome(desk, **query) -> str:  # noqa: F811
    html = desk.get(reverse("admin:archive_batch_changelist"), query).content.decode()
    return html


def test_the_list_tells_what_became_of_each_import(desk, captures):  # noqa: F811
    verdicts = ingest(captures, settings.LARGEST_CAPTURE, batch=Batch(origin="حمولة"))
    next(verdicts)
    assert 'data-outcome="going"' in outcome(desk)
    verdicts.close()
    assert 'data-outcome="broken"' in outcome(desk)
    run(captures, Batch.objects.get())
    assert 'data-outcome="failures"' in outcome(desk)
    run([MEETING])
    assert 'data-outcome="finished"' in outcome(desk, outcome="finished")
    assert 'data-outcome="failures"' not in outcome(desk, outcome="finished")


def test_its_page_shows_what_came_in_and_what_not_in_the_curators_language(desk, captures):  # noqa: F811
    run([MEETING, captures[1]])
    batch = Batch.objects.get()
    html = desk.get(reverse("admin:archive_batch_change", args=[batch.pk])).content.decode()
    assert Article.objects.get().title in html
    assert "المصدر مفقود" in html
    assert "الملف فارغ" in html
    report = desk.get(reverse("admin:archive_batch_report", args=[batch.pk]))
    meeting, empty = map(json.loads, b"".join(report).decode().splitlines())
    assert (meeting["verdict"], meeting["comments"]) == ("created", 9)
    assert "source_missing" in meeting["flags"]
    assert (empty["verdict"], empty["file"]) == ("failed", str(captures[1]))
    assert "the file is empty (" in empty["reason"]


def test_a_large_import_is_shown_in_pages_and_few_queries(
    desk,  # noqa: F811
    captures,
    django_assert_max_num_queries,
):
    run(captures)
    address = reverse("admin:archive_batch_change", args=[Batch.objects.get().pk])
    desk.get(address)
    with django_assert_max_num_queries(9):
        page = desk.get(address)
    assert len(page.context["articles"].object_list) == 50
    assert "?p=2" in page.content.decode()
    assert desk.get(f"{address}?p=6").context["articles"].number == 6


def test_numbers_by_source_and_import_are_those_of_the_archive(
    desk,  # noqa: F811
    import_text,
    django_assert_max_num_queries,
):
    cache.clear()
    for number in range(3):
        import_text(news(f"الخبر {number}"))
    import_text("خبر بلا تاريخ\n\nنص الخبر كما نشر في حينه، ولا مصدر له.\n")
    with django_assert_max_num_queries(14):
        page = desk.get(reverse("admin:archive_statistics"))
    told = {str(source): tally for source, tally in page.context["sources"]}
    unnamed = told.pop("None")
    assert (unnamed.articles, unnamed.dated, unnamed.sourced, unnamed.with_body) == (1, 0, 0, 1)
    [named] = told.values()
    assert (named.articles, named.shares) == (3, [100, 100, 100])
    assert sum(tally.articles for _batch, tally in page.context["batches"]) == 4
    assert [month.count for month in page.context["months"]] == [4]
    assert unnamed.flags["source_missing"] == 1
    assert 'aria-hidden="true"' in page.content.decode()
