"""The fields of dates in a query: «من:2022-03 إلى:2022-05», «سنة:2022»."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

import regex

from archive.text import key
from search.clauses import Clause, Dates

_FROM, _WHOLE, _TO = range(3)
_SIDE_NAMES = {_FROM: "من from", _WHOLE: "سنة year", _TO: "إلى to"}
SIDES = {name: side for side, names in _SIDE_NAMES.items() for name in key(names).split()}

DASH = "[-‐‑−–﹣－]"

_BETWEEN = f"(?:[/.]|{DASH})"
DAYS = regex.compile(
    rf"[\s\p{{Cf}}]*(\p{{Nd}}+(?:\p{{Cf}}*(?:\.\.|…|{_BETWEEN})\p{{Cf}}*\p{{Nd}}+)*)"
)
_RANGE = regex.compile(rf"\.\.|…|(?<=\p{{Nd}}{{4}}){_BETWEEN}(?=\p{{Nd}}{{4}})")
_YEAR, _MONTH, _DAY = r"(?P<year>\p{Nd}{4})", r"(?P<month>\p{Nd}{1,2})", r"(?P<day>\p{Nd}{1,2})"
_PERIOD = regex.compile(
    f"{_YEAR}(?:{_BETWEEN}{_MONTH}(?:{_BETWEEN}{_DAY})?)?"
    f"|(?:(?:{_DAY}{_BETWEEN})?{_MONTH}{_BETWEEN})?{_YEAR}"
)


def paired(clauses: Iterable[Clause]) -> list[Clause]:
    """Each «from» with the next «to», each «to» with the next «from»; `typed` holds both."""
    found: list[Clause] = []
    for clause in clauses:
        if not isinstance(clause, Dates):
            found.append(clause)
            continue
        for part in map(dates, clause.typed.split(" ")):
            for at, other in enumerate(found):
                if isinstance(other, Dates) and {_side(other), _side(part)} == {_FROM, _TO}:
                    found[at] = dates(f"{other.typed} {part.typed}")
                    break
            else:
                found.append(part)
    return found


def _side(dates: Dates) -> int:
    if dates.first and dates.last:
        return _WHOLE
    return _FROM if dates.first else _TO


def dates(typed: str) -> Dates:
    """What date fields stand for, turned round if need be. ValueError if there is no such day.

    >>> str(dates("إلى:٢٠٢٢/٢").last), str(dates("سنة:2022-2023").first)
    ('2022-02-28', '2022-01-01')
    """
    ends = []
    for half in typed.split(" "):
        name, _, days = half.partition(":")
        ends += [(SIDES[key(name)], *_period(end)) for end in _RANGE.split(days)]
    ends.sort(key=lambda end: end[0])
    (side, first, until), (_, start, last) = ends[0], ends[-1]
    if first > last:
        first, last = start, until
    alone = side if len(ends) == 1 else None
    return Dates(typed, None if alone == _TO else first, None if alone == _FROM else last)


def _period(typed: str) -> tuple[date, date]:
    if not (match := _PERIOD.fullmatch(typed)):
        raise ValueError(typed)
    year, month, day = match.group("year", "month", "day")
    first = date(int(year), int(month or 1), int(day or 1))
    last_day = day or monthrange(first.year, int(month or 12))[1]
    return first, date(first.year, int(month or 12), int(last_day))
