"""Which articles a query finds, and in what order: arithmetic on arrays with one place an article.

A word is scored by BM25F: what it counts in each field, measured by the field's length, is added up
before it saturates (Robertson, Zaragoza and Taylor, 2004), with the floor that BM25+ puts under any
occurrence (Lv and Zhai, 2011). Each layer a word is matched in counts as a word of its own, rarer
the nearer it is, so that a nearer form always adds to what a farther one gets.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial, reduce
from heapq import nsmallest
from math import log
from time import monotonic
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from archive.text import fold
from search.arabic import is_function_word
from search.asking import RANKING, Asked, Facet, Found, Hit, Ranking, Sort
from search.clauses import (
    Clause,
    Dates,
    Either,
    Every,
    Field,
    Leaf,
    Part,
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
AT_ONCE = 100
"""Words whose postings are read together."""
FREQUENT = 8
"""A word of at least one in so many articles keeps its scores as an array of them all."""
LOOKED_UP = 16
"""Places that are written down one after the other while one is looked up."""
NOWHERE = np.float32(-1)
BLOCK = 64
"""Articles of which the best is taken first, to find the best of all."""
NEARER = 1000.0
"""What a layer outweighs: more than any score."""

Floats = NDArray[np.float32]
Truths = NDArray[np.bool_]
Integers = NDArray[np.int64]


class Postings(NamedTuple):
    """The articles that hold one of some words in a field, and how often; in no order."""

    places: Integers
    counts: Floats


class Collection(Protocol):
    """What an index holds, as arrays with one place an article."""

    size: int
    present: Truths
    """Where there is an article still."""
    articles: int
    """As many as are present."""
    ids: list[str]
    lexicon: Lexicon
    days: NDArray[np.str_]
    """When published, as sortable text ("2022-03-17T09:30"); empty where unknown."""
    newest: Integers
    """The rank of each article, newest first."""
    lengths: Mapping[Field, Floats]
    """In words."""
    facets: Mapping[Facet, "Column"]
    editions: Integers
    """Of each article a number that only its editions have too."""
    measures: dict[tuple[Ranking, Field], Floats]
    """Kept for `Scorer.measure`."""

    @property
    def cache(self) -> "MutableMapping[Name, Scored]":
        """May forget."""

    def postings(self, field: Field, words: Sequence[int]) -> Postings:
        """Of the articles that are present or were. An article may be there for several words."""

    def occurrences(self, field: Field, words: Sequence[int], among: Truths) -> Integers:
        """Sorted; each is a place shifted by POSITION_BITS, plus the position in the field."""


@dataclass(frozen=True)
class Column:
    """The values of a facet: each entry of `codes` is one value of the article at `places`.

    The places are sorted.
    """

    values: list[str]
    places: Integers
    codes: Integers

    @cached_property
    def code(self) -> Mapping[str, int]:
        return {value: code for code, value in enumerate(self.values)}


class Scored(NamedTuple):
    """Some articles by their sorted places, and what speaks for each."""

    places: Integers
    scores: Floats
    layers: NDArray[np.int8] | None = None
    """For one word, the nearest layer in which it was found."""
    everywhere: Floats | None = None
    """The scores once more, one for each article, where that makes for quicker arithmetic."""

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self if array is not None)

    def at(self, places: Integers) -> tuple[Truths, Floats]:
        """Which of some articles are among these, and their scores."""
        if self.everywhere is not None:
            scores = self.everywhere[places]
            return scores > 0, scores
        if not len(self.places) or not len(places):
            return np.zeros(len(places), np.bool_), np.zeros(len(places), np.float32)
        if len(places) * LOOKED_UP > len(self.places):
            everywhere = np.full(max(self.places[-1], places[-1]) + 1, NOWHERE, np.float32)
            everywhere[self.places] = self.scores
            scores = everywhere[places]
            return scores != NOWHERE, scores
        at = np.searchsorted(self.places, places)
        at[at == len(self.places)] = 0
        return self.places[at] == places, self.scores[at]


class Name(NamedTuple):
    """What something in a collection's cache scores, and how."""

    ranking: Ranking
    level: Level
    leaf: Leaf
    fields: tuple[Field, ...]


