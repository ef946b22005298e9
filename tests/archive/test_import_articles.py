import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from archive.models import Article
from tests.archive.test_ingest import news
from tests.conftest import MEETING, MEMORANDUM, SEEDS

pytestmark = pytest.mark.django_db


def run(capsys, *paths) -> tuple[str, str, int]:
    status = 0
    try:
        call_command("import_articles", *map(str, paths))
    except SystemExit as stop:
        status = stop.code
    out, err = capsys.readouterr()
    return out, err, status


def test_the_seeds_are_imported_once(capsys):
    assert run(capsys, SEEDS) == ("created=2 updated=0 unchanged=0 failed=0 flagged=2\n", "", 0)
    assert run(capsys, SEEDS) == ("created=0 updated=0 unchanged=2 failed=0 flagged=2\n", "", 0)


def test_each_problem_is_one_line_in_both_languages_and_the_status_tells(capsys, tmp_path):
    (tmp_path / "empty.txt").touch()
    out, err, status = run(capsys, tmp_path / "empty.txt", MEETING, tmp_path / "none.txt")
    assert out == "created=1 updated=0 unchanged=0 failed=2 flagged=1\n"
    first, second = err.splitlines()
    assert first.startswith(f"{tmp_path / 'empty.txt'}: the file is empty (")
    assert "ملف" in first
    assert second.startswith(f"{tmp_path / 'none.txt'}: there is no such file (")
    assert status == 1


@pytest.mark.skipif(os.name != "posix", reason="file names here are always text")
def test_a_file_name_that_is_no_text_is_shown_and_kept_as_one(capsys, tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\xe2\x80\xae\n.txt"
    Path(os.fsdecode(name)).write_bytes(MEMORANDUM.read_bytes())
    Path(os.fsdecode(name + b"2")).touch()
    out, err, status = run(capsys, tmp_path)
    assert (out.split()[0], status) == ("created=1", 1)
    assert len(err.splitlines()) == 1


def test_a_report_has_a_line_for_each_record(capsys, tmp_path):
    table = tmp_path / "a\u202eb.jsonl"
    table.write_text('{"title": "خبر", "text": "نص", "date": "2022-03"}\n{"x\u202e\n')
    report = tmp_path / "report.jsonl"
    out, err, status = run(capsys, table, MEETING, "--report", report)
    assert (out, status) == ("created=2 updated=0 unchanged=0 failed=1 flagged=2\n", 1)
    assert "\u202e" not in err
    assert f"{tmp_path}/ab.jsonl, line 2: " in err
    row, broken, meeting = map(json.loads, report.read_text().splitlines())
    assert row == {
        "file": f"{tmp_path}/ab.jsonl",
        "record": "line 1",
        "verdict": "created",
        "reason": "",
        "id": row["id"],
        "url": f"/articles/{row['id']}/",
        "address": "",
        "title": "خبر",
        "published": "2022-03",
        "source": "",
        "comments": 0,
        "related_links": 0,
        "flags": ["source_missing"],
    }
    assert (broken["verdict"], broken["id"]) == ("failed", "")
    assert "JSON" in broken["reason"]
    assert (meeting["record"], meeting["comments"], meeting["published"]) == ("", 9, "2023-01-17")


def test_a_rehearsal_and_a_named_format_are_options(capsys, tmp_path):
    table = tmp_path / "table"
    table.write_text('{"body": 1}\n{"title": "خبر"}\n')
    out, _, _ = run(capsys, "--dry-run", "--format", "jsonl", table)
    assert out == "created=2 updated=0 unchanged=0 failed=0 flagged=2\n"
    assert not Article.objects.exists()


def manage(data: Path, *command: str, **env: str) -> subprocess.Popen[str]:
    """A command on an archive of its own, in a process of its own."""
    env = {**env, "WARRAQ_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ | env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def output(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


DUMP = "import json; from tests.canonical import dump; print(json.dumps(dump(), default=str))"


@pytest.mark.long
def test_an_import_killed_again_and_again_ends_as_one_never_killed(tmp_path):
    captures = tmp_path / "captures"
    captures.mkdir()
    for number in range(150):
        text = news(f"الخبر رقم {number}", related=f"الخبر رقم {(number * 7) % 150}")
        (captures / f"{number:03}.txt").write_text(text)
    rows = [
        {
            "title": f"الخبر رقم {number}",
            "text": "نص",
            "url": f"https://paper.example/{number % 900}",
        }
        for number in range(1000)
    ]
    (captures / "table.jsonl").write_text("\n".join(map(json.dumps, rows)))
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for data in (whole, killed):
        output(manage(data, "migrate", "--verbosity", "0"))
    output(manage(whole, "import_articles", str(captures)))

    chance = random.Random(2023)
    for _ in range(4):
        process = manage(killed, "import_articles", str(captures))
        time.sleep(chance.uniform(0.5, 1.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert "failed=0" in output(manage(killed, "import_articles", str(captures)))

    dumps = [
        json.loads(output(manage(data, "shell", "-v0", "-c", DUMP))) for data in (whole, killed)
    ]
    assert dumps[0] == dumps[1]
    assert len(dumps[0]["articles"]) == 150 + 900
    for data in (whole, killed):
        found = json.loads(output(manage(data, "search_articles", "الخبر", "--json")))
        assert found["total"] == 150 + 900
