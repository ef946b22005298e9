"""The lines of a text capture: what each of them shows, and where it stands."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import regex

from archive.records import Span
from archive.text import INVISIBLE, clean, key

# A capture is taken for one wrapped at a fixed width if its longest line is that wide, and most of
# its lines end in the middle of a sentence, with no room left for the next one's first word.
# Narrower ones may be verse.
WRAP_WIDTHS = range(60, 121)
FEWEST_WRAPPED = 3
SHARE_WRAPPED = 0.6

_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + INVISIBLE
_INVISIBLE = str.maketrans("", "", INVISIBLE)
_NO_WIDTH = regex.compile(r"[\p{Mn}\p{Cf}]+")
_CLOSED = regex.compile(r"[.۔!?؟…]['\"“”’»)\]]*$")
_LIST_ITEM = regex.compile(r"(?:[*•◦▪+-]|\p{Nd}{1,4}[.)])\s")


@dataclass(frozen=True)
class Line:
    """A line with something on it, without the blanks at its edges. Wrapped lines count as one."""

    raw: str
    start: int
    indent: int = 0
    after_gap: bool = False

    @cached_property
    def text(self) -> str:
        return clean(self.raw)

    @cached_property
    def shown(self) -> str:
        """The text without direction marks, for patterns to look at."""
        return clean(self.raw.translate(_INVISIBLE))

    @property
    def unbroken(self) -> str:
        """As printed, tabs and wide spaces and all, but for where a wrapped line was broken."""
        return " ".join(part.strip() for part in self.raw.splitlines())

    @cached_property
    def key(self) -> str:
        return key(self.raw)

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.raw)

    @property
    def length(self) -> int:
        """In words."""
        return self.key.count(" ") + 1 if self.key else 0

    @cached_property
    def width(self) -> int:
        return self.indent + len(_NO_WIDTH.sub("", self.raw))

    def part(self, start: int, end: int | None = None) -> "Line":
        """What stands between two offsets of the line."""
        raw, leading = _trimmed(self.raw[start:end])
        return Line(raw, self.start + start + leading, self.indent, self.after_gap)


def _trimmed(raw: str) -> tuple[str, int]:
    """A text without the blanks at its edges, and how many of them led it."""
    rest = raw.lstrip(_BLANKS)
    return rest.rstrip(_BLANKS), len(raw) - len(rest)


def lines_of(text: str, begins_anew: Callable[[Line, Line], bool]) -> list[Line]:
    """The lines that show something, in order.

    If the capture was wrapped at a fixed width, each is put together from its pieces; a line that
    `begins_anew` under another, as a heading does, is not one of them.
    """
    found: list[Line] = []
    start = 0
    after_gap = True
    for printed in text.splitlines(keepends=True):
        raw, leading = _trimmed(printed)
        if shows := bool(clean(raw)):
            indent = len(printed[:leading].translate(_INVISIBLE))
            found.append(Line(raw, start + leading, indent, after_gap))
        after_gap = not shows
        start += len(printed)
    width = wrap_width(found)
    return unwrapped(text, found, width, begins_anew) if width else found


def wrap_width(lines: Sequence[Line]) -> int:
    """The width a capture was wrapped at; 0 if it was not."""
    widest = max((line.width for line in lines if " " in line.raw), default=0)
    followed = [(above, line) for above, line in pairwise(lines) if not line.after_gap]
    full = sum(
        not is_closed(above.text) and _is_full(above, line, widest) for above, line in followed
    )
    wrapped = full >= FEWEST_WRAPPED and full >= SHARE_WRAPPED * len(followed)
    return widest if wrapped and widest in WRAP_WIDTHS else 0


def is_closed(text: str) -> bool:
    """Whether a text ends as a finished sentence does."""
    return _CLOSED.search(text) is not None


def _is_full(line: Line, following: Line, width: int) -> bool:
    """Whether a line had no room left for the first word of the next; some wrap by marks as well."""
    word = following.raw.split(maxsplit=1)[0]
    return line.indent + len(line.raw) + 1 + len(word) > width


def unwrapped(
    text: str, lines: Iterable[Line], width: int, begins_anew: Callable[[Line, Line], bool]
) -> list[Line]:
    groups: list[list[Line]] = []
    for line in lines:
        above = groups[-1][-1] if groups else None
        is_item = line.indent and _LIST_ITEM.match(line.raw)
        if (
            above
            and not (line.after_gap or is_item)
            and _is_full(above, line, width)
            and not begins_anew(line, above)
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [replace(group[0], raw=text[group[0].start : group[-1].span[1]]) for group in groups]