class Scorer:
    """Evaluates one query. What words and phrases score is kept in the collection's cache."""

    def __init__(self, collection: Collection, level: Level, ranking: Ranking = RANKING) -> None:
        self.collection = collection
        self.level = level
        self.ranking = ranking
        self.everywhere = tuple(ranking.fields)
        self.curtailed = False
        self.deadline = monotonic() + TIME

    def evaluate(self, clause: Clause, fields: tuple[Field, ...]) -> Scored:
        match clause:
            case Word() | Phrase() | Prefix() | Suffix() | Dates():
                return self._kept(clause, fields)
            case Every(clauses):
                return every([self.evaluate(one, fields) for one in clauses])
            case Either(clauses):
                return self._either([self.evaluate(one, fields) for one in clauses])
            case Without(inner):
                others = self.collection.present.copy()
                others[self.evaluate(inner, fields).places] = False
                return self._only(others)
            case Within(field, inner):
                return self.evaluate(inner, (field,))

    def _kept(self, leaf: Leaf, fields: tuple[Field, ...]) -> Scored:
        name = Name(self.ranking, self._level(leaf), leaf, fields)
        if (kept := self.collection.cache.get(name)) is not None:
            return kept
        made = self._made(leaf, fields)
        if not self.curtailed:
            self.collection.cache[name] = made
        return made

    def _made(self, leaf: Leaf, fields: tuple[Field, ...]) -> Scored:
        match leaf:
            case Word():
                return self._word(leaf, fields)
            case Phrase():
                return self._phrase(leaf, fields)
            case Prefix(_, folded):
                return self._pattern(partial(self.collection.lexicon.beginning, folded), fields)
            case Suffix(_, folded):
                return self._pattern(partial(self.collection.lexicon.ending, folded), fields)
            case Dates(_, first, last):
                found = between(self.collection.days, first, last)
                return self._only(found & self.collection.present)

    def speaking(self, clause: Clause, fields: tuple[Field, ...]) -> Scored:
        """What anything speaks for, if only a word of a phrase."""
        match clause:
            case Phrase(words):
                return self._either([self.evaluate(word, fields) for word in words])
            case Within(field, inner):
                return self.speaking(inner, (field,))
        return self.evaluate(clause, fields)

    def speaking_of(self, clauses: Iterable[Clause]) -> Scored:
        """What anything in some clauses speaks for."""
        parts = [self.speaking(one, self.everywhere) for one in clauses]
        scores = added_up(parts, self.collection.size)
        places = np.flatnonzero(scores > 0)
        return Scored(places, scores[places])

    def _either(self, parts: Sequence[Scored]) -> Scored:
        found = np.zeros(self.collection.size, np.bool_)
        for part in parts:
            found[part.places] = True
        places = np.flatnonzero(found)
        return Scored(places, added_up(parts, self.collection.size)[places])

    def everything(self) -> Scored:
        return self._only(self.collection.present)

    def _only(self, found: Truths) -> Scored:
        places = np.flatnonzero(found)
        return Scored(places, np.zeros(len(places), np.float32))

    def _level(self, leaf: Leaf) -> Level:
        return self.level.of(isinstance(leaf, Word) and leaf.exact)

    def _word(self, word: Word, fields: tuple[Field, ...]) -> Scored:
        size = self.collection.size
        wanted = sought(word.typed)
        counts, scores = np.zeros(size, np.float32), np.zeros(size, np.float32)
        layers = np.zeros(size, np.int8)
        found = BM25(np.zeros(0, np.int64), np.zeros(0, np.float32))
        farthest = self._level(word).farthest
        for layer, words in self.collection.lexicon.numbers_by_layer(wanted, farthest):
            if layer is Layer.VARIANT and not wanted.variants:
                continue
            if self.count(words, fields, counts):
                found = self.bm25(counts)
                new = found.places[layers[found.places] == 0]
                layers[new] = layer
            scores[found.places] += self.ranking.layers[layer] * found.scores
        return self._scored(found.places, scores[found.places], layers[found.places])

    def _pattern(self, fitting: Callable[[int], list[int]], fields: tuple[Field, ...]) -> Scored:
        words = fitting(MOST_FORMS + 1)
        counts = np.zeros(self.collection.size, np.float32)
        self.curtailed |= len(words) > MOST_FORMS
        self.count(words[:MOST_FORMS], fields, counts)
        return self._scored(*self.bm25(counts))

    def _scored(
        self, places: Integers, scores: Floats, layers: NDArray[np.int8] | None = None
    ) -> Scored:
        size = self.collection.size
        if len(places) * FREQUENT < size:
            return Scored(places, scores, layers)
        everywhere = np.zeros(size, np.float32)
        everywhere[places] = scores
        return Scored(places, scores, layers, everywhere)

    def _phrase(self, phrase: Phrase, fields: tuple[Field, ...]) -> Scored:
        """Where its words stand together; they score what they score alone."""
        rows = [self._phrase_words(word, phrase, at) for at, word in enumerate(phrase.words)]
        found = np.zeros(self.collection.size, np.bool_)
        for field in fields:
            among = self.collection.present
            for words in sorted(rows, key=len):
                if not among.any():
                    break
                holding = np.zeros_like(among)
                holding[self.collection.postings(field, words).places] = True
                among = among & holding
            if self.late:
                self.curtailed = True
            elif among.any():
                places = [self.collection.occurrences(field, words, among) for words in rows]
                starts = near(places, phrase.within) if phrase.within else in_a_row(places)
                found[starts >> POSITION_BITS] = True
        words_alone = [self.evaluate(word, fields) for word in phrase.words]
        return every([self._only(found), *words_alone])

    def _phrase_words(self, word: Word, phrase: Phrase, at: int) -> list[int]:
        lexicon = self.collection.lexicon
        farthest = self._level(word).farthest
        if not phrase.within:
            farthest = min(farthest, Layer.JOINED)
        found: list[int] = []
        for layer, words in lexicon.numbers_by_layer(sought(word.typed), farthest):
            if phrase.within or layer < Layer.JOINED:
                found += words
            else:
                forms = lexicon.forms(words)
                fits = partial(in_phrase, word.folded, layer=layer, first=not at)
                found += (one for one in words if fits(forms[one]))
        return found

    def count(self, words: Sequence[int], fields: Iterable[Field], counts: Floats) -> bool:
        """Add to `counts` how often any of some words stand in each article, by field.

        Whether there are any.
        """
        found = False
        for start in range(0, len(words), AT_ONCE):
            for field in fields:
                if self.late:
                    self.curtailed = True
                    return found
                places, times = self.collection.postings(field, words[start : start + AT_ONCE])
                if len(places):
                    np.add.at(counts, places, times * self.measure(field)[places])
                    found = True
        return found

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

    def bm25(self, counts: Floats) -> "BM25":
        """From what a word counts in each article."""
        places = np.flatnonzero((counts > 0) & self.collection.present)
        articles = self.collection.articles
        rarity = log(1 + (articles - len(places) + 0.5) / (len(places) + 0.5))
        counted = counts[places]
        floor = self.ranking.floor
        saturated = floor + (1 - floor) * counted / (counted + self.ranking.saturation)
        return BM25(places, (rarity * saturated).astype(np.float32))


