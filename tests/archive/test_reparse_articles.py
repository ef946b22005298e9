import pytest
from django.core.management import call_command

from archive.captures import path_of
from archive.models import Article, Capture
from tests.canonical import dump

pytestmark = pytest.mark.django_db
OLD = "قراءة قديمة"


@pytest.fixture
def read_long_ago(meeting):
    """An article as a former reader read its capture."""
    meeting.title = OLD
    meeting.save()
    meeting.comments.filter(number=2).delete()
    return meeting


def reparse(capsys, *options: str) -> str:
    call_command("reparse_articles", *options)
    return capsys.readouterr().out


def test_the_difference_is_shown_field_by_field_and_nothing_written(capsys, read_long_ago):
    before = dump()
    shown = reparse(capsys)
    assert dump() == before
    assert f"  title\n    - \u2067{OLD}\u2069\n    + \u2067انعقاد الاجتماع" in shown
    assert "  comments\n    + " in shown
    assert "  body" not in shown
    assert "changed=1 unchanged=0 failed=0" in shown


def test_once_applied_there_is_no_difference_left(capsys, read_long_ago):
    reparse(capsys, "--apply")
    article = Article.objects.get()
    assert article.title.startswith("انعقاد الاجتماع")
    assert article.comments.count() == 9
    assert reparse(capsys) == "changed=0 unchanged=1 failed=0\n"


def test_what_a_curator_set_is_no_difference(capsys, read_long_ago):
    read_long_ago.curate(["title", "comments"])
    read_long_ago.save()
    assert reparse(capsys, "--apply") == "changed=0 unchanged=1 failed=0\n"
    assert Article.objects.get().title == OLD


def test_only_the_captures_of_one_reader_are_read(capsys, read_long_ago):
    assert reparse(capsys, "--reader", "json") == "changed=0 unchanged=0 failed=0\n"


def test_a_capture_that_is_lost_is_named_and_costs_nothing(capsys, meeting):
    path_of(Capture.objects.get().sha256).unlink()
    call_command("reparse_articles", "--apply")
    out, err = capsys.readouterr()
    assert out == "changed=0 unchanged=0 failed=1\n"
    assert err.startswith(f"{meeting.pk}: The captured file is missing")
