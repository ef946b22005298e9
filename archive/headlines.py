"""Whether two printed headlines are of one article.

A page that links to another may cut its headline short, and may add the paper's name to it. Nothing
else is forgiven: of two headlines that are merely alike, one is often the next day's news.
"""

from functools import lru_cache

import regex

from archive.text import key

OPENING = 5
"""Words that two headlines must begin with before anything is forgiven."""
LONGEST_PAPER = 4
"""Words in a paper's name."""

_CUT = regex.compile(r"\s*(?:…|\.{3,})\s*$")
_PAPER = regex.compile(r"\s+(?:[|•·»]|[-–—]+)\s+(?P<name>[^|•·»]+)$")


def opening(title_key: str) -> str:
    """The first words of a folded headline; nothing if it has no more than those.

    >>> opening("وصول الوفد الي الرباط بعد الظهر")
    'وصول الوفد الي الرباط بعد'
    >>> opening("وصول الوفد")
    ''
    """
    words = title_key.split(" ")
    return " ".join(words[:OPENING]) if len(words) >= OPENING else ""


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are one, but for a cut-off end or a paper's name behind it.

    >>> same_headline("وصول الوفد إلى الرباط بعد ال…", "وصول الوفد الى الرباط بعد الظهر")
    True
    >>> same_headline("وصول الوفد إلى الرباط اليوم", "وصول الوفد إلى الرباط اليوم | صحيفة الأفق")
    True
    >>> same_headline("وصول الوفد إلى الرباط اليوم", "وصول الوفد إلى الرباط اليوم مساء")
    False
    """
    ones, others = readings(one), readings(other)
    same = any(opening(reading) for reading in ones & others)
    return same or is_beginning(one, others) or is_beginning(other, ones)


@lru_cache(maxsize=4096)
def readings(headline: str) -> frozenset[str]:
    """A headline as folded, and without what may be the name of the paper."""
    whole = key(headline)
    paper = _PAPER.search(headline)
    if not paper or len(key(paper["name"]).split()) > LONGEST_PAPER:
        return frozenset([whole])
    without = key(headline[: paper.start()])
    return frozenset([whole, without] if opening(without) else [whole])


def is_beginning(headline: str, others: frozenset[str]) -> bool:
    """Whether a headline is cut off, perhaps within a word, and others begin so."""
    cut = _CUT.search(headline)
    beginning = key(headline[: cut.start()]) if cut else ""
    return bool(opening(beginning)) and any(one.startswith(beginning) for one in others)
