"""Lines of a capture as values of a field: cleaned as readers clean what they find.

A text capture is printed as it is read; of other captures the source is seen, whose tags and
escapes are taken away.
"""

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from archive.curation.accounting import Places
from archive.readers.landmarks import begins_anew, heading_of
from archive.readers.lines import Line, lines_of
from archive.readers.prose import prose
from archive.text import clean


class Taken(NamedTuple):
    """Lines that were chosen, and where they stand."""

    lines: list[Line]
    places: list[list[int]]


def places_of_lines(text: str, numbers: Sequence[int]) -> list[list[int]]:
    """Where lines stand, the first of which is number 1; blanks at their edges are left out.

    >>> places_of_lines("أ\\n  ب \\n", [2])
    [[4, 5]]
    """
    found, start, wanted = [], 0, set(numbers)
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if number in wanted and (bare := line.strip()):
            first = start + line.index(bare)
            found.append([first, first + len(bare)])
        start += len(line)
    return found


def taken(text: str, reader: str, places: Places) -> Taken:
    """What stands in some places of a capture's text, in its order."""
    lines: list[Line] = []
    where: list[list[int]] = []
    in_order = sorted(map(list, places))
    if reader == "text":
        for line in lines_of(text, begins_anew):
            start, end = line.span
            for first, last in in_order:
                if first < end and start < last:
                    part = line.part(max(0, first - start), min(end, last) - start)
                    if clean(part.raw):
                        lines.append(part)
                        where.append(list(part.span))
        return Taken(lines, where)
    for first, last in in_order:
        printed = DECODED.get(reader, str)(text[first:last])
        if found := [Line(one, first) for one in prose(printed).split("\n\n") if one]:
            lines += found
            where.append([first, last])
    return Taken(lines, where)


def from_json(text: str) -> str:
    """A piece of a JSON string, or of one with its quotation marks.

    >>> from_json('"\\\\u062e\\\\u0628\\\\u0631\\\\nعاجل"')
    'خبر\\nعاجل'
    """
    bare = text.strip().removesuffix(",").strip().removeprefix('"').removesuffix('"')
    try:
        return str(json.loads(f'"{bare}"', strict=False))
    except ValueError:
        return bare


def from_csv(text: str) -> str:
    return text.strip().removeprefix('"').removesuffix('"').replace('""', '"')


DECODED: dict[str, Callable[[str], str]] = {"json": from_json, "csv": from_csv}


def in_a_row(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def in_lines(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def in_paragraphs(lines: Sequence[Line]) -> str:
    return "\n\n".join(line.text for line in lines)


def counted(lines: Sequence[Line]) -> str:
    """The number of comments that a line declares, or the only number in it; or nothing."""
    for line in lines:
        if (heading := heading_of(line)) and heading.declared is not None:
            return str(heading.declared)
    numbers = [word for word in in_a_row(lines).split() if word.isdecimal()]
    return str(int(numbers[0])) if len(numbers) == 1 else ""


# The fields of an article that lines are assigned to, each with what it makes of them.
VALUES: dict[str, Callable[[Sequence[Line]], str]] = {
    "title": in_a_row,
    "dateline": in_a_row,
    "byline": in_a_row,
    "body": in_paragraphs,
    "source_line": in_a_row,
    "keyword_line": in_lines,
    "comments_declared": counted,
}
