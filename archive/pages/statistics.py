"""What the archive holds, in numbers, and the pages that tell it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Exists, Max, Min, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from archive.curation.history import latest
from archive.flags import FlagKind
from archive.models import Article, Capture, Comment, Flag, Keyword, Name, Source

MOST_SOURCES = 20
MOST_YEARS = 10
FRESH = 600
"""Seconds for which numbers are told again: to count is to read the whole archive."""

FORMATS = {
    "text": _("pages saved as text"),
    "html": _("saved web pages"),
    "json": _("JSON objects"),
    "csv": _("rows of tables"),
    "feed": _("items of feeds"),
}
DOUBTS = {
    "text": (
        _("which lines are the headline and the text"),
        (FlagKind.TITLE_UNSURE, FlagKind.BODY_MISSING, FlagKind.BODY_UNSURE),
    ),
    "date": (
        _("when it was published"),
        (
            FlagKind.DATE_MISSING,
            FlagKind.DATE_UNSURE,
            FlagKind.DATE_INFERRED,
            FlagKind.DATE_CONVERTED,
            FlagKind.DATE_RELATIVE,
            FlagKind.DATE_UNREAD,
            FlagKind.DATE_AMBIGUOUS,
            FlagKind.WEEKDAY_DISAGREES,
            FlagKind.CALENDARS_DISAGREE,
        ),
    ),
    "source": (_("who published it"), (FlagKind.SOURCE_MISSING,)),
    "keywords": (
        _("where one keyword ends and the next begins"),
        (FlagKind.KEYWORDS_DIVIDED,),
    ),
    "comments": (
        _("whether all comments are there, and where one ends"),
        (FlagKind.COMMENTS_FEWER, FlagKind.COMMENTS_MORE, FlagKind.COMMENTS_DIVIDED),
    ),
    "wholeness": (
        _("whether the text is whole and every letter right"),
        (FlagKind.TEXT_CUT_OFF, FlagKind.ENCODING_REPAIRED),
    ),
    "links": (_("which article a related headline means"), (FlagKind.LINK_AMBIGUOUS,)),
    "editions": (_("whether two articles are editions of one"), (FlagKind.NEAR_DUPLICATE,)),
    "people": (
        _("what readers and curators have pointed out"),
        (FlagKind.ERROR_REPORTED, FlagKind.DOUBTED),
    ),
}
"""What readers are told that flags are about; every kind has its place."""


@dataclass(frozen=True)
class Row:
    """A number with its name; `share` is in percent of the largest in the table."""

    name: str | Promise
    count: int
    share: int


@dataclass(frozen=True)
class SourceRow:
    """The articles of a source, None being those without one: in some years, and in all."""

    source: Source | None
    counts: list[int]
    total: int


@dataclass(frozen=True)
class Size:
    """How much there is for readers."""

    articles: int
    comments: int
    sources: int
    keywords: int


def size() -> Size:
    return Size(
        articles=Article.objects.published().count(),
        comments=shown(Comment).filter(hidden=False).count(),
        sources=used(Source, "source"),
        keywords=used(Keyword, "keywords"),
    )


def shown(model: type[Model]) -> QuerySet[Any]:
    """What belongs to published articles."""
    return model._default_manager.filter(article__status=Article.Status.PUBLISHED)


def used(model: type[Name], field: str) -> int:
    """How many names published articles have in a field."""
    having = Article.objects.published().filter(**{field: OuterRef("pk")})
    return model.objects.filter(Exists(having)).count()


def rows(counts: Iterable[tuple[str | Promise, int]]) -> list[Row]:
    counted = [(name, count) for name, count in counts if count]
    highest = max((count for _name, count in counted), default=1)
    return [Row(name, count, -(-100 * count // highest)) for name, count in counted]


YearsOfSources = dict[int | None, Counter[str]]
"""How many articles there are of each source and year; without a date under ""."""


def years_of_sources() -> YearsOfSources:
    # As text; a date's own functions would be called for every article, in Python.
    year = Substr(Cast("published_on", CharField()), 1, len("2022"))
    dated = Article.objects.published().annotate(year=year).values_list("source", "year")
    counts: YearsOfSources = {}
    for source, year_of_some, count in dated.annotate(count=Count("pk")):
        counts.setdefault(source, Counter())[year_of_some or ""] = count
    return counts


def by_year(counts: YearsOfSources) -> list[Row]:
    """Years from the newest to the oldest; then the articles without one."""
    of_year = sum(counts.values(), Counter[str]())
    undated = of_year.pop("", 0)
    return rows([*sorted(of_year.items(), reverse=True), (_("without a date"), undated)])


def by_source(counts: YearsOfSources, years: list[str]) -> list[SourceRow]:
    """The largest sources first; the articles without one come last."""
    ordered = sorted(counts, key=lambda pk: (pk is None, -counts[pk].total(), pk))[:MOST_SOURCES]
    named = Source.objects.in_bulk([pk for pk in ordered if pk])
    return [
        SourceRow(
            source=named[pk] if pk else None,
            counts=[counts[pk][year] for year in years],
            total=counts[pk].total(),
        )
        for pk in ordered
    ]


@dataclass(frozen=True)
class Captures:
    number: int
    bytes: int
    by_format: list[Row]


def captures() -> Captures:
    """Those of the articles shown."""
    by_reader = shown(Capture).values_list("reader").annotate(Count("pk"), Sum("size"))
    told = list(by_reader.order_by("-pk__count", "reader"))
    return Captures(
        number=sum(count for _reader, count, _bytes in told),
        bytes=sum(size for _reader, _count, size in told),
        by_format=rows((FORMATS.get(reader, reader), count) for reader, count, _bytes in told),
    )


def by_doubt() -> list[Row]:
    """Of how many articles something has not been settled yet."""
    open_ = Flag.objects.open().filter(article__status=Article.Status.PUBLISHED)
    counted = {
        name: Count("article", filter=Q(kind__in=kinds), distinct=True)
        for name, (_label, kinds) in DOUBTS.items()
    }
    found = open_.aggregate(**counted)
    return rows((label, found[name]) for name, (label, _kinds) in DOUBTS.items())


def comments() -> dict[str, int]:
    """Of the articles whose page tells how many comments it has: how many that is, and are here."""
    telling = Article.objects.published().exclude(comments_declared=None)
    declared = telling.aggregate(declared=Coalesce(Sum("comments_declared"), 0))["declared"]
    here = shown(Comment).exclude(article__comments_declared=None)
    return {"declared": declared, "captured": here.count()}


def figures() -> dict[str, Any]:
    counts = years_of_sources()
    years = sorted({year for some in counts.values() for year in some if year})[-MOST_YEARS:]
    return {
        "size": size(),
        "years": by_year(counts),
        "table_years": years,
        "sources": by_source(counts, years),
        "more_sources": max(0, len(counts) - MOST_SOURCES),
        "captures": captures(),
        "comments": comments(),
        "doubts": by_doubt(),
    }


def size_and_span() -> dict[str, Any]:
    dated = Article.objects.published().exclude(published_on=None)
    return {
        "size": size(),
        **dated.aggregate(first=Min("published_on__year"), last=Max("published_on__year")),
    }


def kept(name: str, count: Callable[[], dict[str, Any]]) -> Any:
    """Numbers that are told again for a while, until a curator changes anything."""
    return cache.get_or_set(f"{name}-{latest()}", count, FRESH)


class Statistics(TemplateView):
    template_name = "archive/statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: Any = kept("statistics", figures)
        return super().get_context_data(**told, **kwargs)


class About(TemplateView):
    template_name = "archive/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: Any = kept("about", size_and_span)
        return super().get_context_data(**told, **kwargs)
