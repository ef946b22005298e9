"""Which articles hold a word, how often and where: as arrays, from texts to the files of an index.

Words are numbers here; a lexicon tells which. Articles are places, counted from 0 in each segment. A
segment never changes once it is written.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain, compress, pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.text import spellings
from search.array_file import ArrayFile, Draft
from search.asking import Facet
from search.clauses import Field
from search.documents import PARAGRAPHS, Document
from search.scoring import Column, Integers, Truths, stretches

PARAGRAPH_GAP = 128
"""Positions between two paragraphs; more than a phrase or a stretch of near words spans."""
STRETCH = 250_000
"""Postings that are merged at once."""
GONE = -1

Array = NDArray[Any]


class Run(NamedTuple):
    """The postings of one field, word by word in the order of their numbers.

    For each word the number of its articles, for each of these the place and a count, and for each
    count the positions, all one after the other.
    """

    words: Array
    articles: Array
    places: Array
    counts: Array
    positions: Array


class Facts(NamedTuple):
    """What an index holds of articles beside their words, in the order of their places."""

    ids: list[str]
    stamps: list[str]
    days: list[str]
    """When published, as sortable text ("2022-03-17T09:30"); empty where unknown."""
    lengths: Mapping[Field, Array]
    """In words."""
    facets: Mapping[Facet, Column]


class Gathered(NamedTuple):
    """Some documents; words are numbered by their places in `forms`."""

    forms: list[str]
    articles: Array
    """How many of the documents hold each form."""
    runs: Mapping[Field, Run]
    facts: Facts


def gathered(documents: Sequence[Document]) -> Gathered:
    numbers = Codes()
    tokens = {
        field: [_numbered(document[field], numbers) for document in documents] for field in Field
    }
    lengths = {
        field: np.array([sum(map(len, paragraphs)) for paragraphs in found], np.uint32)
        for field, found in tokens.items()
    }
    runs = {field: _run(found, lengths[field]) for field, found in tokens.items()}
    held = [
        np.repeat(run.words, run.articles).astype(np.int64) * len(documents) + run.places
        for run in runs.values()
    ]
    articles = np.bincount(
        np.unique(np.concatenate(held)) // max(len(documents), 1), minlength=len(numbers)
    )
    facts = Facts(
        [document["id"] for document in documents],
        [document["stamp"] for document in documents],
        [document["day"] for document in documents],
        lengths,
        {facet: column(map(_VALUES[facet], documents)) for facet in Facet},
    )
    return Gathered(list(numbers), articles, runs, facts)


class Codes(dict[str, int]):
    """Numbers what it is asked for, from 0, in the order in which it first comes."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def _numbered(text: str, numbers: Mapping[str, int]) -> list[list[int]]:
    return [
        [numbers[form] for form in spellings(paragraph)] for paragraph in text.split(PARAGRAPHS)
    ]


def _run(tokens: list[list[list[int]]], lengths: Array) -> Run:
    words = [word for paragraphs in tokens for paragraph in paragraphs for word in paragraph]
    of_paragraphs = [len(paragraph) for paragraphs in tokens for paragraph in paragraphs]
    gaps = [PARAGRAPH_GAP * at for paragraphs in tokens for at in range(len(paragraphs))]
    positions = stretches(np.zeros(len(lengths), np.int64), lengths)
    positions += np.repeat(np.array(gaps, np.int64), of_paragraphs)
    places = np.repeat(np.arange(len(lengths)), lengths)
    return _sorted(np.array(words, np.int64), places, positions)


def _sorted(words: Array, places: Array, positions: Array) -> Run:
    """From the words of some articles in the order in which they stand there."""
    order = np.argsort(words, kind="stable")
    words, places, positions = words[order], places[order], positions[order]
    firsts = np.flatnonzero(_changes(words) | _changes(places))
    counts = np.diff(firsts, append=len(words))
    return _run_of(words[firsts], places[firsts], _small(counts), _small(positions))


def _run_of(words: Array, places: Array, counts: Array, positions: Array) -> Run:
    """From the word, place and count of each posting, in the order of the words."""
    firsts = np.flatnonzero(_changes(words))
    return Run(words[firsts], np.diff(firsts, append=len(words)), places, counts, positions)


def _changes(values: Array) -> Truths:
    return np.asarray(np.diff(values, prepend=values[:1] - 1) != 0)


