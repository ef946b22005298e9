"""Reader comments of a text capture: where each begins, and who wrote it when.

Pages mark a comment by its number, by its author and date, or by nothing but space; the number of
comments a page declares is the evidence for one way or another. What cannot be known: whether a
short line without a date beside it is an author's name, and which comment a reply answers.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import regex

from archive.readers.landmarks import dateline_of
from archive.readers.lines import Line, is_closed
from archive.records import CommentRecord
from archive.text import key, keys

# Lengths in words.
LONGEST_NAME = 5
LONGEST_CONTROL = 20
MOST_CONTROLS = 4

DIGITS = "[0-9٠-٩۰-۹]"
NUMBERED = regex.compile(
    rf"""
    (?: [#(\[]?(?P<n>{DIGITS}{{1,4}})[\s\p{{Cf}}]*[.)\]:،–-]+(?!{DIGITS}) | \#(?P<n>{DIGITS}{{1,4}})\s )
    [\s\p{{Cf}}]*(?=\S)
    """,
    regex.VERBOSE,
)
NUMBER_ABOVE = regex.compile(rf"[#(\[]?(?P<n>{DIGITS}{{1,4}})[.)\]]?$")
SAYS = regex.compile(r"(?P<who>.{1,60}?) (?:يقول|تقول|قال|قالت|says) ?[:：]?")
SAID_BY = regex.compile(r"(?:يقول|تقول|بواسطة|من طرف|الاسم|by) ?:? (?P<who>.{1,60}?) ?[:：]?")
# «المثل يقول:» opens a quotation, not a comment.
NOT_AUTHORS = """
    الله
    الله تعالى
    تعالى
    الرسول
    النبي
    المثل
    الشاعر
    كما
    من
    """

_NOT_AUTHORS = frozenset(keys(NOT_AUTHORS))
_SET_OFF = regex.compile(r"\s*[-–—|/•،,:]+\s*$")


class Start(NamedTuple):
    """Where a comment begins: the index of its line, its number, and how far on the line."""

    at: int
    number: int
    offset: int = 0


class Comments(NamedTuple):
    comments: tuple[CommentRecord, ...]
    controls: tuple[Line, ...]
    """Lines among the comments that belong to none of them."""
    guessed: bool


def comments_of(lines: list[Line], declared: int | None) -> Comments:
    starts = marked(lines, declared)
    guessed = False
    if not starts:
        starts = spaced(lines, declared)
        guessed = len(starts) > 1 and len(starts) != declared
    controls = lines[: starts[0].at] if starts else []
    comments = []
    for start, following in pairwise([*starts, Start(len(lines), 0)]):
        inside, outside = parted(lines[start.at : following.at], start.offset)
        controls += outside
        if inside:
            comments.append(comment_of(start.number, inside))
    return Comments(tuple(comments), tuple(controls), guessed)


def marked(lines: list[Line], declared: int | None) -> list[Start]:
    """Where comments begin by the first way that finds the declared number, or else any."""
    found = []
    for way in (numbered, threaded, numbered_above, headed, signed):
        if starts := way(lines, declared):
            if len(starts) == declared:
                return starts
            found.append(starts)
    return found[0] if found else []


def parted(block: list[Line], offset: int) -> tuple[list[Line], list[Line]]:
    """The lines of a comment, and those among or under them that belong to the page.

    A bare number is a vote or the comment's own; what stands nearer the margin than a numbered
    comment, set off from it, is outside.
    """
    first = block[0]
    margin = first.indent if offset else 0
    end = next(
        (at for at, line in enumerate(block) if line.after_gap and line.indent < margin), len(block)
    )
    inside, outside = [], block[end:]
    for line in block[:end]:
        text = line.part(offset) if line is first else line
        if text.key and not (text.key.isdigit() and end > 1):
            inside.append(text)
        else:
            outside.append(line)
    return inside, outside


def numbered(lines: list[Line], declared: int | None) -> list[Start]:
    """Comments that print their numbers in order; other numbers, or deeper ones, are in a text."""
    found = marks(lines, NUMBERED)
    margin = lines[found[0].at].indent + 1 if found else 0
    starts = in_order([mark for mark in found if lines[mark.at].indent <= margin], declared)
    return starts if is_led(starts, lines) else []


def threaded(lines: list[Line], declared: int | None) -> list[Start]:
    """Replies numbered anew, deeper in the page; only the declared number can tell them from text."""
    starts: list[Start] = []
    levels: dict[int, int] = {}
    for mark in marks(lines, NUMBERED):
        indent = lines[mark.at].indent
        outer = {level: last for level, last in levels.items() if level <= indent}
        if mark.number == outer.get(indent, 0) + 1:
            levels = outer | {indent: mark.number}
            starts.append(mark._replace(number=len(starts) + 1))
    return starts if len(starts) == declared and is_led(starts, lines) else []


def numbered_above(lines: list[Line], declared: int | None) -> list[Start]:
    """Comments each with its number on a line of its own; others like it count votes."""
    starts = in_order(marks(lines, NUMBER_ABOVE), declared)
    if not starts or starts[0].number not in (1, declared):
        return []
    alone = len(starts) == 1 and starts[0].at
    return starts if is_led(starts, lines) and not alone else []


def marks(lines: Iterable[Line], pattern: regex.Pattern[str]) -> list[Start]:
    return [
        Start(at, int(mark["n"]), mark.end())
        for at, line in enumerate(lines)
        if (mark := pattern.match(line.raw)) and not is_stamp(line)
    ]


def in_order(found: list[Start], declared: int | None) -> list[Start]:
    """Of numbers found, those that count up or down from the first; gaps up to the declared one."""
    starts = found[:1]
    numbers = {start.number for start in starts}
    for mark in found[1:]:
        last = starts[-1].number
        follows = abs(mark.number - last) == 1 or last < mark.number <= (declared or 0)
        if follows and mark.number not in numbers:
            starts.append(mark)
            numbers.add(mark.number)
    return starts


def headed(lines: list[Line], declared: int | None) -> list[Start]:
    """Comments that begin with their author, their date, or both."""
    starts: list[Start] = []
    at = 0
    while at < len(lines):
        dated_only = bool(starts) and is_stamp(lines[starts[-1].at])
        if size := head_size(lines[at : at + 2], may_be_name=not dated_only):
            starts.append(Start(at, len(starts) + 1))
        at += size or 1
    ends_dated = bool(starts) and starts[0].at > 0 and is_stamp(lines[-1])
    return starts if is_led(starts, lines) and not ends_dated else []


def signed(lines: list[Line], declared: int | None) -> list[Start]:
    """Comments that end with their date."""
    if not lines or not is_stamp(lines[-1]):
        return []
    ends = [at + 1 for at, line in enumerate(lines[:-1]) if is_stamp(line)]
    return [Start(at, number) for number, at in enumerate([0, *ends], 1)]


def spaced(lines: list[Line], declared: int | None) -> list[Start]:
    """Comments set off by blank lines; where there are none, or too few of them, one a line."""
    gaps = [at for at, line in enumerate(lines) if line.after_gap or not at]
    every = list(range(len(lines)))
    starts = every if len(gaps) < 2 or len(every) == declared else gaps
    return [Start(at, number) for number, at in enumerate(starts, 1)]


def is_led(starts: list[Start], lines: list[Line]) -> bool:
    """Whether there are comments, and what stands above the first can belong to the page."""
    above = lines[: starts[0].at] if starts else []
    return (
        bool(starts)
        and len(above) <= MOST_CONTROLS
        and not any(
            line.length > LONGEST_CONTROL or head_size(above[at : at + 2])
            for at, line in enumerate(above)
        )
    )


def head_size(lines: list[Line], may_be_name: bool = True) -> int:
    """How many of the first two lines say who wrote a comment and when."""
    first = lines[0]
    dated = len(lines) > 1 and is_stamp(lines[1])
    if author_said(first, dated) or (dated and may_be_name and is_name(first)):
        return 1 + dated
    return int(is_stamp(first))


def author_said(line: Line, dated: bool) -> str:
    """The author in «فلان يقول:» or, with a date under it, «بواسطة فلان»."""
    said = SAYS.fullmatch(line.shown) or (SAID_BY.fullmatch(line.shown) if dated else None)
    who = said["who"] if said else ""
    named = who and key(who) not in _NOT_AUTHORS and len(who.split()) <= LONGEST_NAME
    return who if named else ""


def is_stamp(line: Line) -> bool:
    return dateline_of(line) is not None


def is_name(line: Line) -> bool:
    return 0 < line.length <= LONGEST_NAME and not is_closed(line.text) and not is_stamp(line)


def comment_of(number: int, lines: list[Line]) -> CommentRecord:
    text = list(lines)
    stamp = None
    dated = len(text) > 1 and is_stamp(text[1])
    if author := author_said(text[0], dated) if len(text) > 1 else "":
        del text[0]
    elif len(text) > 2 and dated and is_name(text[0]):
        author = text.pop(0).text
    if len(text) > 1 and is_stamp(text[0]):
        stamp = text.pop(0)
    elif len(text) > 1 and is_stamp(text[-1]):
        stamp = text.pop()
        if len(text) > 1 and not author and is_name(text[-1]):
            author = text.pop().text
    dateline = stamp.text if stamp else ""
    if stamp and not author:
        author, dateline = name_and_date(stamp)
    return CommentRecord(
        number=number,
        author=author,
        dateline=dateline,
        text="\n\n".join(line.text for line in text),
        span=(lines[0].start, lines[-1].span[1]),
    )


def name_and_date(line: Line) -> tuple[str, str]:
    """The author and the date of «فلان - 25 مارس 2022»; no author where the line names none."""
    printed, dateline = line.text, dateline_of(line)
    at = dateline.mention.start if dateline and dateline.mention and not dateline.label else 0
    set_off = _SET_OFF.search(printed[:at])
    if not set_off or len(printed[: set_off.start()].split()) > LONGEST_NAME:
        return "", printed
    return printed[: set_off.start()], printed[at:]
