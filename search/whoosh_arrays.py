"""A Whoosh index, opened: the arrays that scoring works on.

A segment never changes, so what is read of one is kept until the segment is gone.
"""

import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from weakref import finalize

import numpy as np

from search import whoosh_index
from search.asking import Facet, Ranking
from search.clauses import Field
from search.lexicon import Lexicon
from search.postings import Segment, joined
from search.scoring import (
    POSITION_BITS,
    Column,
    Floats,
    Integers,
    Name,
    Postings,
    Scored,
    Truths,
    make_ready,
)

CACHE = 64 * 2**20
"""Bytes of scores that are kept."""
WARMED = 100
"""Words and phrases that are made ready before they are asked for."""


class Cache(OrderedDict[Name, Scored]):
    """Forgets what was not asked for longest once it holds too much."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0
        self.lock = Lock()

    def get(self, name: Name, default: Any = None) -> Any:
        with self.lock:
            if name in self:
                self.move_to_end(name)
            return super().get(name, default)

    def __setitem__(self, name: Name, scored: Scored) -> None:
        with self.lock:
            if known := self.pop(name, None):
                self.bytes -= known.nbytes
            super().__setitem__(name, scored)
            self.bytes += scored.nbytes
            while self.bytes > CACHE:
                _, forgotten = self.popitem(last=False)
                self.bytes -= forgotten.nbytes

    def latest(self, most: int) -> list[Name]:
        with self.lock:
            return list(islice(reversed(self), most))


class Shelf:
    """An opened index: a `search.scoring.Collection`. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        self.segments: list[tuple[Segment, int]] = []
        self.lexicon = Lexicon.open(path)
        finalize(self, self.lexicon.close)
        self.size = 0
        deleted: list[int] = []
        for segment, gone in whoosh_index.contents(path):
            self.segments.append((segment, self.size))
            deleted += (self.size + place for place in gone)
            self.size += len(segment)
        self.present: Truths = np.ones(self.size, np.bool_)
        self.present[deleted] = False
        self.articles = int(self.present.sum())
        self.cache = Cache()
        self.measures: dict[tuple[Ranking, Field], Floats] = {}
        facts = [segment.facts for segment, _ in self.segments]
        places = [np.arange(len(one)) + offset for one, offset in self.segments]
        self.ids = [name for one in facts for name in one.ids]
        self.days = np.array([day for one in facts for day in one.days], np.str_)
        self.newest = ranks(self.days, self.ids)
        self.lengths: Mapping[Field, Floats] = {
            field: np.concatenate([NO_LENGTHS, *(one.lengths[field] for one in facts)])
            for field in Field
        }
        self.facets: Mapping[Facet, Column] = {
            facet: joined([one.facets[facet] for one in facts], places) for facet in Facet
        }
        grouped = self.facets[Facet.EDITION]
        self.editions: Integers = -1 - np.arange(self.size)
        self.editions[grouped.places] = grouped.codes

    @property
    def stamps(self) -> Mapping[str, str]:
        stamps = (stamp for one, _ in self.segments for stamp in one.facts.stamps)
        each = zip(self.ids, stamps, self.present.tolist(), strict=True)
        return {name: stamp for name, stamp, present in each if present}

    def postings(self, field: Field, words: Sequence[int]) -> Postings:
        places, counts = [NO_PLACES], [NO_LENGTHS]
        for segment, offset in self.segments:
            if len(at := segment.among(field, words)):
                found, times = segment.postings(field, at)
                places.append(found + offset)
                counts.append(times.astype(np.float32))
        return Postings(np.concatenate(places), np.concatenate(counts))

    def occurrences(self, field: Field, words: Sequence[int], among: Truths) -> Integers:
        occurrences = [NO_PLACES]
        for segment, offset in self.segments:
            if len(at := segment.among(field, words)):
                found, counts = segment.postings(field, at)
                places = np.repeat(found + offset, counts)
                wanted = among[places]
                positions = segment.occurrences(field, at)[wanted]
                occurrences.append((places[wanted] << POSITION_BITS) + positions)
        return np.sort(np.concatenate(occurrences))


NO_PLACES: Integers = np.zeros(0, np.int64)
NO_LENGTHS: Floats = np.zeros(0, np.float32)


def ranks(days: "np.ndarray[Any, Any]", ids: list[str]) -> Integers:
    """The rank of each article, newest first; the undated come last."""
    order = np.lexsort((np.array(ids, dtype=np.str_), -np.unique(days, return_inverse=True)[1]))
    ranked = np.empty(len(ids), np.int64)
    ranked[order] = np.arange(len(ids))
    return ranked


SHELVES: dict[Path, tuple[object, Shelf]] = {}
OPENING = Lock()


def opened(path: Path) -> Shelf:
    """The index as it is now, opened once for all threads until it changes.

    Raises whatever Whoosh and SQLite run into where it is missing or damaged.
    """
    with OPENING:
        now = version(path)
        known = SHELVES.get(path)
        if known and known[0] == now:
            return known[1]
        shelf = Shelf(path)
        if known:
            warm(shelf, known[1].cache.latest(WARMED))
        for removed in [other for other in SHELVES if not other.exists()]:
            del SHELVES[removed]
        SHELVES[path] = (now, shelf)
        return shelf


def warm(shelf: Shelf, names: Sequence[Name]) -> None:
    """Make ready in the background what is likely to be asked for."""

    def work() -> None:
        with suppress(Exception):  # the next search will say what is wrong
            make_ready(shelf, names)

    if names:
        Thread(target=work).start()


def version(path: Path) -> object:
    """Changes whenever the index is written, built anew or lost."""
    tables = [name for name in os.listdir(path) if name.endswith(".toc")]
    written = [os.stat(path / name).st_mtime_ns for name in tables]
    return os.stat(path).st_ino, tables, written
