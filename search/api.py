"""Searching, for programs: what the search page finds, as JSON."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Query, Router, Schema

from archive.programs import cursors
from archive.programs.api import (
    MOST_CHOICES,
    ArticleLine,
    Authors,
    Dates,
    Keywords,
    Page,
    Paged,
    Sources,
    address_with,
    bad_cursor,
)
from archive.programs.problems import PROBLEMS
from search import engine
from search.addresses import read
from search.asking import Facet, Found, Sort
from search.layers import Level
from search.narrowing import by_keys
from search.results import Reason, Result, results

MOST_COUNTED = 100
"""Values of one facet, the most frequent ones."""
PURPOSE = "search"

router = Router(tags=["search"])


class SearchAsked(Paged):
    q: str = Field(description=gettext_noop("The query, as typed into the search box"))
    level: Level = Field(
        Level.FORMS,
        description=gettext_noop("What may differ in a word: exact, folded, forms or root"),
    )
    sort: Sort = Field(Sort.RELEVANCE, description=gettext_noop("relevance, newest or oldest"))
    date: Dates = []
    source: Sources = []
    author: Authors = []
    keyword: Keywords = []
    comments: list[str] = Field(
        [],
        max_length=MOST_CHOICES,
        description=gettext_noop("“yes” for only the articles that have comments"),
    )
    facets: bool = Field(
        False, description=gettext_noop("Whether to count what is found by date, source and so on")
    )


class Why(Schema):
    """How a word was found where that is not obvious."""

    typed: str
    printed: str
    layer: str = Field(description="exact, folded, joined, stem, variant or root")
    field: str = Field(description="The part of the article it was found in")
    comment: int | None = Field(description="The number of the comment it was found in")
    alias_of: str | None = Field(description="The name that what was found is an alias of")

    @staticmethod
    def resolve_layer(reason: Reason) -> str:
        return reason.layer.name.lower()

    @staticmethod
    def resolve_comment(reason: Reason) -> int | None:
        return reason.comment.number if reason.comment else None

    @staticmethod
    def resolve_alias_of(reason: Reason) -> str | None:
        return reason.alias.of.name if reason.alias else None


class Finding(Schema):
    article: ArticleLine
    score: float
    title: str = Field(description="HTML, escaped, with <mark> around what was found")
    snippet: str = Field(description="HTML, escaped, with <mark> around what was found")
    comment: int | None = Field(description="The number of the comment the snippet is from")
    why: list[Why]
    missing: list[str] = Field(description="What the article lacks of the query")

    @staticmethod
    def resolve_comment(result: Result) -> int | None:
        return result.comment.number if result.comment else None

    @staticmethod
    def resolve_why(result: Result) -> tuple[Reason, ...]:
        return result.reasons


class Left(Schema):
    typed: str
    why: str


class Count(Schema):
    value: str
    articles: int


class Findings(Page):
    total: int
    results: list[Finding]
    partial: list[Finding] = Field(
        description="The best articles that lack something, where few have everything"
    )
    facets: dict[Facet, list[Count]] = Field(
        description="As if nothing of that facet had been chosen; the most frequent values"
    )
    ignored: list[Left] = Field(description="What of the query means nothing")
    curtailed: bool = Field(description="Whether the search was cut short")
    degraded: bool = Field(description="Whether the index is away, and letters alone were compared")


@router.get(
    "search",
    response={200: Findings, **PROBLEMS},
    summary=gettext_noop("What a query finds, in pages"),
    url_name="search",
)
def search(request: HttpRequest, asked: Query[SearchAsked]) -> Any:
    start = begins(asked.cursor)
    meant = by_keys(read(request.GET))
    found = engine.find(replace(meant, partial=not start), start, start + asked.limit)
    end = start + asked.limit
    return {
        "total": found.total,
        "results": results(found.hits, meant),
        "partial": results(found.partial, meant),
        "facets": counts(found) if asked.facets else {},
        "ignored": [{"typed": one.typed, "why": one.why.value} for one in meant.query.ignored],
        "curtailed": found.curtailed,
        "degraded": found.degraded,
        "next": address_with(request, cursors.token(PURPOSE, [end])) if end < found.total else None,
    }


def begins(cursor: str) -> int:
    """After how many results a page begins."""
    try:
        return int(cursors.read(PURPOSE, cursor)[0]) if cursor else 0
    except cursors.BadToken:
        raise bad_cursor() from None


def counts(found: Found) -> dict[str, list[dict[str, Any]]]:
    return {
        facet.value: [
            {"value": value, "articles": articles}
            for value, articles in some.most_common(MOST_COUNTED)
        ]
        for facet, some in found.counts.items()
    }