class BM25(NamedTuple):
    places: Integers
    scores: Floats


def every(parts: Sequence[Scored]) -> Scored:
    """The articles that all parts have, with the sum of what these score."""
    rarest, *others = sorted(parts, key=lambda part: len(part.places))
    places, scores = rarest.places, rarest.scores
    for part in others:
        found, more = part.at(places)
        scores = scores + more
        if not found.all():
            places, scores = places[found], scores[found]
    return rarest if not others else Scored(places, scores)


def added_up(parts: Iterable[Scored], size: int) -> Floats:
    """What all parts together score, one number for each article."""
    scores = np.zeros(size, np.float32)
    for part in parts:
        if part.everywhere is not None:
            scores += part.everywhere
        else:
            scores[part.places] += part.scores
    return scores


def make_ready(collection: Collection, names: Iterable[Name]) -> None:
    """Have the cache hold what is likely to be asked for."""
    for name in names:
        Scorer(collection, name.level, name.ranking).evaluate(name.leaf, name.fields)


def frequent(collection: Collection, most: int) -> Iterator[Name]:
    """The words that most articles have, but for those that no query asks for."""
    for form, _ in collection.lexicon.frequent("", most):
        if not is_function_word(form):
            fields = tuple(RANKING.fields)
            yield Name(RANKING, Level.FORMS, Word(form, fold(form)), fields)


