"""The one door to whatever finds articles. The engine is a setting; the database is the truth.

The engine is the backend of Haystack's default connection. Where its index is missing, damaged or
locked, searching goes on in the database and says so, and what could not be written is made up for
by the next `synchronise`.
"""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import and_, or_
from pathlib import Path
from typing import Protocol

from django.db.models import Count, Max, Model, Q, QuerySet
from haystack import connections

from archive.batches import batched
from archive.models import Article, ArticleKeyword, Comment
from archive.pages import filters
from search.asking import Asked, Facet, Found, Hit, IndexUnusable, Printed
from search.clauses import (
    Clause,
    Dates,
    Either,
    Every,
    Field,
    Part,
    Phrase,
    Prefix,
    Suffix,
    Within,
    Without,
    Word,
)
from search.documents import BATCH, Document
from search.layers import Layer, Level
from search.search_indexes import ArticleIndex, since

log = logging.getLogger(__name__)

LONGEST_PATTERN = 1000
"""In characters; more than a database matches."""
MANY = 2 * BATCH
"""Articles to be written, from which on it may be quicker to make the index anew."""
EVERYWHERE = tuple(field for field in Field if field is not Field.SOURCE)
"""The fields that are searched where none is named."""


class Backend(Protocol):
    """What an engine offers beyond Haystack's own backend."""

    @property
    def path(self) -> Path:
        """Where the index lies, in a directory named after the analysis that made it."""

    def warm(self) -> None:
        """Open the index, and have frequent words ready soon. Raises IndexUnusable."""

    def find(self, asked: Asked, start: int, stop: int) -> Found:
        """Raises IndexUnusable."""

    def forms(self, parts: Iterable[Part], level: Level) -> Mapping[Part, Mapping[str, Layer]]:
        """The printed words that meet parts of a query, unless these are too many.

        Raises IndexUnusable.
        """

    def nearest(self, word: Word, most: int) -> list[Printed]:
        """The indexed words that are spelt almost like one, nearest first. Raises IndexUnusable."""

    def completions(self, beginning: str, most: int) -> list[Printed]:
        """The most frequent indexed words that begin so. Raises IndexUnusable."""

    def commonest(self, forms: Collection[str], most: int) -> list[str]:
        """Those of some printed words that most articles have. Raises IndexUnusable."""

    def stamps(self) -> Mapping[str, str]:
        """What the index holds: article ids, and of each the stamp it was written with.

        Raises IndexUnusable.
        """

    def verify(self) -> None:
        """Read all of the index. Raises IndexUnusable where it is not as it was written."""

    def build(self, documents: Iterable[Document]) -> None:
        """Make the index anew; the old one, if any, serves until the new one is whole."""

    def write(self, documents: Iterable[Document], gone: Iterable[str]) -> None:
        """Add or replace documents, and drop the articles that are gone. Raises IndexUnusable."""


def find(asked: Asked, start: int = 0, stop: int = 20) -> Found:
    """The articles that match a query, from the database if the index cannot tell."""
    if not asked:
        return Found(0, ())
    with without_index("searching the database instead."):
        return backend().find(asked, start, stop)
    return find_in_database(asked, start, stop)


def every(asked: Asked) -> Iterator[str]:
    """The ids of all articles that match a query, in order, as they are at this moment."""
    found = find(replace(asked, partial=False), stop=sys.maxsize)
    return iter([hit.article_id for hit in found.hits])


def warm() -> None:
    """Read what the first searches would wait for."""
    with without_index("searching the database instead."):
        backend().warm()


def forms(parts: Iterable[Part], level: Level) -> Mapping[Part, Mapping[str, Layer]]:
    """The printed words that meet parts of a query; what the index cannot tell is left out."""
    with without_index("no form of the query's words is known."):
        return backend().forms(parts, level)
    return {}


def nearest(word: Word, most: int) -> list[Printed]:
    with without_index("no word near %r is known.", word.typed):
        return backend().nearest(word, most)
    return []


def completions(beginning: str, most: int) -> list[Printed]:
    with without_index("nothing to complete %r with.", beginning):
        return backend().completions(beginning, most)
    return []


def commonest(forms: Collection[str], most: int) -> list[str]:
    with without_index("none of %d words is known.", len(forms)):
        return backend().commonest(forms, most)
    return []


