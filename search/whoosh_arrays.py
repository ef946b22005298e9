"""What a Whoosh index holds, as the arrays that scoring works on.

A word's postings are read whole, where Whoosh's own matchers go through them one article at a time.
A segment never changes, so what is read of one is kept until the segment is gone.
"""

import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from weakref import finalize
from zlib import crc32

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import IndexReader, TermNotFound

from search.asking import Facet, Ranking
from search.clauses import Field
from search.lexicon import Lexicon
from search.scoring import POSITION_BITS, Column, Floats, Integers, Postings, Scored, Truths
from search.whoosh_codec import Block, read

WORDS = "words.sqlite3"
CACHE = 64 * 2**20
"""Bytes of scores that are kept."""
SEGMENTS, SEAL = "*.seg", ".sum"
CHUNK = 2**20
"""Bytes read at a time."""
VERIFIED: set[object] = set()
"""Segments that were found as they were written, and have not changed since."""

NONE = Postings(np.zeros(0, np.int64), np.zeros(0, np.float32))


class Facts(NamedTuple):
    """What an index stores of an article."""

    article_id: str
    stamp: str
    day: str
    period: str
    source: str
    keywords: tuple[str, ...]
    commented: bool
    lengths: tuple[int, ...]
    """In words, in the order of `Field`."""


