"""What lists of articles are narrowed by, and put in order by, as their addresses say it.

Any of the values of one filter will do; every filter must hold. A date is a year, a month or a day
("2022", "2022-03", "2022-03-17"), or says what is not known of it; sources, authors and keywords
are their keys, an edition is the group of those that are editions of one article, and comments are
"yes" where there are any.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_

import regex
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Article, ArticleKeyword, ArticleQuerySet, Comment

UNDATED, APPROXIMATE = "undated", "approximate"
PERIOD = regex.compile(rf"[0-9]{{4}}(-[0-9]{{2}}){{0,2}}|{UNDATED}|{APPROXIMATE}")
LONGEST_VALUE = 300
NOTHING = Q(pk__in=())

SORT, NEWEST, OLDEST = "sort", "newest", "oldest"
SORTS: Mapping[str, str | Promise] = {NEWEST: _("newest first"), OLDEST: _("oldest first")}


def published_in(period: str) -> Q:
    """What is known to have been published in a period, or of which that is not known."""
    if period == UNDATED:
        return Q(published_on=None)
    if period == APPROXIMATE:
        return Q(date_basis=Article.DateBasis.INFERRED, published_on__isnull=False)
    try:
        first, last = days_of(period)
    except ValueError:
        return NOTHING
    unknown = list(Article.Precision)[: 1 + period.count("-")]
    within = Q(published_on=first) if first == last else Q(published_on__range=(first, last))
    return within & ~Q(date_precision__in=unknown)


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day. Raises ValueError.

    >>> days_of("2022-02")
    (datetime.date(2022, 2, 1), datetime.date(2022, 2, 28))
    """
    year, month, day = (*map(int, period.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    if period.count("-") == 2:
        raise ValueError(period)
    if "-" in period:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


FILTERS: Mapping[str, Callable[[str], Q]] = {
    "date": published_in,
    "source": lambda key: Q(source__key=key),
    "author": lambda key: Q(author__key=key),
    "keyword": lambda key: Q(
        pk__in=ArticleKeyword.objects.filter(keyword__key=key).values("article")
    ),
    "edition": lambda group: Q(group=group),
    "comments": lambda _: Q(pk__in=Comment.objects.filter(hidden=False).values("article")),
}


def chosen_in(parameters: QueryDict) -> dict[str, list[str]]:
    """What an address chooses. What it cannot mean is left out."""
    found = {
        name: [value for value in parameters.getlist(name) if is_possible(name, value)]
        for name in FILTERS
    }
    return {name: values for name, values in found.items() if values}


def is_possible(name: str, value: str) -> bool:
    if name == "date":
        return PERIOD.fullmatch(value) is not None
    return 0 < len(value) <= LONGEST_VALUE


def meeting(name: str, values: Iterable[str]) -> Q:
    """What any of some values of a filter will do for."""
    return reduce(or_, map(FILTERS[name], sorted(values)), NOTHING)


def in_order(articles: ArticleQuerySet, sort: str) -> ArticleQuerySet:
    return articles.oldest_first() if sort == OLDEST else articles.newest_first()
