"""What the archive holds, in numbers, and the pages that tell it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Max, Min, Model, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from archive.flags import FlagKind
from archive.models import Article, Capture, Comment, Flag, Source

MOST_SOURCES = 20
MOST_YEARS = 10

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
    captures: int
    bytes: int


def size() -> Size:
    captures = shown(Capture).aggregate(number=Count("pk"), bytes=Sum("size"))
    return Size(
        articles=Article.objects.published().count(),
        comments=shown(Comment).filter(hidden=False).count(),
        sources=used("source"),
        keywords=used("keywords"),
        captures=captures["number"],
        bytes=captures["bytes"] or 0,
    )


def shown(model: type[Model]) -> QuerySet[Any]:
    """What belongs to published articles."""
    return model._default_manager.filter(article__status=Article.Status.PUBLISHED)


def used(field: str) -> int:
    """How many sources or keywords published articles have."""
    counted = Article.objects.published().aggregate(number=Count(field, distinct=True))
    return int(counted["number"])


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


def by_format() -> list[Row]:
    counted = shown(Capture).values_list("reader").annotate(count=Count("pk")).order_by("-count")
    return rows((FORMATS.get(reader, reader), count) for reader, count in counted)


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
    here = Comment.objects.filter(article__in=telling).count()
    declared = telling.aggregate(declared=Coalesce(Sum("comments_declared"), 0))["declared"]
    return {"declared": declared, "captured": here}


class Statistics(TemplateView):
    template_name = "archive/statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = years_of_sources()
        years = sorted({year for some in counts.values() for year in some if year})[-MOST_YEARS:]
        return super().get_context_data(
            size=size(),
            years=by_year(counts),
            table_years=years,
            sources=by_source(counts, years),
            more_sources=max(0, len(counts) - MOST_SOURCES),
            formats=by_format(),
            doubts=by_doubt(),
            comments=comments(),
            **kwargs,
        )


class About(TemplateView):
    template_name = "archive/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dated = Article.objects.published().exclude(published_on=None)
        span = dated.aggregate(first=Min("published_on__year"), last=Max("published_on__year"))
        return super().get_context_data(size=size(), **span, **kwargs)
