"""How a text was reworded, word by word."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Indel

WORDS = re.compile(r"\s+|[^\W_]+(?:[\u064b-\u065f\u0670\u0640]+[^\W_]*)*|.", re.DOTALL)
CONTEXT = 12
"""Words and spaces that are shown on each side of a change."""
GAP = " … "


class Kind(StrEnum):
    SAME = "same"
    LOST = "lost"
    GAINED = "gained"


class Change(NamedTuple):
    kind: Kind
    text: str


def changes(before: str, after: str) -> list[Change]:
    """What stays of a text, what it loses and what it gains, in reading order.

    >>> [(change.kind.value, change.text) for change in changes("خبر عاجل اليوم", "خبر هام اليوم")]
    [('same', 'خبر '), ('lost', 'عاجل'), ('gained', 'هام'), ('same', ' اليوم')]
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    return list(_joined(_compared(old, new)))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    # What both begin and end with needs no search: most changes are few words in a long text.
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    yield Change(Kind.SAME, "".join(old[:start]))
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    yield from _aligned(old_middle, new_middle)
    yield Change(Kind.SAME, "".join(old[len(old) - end :]))


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    lost: list[str] = []
    gained: list[str] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield Change(Kind.LOST, "".join(lost))
            yield Change(Kind.GAINED, "".join(gained))
            yield Change(Kind.SAME, "".join(old[step.src_start : step.src_end]))
            lost, gained = [], []
        else:
            lost += old[step.src_start : step.src_end]
            gained += new[step.dest_start : step.dest_end]
    yield Change(Kind.LOST, "".join(lost))
    yield Change(Kind.GAINED, "".join(gained))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _joined(found: Iterator[Change]) -> Iterator[Change]:
    return (change for change in found if change.text)


def abridged(found: Sequence[Change]) -> list[Change]:
    """Changes with no more of the text around them than tells where they are.

    >>> long = "كلمة " * 20
    >>> [change.text for change in abridged(changes(long + "أ", long + "ب"))][1:]
    ['أ', 'ب']
    >>> abridged(changes(long + "أ", long + "ب"))[0].text.count("كلمة")
    6
    """
    return [_shortened(change, at, len(found)) for at, change in enumerate(found)]


def _shortened(change: Change, at: int, count: int) -> Change:
    words = WORDS.findall(change.text)
    head = CONTEXT if at else 0
    tail = CONTEXT if at < count - 1 else 0
    if change.kind is not Kind.SAME or len(words) <= head + tail + 1:
        return change
    kept = "".join(words[:head]), "".join(words[len(words) - tail :])
    return Change(Kind.SAME, GAP.join(kept))
