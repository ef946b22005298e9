"""Hits as a reader sees them: the article, and where it says what was asked for."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from archive.models import Article, Comment
from search.engine import Found
from search.highlight import highlight, matches, snippet
from search.query import Query


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


def results(found: Found, asked: Query) -> list[Result]:
    """The hits that are published still, in order, each with its article."""
    ids = [hit.article_id for hit in found.hits]
    articles = Article.objects.published().complete().in_bulk(ids)
    return [
        result(articles[hit.article_id], hit.score, asked)
        for hit in found.hits
        if hit.article_id in articles
    ]


def result(article: Article, score: float, asked: Query) -> Result:
    text, comment = telling_text(article, asked)
    return Result(
        article=article,
        score=score,
        title=mark_safe(highlight(article.title, asked)),
        snippet=mark_safe(snippet(text, asked)),
        comment=comment,
        keywords=[
            mark_safe(highlight(use.keyword.name, asked))
            for use in article.article_keywords.all()
            if matches(use.keyword.name, asked)
        ],
    )


def telling_text(article: Article, asked: Query) -> tuple[str, Comment | None]:
    """The body, or the comment that tells more of the query than the body does."""
    texts: list[tuple[str, Comment | None]] = [(article.body, None)]
    texts += [(comment.text, comment) for comment in article.comments.all() if not comment.hidden]
    return max(texts, key=lambda text: clauses_in(text[0], asked))


def clauses_in(text: str, asked: Query) -> int:
    return sum(bool(matches(text, Query(asked.text, (clause,)))) for clause in asked.clauses)
