import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article
from search import engine, whoosh_engine
from search.engine import Drift
from tests.search.test_engine import search, the_index, truncate_contents


@pytest.fixture
def check(capsys):
    """Runs the command; what it printed and its exit status."""

    def run(*options: str) -> tuple[str, int]:
        status = 0
        try:
            call_command("check_index", *options)
        except SystemExit as stop:
            status = stop.code
        return capsys.readouterr().out, status

    return run


IN_STEP = "The search index is in step with the archive.\n"


def test_an_index_in_step_is_said_to_be_so(check, seeds):
    assert check() == (IN_STEP, 0)
    assert check("--repair") == (IN_STEP, 0)


def test_an_archive_without_articles_is_in_step_with_its_index(check, import_files):
    import_files()
    assert check() == (IN_STEP, 0)


@pytest.fixture
def drifted(seeds, import_text):
    """One article behind the index's back hidden, one edited, one added."""
    hidden, edited = seeds
    added = import_text("عنوان الخبر\n\nنص الخبر كما نشر في حينه.")
    engine.backend().write((), [added.pk])
    Article.objects.filter(pk=hidden.pk).update(status=Article.Status.HIDDEN)
    Article.objects.filter(pk=edited.pk).update(body="نص جديد", modified_at="2030-01-01T00:00Z")
    return Drift(missing=(added.pk,), extra=(hidden.pk,), stale=(edited.pk,))


def test_drift_is_named_counted_and_left_alone(check, drifted):
    assert engine.drift() == drifted
    expected = (
        f"Articles published and not in the index: 1 ({drifted.missing[0]})\n"
        f"Articles in the index and not published: 1 ({drifted.extra[0]})\n"
        f"Articles changed since they were indexed: 1 ({drifted.stale[0]})\n"
    )
    assert check() == (expected, 1)
    assert check() == (expected, 1)


def test_what_changed_without_any_time_noted_is_found_too(check, seeds):
    Article.objects.filter(pk=seeds[0].pk).update(body="نص من وراء الظهر")
    assert not engine.drift()
    out, status = check()
    assert out == f"Articles changed since they were indexed: 1 ({seeds[0].pk})\n"
    assert status == 1
    assert check("--repair")[1] == 0
    assert search("الظهر").total == 1


def test_repairing_brings_the_index_in_step(check, drifted):
    out, status = check("--repair")
    assert out.endswith(f"({drifted.stale[0]})\nMended.\n{IN_STEP}")
    assert status == 0
    assert engine.drift() == Drift()
    assert search("الخبر").total == 1
    assert search("أفيخاي").total == 0


def test_only_the_first_few_of_many_articles_are_named(check, import_text):
    for number in range(7):
        import_text(f"الخبر رقم {number}\n\nنص الخبر كما نشر في حينه.")
    engine.backend().build(())
    [line] = check()[0].splitlines()
    assert line.startswith("Articles published and not in the index: 7 (")
    assert line.endswith(", …)")
    assert line.count(",") == 5


def test_programs_read_the_same_as_json(check, drifted):
    out, status = check("--json")
    articles = {
        "missing": list(drifted.missing),
        "extra": list(drifted.extra),
        "stale": list(drifted.stale),
        "unreadable": "",
    }
    assert (json.loads(out), status) == ({"in_step": False, **articles}, 1)
    out, status = check("--json", "--repair")
    nothing = {"missing": [], "extra": [], "stale": [], "unreadable": ""}
    assert json.loads(out) == {"in_step": True, **nothing, "found": articles}
    assert status == 0


def test_a_damaged_index_is_named_and_rebuilt(check, seeds):
    truncate_contents(the_index())
    out, status = check()
    assert out.startswith("The search index cannot be read: it is damaged")
    assert status == 1
    assert check("--repair")[1] == 0
    assert search("الرباط").total == 2


def test_an_index_that_is_not_there_is_named_and_built(check, seeds):
    shutil.rmtree(the_index())
    assert check() == ("The search index cannot be read: there is none\n", 1)
    out, status = check("--repair")
    assert out.endswith(f"Mended.\n{IN_STEP}")
    assert status == 0


def test_what_a_build_left_behind_is_no_index(check, seeds):
    path = the_index()
    path.rename(path.with_name("building-abandoned"))
    assert check() == ("The search index cannot be read: there is none\n", 1)


def test_an_index_made_by_another_analysis_is_named_and_made_anew(check, seeds, monkeypatch):
    before = the_index().name
    monkeypatch.setattr(whoosh_engine, "fingerprint", lambda: "another")
    out, status = check()
    assert f"made by another analysis ({before}, not another)" in out
    assert status == 1
    assert check("--repair")[1] == 0
    assert not search("الرباط").degraded


def test_an_index_that_cannot_be_mended_is_said_to_be_so(seeds, settings):
    shutil.rmtree(settings.DATA_DIR / "index")
    (settings.DATA_DIR / "index").write_text("in the way")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("check_index", "--repair")
    (settings.DATA_DIR / "index").unlink()


def test_what_another_process_edits_while_an_article_is_written_is_not_lost(seeds, monkeypatch):
    written = engine.documents

    def edited_meanwhile(articles):
        monkeypatch.undo()
        for article in Article.objects.filter(pk=seeds[0].pk):
            article.body = "نص كتبه أمين المحفوظات."
            article.save()
        return written(articles)

    monkeypatch.setattr(engine, "documents", edited_meanwhile)
    engine.refresh([article.pk for article in seeds])
    assert search("المحفوظات").total == 1
    assert not engine.drift()
