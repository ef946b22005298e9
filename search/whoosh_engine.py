"""Haystack's connection to Whoosh, for words that were spelt before they come here.

Haystack's own Whoosh backend stems in English, opens whatever lies at its path as an index and
parses what readers type as Whoosh's syntax. This one keeps words as they are given, refuses an index
that is missing or was made by another analysis, and leaves finding to `search.scoring`.

Whoosh is a library of 2016; its failures on a damaged index are whatever its code runs into. All of
them leave here as `IndexUnusable`.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import sleep
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, SearchNode
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier
from whoosh.util.filelock import FileLock, try_for

from archive.models import Article
from archive.text import fold, key
from search import morphology, scoring, spellings, whoosh_index
from search.asking import Asked, Found, Hit, IndexUnusable, Printed
from search.clauses import Part, Word
from search.documents import Document
from search.layers import Layer, Level, carried
from search.query import parse
from search.whoosh_arrays import WARMED, Shelf, opened, warm

ATTEMPTS, PAUSE = 3, 0.02
"""To open an index that changes meanwhile, and seconds between them."""
LOCK_PATIENCE = 30.0
"""Seconds to wait for another process to finish writing."""
EVERYTHING = "*"
FOUND_BROKEN = "FOUND_BROKEN"
LAYOUT = 5
"""Counts up when the files come to look different, so that old ones are not read."""


ARABIC_BLOCKS = (
    range(0x0600, 0x0780),
    range(0x0870, 0x0900),
    range(0xFB50, 0xFE00),
    range(0xFE70, 0xFF00),
)
PROBE = """
    وبالرباط مستقلون انتخابية وزرائها كاتب غانتس لبنكيران استقلال
    أميركا وجدة بحق ولله آلية وإلى والبرازيل
"""


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of the analysis: what all Arabic letters, marks and digits become, where words divide, and
    what a few words are looked up by.

    An index made by another analysis lies under another name, and so is never read.
    """
    arabic = [chr(point) for block in ARABIC_BLOCKS for point in block]
    probe = key(" ".join(arabic) + " و17 F16 كَتَــب " + "ب".join(arabic))
    keys = [[sorted(keys) for keys in carried(word)] for word in PROBE.split()]
    made_of = f"{probe} {keys} {morphology.version()} {LAYOUT}"
    return sha256(made_of.encode()).hexdigest()[:16]


ARTICLE = Article._meta