@contextmanager
def without_index(instead: str, *values: object) -> Iterator[None]:
    """Where the index cannot be read, say so in the log, and what happens instead, and go on."""
    try:
        yield
    except IndexUnusable:
        log.exception(f"The search index cannot be read; {instead}", *values)


def find_in_database(asked: Asked, start: int, stop: int) -> Found:
    """Without an index: the words as they were typed or folded, newest articles first."""
    holding: list[Q] = [_holding(clause, EVERYWHERE) for clause in asked.query.clauses]
    choices = [
        filters.meeting(facet, values)
        for chosen in (asked.chosen, asked.among or {})
        for facet, values in chosen.items()
        if values
    ]
    found = Article.objects.published().filter(*holding, *choices)
    found = filters.in_order(found, asked.sort)
    editions = found.exclude(group="").order_by().values_list("group").annotate(Count("pk"))
    counts = {Facet.EDITION: Counter(dict(editions))}
    if not asked.together:
        pks = found.values_list("pk", flat=True)[start:stop]
        hits = tuple(Hit(pk, 0.0) for pk in pks)
        return Found(found.count(), hits, counts=counts, degraded=True)
    groups: dict[str, list[str]] = {}
    for pk, group in found.values_list("pk", "group"):
        groups.setdefault(group or pk, []).append(pk)
    every = tuple(Hit(first, 0.0, editions=len(others)) for first, *others in groups.values())
    return Found(len(every), every[start:stop], counts=counts, degraded=True)


def _articles(related: type[Model], **holding: object) -> Q:
    return Q(pk__in=related._default_manager.filter(**holding).values("article"))


_COLUMNS: dict[Field, Callable[[str], Q]] = {
    Field.TITLE: lambda text: Q(title__icontains=text),
    Field.TEXT: lambda text: Q(body__icontains=text),
    Field.AUTHOR: lambda text: Q(byline__icontains=text),
    Field.COMMENTS: lambda text: _articles(Comment, hidden=False, text__icontains=text),
    Field.KEYWORDS: lambda text: _articles(ArticleKeyword, keyword__name__icontains=text),
    Field.SOURCE: lambda text: Q(source__name__icontains=text),
}


def _holding(clause: Clause, fields: tuple[Field, ...]) -> Q:
    match clause:
        case Word(typed, folded) | Prefix(typed, folded) | Suffix(typed, folded):
            return _printed({typed, folded}, fields)
        case Phrase(words):
            typed = " ".join(word.typed for word in words)
            return _printed({typed, " ".join(word.folded for word in words)}, fields)
        case Every(clauses):
            return reduce(and_, (_holding(one, fields) for one in clauses))
        case Either(clauses):
            return reduce(or_, (_holding(one, fields) for one in clauses))
        case Without(inner):
            return ~_holding(inner, fields)
        case Within(field, inner):
            return _holding(inner, (field,))
        case Dates(_, first, last):
            since = Q(published_on__gte=first) if first else Q()
            return since & (Q(published_on__lte=last) if last else Q(published_on__isnull=False))


def _printed(spellings: set[str], fields: tuple[Field, ...]) -> Q:
    conditions = [
        _COLUMNS[field](text)
        for text in sorted(spellings)
        if len(text) <= LONGEST_PATTERN
        for field in fields
    ]
    return reduce(or_, conditions, Q(pk__in=()))


