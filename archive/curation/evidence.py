"""The text of a capture, divided by what was read where.

Marks may lie within one another and overlap: a comment holds its votes, a line two fields. Each
stretch of text is given to the shortest mark over it. Offsets count characters of the decoded text.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

FURNITURE = "furniture"
CONTEXT = 400
"""Characters that are shown before and after a stretch that nothing was read from."""
MOST = 200_000
"""Characters of one capture that are shown."""


class Mark(NamedTuple):
    """A place that something was read at; `anchor` is the name of the whole it belongs to."""

    start: int
    end: int
    field: str
    anchor: str = ""


class Run(NamedTuple):
    """A stretch of the text under one mark, or under none. `opens` where its mark begins."""

    start: int
    end: int
    mark: Mark | None = None
    opens: bool = False
    omitted: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def is_field(self) -> bool:
        return self.mark is not None and self.mark.field != FURNITURE


def runs(length: int, marks: Iterable[Mark]) -> Iterator[Run]:
    """A text of that length in stretches: together they are the whole, and none is empty.

    >>> [(run.start, run.end, run.mark and run.mark.field)
    ...  for run in runs(9, [Mark(2, 8, "comment"), Mark(4, 6, "furniture")])]
    [(0, 2, None), (2, 4, 'comment'), (4, 6, 'furniture'), (6, 8, 'comment'), (8, 9, None)]
    """
    within = (mark._replace(start=max(0, mark.start), end=min(length, mark.end)) for mark in marks)
    coming = sorted({mark for mark in within if mark.start < mark.end}, reverse=True)
    edges = sorted({0, length, *(edge for mark in coming for edge in mark[:2])})
    over: list[tuple[int, Mark]] = []
    begun: set[Mark] = set()
    for start, end in pairwise(edges):
        while coming and coming[-1].start <= start:
            mark = coming.pop()
            heappush(over, (mark.end - mark.start, mark))
        while over and over[0][1].end <= start:
            heappop(over)
        mark_here = over[0][1] if over else None
        yield Run(start, end, mark_here, mark_here is not None and mark_here not in begun)
        if mark_here:
            begun.add(mark_here)


def abridged(text: str, whole: Iterable[Run], most: int = MOST) -> Iterator[Run]:
    """The same stretches, without the inside of long ones that are in no field.

    Behind the first `most` characters nothing is shown, whatever it is.
    """
    left = most
    for run in whole:
        for part in [run] if run.is_field else without_inside(text, run):
            if part.omitted or part.length <= left:
                yield part
            else:
                if left:
                    yield part._replace(end=part.start + left)
                yield Run(part.start + left, part.end, part.mark, omitted=True)
            left -= 0 if part.omitted else min(left, part.length)


def without_inside(text: str, run: Run) -> Iterator[Run]:
    """The two ends of a long stretch, cut between words, and what is left out between them."""
    if run.length <= 3 * CONTEXT:
        yield run
        return
    head = text.rfind(" ", run.start, run.start + CONTEXT) + 1 or run.start + CONTEXT
    tail = text.find(" ", run.end - CONTEXT, run.end) + 1 or run.end - CONTEXT
    yield run._replace(end=head)
    yield Run(head, tail, run.mark, omitted=True)
    if tail < run.end:
        yield Run(tail, run.end, run.mark)


class Row(NamedTuple):
    """A line of the text by its number, the first of which is 1; or what is left out, together."""

    number: int
    runs: tuple[Run, ...]
    omitted: bool = False


def in_lines(text: str, shown: Iterable[Run]) -> Iterator[Row]:
    """Stretches of a text line by line, without the lines that are blank.

    >>> [(row.number, [run.start for run in row.runs])
    ...  for row in in_lines("أب\\n\\nت", runs(5, [Mark(1, 2, "title")]))]
    [(1, [0, 1, 2]), (3, [4])]
    """
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    numbered = (
        (bisect_right(starts, run.start), run)
        for whole in shown
        for run in ([whole] if whole.omitted else _broken(whole, starts))
    )
    for (number, omitted), group in groupby(
        numbered, key=lambda one: (0 if one[1].omitted else one[0], one[1].omitted)
    ):
        row = tuple(run for _number, run in group)
        if omitted or text[row[0].start : row[-1].end].strip():
            yield Row(number, row, omitted)


def _broken(run: Run, starts: list[int]) -> Iterator[Run]:
    """A stretch, broken where lines begin."""
    first, last = bisect_right(starts, run.start), bisect_right(starts, run.end - 1)
    for start, end in pairwise([run.start, *starts[first:last], run.end]):
        yield run._replace(start=start, end=end, opens=run.opens and start == run.start)


def near(
    text: str, spans: Iterable[tuple[int, int]], context: int = CONTEXT
) -> list[tuple[int, int]]:
    """Windows on a text: what stands around the two ends of each span, in whole lines if they fit.

    >>> near("one two\\nthree\\nfour five\\nsix", [(8, 13)], context=12)
    [(0, 23)]
    """
    windows: list[tuple[int, int]] = []
    edges = sorted(edge for span in spans for edge in ends(*span, context))
    for start, end in edges:
        low, high = max(0, start - context), min(len(text), end + context)
        if low:
            low = text.find("\n", low - 1, start) + 1 or text.find(" ", low, start) + 1 or low
        if high < len(text):
            line_end = text.rfind("\n", end, high + 1)
            high = line_end if line_end >= 0 else high
        if windows and low <= windows[-1][1] + 1:
            windows[-1] = (windows[-1][0], max(high, windows[-1][1]))
        else:
            windows.append((low, high))
    return windows


def ends(start: int, end: int, context: int) -> list[tuple[int, int]]:
    """A span, or of a long one its two ends."""
    if end - start <= 2 * context:
        return [(start, end)]
    return [(start, start + context), (end - context, end)]


def through(windows: Iterable[tuple[int, int]], whole: Iterable[Run]) -> Iterator[Run]:
    """The same stretches as far as they lie in a window, and what lies between as left out.

    >>> [(run.start, run.end, run.omitted) for run in through([(2, 4)], [Run(0, 3), Run(3, 9)])]
    [(0, 2, True), (2, 3, False), (3, 4, False), (4, 9, True)]
    """
    shown = list(windows)
    at = length = 0
    for run in whole:
        for start, end in shown:
            first, last = max(start, run.start), min(end, run.end)
            if first < last:
                if at < first:
                    yield Run(at, first, omitted=True)
                opens = run.mark is not None and (run.opens or first == start)
                yield Run(first, last, run.mark, opens)
                at = last
        length = run.end
    if at < length:
        yield Run(at, length, omitted=True)
