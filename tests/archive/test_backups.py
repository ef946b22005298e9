"""The archive copied: into a folder that is an archive itself, and into another database."""

import json
import shutil
from pathlib import Path

import pytest

from tests.archive.test_import_articles import DUMP, manage, output
from tests.archive.test_ingest import news

pytestmark = pytest.mark.long

SEEDS = "captures=2 copied=2 lost=0 damaged=0\n"


@pytest.fixture(scope="module")
def of_seeds(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "data"
    output(manage(folder, "migrate", "--verbosity", "0"))
    output(manage(folder, "import_articles", "seeds"))
    output(manage(folder, "shell", "-v0", "-c", CURATED))
    return folder


@pytest.fixture
def data(of_seeds, tmp_path) -> Path:
    return Path(shutil.copytree(of_seeds, tmp_path / "data"))


def dump(data: Path, **env: str) -> object:
    return json.loads(output(manage(data, "shell", "-v0", "-c", DUMP, **env)))


def captured(data: Path) -> list[Path]:
    return sorted(path for path in (data / "captures").rglob("*") if path.is_file())


def test_a_copy_is_an_archive_itself_and_is_brought_up_to_date_by_copying_again(data, tmp_path):
    copy = tmp_path / "copy"
    assert output(manage(data, "back_up_archive", str(copy))) == SEEDS
    assert dump(copy) == dump(data)
    output(manage(copy, "rebuild_index"))
    found = json.loads(output(manage(copy, "search_articles", "وبالرباط", "--json")))
    assert found["total"] == 2
    more = tmp_path / "more.txt"
    more.write_text(news("خبر جديد"))
    output(manage(data, "import_articles", str(more)))
    again = output(manage(data, "back_up_archive", str(copy)))
    assert again == "captures=3 copied=1 lost=0 damaged=0\n"
    assert dump(copy) == dump(data)
    assert [path.name for path in captured(copy)] == [path.name for path in captured(data)]


def test_captures_that_are_lost_or_damaged_are_named_and_the_rest_is_copied(data, tmp_path):
    damaged, lost = captured(data)
    damaged.write_bytes(b"something else")
    lost.unlink()
    process = manage(data, "back_up_archive", str(tmp_path / "copy"))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == "captures=2 copied=0 lost=1 damaged=1\n"
    assert f"{damaged.name} is damaged" in err
    assert f"{lost.name} is missing" in err
    assert captured(tmp_path / "copy") == []


@pytest.mark.parametrize("place", ["data", "file"])
def test_a_place_that_cannot_be_copied_to_is_refused_in_words(data, tmp_path, place):
    (tmp_path / "file").write_text("")
    process = manage(data, "back_up_archive", str(tmp_path / place))
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith("CommandError: ")
    assert err.count("\n") == 1


def test_everything_goes_to_another_database_which_goes_on_from_there_and_is_not_written_over(
    data, tmp_path
):
    """In `tests/test_postgresql.py` that other one is on a server."""
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}"}
    moved = output(manage(data, "move_archive", env["DATABASE_URL"]))
    assert "\n2\t" in moved
    assert dump(data, **env) == dump(data)
    times = [output(manage(data, "shell", "-v0", "-c", TIMES, **there)) for there in (env, {})]
    assert times[0] == times[1]
    assert output(manage(data, "shell", "-v0", "-c", LEFT, **env)) == "True 2 True\n"
    more = tmp_path / "more.txt"
    more.write_text(news("خبر جديد"))
    assert output(manage(data, "import_articles", str(more), **env)).startswith("created=1")
    process = manage(data, "move_archive", env["DATABASE_URL"])
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err == "CommandError: There are articles in that database already.\n"


CURATED = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from archive.curation.history import kept
from archive.models import Article
user = get_user_model().objects.create_user("أمل", password="سر لا يعرفه أحد", is_staff=True)
user.groups.add(Group.objects.get(name="أمين"))
article = Article.objects.order_by("pk").first()
with kept(article, user):
    article.title = "عنوان مصحح"
    article.save()
"""
LEFT = """
from django.contrib.auth import authenticate
from archive.curation.history import versions_of
from archive.models import Article
user = authenticate(username="أمل", password="سر لا يعرفه أحد")
article = Article.objects.order_by("pk").first()
print(user.has_perm("archive.decide_flag"), versions_of(article).count(), article.title == "عنوان مصحح")
"""
TIMES = """
from archive.models import Article
print(*Article.objects.order_by("pk").values_list("created_at", "modified_at"))
"""
