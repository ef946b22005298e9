"""The one door to whatever finds articles. The engine is a setting; the database is the truth.

The engine is the backend of Haystack's default connection. Where its index is missing, damaged or
locked, searching goes on in the database and says so, and what could not be written is made up for
by the next `synchronise`.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from django.db.models import Q, QuerySet
from haystack import connections

from archive.models import Article, ArticleKeyword, Comment
from search.query import Phrase, Query, Word
from search.search_indexes import ArticleIndex, stamp

log = logging.getLogger(__name__)

BATCH = 500
LONGEST_PATTERN = 1000
"""In characters; more than a database matches."""
T = TypeVar("T")
Document = Mapping[str, str]


@dataclass(frozen=True)
class Hit:
    article_id: str
    score: float


@dataclass(frozen=True)
class Found:
    """`hits` are the ones asked for, best first, of `total` in all."""

    total: int
    hits: tuple[Hit, ...]
    degraded: bool = False


class IndexUnusable(Exception):
    """There is no index, or not one that can be read."""


class Backend(Protocol):
    """What an engine offers beyond Haystack's own backend."""

    def find(self, query: Query, start: int, stop: int) -> Found:
        """Raises IndexUnusable."""

    def stamps(self) -> Mapping[str, str]:
        """What the index holds: article ids and their stamps. Raises IndexUnusable."""

    def build(self, documents: Iterable[Document]) -> None:
        """Make the index anew; the old one, if any, serves until the new one is whole."""

    def write(self, documents: Iterable[Document], gone: Iterable[str]) -> None:
        """Add or replace documents, and drop the articles that are gone. Raises IndexUnusable."""


def find(query: Query, start: int = 0, stop: int = 20) -> Found:
    """The articles that match a query, from the database if the index cannot tell."""
    if not query:
        return Found(0, ())
    try:
        return backend().find(query, start, stop)
    except IndexUnusable:
        log.exception("The search index cannot be read; searching the database instead.")
        return find_in_database(query, start, stop)


def find_in_database(query: Query, start: int, stop: int) -> Found:
    """Without an index: the words as they were typed or folded, newest articles first."""
    found = Article.objects.published()
    for clause in query.clauses:
        found = found.filter(_printed_in_article(clause))
    hits = found.newest_first().values_list("pk", flat=True)[start:stop]
    return Found(found.count(), tuple(Hit(pk, 0.0) for pk in hits), degraded=True)


def _printed_in_article(clause: Word | Phrase) -> Q:
    words = clause.words if isinstance(clause, Phrase) else (clause,)
    spellings = {" ".join(word.typed for word in words), " ".join(word.folded for word in words)}
    anywhere = Q(pk__in=())
    for text in spellings:
        if len(text) > LONGEST_PATTERN:
            continue
        comments = Comment.objects.filter(hidden=False, text__icontains=text)
        keywords = ArticleKeyword.objects.filter(keyword__name__icontains=text)
        anywhere |= Q(title__icontains=text) | Q(body__icontains=text)
        anywhere |= Q(pk__in=comments.values("article")) | Q(pk__in=keywords.values("article"))
    return anywhere


def refresh(ids: Collection[str]) -> None:
    """Bring the index up to date with some articles. A failure is logged: the articles are safe."""
    changed = list(to_index().filter(pk__in=ids))
    try:
        backend().write(documents(changed), set(ids) - {article.pk for article in changed})
    except IndexUnusable:
        log.exception("The search index could not be updated; `manage.py rebuild_index` mends it.")


def synchronise() -> None:
    """Bring the index up to date with the whole archive, building it where there is none.

    Raises IndexUnusable if it cannot be written.
    """
    try:
        indexed = backend().stamps()
    except IndexUnusable:
        rebuild()
    else:
        catch_up(indexed)


def rebuild() -> int:
    """Make the index anew beside the one that serves; the number of articles in it."""
    ids = sorted(Article.objects.published().values_list("pk", flat=True))
    backend().build(documents_of(ids))
    catch_up(backend().stamps())
    return len(ids)


def catch_up(indexed: Mapping[str, str]) -> None:
    """Write what has changed since the index got the stamps it holds."""
    current = {
        pk: stamp(modified)
        for pk, modified in Article.objects.published().values_list("pk", "modified_at").iterator()
    }
    changed = [pk for pk, modified in current.items() if indexed.get(pk) != modified]
    for some in batched(changed, BATCH):
        backend().write(documents_of(some), ())
    if gone := indexed.keys() - current.keys():
        backend().write((), gone)


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


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