def forms(lexicon: Lexicon, part: Part, level: Level) -> Mapping[str, Layer] | None:
    """The printed words that meet a part of a query, and in which layer; None if too many do."""
    match part:
        case Word(typed, _, exact):
            farthest = level.of(exact).farthest
            by_layer = list(lexicon.numbers_by_layer(sought(typed), farthest))
        case Prefix(_, folded):
            by_layer = [(Layer.FOLDED, lexicon.beginning(folded, MOST_FORMS + 1))]
        case Suffix(_, folded):
            by_layer = [(Layer.FOLDED, lexicon.ending(folded, MOST_FORMS + 1))]
    layers = {number: layer for layer, numbers in by_layer for number in numbers}
    if len(layers) > MOST_FORMS:
        return None
    return {form: layers[number] for number, form in lexicon.forms(layers).items()}


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
    positive = asked.query.positive
    evaluate = partial(scorer.evaluate, fields=scorer.everywhere)
    parts = {clause: evaluate(clause) for clause in asked.query.clauses}
    conditions = [part for clause, part in parts.items() if clause not in positive]
    if asked.any_word and positive:
        unfiltered = every([scorer.speaking_of(positive), *conditions])
    elif parts:
        unfiltered = every(list(parts.values()))
    else:
        unfiltered = scorer.everything()
    common = [
        chosen(collection.facets[facet], collection.size, values)
        for facet, values in (asked.among or {}).items()
    ]
    unfiltered = filtered(unfiltered, common)
    alone = parts[positive[0]] if len(positive) == 1 else None
    if alone and alone.layers is not None and alone is not unfiltered:
        layers = alone.layers[np.searchsorted(alone.places, unfiltered.places)]
        unfiltered = unfiltered._replace(layers=layers)
    filters = {
        facet: chosen(collection.facets[facet], collection.size, values)
        for facet, values in asked.chosen.items()
        if values
    }
    found = filtered(unfiltered, filters.values())
    shown = listed(collection, asked.sort, found, stop, asked.together)
    hits = shown.order[start:stop]
    lacking: list[Hit] = []
    if asked.partial and len(found.places) < FEW and len(positive) > 1 and not asked.any_word:
        some = every([scorer.speaking_of(positive), *conditions])
        others = ~np.isin(some.places, unfiltered.places)
        rest = filtered(
            Scored(some.places[others], some.scores[others]), [*common, *filters.values()]
        )
        best = listed(collection, Sort.RELEVANCE, rest, FEW, asked.together)
        for at, others in zip(best.order, best.others.tolist(), strict=True):
            place = rest.places[at]
            missing = [one for one in positive if not parts[one].at(rest.places[at : at + 1])[0]]
            score = float(rest.scores[at])
            lacking.append(Hit(collection.ids[place], score, tuple(missing), others))
    return Found(
        total=shown.total,
        hits=tuple(
            Hit(collection.ids[place], score, editions=others)
            for place, score, others in zip(
                found.places[hits].tolist(),
                found.scores[hits].tolist(),
                shown.others[start:stop].tolist(),
                strict=True,
            )
        ),
        partial=tuple(lacking),
        counts=Counts(collection.facets, unfiltered.places, filters),
        curtailed=scorer.curtailed,
    )


def filtered(scored: Scored, filters: Iterable[Truths]) -> Scored:
    for allowed in filters:
        kept = allowed[scored.places]
        layers = scored.layers if scored.layers is None else scored.layers[kept]
        scored = Scored(scored.places[kept], scored.scores[kept], layers)
    return scored


class Listed(NamedTuple):
    """Which of some articles come first, how many others each stands for, and how many there are."""

    order: Integers
    others: Integers
    total: int


def listed(collection: Collection, sort: Sort, found: Scored, most: int, together: bool) -> Listed:
    """Each article on its own, or of editions the first one alone."""
    number = len(found.places)
    order = in_order(collection, sort, found, number if together else most)
    if not together:
        return Listed(order, np.zeros_like(order), number)
    groups = collection.editions[found.places[order]]
    _, firsts, members = np.unique(groups, return_index=True, return_counts=True)
    rank = np.argsort(firsts)
    return Listed(order[firsts[rank]][:most], members[rank][:most] - 1, len(firsts))


