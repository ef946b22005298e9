"""Which articles a query finds, and in what order: arithmetic on arrays with one place an article.

A word is scored by BM25F: what it counts in each field, measured by the field's length, is added up
before it saturates (Robertson, Zaragoza and Taylor, 2004), with the floor that BM25+ puts under any
occurrence (Lv and Zhai, 2011). Each layer a word is matched in counts as a word of its own, rarer
the nearer it is, so that a nearer form always adds to what a farther one gets.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from math import log
from time import monotonic
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.asking import RANKING, Asked, Facet, Found, Hit, Ranking, Sort
from search.clauses import (
    Clause,
    Dates,
    Either,
    Every,
    Field,
    Phrase,
    Prefix,
    Suffix,
    Within,
    Without,
    Word,
)
from search.layers import Layer, Level, in_phrase, sought
from search.lexicon import Lexicon

MOST_FORMS = 1000
"""Words that a pattern may stand for."""
TIME = 3.0
"""Seconds for one search."""
FEW = 10
"""Articles with everything, below which those that lack something are shown too."""
POSITION_BITS = 32

Floats = NDArray[np.float32]
Truths = NDArray[np.bool_]
Integers = NDArray[np.int64]


class Postings(NamedTuple):
    """The articles that hold a form in a field, by their places, and how often."""

    places: Integers
    counts: Floats


class Collection(Protocol):
    """What an index holds, as arrays with one place an article."""

    size: int
    present: Truths
    """Where there is an article still."""
    ids: list[str]
    lexicon: Lexicon
    days: NDArray[np.str_]
    """When published, as sortable text ("2022-03-17T09:30"); empty where unknown."""
    newest: Integers
    """The rank of each article, newest first."""
    lengths: Mapping[Field, Floats]
    """In words."""
    facets: Mapping[Facet, "Column"]
    cache: "MutableMapping[object, Scored]"
    measures: dict[tuple[Ranking, Field], Floats]
    """Kept for `Scorer.measure`."""

    def postings(self, field: Field, form: str) -> Postings:
        """Of the articles that are present or were."""

    def occurrences(self, field: Field, form: str, among: Truths) -> Integers:
        """Sorted; each is a place shifted by POSITION_BITS, plus the position in the field."""


@dataclass(frozen=True)
class Column:
    """The values of a facet: each entry of `codes` is one value of the article at `places`."""

    values: list[str]
    places: Integers
    codes: Integers


@dataclass(frozen=True)
class Scored:
    found: Truths
    scores: Floats
    layers: NDArray[np.int8] | None = None
    """For one word, the nearest layer in which it was found."""


class Scorer:
    """Evaluates one query.

    Scores are given wherever anything speaks for an article, if only a word of a phrase, so that
    what lacks something can be put in order too. What words and phrases score is kept in the
    collection's cache.
    """

    def __init__(self, collection: Collection, level: Level, ranking: Ranking = RANKING) -> None:
        self.collection = collection
        self.level = level
        self.ranking = ranking
        self.everywhere = tuple(ranking.fields)
        self.articles = int(collection.present.sum())
        self.curtailed = False
        self.deadline = monotonic() + TIME

    def evaluate(self, clause: Clause, fields: tuple[Field, ...]) -> Scored:
        match clause:
            case Word():
                make = partial(self._word, clause, fields)
                return self._kept((clause, self._level(clause), fields), make)
            case Phrase():
                make = partial(self._phrase, clause, fields)
                return self._kept((clause, self.level, fields), make)
            case Prefix(_, folded):
                forms = partial(self.collection.lexicon.beginning, folded)
                return self._kept((clause, fields), partial(self._pattern, forms, fields))
            case Suffix(_, folded):
                forms = partial(self.collection.lexicon.ending, folded)
                return self._kept((clause, fields), partial(self._pattern, forms, fields))
            case Dates(_, first, last):
                return self._only(between(self.collection.days, first, last))
            case Every(clauses):
                parts = [self.evaluate(one, fields) for one in clauses]
                found = np.logical_and.reduce([part.found for part in parts])
                return Scored(found, total(part.scores for part in parts) * found)
            case Either(clauses):
                parts = [self.evaluate(one, fields) for one in clauses]
                found = np.logical_or.reduce([part.found for part in parts])
                return Scored(found, total(part.scores for part in parts))
            case Without(inner):
                return self._only(~self.evaluate(inner, fields).found)
            case Within(field, inner):
                return self.evaluate(inner, (field,))

    def _only(self, found: Truths) -> Scored:
        return Scored(found, np.zeros(self.collection.size, np.float32))

    def _kept(self, name: object, make: Callable[[], Scored]) -> Scored:
        name = self.ranking, name
        if kept := self.collection.cache.get(name):
            return kept
        made = make()
        if not self.curtailed:
            self.collection.cache[name] = made
        return made

    def _level(self, word: Word) -> Level:
        return Level.EXACT if word.exact else self.level

    def _word(self, word: Word, fields: tuple[Field, ...]) -> Scored:
        wanted = sought(word.typed)
        counts = np.zeros(self.collection.size, np.float32)
        scores = np.zeros_like(counts)
        layers = np.zeros(self.collection.size, np.int8)
        farthest = self._level(word).farthest
        for layer, forms in self.collection.lexicon.forms_by_layer(wanted, farthest):
            if layer is Layer.VARIANT and not wanted.variants:
                continue
            self.count(forms, fields, counts)
            layers[(counts > 0) & (layers == 0)] = layer
            scores += self.ranking.layers[layer] * self.bm25(counts)
        found = (counts > 0) & self.collection.present
        return Scored(found, scores, layers)

    def _pattern(self, fitting: Callable[[int], list[str]], fields: tuple[Field, ...]) -> Scored:
        forms = fitting(MOST_FORMS + 1)
        counts = np.zeros(self.collection.size, np.float32)
        self.curtailed |= len(forms) > MOST_FORMS
        self.count(forms[:MOST_FORMS], fields, counts)
        return Scored((counts > 0) & self.collection.present, self.bm25(counts))

    def _phrase(self, phrase: Phrase, fields: tuple[Field, ...]) -> Scored:
        """Where its words stand together; they score what they score alone."""
        forms = [self._phrase_forms(word, phrase) for word in phrase.words]
        found = np.zeros(self.collection.size, np.bool_)
        for field in fields:
            among = np.logical_and.reduce([self._holding(field, row) for row in forms])
            if self.late:
                self.curtailed = True
            elif among.any():
                rows = [self._occurrences(field, row, among) for row in forms]
                starts = near(rows, phrase.within) if phrase.within else in_a_row(rows)
                found[starts >> POSITION_BITS] = True
        scores = total(self.evaluate(word, fields).scores for word in phrase.words)
        return Scored(found & self.collection.present, scores)

    def _phrase_forms(self, word: Word, phrase: Phrase) -> list[str]:
        farthest = self._level(word).farthest
        if not phrase.within:
            farthest = min(farthest, Layer.JOINED)
        by_layer = self.collection.lexicon.forms_by_layer(sought(word.typed), farthest)
        return [
            form
            for layer, forms in by_layer
            for form in forms
            if phrase.within or in_phrase(word.folded, form, layer)
        ]

    def _holding(self, field: Field, forms: list[str]) -> Truths:
        holding = np.zeros(self.collection.size, np.bool_)
        for form in forms:
            holding[self.collection.postings(field, form).places] = True
        return holding & self.collection.present

    def _occurrences(self, field: Field, forms: list[str], among: Truths) -> Integers:
        found = [self.collection.occurrences(field, form, among) for form in forms]
        return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def count(self, forms: Iterable[str], fields: Iterable[Field], counts: Floats) -> None:
        """Add to `counts` how often any of some forms stand in each article, by field."""
        for field in fields:
            measure = self.measure(field)
            for form in forms:
                if self.late:
                    self.curtailed = True
                    return
                places, times = self.collection.postings(field, form)
                counts[places] += times * measure[places]

    @property
    def late(self) -> bool:
        return monotonic() > self.deadline

    def measure(self, field: Field) -> Floats:
        """What one occurrence in a field counts in each article."""
        measures, name = self.collection.measures, (self.ranking, field)
        if name not in measures:
            lengths = self.collection.lengths[field]
            filled = lengths[(lengths > 0) & self.collection.present]
            usual = filled.mean() if len(filled) else 1.0
            weight, length = self.ranking.fields.get(field, 1.0), self.ranking.length
            measure = weight / (1 - length + length * lengths / usual)
            measures[name] = measure.astype(np.float32)
        return measures[name]

    def bm25(self, counts: Floats) -> Floats:
        return self.rarity(counts) * self.saturated(counts)

    def rarity(self, counts: Floats) -> float:
        holding = int(((counts > 0) & self.collection.present).sum())
        return log(1 + (self.articles - holding + 0.5) / (holding + 0.5))

    def saturated(self, counts: Floats) -> Floats:
        floor = self.ranking.floor
        score = floor + (1 - floor) * counts / (counts + self.ranking.saturation)
        return np.where(counts > 0, score, 0).astype(np.float32)


def total(scores: Iterable[Floats]) -> Floats:
    return reduce(np.add, scores)


def between(days: NDArray[np.str_], first: date | None, last: date | None) -> Truths:
    found: Truths = days != ""
    if first:
        found &= days >= first.isoformat()
    if last:
        found &= days < f"{last.isoformat()}~"  # after any hour of that day
    return found


def in_a_row(words: list[Integers]) -> Integers:
    """Where the first of some words stands, followed by the others."""
    return reduce(
        lambda starts, word: starts[np.isin(starts, word, assume_unique=True)],
        [word - at for at, word in enumerate(words)],
    )


def near(words: list[Integers], between: int) -> Integers:
    """Where a stretch begins that holds all words, and at most some number of others."""
    every = starts = np.unique(np.concatenate(words))
    stretch = len(words) + between
    held = np.searchsorted(every, starts + stretch) - np.searchsorted(every, starts)
    starts = starts[held >= len(words)]  # no place serves for two words
    for word in words:
        following = np.searchsorted(word, starts)
        inside = following < len(word)
        inside[inside] = word[following[inside]] < starts[inside] + stretch
        starts = starts[inside]
    return starts


def search(collection: Collection, asked: Asked, start: int, stop: int) -> Found:
    scorer = Scorer(collection, asked.level, asked.ranking)
    clauses = asked.query.clauses
    positive = asked.query.positive
    parts = {clause: scorer.evaluate(clause, scorer.everywhere) for clause in clauses}
    conditions = [part.found for clause, part in parts.items() if clause not in positive]
    allowed = np.logical_and.reduce([collection.present, *conditions])
    wanted = [parts[clause].found for clause in positive]
    every = np.logical_and.reduce([allowed, *wanted])
    scores = total(part.scores for part in parts.values())
    either = allowed & (scores > 0) if wanted else allowed
    layers = parts[positive[0]].layers if len(positive) == 1 else None

    filters = {
        facet: chosen(collection.facets[facet], collection.size, values)
        for facet, values in asked.chosen.items()
        if values
    }
    unfiltered = either if asked.any_word else every
    found = np.logical_and.reduce([unfiltered, *filters.values()])
    places = np.flatnonzero(found)
    hits = in_order(collection, asked.sort, places, scores, layers, stop)[start:stop]

    partial_hits: tuple[Hit, ...] = ()
    if len(places) < FEW and len(positive) > 1 and not asked.any_word:
        lacking = np.logical_and.reduce([either & ~every, *filters.values()])
        best = in_order(collection, Sort.RELEVANCE, np.flatnonzero(lacking), scores, None, FEW)
        partial_hits = tuple(
            Hit(
                collection.ids[place],
                float(scores[place]),
                tuple(clause for clause in positive if not parts[clause].found[place]),
            )
            for place in best
        )
    return Found(
        total=len(places),
        hits=tuple(Hit(collection.ids[place], float(scores[place])) for place in hits),
        partial=partial_hits,
        counts={
            facet: counted(
                collection.facets[facet],
                np.logical_and.reduce(
                    [unfiltered, *(mask for other, mask in filters.items() if other != facet)]
                ),
            )
            for facet in Facet
        },
        curtailed=scorer.curtailed,
    )


def in_order(
    collection: Collection,
    sort: Sort,
    places: Integers,
    scores: Floats,
    layers: NDArray[np.int8] | None,
    most: int,
) -> Integers:
    """The first of some articles. By relevance, a nearer layer goes before any score."""
    newest = collection.newest[places]
    if sort is Sort.NEWEST:
        return places[np.argsort(newest)[:most]]
    if sort is Sort.OLDEST:
        undated = collection.days[places] == ""
        return places[np.lexsort((-newest, undated))[:most]]
    by_score = scores[places]
    if layers is None and 0 < 2 * most < len(places):
        least = np.partition(by_score, len(by_score) - most)[len(by_score) - most]
        best = by_score >= least
        places, newest, by_score = places[best], newest[best], by_score[best]
    keys = (newest, -by_score) if layers is None else (newest, -by_score, layers[places])
    return places[np.lexsort(keys)[:most]]


def chosen(column: Column, size: int, values: Iterable[str]) -> Truths:
    codes = [column.values.index(value) for value in values if value in column.values]
    found = np.zeros(size, np.bool_)
    found[column.places[np.isin(column.codes, codes)]] = True
    return found


def counted(column: Column, found: Truths) -> Mapping[str, int]:
    """How many of the articles found have each value; those that none has are left out."""
    times = np.bincount(column.codes[found[column.places]], minlength=len(column.values))
    return {column.values[code]: int(times[code]) for code in np.flatnonzero(times)}
