"""Marking what a query found, by offsets: with the marks taken off, the text is as it was.

A mark covers whole words with everything printed on them, and never part of a grapheme.
"""

from collections.abc import Iterator, Sequence
from html import escape

import regex

from archive.text import Word as PrintedWord
from archive.text import words
from search.query import Phrase, Query

Span = tuple[int, int]

SNIPPET_LENGTH = 260
"""In characters."""

_GRAPHEME = regex.compile(r"\X")


def matches(text: str, query: Query) -> list[Span]:
    """Where a query's words and phrases stand in a text, in order and apart from one another."""
    printed = list(words(text))
    covered: set[int] = set()
    for clause in query.clauses:
        if isinstance(clause, Phrase):
            covered.update(_phrase(printed, clause))
        else:
            covered.update(i for i, word in enumerate(printed) if clause.closeness(word.folded))
    spans: list[Span] = []
    for index in sorted(covered):
        start, end = _whole_graphemes(text, printed[index].start, printed[index].end)
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _phrase(printed: Sequence[PrintedWord], phrase: Phrase) -> Iterator[int]:
    length = len(phrase.words)
    for start in range(len(printed) - length + 1):
        row = printed[start : start + length]
        pairs = zip(phrase.words, row, strict=True)
        if all(phrase.closeness(word, found.folded) for word, found in pairs):
            yield from range(start, start + length)


def _whole_graphemes(text: str, start: int, end: int) -> Span:
    while start and (before := _GRAPHEME.match(text, start - 1)) and before.end() > start:
        start -= 1
    last = _GRAPHEME.match(text, end - 1)
    return start, max(end, last.end() if last else end)


def highlight(text: str, query: Query) -> str:
    """The text as HTML, escaped, with <mark> around what was found."""
    return _marked(text, matches(text, query), 0, len(text))


def _marked(text: str, spans: Sequence[Span], start: int, end: int) -> str:
    parts: list[str] = []
    at = start
    for found, stop in spans:
        if found >= start and stop <= end:
            parts += escape(text[at:found]), "<mark>", escape(text[found:stop]), "</mark>"
            at = stop
    return "".join((*parts, escape(text[at:end])))


def snippet(text: str, query: Query, length: int = SNIPPET_LENGTH) -> str:
    """The stretch of a text that holds most of what was found, as HTML on one line.

    Where nothing was found, the beginning of the text.
    """
    spans = matches(text, query)
    start = _densest(spans, length)
    start = _word_boundary(text, max(0, start - length // 4))
    end = _word_boundary(text, start + length) if start + length < len(text) else len(text)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return before + " ".join(_marked(text, spans, start, end).split()) + after


def _densest(spans: Sequence[Span], length: int) -> int:
    """Where the stretch begins that holds the most matches; the first of equals."""
    best, best_start = 0, 0
    last = 0
    for first, (start, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + length * 3 // 4:
            last += 1
        if last - first > best:
            best, best_start = last - first, start
    return best_start


def _word_boundary(text: str, near: int) -> int:
    """The last space before a place, or the place itself in a text without spaces."""
    space = max(text.rfind(" ", 0, near), text.rfind("\n", 0, near))
    return space + 1 if near and space >= near - 40 else near