def _small(numbers: Array) -> Array:
    """As small an array as will hold them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def merged(runs: Sequence[Run]) -> Run:
    """One run of several whose words are in any order, but whose places follow one another."""
    words = np.concatenate([np.repeat(run.words, run.articles) for run in runs])
    order = np.argsort(words, kind="stable")
    counts = np.concatenate([run.counts for run in runs])
    starts = np.cumsum(counts, dtype=np.int64) - counts
    places = np.concatenate([run.places for run in runs])
    positions = np.concatenate([run.positions for run in runs])
    found = stretches(starts[order], counts[order])
    return _run_of(words[order], places[order], counts[order], positions[found])


def renumbered(run: Run, numbers: Array) -> Run:
    """With other numbers for its words: the old ones are indexes into the new ones."""
    return merged([run._replace(words=numbers[run.words])])


def moved(run: Run, places: Integers) -> Run:
    """With its articles where `places` has them, and without those that are GONE."""
    moved_to = places[run.places]
    if (kept := moved_to != GONE).all():
        return run._replace(places=moved_to)
    words = np.repeat(run.words, run.articles)[kept]
    positions = run.positions[np.repeat(kept, run.counts)]
    return _run_of(words, moved_to[kept], run.counts[kept], positions)


class Segment:
    """A file of postings and facts, opened. Any thread may use it.

    Raises OSError and ValueError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        texts = self.file.texts
        self.facts = Facts(
            texts["ids"],
            texts["stamps"],
            texts["days"],
            {field: self.file[f"{field}.lengths"] for field in Field},
            {
                facet: Column(
                    texts[facet],
                    self.file[f"{facet}-facet.places"],
                    self.file[f"{facet}-facet.codes"],
                )
                for facet in Facet
            },
        )
        self.words = {field: self.file[f"{field}.words"] for field in Field}
        self.starts = {field: _starts(self.file[f"{field}.articles"]) for field in Field}
        self.positions = {field: _starts(self.file[f"{field}.occurrences"]) for field in Field}

    def __len__(self) -> int:
        return len(self.facts.ids)

    def among(self, field: Field, words: Sequence[int]) -> Integers:
        """Where those of some words stand that the field has."""
        own = self.words[field]
        wanted = np.array(words, own.dtype)
        at = np.searchsorted(own, wanted)
        inside = at < len(own)
        at, wanted = at[inside], wanted[inside]
        found: Integers = at[own[at] == wanted]
        return found

    def postings(self, field: Field, at: Integers) -> tuple[Integers, Array]:
        """The places and counts of some words."""
        starts, ends = self.starts[field][at], self.starts[field][at + 1]
        places = self.file.parts(f"{field}.places", starts, ends).astype(np.int64)
        return places, self.file.parts(f"{field}.counts", starts, ends)

    def occurrences(self, field: Field, at: Integers) -> Array:
        """The positions that belong to those counts."""
        starts = self.positions[field]
        return self.file.parts(f"{field}.positions", starts[at], starts[at + 1])

    def run(self, field: Field, first: int, last: int) -> Run:
        """The words from one to before another, by where they stand."""
        starts, positions = self.starts[field], self.positions[field]
        bounds = starts[[first]], starts[[last]]
        return Run(
            self.words[field][first:last],
            np.diff(starts[first : last + 1]),
            self.file.parts(f"{field}.places", *bounds),
            self.file.parts(f"{field}.counts", *bounds),
            self.file.parts(f"{field}.positions", positions[[first]], positions[[last]]),
        )


def _starts(lengths: Array) -> Integers:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def write(path: Path, facts: Facts, runs: Mapping[Field, Iterable[Run]]) -> None:
    """A segment. The runs of a field follow one another by the numbers of their words."""
    with Draft(path) as draft:
        draft.texts = {"ids": facts.ids, "stamps": facts.stamps, "days": facts.days}
        for facet, found in facts.facets.items():
            draft.texts[facet] = found.values
            draft.add(f"{facet}-facet.places", np.uint32, [found.places])
            draft.add(f"{facet}-facet.codes", np.uint32, [found.codes])
        for field, parts in runs.items():
            draft.add(f"{field}.lengths", np.uint32, [facts.lengths[field]])
            _write(draft, field, parts)