def in_order(collection: Collection, sort: Sort, found: Scored, most: int) -> Integers:
    """Which are the first. By relevance, a nearer layer goes before any score."""
    newest = collection.newest[found.places]
    if sort is Sort.NEWEST:
        return first(-newest, newest, most)
    if sort is Sort.OLDEST:
        undated = collection.days[found.places] == ""
        return first(np.where(undated, -1 - newest, newest), newest, most)
    if found.layers is None:
        return first(found.scores, newest, most)
    return first(found.scores - NEARER * found.layers, newest, most)


def first(keys: NDArray[np.number], newest: Integers, most: int) -> Integers:
    """Where the greatest keys stand, the greatest first; of equal ones, the newest."""
    if not most:
        return np.zeros(0, np.int64)
    blocks = len(keys) // BLOCK
    if not 0 < most < blocks:
        candidates = np.arange(len(keys))
    else:
        greatest = keys[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)
        least = np.partition(greatest, blocks - most)[blocks - most]
        candidates = np.flatnonzero(keys >= least)
    order = np.lexsort((newest[candidates], -keys[candidates]))
    return candidates[order[:most]]


def chosen(column: Column, size: int, values: Iterable[str]) -> Truths:
    found = np.zeros(size, np.bool_)
    for code in {column.code[value] for value in values if value in column.code}:
        found[column.places[column.codes == code]] = True
    return found


class Counts(Mapping[Facet, "Frequencies"]):
    """How many of the articles found have each value of a facet, counted once that is asked.

    What is chosen of a facet does not narrow its own values.
    """

    def __init__(
        self, facets: Mapping[Facet, Column], places: Integers, filters: Mapping[Facet, Truths]
    ) -> None:
        self.facets = facets
        self.places = places
        self.filters = filters
        self.counted: dict[Facet, Frequencies] = {}

    def __getitem__(self, facet: Facet) -> "Frequencies":
        if facet not in self.counted:
            self.counted[facet] = self._count(facet)
        return self.counted[facet]

    def _count(self, facet: Facet) -> "Frequencies":
        places = self.places
        for other, allowed in self.filters.items():
            if other != facet:
                places = places[allowed[places]]
        return counted(self.facets[facet], places)

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.facets)

    def __len__(self) -> int:
        return len(self.facets)


class Frequencies(Mapping[str, int]):
    """How often each value of a column was found, those that were. Few of many are ever looked at."""

    def __init__(self, column: Column, times: Integers) -> None:
        self.column = column
        self.times = times

    def __getitem__(self, value: str) -> int:
        times = int(self.times[self.column.code[value]])
        if not times:
            raise KeyError(value)
        return times

    def __iter__(self) -> Iterator[str]:
        return map(self.column.values.__getitem__, np.flatnonzero(self.times).tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(self.times))

    def most_common(self, most: int) -> list[tuple[str, int]]:
        """Those found most often come first; of those found as often, the first by their values."""
        times = self.times
        oftener = np.cumsum(np.bincount(times)[:0:-1])  # how many were found so often, or oftener
        least = max(1, len(oftener) - int(np.searchsorted(oftener, most)))
        codes = np.flatnonzero(times >= least)
        found = zip(
            map(self.column.values.__getitem__, codes.tolist()), times[codes].tolist(), strict=True
        )
        return nsmallest(most, found, key=lambda counted: (-counted[1], counted[0]))


def counted(column: Column, places: Integers) -> Frequencies:
    """How many of some articles have each value."""
    if 0 < len(column.places) < len(places) * LOOKED_UP:
        among = np.zeros(max(places[-1], column.places[-1]) + 1, np.bool_)
        among[places] = True
        codes = column.codes[among[column.places]]
    else:
        starts = np.searchsorted(column.places, places)
        ends = np.searchsorted(column.places, places, "right")
        codes = column.codes[stretches(starts, ends - starts)]
    return Frequencies(column, np.bincount(codes, minlength=len(column.values)))


def stretches(starts: NDArray[np.integer], lengths: NDArray[np.integer]) -> Integers:
    """Numbers in rows, given where each row starts and how long it is.

    >>> stretches(np.array([7, 1]), np.array([2, 3])).tolist()
    [7, 8, 1, 2, 3]
    """
    ends = np.cumsum(lengths, dtype=np.int64)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)