class Cache(OrderedDict[object, Scored]):
    """Forgets what was not asked for longest once it holds too much."""

    def __init__(self, articles: int) -> None:
        super().__init__()
        bytes_per_article = 6  # a truth, a score and a layer
        self.most = max(8, CACHE // (bytes_per_article * max(articles, 1)))
        self.lock = Lock()

    def get(self, name: object, default: Any = None) -> Any:
        with self.lock:
            if name in self:
                self.move_to_end(name)
            return super().get(name, default)

    def __setitem__(self, name: object, scored: Scored) -> None:
        with self.lock:
            super().__setitem__(name, scored)
            while len(self) > self.most:
                super().__delitem__(next(iter(self)))


KEPT: dict[str, list[Facts]] = {}
"""The facts of each segment that is in use."""


class Shelf:
    """An opened index: a `search.scoring.Collection`. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        verify(path)
        # A file that is cut short while it is mapped into memory would end the whole process.
        storage = FileStorage(str(path), supports_mmap=False, readonly=True)
        opened = storage.open_index()
        toc = opened._read_toc()
        # Not opened.reader(), which tries for half a second to open a file that is lost.
        self.reader: IndexReader = opened._reader(storage, toc.schema, toc.segments, toc.generation)
        self.leaves = [
            (leaf, offset) for leaf, offset in self.reader.leaf_readers() if leaf.segment()
        ]
        self.lexicon = Lexicon.open(path / WORDS)
        finalize(self, close, self.reader, self.lexicon)
        self.lock = Lock()
        facts = [one for leaf, _ in self.leaves for one in facts_of(leaf)]
        self.size = len(facts)
        self.cache: MutableMapping[object, Scored] = Cache(self.size)
        self.measures: dict[tuple[Ranking, Field], Floats] = {}
        self.present: Truths = np.ones(self.size, np.bool_)
        for leaf, offset in self.leaves:
            self.present[[offset + place for place in leaf.segment().deleted_docs()]] = False
        self.ids = [one.article_id for one in facts]
        self.stamps = {
            one.article_id: one.stamp
            for one, present in zip(facts, self.present, strict=True)
            if present
        }
        self.days = np.array([one.day for one in facts], dtype=np.str_)
        self.newest = ranks(self.days, self.ids)
        lengths = np.array([one.lengths for one in facts], np.float32).reshape(-1, len(Field))
        self.lengths: Mapping[Field, Floats] = {
            field: lengths[:, at] for at, field in enumerate(Field)
        }
        self.facets: Mapping[Facet, Column] = {
            Facet.DATE: column(
                (place, period)
                for place, one in enumerate(facts)
                if one.period
                for period in {one.period, one.period[:4]}
            ),
            Facet.SOURCE: column(
                (place, one.source) for place, one in enumerate(facts) if one.source
            ),
            Facet.KEYWORD: column(
                (place, keyword) for place, one in enumerate(facts) for keyword in one.keywords
            ),
            Facet.COMMENTS: column(
                (place, "yes") for place, one in enumerate(facts) if one.commented
            ),
        }

    def postings(self, field: Field, form: str) -> Postings:
        found = [
            Postings(block.places.astype(np.int64) + offset, block.counts.astype(np.float32))
            for block, offset in self._blocks(field, form)
        ]
        if len(found) == 1:
            return found[0]
        return Postings(*map(np.concatenate, zip(*found, strict=True))) if found else NONE

    def occurrences(self, field: Field, form: str, among: Truths) -> Integers:
        found = []
        for block, offset in self._blocks(field, form):
            places = np.repeat(block.places.astype(np.int64) + offset, block.counts)
            wanted = among[places]
            found.append((places[wanted] << POSITION_BITS) + block.positions[wanted])
        return np.concatenate(found) if found else NONE.places

    def _blocks(self, field: Field, form: str) -> list[tuple[Block, int]]:
        found = []
        with self.lock:  # all threads read through the same files
            for leaf, offset in self.leaves:
                terms = leaf._terms
                with suppress(TermNotFound):
                    info = terms.term_info(field.value, form.encode())
                    found.append((read(terms._postfile, info), offset))
        return found


def seal(path: Path) -> None:
    """Write beside each segment what it is to be known by."""
    for segment in path.glob(SEGMENTS):
        seal = segment.with_suffix(SEAL)
        if not seal.exists():
            draft = seal.with_suffix(".draft")
            draft.write_text(checksum(segment))
            os.replace(draft, seal)  # so that nobody reads half of it


def verify(path: Path) -> None:
    """Raises ValueError if a segment is not as it was written; Whoosh itself would not notice."""
    for segment in path.glob(SEGMENTS):
        state = segment.stat()
        known = segment, state.st_ino, state.st_mtime_ns, state.st_size
        seal = segment.with_suffix(SEAL)
        if known not in VERIFIED and seal.exists():
            if seal.read_text() != checksum(segment):
                raise ValueError(f"{segment.name} is damaged")
            VERIFIED.add(known)


def checksum(path: Path) -> str:
    found = 0
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            found = crc32(part, found)
    return f"{found:08x}"


def close(reader: IndexReader, lexicon: Lexicon) -> None:
    reader.close()
    lexicon.close()


def facts_of(leaf: IndexReader) -> list[Facts]:
    name = leaf.segment().segment_id()
    if name not in KEPT:
        KEPT[name] = [
            Facts(*leaf.stored_fields(place)["facts"]) for place in range(leaf.doc_count_all())
        ]
    return KEPT[name]


def ranks(days: "np.ndarray[Any, Any]", ids: list[str]) -> Integers:
    """The rank of each article, newest first; the undated come last."""
    order = np.lexsort((np.array(ids, dtype=np.str_), -np.unique(days, return_inverse=True)[1]))
    ranked = np.empty(len(ids), np.int64)
    ranked[order] = np.arange(len(ids))
    return ranked


def column(entries: Iterable[tuple[int, str]]) -> Column:
    listed = list(entries)
    codes: dict[str, int] = {}
    return Column(
        codes=np.array([codes.setdefault(value, len(codes)) for _, value in listed], np.int64),
        places=np.array([place for place, _ in listed], np.int64),
        values=list(codes),
    )


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
        for removed in [other for other in SHELVES if not other.exists()]:
            del SHELVES[removed]
        SHELVES[path] = (now, shelf)
        in_use = {
            leaf.segment().segment_id() for _, one in SHELVES.values() for leaf, _ in one.leaves
        }
        for gone in KEPT.keys() - in_use:
            del KEPT[gone]
        return shelf


def version(path: Path) -> object:
    tables = {name.name: name.stat().st_mtime_ns for name in path.glob("_MAIN_*.toc")}
    return path.stat().st_ino, tables
