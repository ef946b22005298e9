"""Measure how fast the server answers, for each kind of page of the present archive."""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from time import monotonic, perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from archive.models import Article, Author, Keyword, Source
from archive.text import words
from search.arabic import is_function_word

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
"""Seconds for the server to start, and for any one page."""
SEED = 30
TITLES = 2000
LARGEST = 20
"""Sources, authors and keywords, and as many months, that are asked for in turn."""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--requests", type=int, default=40, metavar="N", help="of each kind, after as many"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, requests: int, **options: Any) -> None:
        asked = addresses()
        if not asked["article"]:
            raise CommandError("There is no article to ask for.")
        call_command("collectstatic", interactive=False, verbosity=0)
        figures: dict[str, Mapping[str, float]] = {}
        with serving() as port:
            for kind, some in asked.items():
                if some:
                    rounds = [some[turn % len(some)] for turn in range(max(requests, 2))]
                    milliseconds(port, rounds)
                    figures[kind] = percentiles(milliseconds(port, rounds))
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for kind, found in figures.items():
            self.stdout.write(f"{kind:10} {found['p50_ms']:8.1f} {found['p95_ms']:8.1f} ms")


def addresses() -> dict[str, list[str]]:
    """What is asked for, by kind of page; the same for the same archive."""
    chance = random.Random(SEED)
    published = Article.objects.published()
    dated = list(published.known_by_day().newest_first().dates("published_on", "day", "DESC"))
    days = chance.sample(dated, min(LARGEST, len(dated)))
    articles = list(published.order_by("pk").only("pk", "title")[:TITLES])
    chance.shuffle(articles)
    titles = [
        " ".join(told[:2])
        for article in articles
        if len(
            told := [one.folded for one in words(article.title) if not is_function_word(one.folded)]
        )
        > 1
    ]
    largest = {
        model: [
            name.get_absolute_url() for name in model.objects.in_use().largest_first()[:LARGEST]
        ]
        for model in (Source, Author, Keyword)
    }
    search = reverse("search:search")
    return {
        "home": [reverse("archive:home")],
        "by date": [reverse("archive:newest")],
        "year": [reverse("archive:year", args=[day.year]) for day in days],
        "month": [reverse("archive:month", args=[day.year, day.month]) for day in days],
        "day": [reverse("archive:day", args=[day.year, day.month, day.day]) for day in days],
        "sources": [reverse("archive:sources")],
        "source": largest[Source],
        "authors": [reverse("archive:authors")],
        "author": largest[Author],
        "keywords": [reverse("archive:keywords")],
        "keyword": largest[Keyword],
        "article": [article.get_absolute_url() for article in articles],
        "search": [f"{search}?{urlencode({'q': title})}" for title in titles],
    }


@contextmanager
def serving() -> Iterator[int]:
    """The archive's own server, one process of two threads on this machine; its port."""
    with socket.create_server((LOOPBACK, 0)) as free:
        port: int = free.getsockname()[1]
    environment = {**os.environ, "WARRAQ_DATA": str(settings.DATA_DIR), "WARRAQ_HTTPS": "0"}
    environment["WARRAQ_ALLOWED_HOSTS"] = LOOPBACK
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", settings.WSGI_APPLICATION.replace(".application", ""),
            "--bind", f"{LOOPBACK}:{port}", "--workers", "1", "--threads", "2",
            "--no-control-socket", "--log-level", "error",
        ],
        cwd=settings.BASE_DIR,
        env=environment,
    )  # fmt: skip
    try:
        await_answer(server, port)
        yield port
    finally:
        server.terminate()
        server.wait()


def await_answer(server: "subprocess.Popen[bytes]", port: int) -> None:
    latest = monotonic() + PATIENCE
    while monotonic() < latest and server.poll() is None:
        try:
            socket.create_connection((LOOPBACK, port), timeout=1).close()
            return
        except OSError:
            sleep(0.1)
    raise CommandError("The server did not start.")


def milliseconds(port: int, pages: list[str]) -> list[float]:
    """How long each page takes from the request to its last byte, a connection each."""
    found = []
    for page in pages:
        started = perf_counter()
        connection = HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        found.append((perf_counter() - started) * 1000)
        if answer.status != 200:
            raise CommandError(f"{page} answered {answer.status}.")
    return found


def percentiles(figures: list[float]) -> Mapping[str, float]:
    cuts = statistics.quantiles(figures, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2)}
