"""When articles were published: how many in each year, month and day, and of how many it is unsure.

Everything comes of one pass over an index of the database, so that it is exact and costs little.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from archive.models import Article, ArticleQuerySet

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Period:
    """A year, a month or a day; `day` is its first."""

    day: date
    count: int
    height: int = 0
    """In percent of the highest."""


@dataclass(frozen=True)
class YearOfMonths:
    year: int
    count: int
    """Also of articles of which no month is known."""
    months: list[Period]
    """All twelve."""


@dataclass
class Timeline:
    total: int = 0
    undated: int = 0
    approximate: int = 0
    years: Counter[int] = field(default_factory=Counter)
    months: Counter[date] = field(default_factory=Counter)
    """By their first days."""
    days: Counter[date] = field(default_factory=Counter)

    @classmethod
    def of(cls, articles: ArticleQuerySet) -> "Timeline":
        made = cls()
        columns = ("published_on", "date_precision", "date_basis")
        for day, precision, basis, count in (
            articles.order_by().values_list(*columns).annotate(count=Count("*"))
        ):
            made.total += count
            if day is None:
                made.undated += count
                continue
            made.approximate += count if basis == Article.DateBasis.INFERRED else 0
            made.years[day.year] += count
            if precision != Article.Precision.YEAR:
                made.months[day.replace(day=1)] += count
            if precision in (Article.Precision.DAY, Article.Precision.MINUTE):
                made.days[day] += count
        return made

    def by_year(self) -> list[YearOfMonths]:
        """Newest first, the empty years between left out."""
        return [
            YearOfMonths(year, self.years[year], self._twelve(year))
            for year in sorted(self.years, reverse=True)
        ]

    def _twelve(self, year: int) -> list[Period]:
        highest = max(self.months.values(), default=1)
        counts = {date(year, month, 1): self.months[date(year, month, 1)] for month in MONTHS}
        return [Period(day, count, -(-100 * count // highest)) for day, count in counts.items()]

    def all_days(self) -> list[Period]:
        return [Period(day, self.days[day]) for day in sorted(self.days)]

    def other_years(self, today: date) -> list[date]:
        """The days in other years with the same day and month."""
        return [
            day
            for day in self.days
            if (day.month, day.day) == (today.month, today.day) and day.year != today.year
        ]
