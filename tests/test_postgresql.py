"""The archive on PostgreSQL: the same captures become the same archive."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.test_backups import CURATED, LEFT
from tests.archive.test_import_articles import DUMP, manage, output
from tests.archive.test_ingest import news

pytestmark = pytest.mark.long

PROGRAMS = [
    *(Path(found) for found in [shutil.which("initdb")] if found),
    *sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
]
needs_postgresql = pytest.mark.skipif(
    not PROGRAMS and "CI" not in os.environ,
    reason="PostgreSQL is not installed; on Debian: apt install postgresql",
)


@pytest.fixture
def server() -> Iterator[str]:
    """A server of our own on a socket of our own, as a user who may run one."""
    directory = Path(tempfile.mkdtemp(prefix="warraq-postgresql-", dir="/tmp"))
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(directory, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    programs = PROGRAMS[-1].parent

    def run(program: str, *arguments: str) -> None:
        command = [
            *as_user,
            str(programs / program),
            "--pgdata",
            str(directory / "data"),
            *arguments,
        ]
        subprocess.run(command, cwd=directory, check=True, timeout=60, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "--auth=trust", "--username=warraq", "--encoding=UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={directory} -c fsync=off"
        run("pg_ctl", "start", "--wait", "--log", str(directory / "log"), "--options", options)
        yield f"postgres://warraq@/postgres?host={directory}"
    finally:
        if (directory / "data" / "postmaster.pid").exists():
            run("pg_ctl", "stop", "--mode=immediate")
        shutil.rmtree(directory)


@needs_postgresql
def test_the_same_captures_become_the_same_archive(server, tmp_path):
    dumps = []
    for data, database in ((tmp_path / "sqlite", ""), (tmp_path / "postgresql", server)):
        env = {"DATABASE_URL": database}
        output(manage(data, "migrate", "--verbosity", "0", **env))
        imported = output(manage(data, "import_articles", "seeds", **env))
        assert imported == "created=2 updated=0 unchanged=0 failed=0 flagged=2\n"
        again = output(manage(data, "import_articles", "seeds", **env))
        assert again == "created=0 updated=0 unchanged=2 failed=0 flagged=2\n"
        found = json.loads(output(manage(data, "search_articles", "وبالرباط", "--json", **env)))
        assert found["total"] == 2
        dumps.append(json.loads(output(manage(data, "shell", "-v0", "-c", DUMP, **env))))
    assert dumps[0] == dumps[1]


AT_ONCE = 2


@needs_postgresql
def test_imports_that_run_at_once_leave_the_archive_that_one_import_makes(server, tmp_path):
    files = []
    for part in range(AT_ONCE):
        rows = [
            {
                "title": f"عنوان الخبر رقم {number} من أخبار اليوم",
                "text": "نص",
                "source": ["الأفق", "الافق"][number % 2],
                "keywords": ["المغرب إسرائيل", ["المغرب", "اسرائيل"]][number % 2],
                "related": [f"عنوان الخبر رقم {(number * 7) % 240} من أخبار اليوم"],
            }
            for number in range(part, 240, AT_ONCE)
        ]
        file = tmp_path / f"{part}.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        files.append(str(file))
    env = {"DATABASE_URL": server}
    output(manage(tmp_path / "postgresql", "migrate", "--verbosity", "0", **env))
    running = [manage(tmp_path / "postgresql", "import_articles", file, **env) for file in files]
    for one in running:
        assert output(one) == "created=120 updated=0 unchanged=0 failed=0 flagged=120\n"
    output(manage(tmp_path / "sqlite", "migrate", "--verbosity", "0"))
    output(manage(tmp_path / "sqlite", "import_articles", *files))
    dumps = [
        json.loads(output(manage(tmp_path / name, "shell", "-v0", "-c", DUMP, **settings)))
        for name, settings in (("postgresql", env), ("sqlite", {}))
    ]
    assert dumps[0] == dumps[1]


@needs_postgresql
def test_an_archive_moves_to_the_server_and_goes_on_there(server, tmp_path):
    data, env = tmp_path / "data", {"DATABASE_URL": server}
    output(manage(data, "migrate", "--verbosity", "0"))
    output(manage(data, "import_articles", "seeds"))
    output(manage(data, "shell", "-v0", "-c", CURATED))
    output(manage(data, "move_archive", server))
    dumps = [
        json.loads(output(manage(data, "shell", "-v0", "-c", DUMP, **there))) for there in (env, {})
    ]
    assert dumps[0] == dumps[1]
    assert output(manage(data, "shell", "-v0", "-c", LEFT, **env)) == "True 2 True\n"
    assert output(manage(data, "shell", "-v0", "-c", REMEMBERED, **env)) == "1 1 0\n"
    more = tmp_path / "more.txt"
    more.write_text(news("خبر جديد"))
    assert output(manage(data, "import_articles", str(more), **env)).startswith("created=1")


REMEMBERED = """
from django.db import connection
from django.test.utils import CaptureQueriesContext
from archive.models import Source
from archive.remembering import remembered
count = lambda: remembered("count", lambda: Source.objects.filter(name__contains="لم يكن").count())
before = count()
made = Source.objects.create(name="مصدر لم يكن")
with CaptureQueriesContext(connection) as asked:
    told = count(), count()
assert len(asked) == 3, asked.captured_queries
made.delete()
print(*told, count())
"""
