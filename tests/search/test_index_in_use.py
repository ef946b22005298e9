"""Many processes at one index: searched while it is written and rebuilt, and nothing is used up."""

import os
import random
import resource
import time
from collections.abc import Iterator

import pytest

from archive.models import Article
from search import engine
from tests.search.processes import (
    LOAD_SECONDS,
    LOGGED,
    NUMBER,
    QUERIES,
    Running,
    ask,
    check,
    look,
    run,
)

pytestmark = pytest.mark.long

CACHE = 64 * 2**20
SLACK = 16 * 2**20


def until(end: float) -> Iterator[None]:
    while time.time() < end:
        yield


def rebuild_each_second(end: float) -> int:
    rebuilds = 0
    for _ in until(end):
        engine.rebuild()
        rebuilds += 1
        time.sleep(min(1.0, max(0.0, end - time.time())))
    return rebuilds


def rebuild_without_pause(end: float) -> int:
    return sum(1 for _ in until(end) if engine.rebuild())


def read(end: float, seed: int) -> tuple[int, list[str]]:
    """How many searches were answered, and what was logged."""
    chance = random.Random(seed)
    searches = 0
    for _ in until(end):
        ask(chance.choice(QUERIES))
        searches += 1
    return searches, LOGGED


def read_the_same(end: float) -> tuple[set[tuple[str, ...]], list[str]]:
    """All the answers that one query got."""
    answers = {tuple(hit.article_id for hit in ask(QUERIES[0]).hits) for _ in until(end)}
    return answers, LOGGED


def edit_at_random(end: float, seed: int) -> int:
    chance = random.Random(seed)
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    edits = 0
    for _ in until(end):
        article = Article.objects.get(pk=chance.choice(ids))
        match chance.choice(("edit", "hide or show")):
            case "edit":
                article.body += f"\n\nالخبر بعد التحرير {edits} من المحرر {seed}."
            case _ if article.is_published:
                article.status = Article.Status.HIDDEN
            case _:
                article.status = Article.Status.PUBLISHED
        article.save()
        edits += 1
    return edits


def test_two_writers_four_readers_and_rebuilds_end_in_step(data):
    end = time.time() + LOAD_SECONDS
    rebuilding = Running(rebuild_each_second, end)
    writers = [Running(edit_at_random, end, seed) for seed in range(2)]
    readers = [Running(read, end, seed) for seed in range(4)]
    assert rebuilding.result() >= 2
    assert all(writer.result() > 5 for writer in writers)
    for reader in readers:
        searches, log = reader.result()
        assert searches > 20
        assert log == []
    run(engine.synchronise)
    assert run(check) == 0
    assert run(look).totals["الخبر"] == run(published)


def published() -> int:
    return Article.objects.published().count()


def test_searching_during_rebuilds_shows_no_gap_and_no_duplicate(data, whole):
    end = time.time() + LOAD_SECONDS / 2
    readers = [Running(read_the_same, end) for _ in range(3)]
    assert run(rebuild_without_pause, end) >= 2
    for reader in readers:
        answers, log = reader.result()
        assert log == []
        assert answers == {tuple(whole.found[QUERIES[0]])}
        assert len(whole.found[QUERIES[0]]) == NUMBER


def test_a_thousand_searches_leave_no_file_open_and_no_memory_behind(data):
    before, after, grown = run(search_a_thousand_times)
    assert after <= before
    assert grown < CACHE + SLACK


def search_a_thousand_times() -> tuple[int, int, int]:
    """Open files after the first searches and after the last, and the memory taken meanwhile.

    The index changes now and then, so that it is opened anew.
    """
    search_and_edit(100)
    before, memory = len(os.listdir("/proc/self/fd")), resource.getrusage(resource.RUSAGE_SELF)
    search_and_edit(1000)
    after = len(os.listdir("/proc/self/fd"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory.ru_maxrss
    return before, after, grown * 1024


def search_and_edit(searches: int) -> None:
    article = Article.objects.first()
    assert article
    for number in range(searches):
        ask(QUERIES[number % len(QUERIES)])
        if number % 50 == 0:
            article.save()
    ask(QUERIES[0])
