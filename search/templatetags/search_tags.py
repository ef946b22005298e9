"""What the archive's pages need of search: marks from the search one came from, similar articles,
what a list can be narrowed by, and whether the index is in step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString, mark_safe

from archive.models import Article, Comment, Keyword
from search import engine, narrowing, similar
from search.addresses import address, choosing, here, read, within
from search.asking import NONE, Asked, Facet
from search.clauses import Field
from search.highlight import Marker, highlight
from search.query import Query
from search.results import Reason, Result

register = template.Library()

MOST_TOGETHER = 16


@dataclass(frozen=True)
class MarkedComment:
    comment: Comment
    author: SafeString
    paragraphs: list[SafeString]


@dataclass(frozen=True)
class Marked:
    """An article's texts as HTML, escaped, with what was searched for in numbered marks."""

    title: SafeString
    byline: SafeString
    paragraphs: list[SafeString]
    comments: list[MarkedComment]
    total: int
    leave: str
    """The article's address without marks."""


@register.simple_tag(takes_context=True)
def marked(context: RequestContext, article: Article, comments: list[Comment]) -> Marked:
    """In the order in which the page shows them, so that the numbers run through it."""
    request = context.get("request")
    asked = read(request.GET) if request else Asked(Query(""))
    marker = Marker(asked.query, asked.level)
    numbers = count(1)

    def mark(text: str, field: Field) -> SafeString:
        return mark_safe(highlight(text, marker.matches(text, field), numbers))

    return Marked(
        title=mark(article.title, Field.TITLE),
        byline=mark(article.byline, Field.AUTHOR),
        paragraphs=[mark(paragraph, Field.TEXT) for paragraph in article.paragraphs],
        comments=[
            MarkedComment(
                comment,
                mark(comment.author, Field.COMMENTS),
                [mark(paragraph, Field.COMMENTS) for paragraph in comment.paragraphs],
            )
            for comment in comments
        ],
        total=next(numbers) - 1,
        leave=article.get_absolute_url(),
    )


@register.simple_tag
def similar_to(article: Article) -> list[Article]:
    return similar.similar(article)


@register.simple_tag
def index_health() -> engine.Drift:
    """What the curators' desk tells of the index: how far it is from the archive, if at all."""
    return engine.health()


@dataclass(frozen=True)
class Refinement:
    """What a list is narrowed to, and can be: without an index only the former."""

    years: list[narrowing.Bar]
    months: list[narrowing.Bar]
    panels: list[narrowing.Panel]
    chosen: list[narrowing.Choice]
    unnarrowed: str


@register.simple_tag(takes_context=True)
def refinement(context: RequestContext, listed: Mapping[str, str]) -> Refinement:
    """Of a list whose articles have these values in common, as the page's address narrows it."""
    among = {Facet(name): frozenset([value]) for name, value in listed.items()}
    request = context.get("request")
    asked = read(request.GET) if request else Asked(Query(""))
    asked = replace(asked, query=Query(""), among=among)
    found = engine.find(asked, 0, 0)
    return Refinement(
        years=narrowing.years(found, asked),
        months=narrowing.months(found, asked),
        panels=narrowing.panels(found, asked),
        chosen=narrowing.chosen(asked),
        unnarrowed=here(replace(asked, chosen={})),
    )


@register.simple_tag
def standing_with(listed: Mapping[str, str]) -> list[Keyword]:
    """The keywords that most articles of a list have besides; none where the index cannot tell."""
    among = {Facet(name): frozenset([value]) for name, value in listed.items()}
    found = engine.find(Asked(Query(""), among=among), 0, 0)
    counted = found.counts.get(Facet.KEYWORD, NONE).most_common(MOST_TOGETHER + len(among))
    together = [key for key, count in counted if count > 1 and key not in listed.values()]
    nearest = together[:MOST_TOGETHER]
    named = {one.key: one for one in Keyword.objects.filter(key__in=nearest)}
    return [named[key] for key in nearest if key in named]


@register.filter
def marking(page: str, asked: Asked) -> str:
    """A page's address, on which what was searched for is to be marked."""
    return within(page, asked)


@register.filter
def editions_found(article: Article, asked: Asked) -> str:
    """The address of the same search among the editions of an article alone."""
    return address(choosing(replace(asked, together=False), Facet.EDITION, {article.group}))


@register.filter
def untold(result: Result) -> list[Reason]:
    """The reasons but for those the reader sees: the snippet's comment, and the marked keywords."""
    return [
        reason
        for reason in result.reasons
        if reason.is_another_word
        or reason.alias
        or not (
            reason.field is Field.KEYWORDS or (reason.comment and reason.comment == result.comment)
        )
    ]
