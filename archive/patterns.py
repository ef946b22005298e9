"""Any spelling of a word as a regular expression, for texts that are kept as they were printed.

It is made from the fold itself: of every letter, those that fold to it, and between them whatever
the fold leaves out. Ligatures are not taken apart. Python's `re` and PostgreSQL read it alike.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from archive.text import fold

_LETTERS = (
    *range(0x0020, 0x0250),
    *range(0x0610, 0x06FF),
    *range(0x0750, 0x0780),
    *range(0x200B, 0x2070),
    *range(0xFB50, 0xFE00),
    *range(0xFE70, 0xFF00),
)
"""Latin and Arabic ones, and what cannot be seen."""


@cache
def _classes() -> Mapping[str, str]:
    """What each folded letter may be printed as; under "" what the fold leaves out."""
    printed: dict[str, str] = {}
    for letter in map(chr, _LETTERS):
        folded = fold(letter)
        if len(folded) <= 1 and not letter.isspace():
            printed[folded] = printed.get(folded, "") + letter
    return {folded: "".join(map(_escaped, letters)) for folded, letters in printed.items()}


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter in r"\]^-[" else letter


@lru_cache(maxsize=256)
def pattern(folded: str) -> str:
    """A regular expression for a folded word, or for several with anything but letters between.

    >>> import re
    >>> found = re.search(pattern("الاسراييلي".replace("اييل", "اءيل")), "من الإســـرائيليّ أمس")
    >>> found and found[0]
    'الإســـرائيلي'
    """
    between = f"[{_classes()['']}]*"
    return r"[\s\W]+".join(
        between.join(f"[{_classes().get(letter, _escaped(letter))}]" for letter in word)
        for word in folded.split()
    )