class WhooshBackend(BaseSearchBackend):
    """One index directory below PATH for each analysis, swapped in whole."""

    def __init__(self, alias: str, **options: Any) -> None:
        super().__init__(alias, **options)
        self.root = Path(options["PATH"])

    @property
    def path(self) -> Path:
        return self.root / fingerprint()

    @property
    def writing(self) -> Any:
        """Held by who changes the index, and outside it, since it is swapped meanwhile."""
        return FileLock(str(self.root / "writing.lock"))

    def warm(self) -> None:
        with self.shelf() as shelf:
            warm(shelf, list(scoring.frequent(shelf, WARMED)))

    def find(self, asked: Asked, start: int, stop: int) -> Found:
        with self.shelf() as shelf:
            return scoring.search(shelf, asked, start, stop)

    def forms(self, parts: Iterable[Part], level: Level) -> Mapping[Part, Mapping[str, Layer]]:
        with self.shelf() as shelf:
            found = {part: scoring.forms(shelf.lexicon, part, level) for part in parts}
        return {part: forms for part, forms in found.items() if forms is not None}

    def nearest(self, word: Word, most: int) -> list[Printed]:
        with self.shelf() as shelf:
            return spellings.nearest(shelf, word, most)

    def completions(self, beginning: str, most: int) -> list[Printed]:
        with self.shelf() as shelf:
            return list(islice(spellings.held(shelf, fold(beginning), most), most))

    def commonest(self, forms: Collection[str], most: int) -> list[str]:
        with self.shelf() as shelf:
            return shelf.lexicon.commonest(forms, most)

    def stamps(self) -> Mapping[str, str]:
        if (self.path / FOUND_BROKEN).exists():
            raise IndexUnusable("a search found the index broken")
        with self.shelf() as shelf:
            return shelf.stamps

    @contextmanager
    def shelf(self) -> Iterator[Shelf]:
        """The index, opened. Raises IndexUnusable, and leaves a note in an index that is broken."""
        path = self.path
        try:
            yield patiently_opened(path)
        except Exception as error:
            with suppress(OSError):
                (path / FOUND_BROKEN).touch()
            raise IndexUnusable(str(error)) from error

    def verify(self) -> None:
        """Read all of the index. Raises IndexUnusable where it is not as it was written."""
        with self.shelf() as shelf:
            shelf.lexicon.verify()

    def build(self, documents: Iterable[Document]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        with held(FileLock(str(self.root / "building.lock"))):
            for left_behind in (*self.root.glob("building-*"), *self.root.glob("old-*")):
                shutil.rmtree(left_behind, ignore_errors=True)
            draft = Path(tempfile.mkdtemp(prefix="building-", dir=self.root))
            try:
                with errors_of(documents) as given, unusable_if_broken():
                    whoosh_index.build(draft, given)
                    self.swap_in(draft)
                self.forget_older()
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def swap_in(self, draft: Path) -> None:
        """Let a new index and the old one change places, at a moment when nobody writes."""
        with held(self.writing):
            if self.path.exists():
                exchange(draft, self.path)
            else:
                os.replace(draft, self.path)

    def forget_older(self) -> None:
        """Remove the indexes of former analyses but for the last, to which one might go back."""
        others = {one for one in self.root.glob("*/") if "-" not in one.name} - {self.path}
        for one in sorted(others, key=lambda other: other.stat().st_mtime)[:-1]:
            shutil.rmtree(one, ignore_errors=True)

    def write(self, documents: Iterable[Document], gone: Iterable[str]) -> None:
        changed = list(documents)
        with unusable_if_broken(), held(self.writing):
            whoosh_index.write(self.path, changed, gone)

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
            found = self.find(Asked(asked), start, stop or 1000) if asked else Found(0, ())
        results = [
            make(ARTICLE.app_label, ARTICLE.model_name, hit.article_id, hit.score)
            for hit in found.hits
        ]
        return {"results": results, "hits": found.total}


AT_WORKING_DIRECTORY, EXCHANGE = -100, 2
"""From Linux's <fcntl.h> and <linux/fs.h>."""


def exchange(one: Path, other: Path) -> None:
    """Let two directories change places; where the system can, in one step.

    Then no reader and no crash falls between. Elsewhere a reader may have to look twice.
    """
    here = AT_WORKING_DIRECTORY
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if not rename or rename(here, os.fsencode(one), here, os.fsencode(other), EXCHANGE):
        aside = Path(tempfile.mkdtemp(prefix="old-", dir=one.parent))
        os.replace(other, aside)
        os.replace(one, other)
        os.replace(aside, one)


@contextmanager
def unusable_if_broken() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise IndexUnusable(str(error)) from error


def patiently_opened(path: Path) -> Shelf:
    for left in reversed(range(ATTEMPTS)):
        try:
            return opened(path)
        except Exception:  # it may have been swapped or written this moment
            if not left:
                raise
            sleep(PAUSE)
    raise AssertionError


@contextmanager
def errors_of(items: Iterable[Document]) -> Iterator[Iterator[Document]]:
    """Some items; an error in going through them comes out as it is, whatever is made of it."""
    errors: list[Exception] = []

    def given() -> Iterator[Document]:
        try:
            yield from items
        except Exception as error:
            errors.append(error)
            raise

    try:
        yield given()
    except Exception:
        if errors:
            raise errors[0] from None
        raise


@contextmanager
def held(lock: Any) -> Iterator[None]:
    """A lock that others hold for a while at most; it ends with the process that holds it."""
    if not try_for(lock.acquire, timeout=LOCK_PATIENCE, delay=0.1):
        raise IndexUnusable("another process is writing the index")
    try:
        yield
    finally:
        lock.release()


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
