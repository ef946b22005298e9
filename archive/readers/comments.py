"""Reader comments of a text capture: where each begins, and who wrote it when."""

from itertools import pairwise
from typing import NamedTuple

import regex

from archive.dates import read_dateline
from archive.readers.landmarks import Line, is_closed, joined
from archive.records import CommentRecord

LONGEST_AUTHOR = 5

NUMBERED = regex.compile(r"\s*[#(\[]?(\p{Nd}{1,4})\s*[.)\]:،–-]+\s*")
SAYS = regex.compile(
    r"(?:يقول|تقول|قال)\s+(?P<who>.{1,60}?)\s*[:：]?|(?P<who>.{1,60}?)\s+(?:يقول|تقول|قال|says)\s*[:：]"
)


class Comments(NamedTuple):
    comments: tuple[CommentRecord, ...]
    guessed: bool


def numbered_comments(lines: list[Line], declared: int | None) -> list[tuple[int, list[Line]]]:
    """Comments that print their numbers in order; a number out of order is part of a text."""
    found: dict[int, list[Line]] = {}
    last = 0
    for line in lines:
        match = NUMBERED.match(line.raw)
        number = int(match[1]) if match else 0
        follows = not found or abs(number - last) == 1 or last < number <= (declared or 0)
        if match and follows and number not in found and line.rest(match.end()).text:
            last = number
            found[number] = [line.rest(match.end())]
        elif found:
            found[last].append(line)
        else:
            return []
    return list(found.items())


def headed_comments(lines: list[Line]) -> list[tuple[int, list[Line]]]:
    """Comments each of which begins with its author and date, or with «فلان يقول:»."""
    starts = set()
    for index, line in enumerate(lines):
        if SAYS.fullmatch(line.text):
            starts.add(index)
        elif read_dateline(line.text) and index - 1 not in starts:
            above = lines[index - 1] if index else None
            named = above and above.length <= LONGEST_AUTHOR and not is_closed(above.text)
            starts.add(index - 1 if named else index)
    if 0 not in starts:
        return []
    bounds = [*sorted(starts), len(lines)]
    return [(n, lines[start:end]) for n, (start, end) in enumerate(pairwise(bounds), 1)]


def comments_of(lines: list[Line], declared: int | None) -> Comments:
    blocks = numbered_comments(lines, declared) or headed_comments(lines)
    guessed = not blocks and len(lines) > 1
    if not blocks:
        gaps = any(line.after_gap for line in lines[1:])
        groups: list[list[Line]] = []
        for line in lines:
            if groups and gaps and not line.after_gap:
                groups[-1].append(line)
            else:
                groups.append([line])
        blocks = list(enumerate(groups, 1))
    return Comments(tuple(comment_of(number, block) for number, block in blocks), guessed)


def comment_of(number: int, block: list[Line]) -> CommentRecord:
    author = dateline = ""
    text = list(block)
    if says := SAYS.fullmatch(text[0].text):
        author = says["who"]
        text.pop(0)
    elif len(text) > 2 and text[0].length <= LONGEST_AUTHOR and read_dateline(text[1].text):
        author = text.pop(0).text
    if len(text) > 1 and read_dateline(text[0].text):
        dateline = text.pop(0).text
    return CommentRecord(
        number=number,
        author=author,
        dateline=dateline,
        text=joined(text or block),
        span=(block[0].start, block[-1].span[1]),
    )
