"""Making an index of very many articles: several processes gather, this one numbers and merges."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, ParamSpec, TypeVar

import numpy as np

from archive.batches import batched
from search import postings
from search.documents import BATCH, Document
from search.lexicon import Entry, Lexicon, entry
from search.postings import Gathered, Segment

MOST_PROCESSES = 4
SELDOM = 1_000_000
"""Objects made before Python looks for those that refer to one another alone."""
AHEAD = 2
"""Batches for each process that wait to be gathered or taken."""

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")


def build(documents: Iterable[Document], lexicon: Lexicon, segment: Path) -> int:
    """Write all of some documents as one segment, and their words to an empty lexicon.

    The number of documents. What is being made lies beside the segment. One batch alone is gathered
    without other processes.
    """
    batches = batched(documents, BATCH)
    beginning = list(islice(batches, 2))
    number = 0
    numbers: dict[str, int] = {}
    articles = np.zeros(0, np.int64)
    runs: list[Path] = []
    entries: deque[tuple[range, Future[list[Entry]]]] = deque()
    count = 1 if len(beginning) < 2 else available()
    with seldom_tidying(), lexicon.connection, processes(count) as executor:
        gathered = ahead(executor, postings.gathered, chain(beginning, batches), AHEAD * count)
        for some in gathered:
            number += len(some.facts.ids)
            new = [form for form in some.forms if form not in numbers]
            added = range(len(numbers), len(numbers) + len(new))
            numbers.update(zip(new, added, strict=True))
            entries.append((added, executor.submit(entries_of, new)))
            articles = np.pad(articles, (0, len(new)))
            renumbered = np.array([numbers[form] for form in some.forms], np.int64)
            articles[renumbered] += some.articles
            runs.append(segment.with_name(f"run-{len(runs)}"))
            write(runs[-1], some, renumbered)
            while entries and entries[0][1].done():
                lexicon.learn(*learnt(entries.popleft()))
        while entries:
            lexicon.learn(*learnt(entries.popleft()))
        lexicon.count(articles.tolist())
    if len(runs) == 1:
        runs.pop().rename(segment)
    elif runs:
        parts = [Segment(run) for run in runs]
        postings.merge(segment, [(part, np.ones(len(part), np.bool_)) for part in parts])
    for run in runs:
        run.unlink()
    return number


def write(path: Path, some: Gathered, numbers: "np.ndarray[Any, Any]") -> None:
    """Write gathered documents as a segment, given the number of each form."""
    runs = {field: [postings.renumbered(run, numbers)] for field, run in some.runs.items()}
    postings.write(path, some.facts, runs)


def entries_of(forms: Iterable[str]) -> list[Entry]:
    return [entry(form) for form in forms]


def learnt(known: tuple[range, Future[list[Entry]]]) -> tuple[range, list[Entry]]:
    numbers, entries = known
    return numbers, entries.result()


def available() -> int:
    """How many processes may gather: one for each processor that this one may use."""
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(MOST_PROCESSES, ours or 1)


class Here(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        future.set_result(function(*args, **named))
        return future


@contextmanager
def processes(number: int) -> Iterator[Executor]:
    """They start afresh, since threads and connections to databases do not survive a fork."""
    if number < 2:
        yield Here()
        return
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(number, context, initializer=follow_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def seldom_tidying() -> Iterator[None]:
    """Nothing here refers to itself; to look for that all the time takes a fourth of the work."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def follow_parent() -> None:
    """Leave it to the parent to be interrupted, and end when it ends."""
    gc.set_threshold(SELDOM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        Thread(target=end_after, args=(parent,), daemon=True).start()


def end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def ahead(
    executor: Executor, function: Callable[[T], U], items: Iterable[T], most: int
) -> Iterator[U]:
    """What a function makes of each item, in their order; at most so many are in work."""
    waiting: deque[Future[U]] = deque()
    for item in items:
        waiting.append(executor.submit(function, item))
        if len(waiting) == most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
