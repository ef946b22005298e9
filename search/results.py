"""Hits as a reader sees them: the article, where it says what was asked for, and why it was found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from archive.models import Alias, Article, Comment, Name
from archive.names.sounds import without_article
from archive.text import fold
from search import engine
from search.asking import Asked, Hit
from search.clauses import Field, Phrase
from search.highlight import Leaf, Marker, Match, highlight, parts, snippet
from search.layers import Layer
from search.query import spelt

IN_SIGHT = (Field.TITLE, Field.TEXT)


@dataclass(frozen=True)
class Reason:
    """How a word was found where that is not obvious: as what it is printed, and where."""

    typed: str
    printed: str
    layer: Layer
    field: Field
    comment: Comment | None = None
    alias: Alias | None = None
    """Where it was found, though the page shows the name alone that this leads to."""

    @property
    def is_another_word(self) -> bool:
        return self.layer >= Layer.JOINED

    @property
    def is_out_of_sight(self) -> bool:
        return self.field not in IN_SIGHT


@dataclass(frozen=True)
class Result:
    """`title` and `snippet` are HTML, escaped, with <mark> around what was found."""

    article: Article
    score: float
    title: SafeString
    snippet: SafeString
    comment: Comment | None
    """The comment the snippet is from, where that tells more than the body does."""
    keywords: list[SafeString]
    """The article's keywords in which something was found, marked."""
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    """What the article lacks of the query."""
    editions: int
    """How many others were found that it stands for."""


@dataclass(frozen=True)
class Searched:
    """A text of an article in which something may have been found."""

    text: str
    field: Field
    matches: list[Match]
    comment: Comment | None = None
    alias: Alias | None = None


def results(hits: Iterable[Hit], asked: Asked) -> list[Result]:
    """The hits that are published still, in order, each with its article."""
    hits = list(hits)
    if not hits:
        return []
    # That they are published is looked at here, or SQLite might read all that are.
    articles = Article.objects.complete().in_bulk([hit.article_id for hit in hits])
    told = engine.forms(parts(asked.query), asked.level)
    marker = Marker(asked.query, asked.level, told)
    return [
        result(article, hit, marker)
        for hit in hits
        if (article := articles.get(hit.article_id)) and article.is_published
    ]


def result(article: Article, hit: Hit, marker: Marker) -> Result:
    searched = list(texts(article, marker))
    title, body = searched[:2]
    telling = max([body, *(one for one in searched if one.comment)], key=leaves_found)
    return Result(
        article=article,
        score=hit.score,
        title=mark_safe(highlight(title.text, title.matches)),
        snippet=mark_safe(snippet(telling.text, telling.matches)),
        comment=telling.comment,
        keywords=[
            mark_safe(highlight(one.text, one.matches))
            for one in searched
            if one.field is Field.KEYWORDS and one.matches and not one.alias
        ],
        reasons=tuple(reasons(searched)),
        missing=tuple(map(spelt, hit.missing)),
        editions=hit.editions,
    )


def texts(article: Article, marker: Marker) -> Iterator[Searched]:
    """The title first, then the body, then what else was searched."""

    def searched(text: str, field: Field, **place: Any) -> Searched:
        return Searched(text, field, marker.matches(text, field), **place)

    def names(named: Name, field: Field) -> Iterator[Searched]:
        yield searched(named.name, field)
        for alias in named.other_names:
            yield searched(alias.name, field, alias=alias)

    yield searched(article.title, Field.TITLE)
    yield searched(article.body, Field.TEXT)
    for use in article.keyword_uses:
        yield from names(use.keyword, Field.KEYWORDS)
    yield searched(article.byline, Field.AUTHOR)
    for alias in article.author.other_names if article.author else ():
        yield searched(alias.name, Field.AUTHOR, alias=alias)
    if article.source and any(sought.field is Field.SOURCE for sought in marker.sought):
        yield from names(article.source, Field.SOURCE)
    for comment in article.shown_comments:
        yield searched(comment.author, Field.COMMENTS, comment=comment)
        yield searched(comment.text, Field.COMMENTS, comment=comment)


def leaves_found(searched: Searched) -> int:
    return len({match.leaf for match in searched.matches})


def reasons(searched: Iterable[Searched]) -> Iterator[Reason]:
    """For each thing that was asked for, its nearest match, unless that speaks for itself."""
    nearest: dict[Leaf, Reason] = {}
    for one in searched:
        for match in one.matches:
            known = nearest.get(match.leaf)
            if known is None or match.layer < known.layer:
                printed = one.text[match.start : match.end]
                nearest[match.leaf] = Reason(
                    _typed(match.leaf), printed, match.layer, one.field, one.comment, one.alias
                )
    for leaf, reason in nearest.items():
        if reason.is_out_of_sight or (
            reason.is_another_word and not _same_but_article(leaf, reason)
        ):
            yield reason


def _typed(leaf: Leaf) -> str:
    return spelt(leaf) if isinstance(leaf, Phrase) else leaf.typed


def _same_but_article(leaf: Leaf, reason: Reason) -> bool:
    return isinstance(leaf, Phrase) or without_article(fold(reason.printed)) == without_article(
        leaf.folded
    )
