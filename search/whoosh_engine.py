"""Haystack's connection to Whoosh, for text that is analysed before it comes here.

Haystack's own Whoosh backend stems in English, opens whatever lies at its path as an index and
parses what readers type as Whoosh's syntax. This one keeps folded words as they are given, refuses
an index that is missing or was made by another analysis, and compiles `search.query` objects.

Whoosh is a library of 2016; its failures on a damaged index are whatever its code runs into. All of
them leave here as `IndexUnusable`.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from math import log
from pathlib import Path
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, SearchNode
from haystack.constants import DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier
from whoosh import fields, index, query
from whoosh.analysis import Token, Tokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.query import spans
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh.util import make_binary_tree
from whoosh.util.filelock import FileLock, try_for

from archive.models import Article
from archive.text import key
from search.arabic import cores
from search.engine import Document, Found, Hit, IndexUnusable
from search.query import Phrase, Query, Word, parse

FIELD_WEIGHTS = {"title": 3.0, "keywords": 2.0, "text": 1.0, "comments": 0.7}
LOCK_PATIENCE = 30.0
"""Seconds to wait for another process to finish writing."""
EVERYTHING = "*"
FOUND_BROKEN = "FOUND_BROKEN"
WRITE_LOCK = "MAIN_WRITELOCK"
PARAGRAPH_GAP = 1000
"""Positions between two lines of a field; more than a phrase spans."""


class FoldedWords(Tokenizer):
    """Words divided by spaces, lines far apart."""

    def __call__(
        self, value: str, positions: bool = False, start_pos: int = 0, mode: str = "", **_: Any
    ) -> Iterator[Token]:
        token = Token(positions, mode=mode, boost=1.0)
        position = start_pos
        for line in value.split("\n"):
            for word in line.split():
                token.text = word
                token.pos = position
                position += 1
                yield token
            position += PARAGRAPH_GAP


ARABIC_BLOCKS = (
    range(0x0600, 0x0780),
    range(0x0870, 0x0900),
    range(0xFB50, 0xFE00),
    range(0xFE70, 0xFF00),
)

SCHEMA = fields.Schema(
    **{
        ID: fields.ID(unique=True, stored=True),
        DJANGO_ID: fields.STORED(),
        "modified": fields.STORED(),
    },
    **{name: fields.TEXT(analyzer=FoldedWords(), stored=False) for name in FIELD_WEIGHTS},
)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of the analysis: what all Arabic letters, marks and digits become, and where words divide.

    An index made by another analysis lies under another name, and so is never read.
    """
    arabic = [chr(point) for block in ARABIC_BLOCKS for point in block]
    probe = key(" ".join(arabic) + " و17 F16 كَتَــب " + "ب".join(arabic))
    return sha256(f"{probe} {sorted(SCHEMA.items())}".encode()).hexdigest()[:16]


FormsByCore = Mapping[str, Sequence[str]]
SEGMENTS: dict[str, FormsByCore] = {}
"""The forms in each segment of the index; a segment never changes."""


class Lexicon:
    """The forms that stand in an index, by what they may mean."""

    def __init__(self, reader: IndexReader) -> None:
        self.segments: dict[str, FormsByCore] = {}
        for leaf, _ in reader.leaf_readers():
            if segment := leaf.segment():
                known = SEGMENTS.get(segment.segment_id())
                self.segments[segment.segment_id()] = known or forms_by_core(leaf)
        for gone in SEGMENTS.keys() - self.segments.keys():
            SEGMENTS.pop(gone, None)
        SEGMENTS.update(self.segments)

    def forms_of(self, word: Word) -> dict[str, float]:
        """The forms that match a word, and how closely."""
        found = {
            form
            for by_core in self.segments.values()
            for core in word.cores
            for form in by_core.get(core, ())
        }
        return {form: word.closeness(form) for form in sorted(found)}


def forms_by_core(reader: IndexReader) -> FormsByCore:
    forms = {form.decode() for name in FIELD_WEIGHTS for form in reader.lexicon(name)}
    by_core = defaultdict(list)
    for form in forms:
        for core in cores(form):
            by_core[core].append(form)
    return by_core


