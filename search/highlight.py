"""Marking what a query found, by offsets: with the marks taken off, the text is as it was.

A mark covers whole words with everything printed on them, and never part of a grapheme.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import count
from typing import NamedTuple

import regex

from archive.text import respelt, spelt_words
from search.clauses import Clause, Either, Every, Field, Part, Phrase, Prefix, Suffix, Within, Word
from search.documents import PARAGRAPHS
from search.layers import Layer, Level, begins, ends, in_phrase, layer_of, sought
from search.query import Query

SNIPPET_LENGTH = 260
"""In characters."""

Span = tuple[int, int]
Leaf = Part | Phrase
Told = Mapping[Part, Mapping[str, Layer]]
NOTHING_TOLD: Told = {}

_GRAPHEME = regex.compile(r"\X")


class Match(NamedTuple):
    """One place of a text where a leaf of the query was found; offsets are half-open."""

    start: int
    end: int
    leaf: Leaf
    layer: Layer


class Sought(NamedTuple):
    """A leaf of a query, and the only field it is asked of, if there is one."""

    leaf: Leaf
    field: Field | None


def leaves(clauses: Iterable[Clause], field: Field | None = None) -> Iterator[Sought]:
    """What a query looks for, wherever it stands in it; what it excludes is left out."""
    for clause in clauses:
        match clause:
            case Word() | Prefix() | Suffix() | Phrase():
                yield Sought(clause, field)
            case Every(inner) | Either(inner):
                yield from leaves(inner, field)
            case Within(inside, inner):
                yield from leaves((inner,), inside)


def parts(query: Query) -> set[Part]:
    """What of a query is compared with one printed word at a time."""
    found: set[Part] = set()
    for leaf, _ in leaves(query.clauses):
        found.update(leaf.words if isinstance(leaf, Phrase) else (leaf,))
    return found


class Layers(dict[str, Layer | None]):
    """The layers in which printed forms meet a part of a query: told, or found out one by one."""

    def __init__(self, part: Part, level: Level, told: Mapping[str, Layer] | None) -> None:
        super().__init__(told or {})
        self.part = part
        self.level = level
        self.are_told = told is not None

    def __missing__(self, form: str) -> Layer | None:
        self[form] = layer = None if self.are_told else _layer(self.part, self.level, form)
        return layer


def _layer(part: Part, level: Level, form: str) -> Layer | None:
    match part:
        case Word(typed, _, exact):
            layer = layer_of(sought(typed), form)
            farthest = level.of(exact).farthest
            return layer if layer and layer <= farthest else None
        case Prefix(_, folded):
            return Layer.FOLDED if begins(form, folded) else None
        case Suffix(_, folded):
            return Layer.FOLDED if ends(form, folded) else None


class Marker:
    """Finds and marks what a query asks for, at a level, in any number of texts.

    An index may tell beforehand which forms meet a part of the query, and in which layers.
    """

    def __init__(self, query: Query, level: Level, told: Told = NOTHING_TOLD) -> None:
        self.query = query
        self.sought = tuple(dict.fromkeys(leaves(query.clauses)))
        self.layers = {part: Layers(part, level, told.get(part)) for part in parts(query)}
        self.all_told = all(layers.are_told for layers in self.layers.values())
        self.forms = {form for layers in self.layers.values() for form in layers}

    def matches(self, text: str, field: Field) -> list[Match]:
        """In order; of several in one place, the nearest."""
        found: list[Match] = []
        at = 0
        for paragraph in text.split(PARAGRAPHS):
            found += (
                match._replace(start=match.start + at, end=match.end + at)
                for match in self._matches(paragraph, field)
            )
            at += len(paragraph) + len(PARAGRAPHS)
        return found

    def _matches(self, text: str, field: Field) -> list[Match]:
        if not self._may_match(text):
            return []
        printed = spelt_words(text)
        spelt = [form for _, _, form in printed]
        found: dict[int, Match] = {}
        for leaf, only in self.sought:
            if only not in (None, field) or (only is None and field is Field.SOURCE):
                continue
            for at, layer in self._places(leaf, spelt):
                if at not in found or layer < found[at].layer:
                    start, end = _whole_graphemes(text, *printed[at][:2])
                    found[at] = Match(start, end, leaf, layer)
        return [found[at] for at in sorted(found)]

    def _may_match(self, text: str) -> bool:
        """Whether any form that was told stands in a text; to look is far quicker than to divide it."""
        if not self.all_told or any(form in text for form in self.forms):
            return True
        spelt = respelt(text)
        return any(form in spelt for form in self.forms)

    def _places(self, leaf: Leaf, spelt: Sequence[str]) -> Iterator[tuple[int, Layer]]:
        if not isinstance(leaf, Phrase):
            layers = self.layers[leaf]
            for at, form in enumerate(spelt):
                if layer := layers[form]:
                    yield at, layer
        elif leaf.within:
            yield from self._near(leaf, spelt)
        else:
            yield from self._in_a_row(leaf, spelt)

    def _in_a_row(self, phrase: Phrase, spelt: Sequence[str]) -> Iterator[tuple[int, Layer]]:
        length = len(phrase.words)
        for start in range(len(spelt) - length + 1):
            row = spelt[start : start + length]
            layers = [
                self._in_phrase(word, form, first=not at)
                for at, (word, form) in enumerate(zip(phrase.words, row, strict=True))
            ]
            if all(layers):
                yield from ((start + at, layer) for at, layer in enumerate(layers) if layer)

    def _in_phrase(self, word: Word, form: str, *, first: bool) -> Layer | None:
        layer = self.layers[word][form]
        return layer if layer and in_phrase(word.folded, form, layer, first=first) else None

    def _near(self, phrase: Phrase, spelt: Sequence[str]) -> Iterator[tuple[int, Layer]]:
        """Every word of each stretch that holds all of them."""
        layers = [[self.layers[word][form] for form in spelt] for word in phrase.words]
        stretch = len(phrase.words) + phrase.within
        anywhere = [at for at in range(len(spelt)) if any(row[at] for row in layers)]
        anywhere_set = set(anywhere)
        for start in anywhere:
            ends = range(start, min(start + stretch, len(spelt)))
            held = sum(at in anywhere_set for at in ends)
            if held >= len(layers) and all(any(row[at] for at in ends) for row in layers):
                yield from ((at, row[at]) for row in layers for at in ends if row[at])  # type: ignore[misc]


def spans(matches: Iterable[Match]) -> list[Span]:
    """The places of matches, those that touch as one."""
    found: list[Span] = []
    for match in matches:
        if found and match.start <= found[-1][1]:
            found[-1] = found[-1][0], match.end
        else:
            found.append((match.start, match.end))
    return found


def _whole_graphemes(text: str, start: int, stop: int) -> Span:
    while start and (before := _GRAPHEME.match(text, start - 1)) and before.end() > start:
        start -= 1
    last = _GRAPHEME.match(text, stop - 1)
    return start, max(stop, last.end() if last else stop)


def highlight(text: str, matches: Iterable[Match], numbers: "count[int] | None" = None) -> str:
    """The text as HTML, escaped, with <mark> around what was found.

    With `numbers`, each mark has the next of the addresses #match-1, #match-2 and so on.
    """
    return _marked(text, spans(matches), 0, len(text), numbers)


def snippet(text: str, matches: Iterable[Match], length: int = SNIPPET_LENGTH) -> str:
    """The stretch of a text that holds most of what was found, as HTML on one line.

    Where nothing was found, the beginning of the text.
    """
    found = spans(matches)
    start = _densest(found, length)
    start = _word_boundary(text, max(0, start - length // 4))
    end = _word_boundary(text, start + length) if start + length < len(text) else len(text)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return before + " ".join(_marked(text, found, start, end).split()) + after


def _marked(
    text: str, found: Sequence[Span], start: int, end: int, numbers: "count[int] | None" = None
) -> str:
    parts: list[str] = []
    at = start
    for first, stop in found:
        if first >= start and stop <= end:
            mark = f'<mark class="match" id="match-{next(numbers)}">' if numbers else "<mark>"
            parts += escape(text[at:first]), mark, escape(text[first:stop]), "</mark>"
            at = stop
    return "".join((*parts, escape(text[at:end])))


def _densest(found: Sequence[Span], length: int) -> int:
    """Where the stretch begins that holds the most matches; the first of equals."""
    best, best_start = 0, 0
    last = 0
    for first, (start, _) in enumerate(found):
        while last < len(found) and found[last][1] <= start + length * 3 // 4:
            last += 1
        if last - first > best:
            best, best_start = last - first, start
    return best_start


def _word_boundary(text: str, near: int) -> int:
    """The last space before a place, or the place itself in a text without spaces."""
    space = max(text.rfind(" ", 0, near), text.rfind("\n", 0, near))
    return space + 1 if near and space >= near - 40 else near
