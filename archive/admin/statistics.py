"""What came in, from whom and how sure it is: by month, by source and by import."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.core.cache import cache
from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from archive.dates import Moment
from archive.flags import FlagKind
from archive.models import Article, Batch, Capture, Comment, Flag, Source
from archive.pages.statistics import Row, rows

MOST_SOURCES = 50
MOST_BATCHES = 20
MOST_MONTHS = 24
FRESH = 60
"""Seconds for which numbers are told again: to count is to read the whole archive."""

DATED = ~Q(published_on=None)
SOURCED = ~Q(source=None)
WITH_BODY = ~Q(body="")


@dataclass
class Tally:
    """Of some articles: how many, and of how many something is known."""

    articles: int = 0
    dated: int = 0
    sourced: int = 0
    with_body: int = 0
    comments: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    """The open ones, by their kinds."""

    @property
    def open_flags(self) -> int:
        return self.flags.total()

    @property
    def commonest_doubts(self) -> list[tuple[str, int]]:
        """The kinds of flags that most articles have, by name."""
        return [(str(FlagKind(kind).label), count) for kind, count in self.flags.most_common(3)]

    @property
    def shares(self) -> list[int]:
        """Dated, sourced and with a body, in percent."""
        known = (self.dated, self.sourced, self.with_body)
        return [100 * count // max(1, self.articles) for count in known]


@dataclass(frozen=True)
class Month:
    """What was captured anew in one month; `height` in percent of the highest."""

    moment: Moment
    count: int
    height: int


def tallies(group: str, of: Iterable[Any] | None = None) -> dict[Any, Tally]:
    """Of all articles, by what a field says of them; `of` names the groups that are wanted."""
    wanted = Q() if of is None else Q(**{f"{group}__in": list(of)})
    through = Q() if of is None else Q(**{f"article__{group}__in": list(of)})
    found: dict[Any, Tally] = {}
    counted = Article.objects.filter(wanted).order_by().values_list(group)
    for key, *counts in counted.annotate(
        all=Count("pk", distinct=True),
        dated=Count("pk", distinct=True, filter=DATED),
        sourced=Count("pk", distinct=True, filter=SOURCED),
        with_body=Count("pk", distinct=True, filter=WITH_BODY),
    ):
        found[key] = Tally(*counts)
    comments = Comment.objects.filter(through).order_by().values_list(f"article__{group}")
    for key, count in comments.annotate(count=Count("pk", distinct=True)):
        found[key].comments = count
    flags = Flag.objects.open().filter(through).order_by().values_list(f"article__{group}", "kind")
    for key, kind, count in flags.annotate(count=Count("pk", distinct=True)):
        found[key].flags[kind] = count
    return found


def by_source(found: dict[Any, Tally]) -> list[tuple[Source | None, Tally]]:
    """The largest first; what has none comes last."""
    ordered = sorted(found, key=lambda pk: (pk is None, -found[pk].articles, pk))[:MOST_SOURCES]
    named = Source.objects.in_bulk([pk for pk in ordered if pk])
    return [(named[pk] if pk else None, found[pk]) for pk in ordered]


def by_batch() -> list[tuple[Batch, Tally]]:
    """The newest first."""
    newest = list(Batch.objects.select_related("started_by")[:MOST_BATCHES])
    found = tallies("captures__batch", [batch.pk for batch in newest])
    return [(batch, found.get(batch.pk, Tally())) for batch in newest]


def by_month() -> list[Month]:
    """Captures by the month they were imported in; the newest months, the empty ones too."""
    # As text; a date's own functions would be called for every capture, in Python.
    month = Substr(Cast("imported_at", CharField()), 1, len("2022-03"))
    counted = Capture.objects.order_by().annotate(month=month).values_list("month")
    counts = dict(counted.annotate(count=Count("pk")))
    if not counts:
        return []
    first, last = (
        year * 12 + number - 1 for year, number in map(parts, (min(counts), max(counts)))
    )
    highest = max(counts.values())
    months = [divmod(at, 12) for at in range(max(first, last - MOST_MONTHS + 1), last + 1)]
    told = ((Moment(year, at + 1), counts.get(f"{year:04}-{at + 1:02}", 0)) for year, at in months)
    return [Month(moment, count, -(-100 * count // highest)) for moment, count in told]


def parts(month: str) -> tuple[int, int]:
    year, number = month.split("-")
    return int(year), int(number)


def figures() -> dict[str, Any]:
    sources = tallies("source")
    doubts = sum((tally.flags for tally in sources.values()), Counter[str]())
    kinds: list[Row] = rows((FlagKind(kind).label, count) for kind, count in doubts.most_common())
    return {
        "months": by_month(),
        "sources": by_source(sources),
        "more_sources": max(0, len(sources) - MOST_SOURCES),
        "batches": by_batch(),
        "doubts": kinds,
        "articles": sum(tally.articles for tally in sources.values()),
    }


def statistics_page(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    told: Any = cache.get_or_set("intake-statistics", figures, FRESH)
    context = {**site.each_context(request), "title": gettext("Imports in numbers"), **told}
    return TemplateResponse(request, "admin/archive/batch/statistics.html", context)
