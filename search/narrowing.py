"""What results can be narrowed by, as a reader sees it: names, numbers and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.dates import Moment, format_date, in_digits, month_name
from archive.models import Author, Keyword, Name, Source
from archive.pages.choices import in_force
from archive.pages.filters import APPROXIMATE, UNDATED, days_of
from archive.remembering import remembered
from search.addresses import choosing, here
from search.asking import NONE, Asked, Facet, Found

LABELS = {
    Facet.DATE: gettext_lazy("Doubtful dates"),
    Facet.SOURCE: gettext_lazy("Source"),
    Facet.AUTHOR: gettext_lazy("Author"),
    Facet.KEYWORD: gettext_lazy("Keyword"),
    Facet.COMMENTS: gettext_lazy("Comments"),
}
NAMES: Mapping[Facet, type[Name]] = {
    Facet.SOURCE: Source,
    Facet.AUTHOR: Author,
    Facet.KEYWORD: Keyword,
}
DOUBTS = {UNDATED: gettext_lazy("date unknown"), APPROXIMATE: gettext_lazy("approximate date")}
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
    others: int
    """How many values are not shown."""


@dataclass(frozen=True)
class Bar:
    """One period of the histogram; `height` is in percent of the highest."""

    choice: Choice
    height: int


def by_keys(asked: Asked) -> Asked:
    """The same with names, which may be in any spelling, as their keys; of none known, as they are."""
    keys = {
        facet: frozenset(model.objects.named(*asked.chosen[facet]).values_list("key", flat=True))
        for facet, model in NAMES.items()
        if facet in asked.chosen
    }
    known = {facet: found for facet, found in keys.items() if found}
    return replace(asked, chosen={**asked.chosen, **known})


def is_narrowable(found: Found, asked: Asked) -> bool:
    """One article is not to be divided; what was chosen can be given up still."""
    return found.total > 1 or bool(asked.chosen)


def panels(found: Found, asked: Asked) -> list[Panel]:
    """But for the periods, which `years` and `months` show."""
    if not is_narrowable(found, asked):
        return []
    made = (_panel(facet, str(label), found, asked) for facet, label in LABELS.items())
    return [panel for panel in made if panel.choices]


def _panel(facet: Facet, label: str, found: Found, asked: Asked) -> Panel:
    choices = _choices(facet, found, asked)
    told = sum(bool(choice.count) for choice in choices) + len((asked.among or {}).get(facet, ()))
    counted = len(found.counts.get(facet, NONE)) if facet in NAMES else 0
    return Panel(facet, label, choices, max(0, counted - told))


def _choices(facet: Facet, found: Found, asked: Asked) -> list[Choice]:
    counts = found.counts.get(facet, NONE)
    chosen = asked.chosen.get(facet, frozenset())
    common = (asked.among or {}).get(facet, frozenset())
    if facet is Facet.DATE:
        offered = [value for value in DOUBTS if counts.get(value, 0) and not common]
        chosen = chosen.intersection(DOUBTS)
    else:
        most = counts.most_common(MOST_CHOICES + len(common))
        offered = [value for value, _count in most if value not in common][:MOST_CHOICES]
    values = [*offered, *sorted(chosen.difference(offered))]
    names = _names(facet, values)
    return [
        _choice(facet, value, names.get(value, value), counts.get(value, 0), asked)
        for value in values
    ]


def _names(facet: Facet, values: list[str]) -> Mapping[str, str]:
    if facet in NAMES:
        named = NAMES[facet].objects.filter(key__in=values).order_by()
        what = ("names", facet, *values)
        return remembered(what, lambda: dict(named.values_list("key", "name")))
    if facet is Facet.DATE:
        return {value: _period_name(value) for value in values}
    if facet is Facet.EDITION:
        return dict.fromkeys(values, _("editions of one article"))
    return {"yes": _("with comments")}


def _choice(facet: Facet, value: str, label: str, count: int, asked: Asked) -> Choice:
    values = asked.chosen.get(facet, frozenset())
    chosen = value in values
    others = [one for one in values if not _overlap(facet, one, value)]
    url = here(choosing(asked, facet, others if chosen else [*others, value]))
    return Choice(value, label, count, chosen, url)


def _overlap(facet: Facet, one: str, other: str) -> bool:
    """Whether choosing both would be no more than choosing one: a month and its year do."""
    if facet is Facet.DATE and not {one, other} & DOUBTS.keys():
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
    chosen = {period[:4] for period in _chosen_periods(asked)}
    shown = chosen or {period[:4] for period in _periods(found, asked, length=4)}
    if len(shown) != 1:
        return []
    (year,) = shown
    named = [(f"{year}-{month:02}", _named(month)) for month in range(1, 13)]
    return _bars(named, counts, asked) if any(period in counts for period, _label in named) else []


def _periods(found: Found, asked: Asked, length: int) -> Mapping[str, int]:
    """By year or by month, which are so long; none where a list is of one period already."""
    common = asked.among or {}
    told = is_narrowable(found, asked) and Facet.DATE not in common
    counts = found.counts.get(Facet.DATE, NONE) if told else NONE
    chosen = _chosen_periods(asked)
    periods = {
        period: count
        for period, count in counts.items()
        if len(period) == length and period not in DOUBTS
    }
    return {**{period: 0 for period in chosen if len(period) == length}, **periods}


def _chosen_periods(asked: Asked) -> frozenset[str]:
    return asked.chosen.get(Facet.DATE, frozenset()).difference(DOUBTS)


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
            made.append(_choice(facet, value, names.get(value, value), 0, asked))
    return made


def has_editions(found: Found) -> bool:
    """Whether several editions of one article were found."""
    most = found.counts.get(Facet.EDITION, NONE).most_common(1)
    return any(count > 1 for _edition, count in most)


def _period_name(period: str) -> str:
    if period in DOUBTS:
        return str(DOUBTS[period])
    try:
        first, _last = days_of(period)
    except ValueError:
        return period
    year, month, day = (*period.split("-"), "", "")[:3]
    known = Moment(int(year), first.month if month else None, first.day if day else None)
    reader = in_force()
    return format_date(known, reader.months_shown, reader.digits_shown)


def _named(month: int) -> str:
    return month_name(month, in_force().months_shown)


def _written(year: str) -> str:
    return in_digits(year, in_force().digits_shown)
