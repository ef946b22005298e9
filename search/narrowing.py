"""What results can be narrowed by, as a reader sees it: names, numbers and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.choices import in_force
from archive.dates import in_digits, month_name
from archive.models import Keyword, Name, Source
from search.addresses import address, choosing
from search.asking import Asked, Facet, Found

LABELS = {
    Facet.SOURCE: gettext_lazy("Source"),
    Facet.KEYWORD: gettext_lazy("Keyword"),
    Facet.COMMENTS: gettext_lazy("Comments"),
}
NAMES: Mapping[Facet, type[Name]] = {Facet.SOURCE: Source, Facet.KEYWORD: Keyword}
MOST_CHOICES = 12
"""Of one facet; those that are chosen are shown in any case."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool
    url: str
    """Where it is chosen, or given up."""


@dataclass(frozen=True)
class Panel:
    facet: Facet
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Bar:
    """One period of the histogram; `height` is in percent of the highest."""

    choice: Choice
    height: int


def panels(found: Found, asked: Asked) -> list[Panel]:
    made = [
        Panel(facet, str(label), _choices(facet, found, asked)) for facet, label in LABELS.items()
    ]
    return [panel for panel in made if panel.choices]


def _choices(facet: Facet, found: Found, asked: Asked) -> list[Choice]:
    counts = found.counts.get(facet, {})
    chosen = asked.chosen.get(facet, frozenset())
    frequent = nsmallest(MOST_CHOICES, counts, key=lambda value: (-counts[value], value))
    values = [*frequent, *sorted(chosen.difference(frequent))]
    names = _names(facet, values)
    return [
        _choice(facet, value, names.get(value, value), counts.get(value, 0), asked)
        for value in values
    ]


def _names(facet: Facet, values: list[str]) -> Mapping[str, str]:
    if facet in NAMES:
        named = NAMES[facet].objects.filter(key__in=values)
        return {one.key: one.name for one in named}
    return {"yes": _("with comments")}


def _choice(facet: Facet, value: str, label: str, count: int, asked: Asked) -> Choice:
    values = asked.chosen.get(facet, frozenset())
    chosen = value in values
    others = [one for one in values if not _overlap(facet, one, value)]
    url = address(choosing(asked, facet, others if chosen else [*others, value]))
    return Choice(value, label, count, chosen, url)


def _overlap(facet: Facet, one: str, other: str) -> bool:
    """Whether choosing both would be no more than choosing one: a month and its year do."""
    if facet is Facet.DATE:
        return one.startswith(other) or other.startswith(one)
    return one == other


def years(found: Found, asked: Asked) -> list[Bar]:
    """Every year from the first to the last in which something was found."""
    counts = _periods(found, asked, length=4)
    if not counts:
        return []
    every = [str(year) for year in range(int(min(counts)), int(max(counts)) + 1)]
    return _bars([(year, _written(year)) for year in every], counts, asked)


def months(found: Found, asked: Asked) -> list[Bar]:
    """The months of the year that was chosen, or of the only year there is."""
    counts = _periods(found, asked, length=7)
    chosen = {period[:4] for period in asked.chosen.get(Facet.DATE, ())}
    shown = chosen or {period[:4] for period in _periods(found, asked, length=4)}
    if len(shown) != 1:
        return []
    (year,) = shown
    named = [(f"{year}-{month:02}", _named(month)) for month in range(1, 13)]
    return _bars(named, counts, asked) if any(period in counts for period, _label in named) else []


def _periods(found: Found, asked: Asked, length: int) -> Mapping[str, int]:
    counts = found.counts.get(Facet.DATE, {})
    chosen = asked.chosen.get(Facet.DATE, frozenset())
    periods = {period: count for period, count in counts.items() if len(period) == length}
    return {**{period: 0 for period in chosen if len(period) == length}, **periods}


def _bars(named: list[tuple[str, str]], counts: Mapping[str, int], asked: Asked) -> list[Bar]:
    highest = max(counts.values(), default=0) or 1
    return [
        Bar(
            _choice(Facet.DATE, period, label, counts.get(period, 0), asked),
            height=-(-100 * counts.get(period, 0) // highest),
        )
        for period, label in named
    ]


def chosen(asked: Asked) -> list[Choice]:
    """Everything that is chosen, each with the address where it is given up."""
    made = []
    for facet, values in asked.chosen.items():
        names = _names(facet, sorted(values))
        for value in sorted(values):
            label = _period_name(value) if facet is Facet.DATE else names.get(value, value)
            made.append(_choice(facet, value, label, 0, asked))
    return made


def _period_name(period: str) -> str:
    year, _dash, month = period.partition("-")
    known = month and 1 <= int(month) <= date.max.month
    return f"{_named(int(month))} {_written(year)}" if known else _written(year)


def _named(month: int) -> str:
    return month_name(month, in_force().months_shown)


def _written(year: str) -> str:
    return in_digits(year, in_force().digits_shown)