class SharedRarity(BM25F):
    """BM25 in which all forms of a sought word are as rare as the word.

    Otherwise كالرباط, which few articles print, would outweigh الرباط itself.
    """

    def __init__(self, wanted: Query, lexicon: Lexicon) -> None:
        super().__init__()
        groups = [tuple(lexicon.forms_of(word)) for word in wanted.words]
        self.siblings = {form: forms for forms in groups for form in forms}

    def idf(self, searcher: Searcher, fieldname: str, text: bytes | str) -> float:
        form = text.decode() if isinstance(text, bytes) else text
        forms = self.siblings.get(form, (form,))
        articles = searcher.doc_count_all()
        holding = sum(searcher.doc_frequency(fieldname, sibling) for sibling in forms)
        return log(articles / (min(holding, articles) + 1)) + 1


ARTICLE = Article._meta


class WhooshBackend(BaseSearchBackend):
    """One index directory below PATH for each analysis, swapped in whole."""

    def __init__(self, alias: str, **options: Any) -> None:
        super().__init__(alias, **options)
        self.root = Path(options["PATH"])

    @property
    def path(self) -> Path:
        return self.root / fingerprint()

    def find(self, wanted: Query, start: int, stop: int) -> Found:
        with suppress(IndexUnusable):  # it may have been swapped for a new one this moment
            return self.read(wanted, start, stop)
        with self.noted_if_broken():
            return self.read(wanted, start, stop)

    def read(self, wanted: Query, start: int, stop: int) -> Found:
        with unusable_if_broken(), index.open_dir(self.path).searcher() as searcher:
            lexicon = Lexicon(searcher.reader())
            searcher.weighting = SharedRarity(wanted, lexicon)
            compiled = compile_query(wanted, lexicon)
            results = searcher.search(compiled, limit=max(stop, 1))
            hits = tuple(Hit(hit[DJANGO_ID], hit.score) for hit in results[start:stop])
            return Found(len(results), hits)

    def stamps(self) -> Mapping[str, str]:
        if (self.path / FOUND_BROKEN).exists():
            raise IndexUnusable("a search found the index broken")
        with unusable_if_broken(), index.open_dir(self.path).reader() as reader:
            stored = (document for _, document in reader.iter_docs())
            return {document[DJANGO_ID]: document["modified"] for document in stored}

    def build(self, documents: Iterable[Document]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        with held(FileLock(str(self.root / "building.lock"))):
            for left_behind in (*self.root.glob("building-*"), *self.root.glob("old-*")):
                shutil.rmtree(left_behind, ignore_errors=True)
            draft = Path(tempfile.mkdtemp(prefix="building-", dir=self.root))
            writer = index.create_in(draft, SCHEMA).writer()
            for document in documents:
                writer.add_document(**stored(document))
            writer.commit(optimize=True)
            self.swap_in(draft)

    def swap_in(self, draft: Path) -> None:
        """Put a new index in the old one's place, at a moment when nobody writes to that."""
        if self.path.exists():
            old = Path(tempfile.mkdtemp(prefix="old-", dir=self.root))
            with held(FileStorage(str(self.path)).lock(WRITE_LOCK)):
                os.replace(self.path, old)
                os.replace(draft, self.path)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(draft, self.path)

    def write(self, documents: Iterable[Document], gone: Iterable[str]) -> None:
        changed = list(documents)
        outdated = [*(document[ID] for document in changed), *map(identifier, gone)]
        with self.noted_if_broken(), unusable_if_broken():
            writer = index.open_dir(self.path).writer(timeout=LOCK_PATIENCE)
            try:
                with writer.searcher() as searcher:
                    numbers = [searcher.document_number(**{ID: name}) for name in outdated]
                for number in numbers:
                    if number is not None:
                        writer.delete_document(number)
                for document in changed:
                    writer.add_document(**stored(document))
            except BaseException:
                writer.cancel()
                raise
            writer.commit()

    @contextmanager
    def noted_if_broken(self) -> Iterator[None]:
        """Leave a note in an index that could not be used, so that it is built anew."""
        try:
            yield
        except IndexUnusable as error:
            if not isinstance(error.__cause__, LockError):  # somebody else is writing: no damage
                with suppress(OSError):
                    (self.path / FOUND_BROKEN).touch()
            raise

    # Haystack's own interface, for its commands and for SearchQuerySet.

    def update(self, source: Any, articles: Iterable[Article], commit: bool = True) -> None:
        self.write(map(source.full_prepare, articles), ())

    def remove(self, article: Article | str, commit: bool = True) -> None:
        self.write((), [get_identifier(article).rpartition(".")[2]])

    def clear(self, models: Any = None, commit: bool = True) -> None:
        self.build(())

    def search(self, wanted: str, **options: Any) -> dict[str, Any]:
        start, stop = options.get("start_offset") or 0, options.get("end_offset")
        make = options.get("result_class") or SearchResult
        if wanted == EVERYTHING:
            ids = sorted(self.stamps())
            found = Found(len(ids), tuple(Hit(pk, 0.0) for pk in ids[start:stop]))
        else:
            asked = parse(wanted)
            found = self.find(asked, start, stop or 1000) if asked else Found(0, ())
        results = [
            make(ARTICLE.app_label, ARTICLE.model_name, hit.article_id, hit.score)
            for hit in found.hits
        ]
        return {"results": results, "hits": found.total}


@contextmanager
def unusable_if_broken() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise IndexUnusable(str(error)) from error


@contextmanager
def held(lock: Any) -> Iterator[None]:
    """A lock that others hold for a while at most; it ends with the process that holds it."""
    if not try_for(lock.acquire, timeout=LOCK_PATIENCE, delay=0.1):
        raise IndexUnusable("another process is writing the index")
    try:
        yield
    finally:
        lock.release()


def stored(document: Document) -> Document:
    """What of a prepared document the schema keeps."""
    return {name: value for name, value in document.items() if name in SCHEMA}


def identifier(pk: str) -> str:
    return f"{ARTICLE.label_lower}.{pk}"


def compile_query(wanted: Query, lexicon: Lexicon) -> query.Query:
    clauses = [
        compile_phrase(clause, lexicon)
        if isinstance(clause, Phrase)
        else compile_word(clause, lexicon)
        for clause in wanted.clauses
    ]
    if query.NullQuery in clauses:  # which And would leave out, as if it had not been asked for
        return query.NullQuery
    return query.And(clauses)


def compile_word(word: Word, lexicon: Lexicon) -> query.Query:
    terms = [
        query.Term(name, form, boost=weight * closeness)
        for form, closeness in lexicon.forms_of(word).items()
        for name, weight in FIELD_WEIGHTS.items()
    ]
    return query.Or(terms) if terms else query.NullQuery


class Forms(spans.SpanOr):
    """Any of several forms in one place. Whoosh's own would fuse two that stand side by side."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        return make_binary_tree(
            self.Matcher, [form.matcher(searcher, context) for form in self.subqs]
        )

    class Matcher(spans.SpanOr.SpanOrMatcher):
        def _get_spans(self) -> list[spans.Span]:
            here = (
                side for side in (self.a, self.b) if side.is_active() and side.id() == self.id()
            )
            return sorted({span for side in here for span in side.spans()})


def compile_phrase(phrase: Phrase, lexicon: Lexicon) -> query.Query:
    forms = [
        [form for form in lexicon.forms_of(word) if phrase.closeness(word, form)]
        for word in phrase.words
    ]
    if not all(forms):
        return query.NullQuery
    return query.Or(
        [
            spans.SpanNear2(
                [Forms([query.Term(name, form) for form in row]) for row in forms],
                slop=1,
                ordered=True,
            )
            for name in FIELD_WEIGHTS
        ]
    )


class WhooshQuery(BaseSearchQuery):
    """A SearchQuerySet's filters, as text of the archive's own query language.

    What that language cannot say yet (or, not, single fields) is refused rather than misread.
    """

    def build_query(self) -> str:
        return " ".join(self.texts(self.query_filter)) or EVERYTHING

    def texts(self, node: SearchNode) -> Iterator[str]:
        if node.negated or (node.connector != node.AND and len(node.children) > 1):
            raise SearchBackendError(
                "This engine finds what matches all filters, and nothing else."
            )
        for child in node.children:
            if isinstance(child, SearchNode):
                yield from self.texts(child)
                continue
            expression, value = child
            if expression.partition("__")[0] != "content":
                raise SearchBackendError(f"This engine has no filter {expression!r}.")
            yield str(getattr(value, "query_string", value))


class WhooshEngine(BaseEngine):
    backend = WhooshBackend
    query = WhooshQuery