def _write(draft: Draft, field: Field, runs: Iterable[Run]) -> None:
    """Places go to the file at once; what comes after them waits in files of its own."""
    heads: dict[str, list[Array]] = {"words": [], "articles": [], "occurrences": []}
    with ExitStack() as stack:
        waiting = {
            name: stack.enter_context(TemporaryFile(dir=draft.path.parent))
            for name in ("counts", "positions")
        }
        greatest = dict.fromkeys(waiting, 0)

        def places() -> Iterator[Array]:
            for run in runs:
                heads["words"].append(run.words)
                heads["articles"].append(run.articles)
                if len(run.words):
                    firsts = _starts(run.articles)[:-1]
                    heads["occurrences"].append(np.add.reduceat(run.counts, firsts, dtype=np.int64))
                for name, file in waiting.items():
                    numbers: Array = getattr(run, name)
                    greatest[name] = max(greatest[name], int(numbers.max(initial=0)))
                    numbers.astype(np.uint32).tofile(file)
                yield run.places

        draft.add(f"{field}.places", np.uint32, places())
        for name, found in heads.items():
            draft.add(f"{field}.{name}", np.uint32, found)
        for name, file in waiting.items():
            file.seek(0)
            draft.add(f"{field}.{name}", np.min_scalar_type(greatest[name]), _read(file))


def _read(file: BinaryIO) -> Iterator[Array]:
    while len(numbers := np.fromfile(file, np.uint32, STRETCH)):
        yield numbers


def merge(path: Path, parts: Sequence[tuple[Segment, Truths]]) -> None:
    """Write one segment of several: of each the articles that are present, one after the other."""
    places: list[Integers] = []
    number = 0
    for _, present in parts:
        places.append(np.where(present, number + np.cumsum(present) - 1, GONE))
        number += int(present.sum())
    segments = [segment for segment, _ in parts]
    facts = _joined([segment.facts for segment in segments], places)
    write(path, facts, {field: _merged(field, segments, places) for field in Field})


def _merged(field: Field, segments: Sequence[Segment], places: Sequence[Integers]) -> Iterator[Run]:
    """As many words at a time as have about STRETCH postings together."""
    words = [segment.words[field] for segment in segments]
    most = max((int(own[-1]) + 1 for own in words if len(own)), default=0)
    postings = np.zeros(most, np.int64)
    for segment, own in zip(segments, words, strict=True):
        postings[own] += np.diff(segment.starts[field])
    until = np.cumsum(postings)
    bounds = np.searchsorted(until, np.arange(STRETCH, until[-1] if most else 0, STRETCH))
    for low, high in pairwise(np.unique((0, *(bounds + 1), most)).tolist()):
        runs = [
            moved(segment.run(field, *np.searchsorted(own, (low, high)).tolist()), place)
            for segment, own, place in zip(segments, words, places, strict=True)
        ]
        yield merged(runs)


def _joined(facts: Sequence[Facts], places: Sequence[Integers]) -> Facts:
    kept = [place != GONE for place in places]
    each = list(zip(facts, kept, strict=True))
    return Facts(
        [text for one, keep in each for text in compress(one.ids, keep)],
        [text for one, keep in each for text in compress(one.stamps, keep)],
        [text for one, keep in each for text in compress(one.days, keep)],
        {
            field: np.concatenate([one.lengths[field][keep] for one, keep in each])
            for field in Field
        },
        {facet: joined([one.facets[facet] for one in facts], places) for facet in Facet},
    )


# What an article has of each facet.
_VALUES: Mapping[Facet, Callable[[Document], Collection[str]]] = {
    # of a day also the month and the year, so that each can be chosen
    Facet.DATE: lambda document: {
        period[:length]
        for period in document["period"].splitlines()
        for length in ((4, 7, 10) if period[:1].isdecimal() else (None,))
    },
    Facet.SOURCE: lambda document: document["source_key"].splitlines(),
    Facet.AUTHOR: lambda document: document["author_key"].splitlines(),
    Facet.KEYWORD: lambda document: document["keyword_keys"].splitlines(),
    Facet.COMMENTS: lambda document: ("yes",) if document["comments"] else (),
    Facet.EDITION: lambda document: document["edition"].splitlines(),
}


def column(rows: Iterable[Collection[str]]) -> Column:
    codes = Codes()
    coded = [[codes[value] for value in row] for row in rows]
    places = np.repeat(np.arange(len(coded)), [len(row) for row in coded])
    return Column(list(codes), places, np.array(list(chain.from_iterable(coded)), np.int64))


def joined(columns: Iterable[Column], places: Iterable[Integers]) -> Column:
    """One column of several, whose articles go where `places` has them."""
    codes = Codes()
    all_places, all_codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, moved_to in zip(columns, places, strict=True):
        found = moved_to[one.places]
        kept = found != GONE
        recoded = np.array([codes[value] for value in one.values], np.int64)
        all_places.append(found[kept])
        all_codes.append(recoded[one.codes[kept]])
    return Column(list(codes), np.concatenate(all_places), np.concatenate(all_codes))