@dataclass(frozen=True)
class Drift:
    """What keeps the index from being in step with the archive, as article ids."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    """Indexed, and no longer published."""
    stale: tuple[str, ...] = ()
    unreadable: str = ""
    """Why the index cannot be read, if it cannot; then nothing is known of articles."""

    def __bool__(self) -> bool:
        return bool(self.unreadable or self.articles)

    @property
    def articles(self) -> tuple[str, ...]:
        return self.missing + self.extra + self.stale


def drift(thorough: bool = False) -> Drift:
    """How far the index is from the whole archive.

    Thorough is to read all of the index, and to compare each article's content rather than when it
    was last saved.
    """
    try:
        if thorough:
            backend().verify()
        indexed = backend().stamps()
    except IndexUnusable as error:
        return Drift(unreadable=reason(error))
    published = Article.objects.published()
    return compared(indexed, stamps_of(published) if thorough else current(published))


def health() -> Drift:
    """The drift, which is measured anew only when index or archive has changed since."""
    path = backend().path
    written = path.stat().st_mtime_ns if path.exists() else 0
    published = Article.objects.published().aggregate(count=Count("pk"), last=Max("modified_at"))
    return _drift_of(str(path), written, published["count"], published["last"])


@lru_cache(maxsize=1)
def _drift_of(*state: object) -> Drift:
    return drift()


def compared(indexed: Mapping[str, str], published: Mapping[str, str]) -> Drift:
    """What an index holds beside what it should hold: stamps, or what they begin with."""
    return Drift(
        missing=tuple(pk for pk in published if pk not in indexed),
        extra=tuple(pk for pk in indexed if pk not in published),
        stale=tuple(
            pk for pk, stamp in published.items() if not indexed.get(pk, stamp).startswith(stamp)
        ),
    )


def current(published: QuerySet[Article]) -> dict[str, str]:
    """What the stamps of some articles begin with in an index that is in step with them."""
    rows = published.values_list("pk", "modified_at").iterator()
    return {pk: since(modified) for pk, modified in rows}


def stamps_of(published: QuerySet[Article]) -> dict[str, str]:
    ids = list(published.values_list("pk", flat=True))
    return {document["id"]: document["stamp"] for document in documents_of(ids)}


def reason(error: IndexUnusable) -> str:
    """Why there is no index to read, as clearly as can be said."""
    path = backend().path
    if path.exists():
        return f"it is damaged or out of reach ({error})"
    # What is being built, and what a build left behind, has a hyphen in its name.
    others = [other.name for other in path.parent.glob("*/") if "-" not in other.name]
    if others:
        return f"it was made by another analysis ({', '.join(sorted(others))}, not {path.name})"
    return "there is none"


def refresh(ids: Collection[str]) -> None:
    """Bring the index up to date with some articles. A failure is logged: the articles are safe."""
    try:
        for some in batched(sorted(ids), BATCH):
            write(some)
    except IndexUnusable:
        log.exception("The search index could not be updated; `manage.py rebuild_index` mends it.")


def write(ids: Collection[str]) -> None:
    """Write some articles as they are now. Raises IndexUnusable."""
    outdated = set(ids)
    while outdated:
        changed = list(to_index().filter(pk__in=outdated))
        written = {article.pk: since(article.modified_at) for article in changed}
        backend().write(documents(changed), outdated - written.keys())
        # Another process may have edited an article, and written that first.
        now = current(Article.objects.published().filter(pk__in=outdated))
        outdated = set(compared(written, now).articles)


def synchronise() -> None:
    """Bring the index up to date with the whole archive, building it where there is none.

    Raises IndexUnusable if it cannot be written.
    """
    mend(drift())


def mend(found: Drift) -> None:
    """What is much more work bit by bit is made at once, in several processes."""
    many = len(found.articles) > MANY and 2 * len(found.articles) > Article.objects.count()
    if found.unreadable or many:
        rebuild()
        return
    for some in batched(found.articles, BATCH):
        write(some)


def rebuild() -> int:
    """Make the index anew beside the one that serves; the number of articles in it."""
    ids = sorted(Article.objects.published().values_list("pk", flat=True))
    backend().build(documents_of(ids))
    mend(compared(backend().stamps(), current(Article.objects.published())))
    return len(ids)


def documents_of(ids: Iterable[str]) -> Iterator[Document]:
    """The documents of many articles, a few at a time in memory."""
    for some in batched(ids, BATCH):
        yield from documents(to_index().filter(pk__in=some))


def documents(articles: Iterable[Article]) -> Iterator[Document]:
    return map(article_index().full_prepare, articles)


def to_index() -> QuerySet[Article]:
    return article_index().index_queryset()


def article_index() -> ArticleIndex:
    found: ArticleIndex = connections["default"].get_unified_index().get_index(Article)
    return found


def backend() -> Backend:
    found: Backend = connections["default"].get_backend()
    return found


def elsewhere(path: Path) -> Backend:
    """The same engine with an index of its own."""
    made: Backend = type(connections["default"].get_backend())("elsewhere", PATH=path)
    return made
