"""A Whoosh index whose segments are files of arrays: how it is made, changed and read.

Whoosh's own files keep postings one article at a time, pickled and compressed. Here a segment is one
file (`search.postings`). Which segments make up the index, and which of their articles are deleted,
is told by Whoosh's table of contents, and that is replaced in one step.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np
from whoosh import fields
from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from search import indexing, postings
from search.clauses import Field
from search.documents import Document
from search.lexicon import Lexicon
from search.postings import Segment

NAME, SUFFIX = "MAIN", ".seg"
SCHEMA = fields.Schema(**{field.value: fields.TEXT() for field in Field})
FEW = 200
"""Articles; segments of no more are always merged."""


class ArrayCodec(Codec):  # type: ignore[misc]
    """Named in the table of contents, so that it says how the segments are written."""


OPENED: WeakValueDictionary[Path, Segment] = WeakValueDictionary()
"""Those in use. A segment has a name of its own, and does not change."""


def contents(path: Path) -> list[tuple[Segment, Sequence[int]]]:
    """The segments of an index, with the places of deleted articles.

    Raises whatever Whoosh, and OSError and ValueError, where something is missing or damaged.
    """
    return [(_opened(path, one), list(one.deleted_docs())) for one in _table(path).segments]


def build(path: Path, documents: Iterable[Document]) -> None:
    """Make an index in an empty directory."""
    TOC.create(FileStorage(str(path)), SCHEMA, NAME)
    made = _segment()
    lexicon = Lexicon.create(path)
    try:
        number = indexing.build(documents, lexicon, _file(path, made))
    finally:
        lexicon.close()
    if number:
        made.set_doc_count(number)
        _commit(path, _table(path), [made])


def write(path: Path, documents: Sequence[Document], gone: Iterable[str]) -> None:
    """Add or replace documents, and drop the articles that are gone."""
    table = _table(path)
    outdated = {*(document["id"] for document in documents), *gone}
    for one in table.segments:
        for place, article_id in enumerate(_opened(path, one).facts.ids):
            if article_id in outdated:
                one.delete_document(place)
    segments = [one for one in table.segments if one.doc_count()]
    if documents:
        segments.append(_added(path, documents))
    _commit(path, table, _merged(path, segments))


def _added(path: Path, documents: Sequence[Document]) -> W3Segment:
    gathered = postings.gathered(documents)
    lexicon = Lexicon.extend(path)
    try:
        known = lexicon.add(dict(zip(gathered.forms, gathered.articles.tolist(), strict=True)))
    finally:
        lexicon.close()
    made = _segment()
    made.set_doc_count(len(documents))
    numbers = np.array([known[form] for form in gathered.forms], np.int64)
    indexing.write(_file(path, made), gathered, numbers)
    return made


def _merged(path: Path, segments: Iterable[W3Segment]) -> list[W3Segment]:
    """Segments, with those as one that are no larger than all smaller ones together.

    So there are never more than about the logarithm of the number of articles.
    """
    by_size = sorted(segments, key=lambda one: one.doc_count())
    small, number = 0, 0
    while small < len(by_size) and by_size[small].doc_count() <= max(number, FEW):
        number += by_size[small].doc_count()
        small += 1
    if small < 2:
        return by_size
    parts = []
    for one in by_size[:small]:
        present = np.ones(one.doc_count_all(), np.bool_)
        present[list(one.deleted_docs())] = False
        parts.append((_opened(path, one), present))
    made = _segment()
    made.set_doc_count(number)
    postings.merge(_file(path, made), parts)
    return [made, *by_size[small:]]


def _segment() -> W3Segment:
    return W3Segment(ArrayCodec(), NAME)


def _file(path: Path, segment: W3Segment) -> Path:
    return path / str(segment.make_filename(SUFFIX))


def _opened(path: Path, segment: W3Segment) -> Segment:
    file = _file(path, segment)
    if (known := OPENED.get(file)) is None:
        known = OPENED[file] = Segment(file)
    return known


def _table(path: Path) -> TOC:
    return TOC.read(FileStorage(str(path), supports_mmap=False, readonly=True), NAME)


def _commit(path: Path, table: TOC, segments: list[W3Segment]) -> None:
    storage = FileStorage(str(path))
    generation = table.generation + 1
    TOC(table.schema, segments, generation).write(storage, NAME)
    clean_files(storage, NAME, generation, segments)
