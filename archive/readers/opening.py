"""Where on a captured page the article begins.

Most captures open with the headline. Some carry the window's title, the way from the front page, a
menu or the name of a department above it; then the first paragraph is the anchor, and the headline
is looked for above that.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import regex
from django.utils.translation import gettext_noop

from archive.readers.comments import NUMBERED, SAYS
from archive.readers.encoding import arabic_letters
from archive.readers.landmarks import (
    Section,
    dateline_of,
    furniture_of,
    heading_of,
    is_department,
    is_heading,
    is_paragraph,
)
from archive.readers.lines import Line, is_closed
from archive.records import Unreadable

# Lengths in words.
LONGEST_BYLINE = 6
LONGEST_KICKER = 2
LONGEST_MENU_ITEM = 3
LONGEST_SURE_HEADLINE = 25
# Lengths in lines.
SHORTEST_MENU = 5
DEEPEST_DATELINE = 4

END_MATTER = frozenset({Section.KEYWORDS, Section.COMMENTS})

SIGNED = regex.compile(r"(?:بقلم|بواسطة|by)(?: ?[:/|–—-] ?| )\S.*", regex.IGNORECASE)
# Words that open a byline or, above an article, its headline.
CREDITED = regex.compile(
    r"""
      (?:تحرير|تقرير|ترجمة|شعر|قصة|الكاتب|الكاتبة|المحرر)\ ?[:/|–—-]\ ?\S.*
    | (?:كتبه?ا?|كتبت|إعداد|اعداد|أعده|حاوره?ا?|حاورته)(?:\ ?[:/|–—-]\ ?|\ )\S.*
    """,
    regex.VERBOSE,
)
# «الرباط - أحمد السالمي»
DESK = regex.compile(r"[\p{L}\p{M} .،]+[-–—/|][\p{L}\p{M} .،«»]+[:*]?")

LISTED = regex.compile(r"[*•]")


class Opening(NamedTuple):
    """Indices of the headline and of the first line under it that is text."""

    title: int
    text: int
    sure: bool


def opening_of(lines: Sequence[Line]) -> Opening:
    """Raises Unreadable where no line can be a headline."""
    first = next((at for at, line in enumerate(lines) if may_be_title(line)), None)
    if first is None:
        raise Unreadable(gettext_noop("no line that could be a headline"))
    text = first_paragraph(lines, first)
    above = [at for at in range(first, text or first) if may_be_title(lines[at])]
    title, sure = headline(lines, above) if above else (first, True)
    sure = sure and lines[title].length < LONGEST_SURE_HEADLINE
    return Opening(title, text if text and text > title else under(lines, title), sure)


def may_be_title(line: Line) -> bool:
    return arabic_letters(line.raw) > 0 and not (
        furniture_of(line)
        or is_heading(line)
        or is_department(line)
        or dateline_of(line)
        or (line.length <= LONGEST_BYLINE and SIGNED.fullmatch(line.shown))
    )


def is_byline(line: Line) -> bool:
    """Whether a line under a headline says who wrote the article."""
    if line.length > LONGEST_BYLINE:
        return False
    signed = SIGNED.fullmatch(line.shown) or CREDITED.fullmatch(line.shown)
    return bool(DESK.fullmatch(line.shown) or (signed and not is_closed(line.text)))


def first_paragraph(lines: Sequence[Line], first: int) -> int | None:
    """The index of the article's first paragraph, if it has any.

    Under a menu, a lone paragraph is a notice or a ticker if two that belong together follow.
    """
    found = list(paragraphs(lines, first))
    if found and has_menu(lines[first : found[0]]):
        return next((at for at, following in pairwise(found) if following - at <= 2), found[0])
    return found[0] if found else None


def paragraphs(lines: Sequence[Line], first: int) -> Iterator[int]:
    """Where paragraphs stand, before the article's end matter."""
    for at in range(first, len(lines)):
        if is_end(lines, at):
            return
        line = lines[at]
        is_headline = at == first and line.length < LONGEST_SURE_HEADLINE
        if is_paragraph(line) and not is_headline and not furniture_of(line):
            yield at


def is_end(lines: Sequence[Line], at: int) -> bool:
    """Whether keywords or comments begin here; their number may also stand under a headline."""
    heading = heading_of(lines[at])
    if not heading or heading.rest or heading.section not in END_MATTER:
        return False
    following = lines[at + 1] if at + 1 < len(lines) else None
    listed = following and (NUMBERED.match(following.raw) or SAYS.fullmatch(following.shown))
    return heading.declared is None or bool(listed)


def headline(lines: Sequence[Line], above: Sequence[int]) -> tuple[int, bool]:
    """Which of the lines above the text is the headline, and whether that is sure."""
    first, *others = above
    window = lines[first]
    if named := [at for at in others if is_named_by(window, lines[at])]:
        return max(named, key=lambda at: lines[at].length), True
    if has_menu(lines[first : above[-1] + 1]):
        at = below_menu(lines, above)
        return at, lines[at].key == window.key
    below = next((at for at in others if not is_byline(lines[at])), first)
    kicker = window.length <= LONGEST_KICKER or is_byline(window)
    if kicker and lines[below].length > LONGEST_MENU_ITEM:
        return below, below == first
    return first, True


def is_named_by(window: Line, line: Line) -> bool:
    """Whether a window's title is this line with the paper's name beside it."""
    beside = window.length - line.length
    named = f"{window.key} ".startswith(f"{line.key} ") or f" {window.key}".endswith(f" {line.key}")
    return named and line.length > LONGEST_MENU_ITEM and 0 < beside <= line.length


def has_menu(lines: Sequence[Line]) -> bool:
    runs = groupby(lines, lambda line: line.length <= LONGEST_MENU_ITEM and not is_sharing(line))
    return any(short and len(list(run)) >= SHORTEST_MENU for short, run in runs)


def is_sharing(line: Line) -> bool:
    return furniture_of(line) == "sharing"


def below_menu(lines: Sequence[Line], above: Sequence[int]) -> int:
    """The uppermost of the long lines that stand together next above the text."""
    long = [
        at
        for at in above
        if lines[at].length > LONGEST_MENU_ITEM
        and not is_byline(lines[at])
        and not LISTED.match(lines[at].raw)
    ]
    if not long:
        return above[-1]
    title = long.pop()
    while long and all(
        dateline_of(line) or is_byline(line) for line in lines[long[-1] + 1 : title]
    ):
        title = long.pop()
    return title


def under(lines: Sequence[Line], title: int) -> int:
    """The first line of text under a headline where nothing reads like a paragraph."""
    near = range(title + 1, min(title + 1 + DEEPEST_DATELINE, len(lines)))
    dated = [at for at in near if dateline_of(lines[at])]
    start = dated[-1] + 1 if dated else title + 1
    for at in range(start, len(lines)):
        if is_end(lines, at) or (may_be_title(lines[at]) and not is_byline(lines[at])):
            return at
    return len(lines)
