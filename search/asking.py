"""What is asked of an engine and what it answers, as plain values."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from search.clauses import Clause, Field
from search.layers import Layer, Level
from search.query import Query


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Facet(StrEnum):
    """What results can be narrowed by.

    Their values are those of `archive.pages.filters`.
    """

    DATE = "date"
    SOURCE = "source"
    AUTHOR = "author"
    KEYWORD = "keyword"
    COMMENTS = "comments"
    EDITION = "edition"


Chosen = Mapping[Facet, frozenset[str]]
"""Any of the values of one facet will do; every facet must hold."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """What weighs how much in the order of results. `evaluate_search` measures each."""

    fields: Mapping[Field, float]
    """Of those that are searched where none is named."""
    layers: Mapping[Layer, float]
    saturation: float
    """k₁: how slowly more occurrences cease to matter."""
    length: float
    """b: how much less one occurrence says in a longer field."""
    floor: float
    """δ: the part of a word's score that a single occurrence gets, however long the article."""


RANKING = Ranking(
    fields={
        Field.TITLE: 3.0,
        Field.TEXT: 1.0,
        Field.KEYWORDS: 1.5,
        Field.AUTHOR: 1.0,
        Field.COMMENTS: 0.5,
    },
    layers={
        Layer.EXACT: 0.15,
        Layer.FOLDED: 0.15,
        Layer.JOINED: 0.3,
        Layer.STEM: 1.0,
        Layer.VARIANT: 0.5,
        Layer.ROOT: 1.0,
    },
    saturation=1.2,
    length=0.75,
    floor=0.2,
)


@dataclass(frozen=True)
class Asked:
    query: Query
    level: Level = Level.FORMS
    sort: Sort = Sort.RELEVANCE
    chosen: Chosen = field(default_factory=dict)
    among: Chosen | None = None
    """For what a list is narrowed by: what its articles have in common, if anything.

    Unlike what is chosen, it narrows the values of its own facet too.
    """
    any_word: bool = False
    """Whether one of the words is enough, which measures ranking; readers ask for all."""
    together: bool = False
    """Whether of editions the first alone is wanted, and how many others there are."""
    partial: bool = True
    """Whether what lacks something is wanted too, where few articles have everything."""
    ranking: Ranking = RANKING

    def __bool__(self) -> bool:
        """Whether there is something to look for, or to narrow everything by."""
        return bool(self.query or self.chosen) or self.among is not None


class Hit(NamedTuple):
    article_id: str
    score: float
    missing: tuple[Clause, ...] = ()
    editions: int = 0
    """How many others were found that it stands for."""


class Tally(Protocol):
    """How many articles have each value of a facet; those that none has are left out."""

    def __len__(self) -> int: ...

    def get(self, value: str, default: int, /) -> int: ...

    def items(self) -> Iterable[tuple[str, int]]: ...

    def most_common(self, most: int, /) -> list[tuple[str, int]]:
        """The most frequent first."""


NONE: Tally = Counter()


@dataclass(frozen=True)
class Found:
    """`hits` are the ones asked for, in order, of `total` in all; editions together count as one.

    `partial` are the best articles that lack something, where few have everything. `counts` are for
    each facet the values found and how often, as if nothing of that facet had been chosen.
    """

    total: int
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...] = ()
    counts: Mapping[Facet, Tally] = field(default_factory=dict)
    curtailed: bool = False
    """Whether the search was cut short: too many words fit a pattern, or time ran out."""
    degraded: bool = False


@dataclass(frozen=True)
class Printed:
    """A word as it stands in an index, in how many articles."""

    form: str
    articles: int


class IndexUnusable(Exception):
    """There is no index, or not one that can be read."""
