"""Tasks in processes of their own, which may be killed, on an archive of their own.

The processes are forked from one that has loaded the archive already, so that each starts at once.
They share a data directory, which is not that of the process that runs the tests.
"""

# ruff: noqa: E402

import logging
import multiprocessing
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
IN_TESTS = apps.ready
if not IN_TESTS:
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver, reverse

from archive.models import Article
from search import engine, whoosh_engine
from search.asking import Asked, Found
from search.layers import Level
from search.query import parse

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])
LOAD_SECONDS = float(os.environ.get("WARRAQ_LOAD_SECONDS", "6"))
"""More of them are a longer trial."""
PATIENCE = 120.0 + LOAD_SECONDS


class Running:
    """A task in a process of its own."""

    def __init__(self, task: Callable[..., Any], *args: Any) -> None:
        self.receiving, sending = CONTEXT.Pipe(duplex=False)
        self.process = CONTEXT.Process(target=carry_out, args=(sending, task, args))
        self.process.start()
        sending.close()

    def result(self) -> Any:
        """What the task returns; its process has to end well."""
        if not self.receiving.poll(PATIENCE):
            self.kill()
            raise AssertionError(f"not done after {PATIENCE} seconds")
        try:
            returned, problem = self.receiving.recv()
        except EOFError:
            returned, problem = None, ""
        status = self.ended()
        assert (status, problem) == (0, ""), f"exit status {status}\n{problem}"
        return returned

    def kill(self) -> None:
        self.process.kill()
        self.ended()

    def ended(self) -> int | None:
        self.process.join(PATIENCE)
        status = self.process.exitcode
        self.process.close()
        self.receiving.close()
        return status


def run(task: Callable[..., Any], *args: Any) -> Any:
    return Running(task, *args).result()


LOGGED: list[str] = []


class Remembering(logging.Handler):
    """Keeps the text alone: an exception that is kept would keep files and locks."""

    def emit(self, record: logging.LogRecord) -> None:
        error = f" {record.exc_info[1]!r}" if record.exc_info else ""
        LOGGED.append(record.getMessage() + error)


def carry_out(sending: Connection, task: Callable[..., Any], args: tuple[Any, ...]) -> None:
    logging.getLogger().handlers = [Remembering()]
    try:
        answer = task(*args), ""
    except Exception:
        answer = None, traceback.format_exc()
    sending.send(answer)


WRITING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect"}


def killed_at(number: int, task: Callable[..., Any], *args: Any) -> int:
    """Do a task, and end as by `kill -9` before it changes files for a certain time.

    The number of such moments, if there are not so many.
    """
    moments = 0

    def hook(event: str, details: tuple[Any, ...]) -> None:
        nonlocal moments
        flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        writes = event == "open" and details[2] is not None and details[2] & flags
        if event in WRITING or writes:
            moments += 1
            if moments == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    task(*args)
    return moments


if not IN_TESTS:  # load what every task needs, once
    whoosh_engine.fingerprint()
    get_resolver().url_patterns  # noqa: B018
    for template in ("search/search.html", "404.html"):
        get_template(template)

# Tasks.

BODY = "وصل الوفد رقم {0} إلى الرباط، ووقع مذكرة تفاهم مع وزير العدد{0} في المغرب.\n\nوقال الكاتب {0} إن الكتب وصلت."
QUERIES = ("الخبر", "«مذكرة تفاهم»", "العدد7", "كاتب", "كات*", "*دد3", "المغرب -العدد4", "الصين")
NUMBER = 30


def prepare() -> Path:
    """An archive with some articles, made in place of any that was there; its directory."""
    for path in settings.DATA_DIR.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    call_command("migrate", verbosity=0)
    write_captures(settings.DATA_DIR / "first", range(NUMBER))
    write_captures(settings.DATA_DIR / "second", range(NUMBER, 2 * NUMBER))
    bring_in("first")
    return settings.DATA_DIR


def write_captures(folder: Path, numbers: range) -> None:
    folder.mkdir()
    for number in numbers:
        (folder / f"{number}.txt").write_text(f"الخبر رقم {number}\n\n{BODY.format(number)}")


def bring_in(folder: str) -> None:
    call_command("import_articles", str(settings.DATA_DIR / folder), stdout=StringIO())


def edit() -> None:
    """Change one article, hide another."""
    first, second, *_ = Article.objects.order_by("pk")
    first.body = "نص كتبه أمين المحفوظات."
    first.save()
    second.status = Article.Status.HIDDEN
    second.save()


def check(*options: str) -> int:
    """The exit status of `check_index`."""
    try:
        call_command("check_index", *options, stdout=StringIO())
    except SystemExit as stop:
        return int(stop.code)
    return 0


@dataclass(frozen=True)
class Seen:
    """What a reader sees, and what the log says."""

    found: dict[str, list[str]]
    """For each query the articles in order."""
    degraded: bool
    notice: bool
    """Whether the page says that the index cannot be used."""
    log: list[str]

    @property
    def totals(self) -> dict[str, int]:
        return {query: len(ids) for query, ids in self.found.items()}


def look() -> Seen:
    found = {query: ask(query) for query in QUERIES}
    worst = max(QUERIES, key=lambda query: found[query].degraded)
    page = client().get(reverse("search:search"), {"q": worst})
    assert page.status_code == 200
    for view, query in (("search:search", "الرابط"), ("search:suggest", "الر")):
        assert client().get(reverse(view), {"q": query}).status_code == 200
    return Seen(
        found={query: [hit.article_id for hit in one.hits] for query, one in found.items()},
        degraded=any(one.degraded for one in found.values()),
        notice='class="notice"' in page.content.decode(),
        log=list(LOGGED),
    )


def client() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def ask(query: str) -> Found:
    found = engine.find(Asked(parse(query), Level.ROOT), 0, 1000)
    ids = {hit.article_id for hit in found.hits}
    assert len(ids) == len(found.hits) == found.total, query
    return found


def mended() -> Seen:
    """What a reader sees after a repair."""
    assert check("--repair") == 0
    assert check() == 0
    return look()
