"""Keyword lines: dividing one whose keywords are separated by nothing but spaces.

The evidence is the article's own words (which of them stand together there), the archive's other
keywords, and grammar: an adjective agrees with its noun in the article «ال», so an indefinite word
after a definite one begins something new, while a definite word after an indefinite one may
complete it (جيش + الاحتلال).
"""

from collections.abc import Collection
from itertools import pairwise

import regex

from archive.text import clean, fold, words

LONGEST_KEYWORD = 6
JOINING_WORDS = frozenset(
    map(
        fold,
        (
            "في",
            "من",
            "على",
            "إلى",
            "عن",
            "مع",
            "بن",
            "ابن",
            "بنت",
            "أبو",
            "أبي",
            "أم",
            "عبد",
            "آل",
            "ذو",
            "ذات",
        ),
    )
)

TOGETHER_IN_TEXT = 3.0
TOGETHER_UNDER_ANOTHER_SPELLING = 2.0
APART_IN_TEXT = -2.0
KNOWN_KEYWORD = 4.0
JOINED_BY_A_PARTICLE = 3.0
DEFINITE_THEN_INDEFINITE = -3.0
INDEFINITE_THEN_DEFINITE = 1.0
BOTH_DEFINITE = 0.5
BOTH_INDEFINITE = 0.5

_SEPARATOR = regex.compile(r"\s*(?:[،,؛;|•·\t\n]|(?:^|\s)[#\-–—/]|\s{2,})\s*")
_PROCLITICS = regex.compile(r"^[وف]?(?:لل|[بكل]?ال|)(?=..)")
_WEAK_LETTERS = str.maketrans("", "", "اويهء")


def split(line: str) -> tuple[str, ...] | None:
    """The keywords of a line that separates them itself; None where only spaces do.

    >>> split("المغرب، #الجيش_الإسرائيلي")
    ('المغرب', 'الجيش الإسرائيلي')
    """
    parts = [clean(part.replace("_", " ").strip("#")) for part in _SEPARATOR.split(line.strip())]
    found = [part for part in parts if part]
    return tuple(dict.fromkeys(found)) if len(found) > 1 or "#" in line else None


def _bare(folded: str) -> str:
    return _PROCLITICS.sub("", folded)


def _consonants(folded: str) -> str:
    return _bare(folded).translate(_WEAK_LETTERS)


class _Evidence:
    """What an article's text says of two words standing side by side."""

    def __init__(self, text: str) -> None:
        folded = [word.folded for word in words(text)]
        bare = [_bare(word) for word in folded]
        consonants = [_consonants(word) for word in folded]
        self.words = set(bare)
        self.pairs = set(pairwise(bare))
        self.spoken_pairs = {pair for pair in pairwise(consonants) if min(map(len, pair)) > 1}

    def joins(self, left: str, right: str) -> float:
        """How much speaks for one keyword (above zero) or for two (below)."""
        if left in JOINING_WORDS or right in JOINING_WORDS:
            return JOINED_BY_A_PARTICLE
        match left.startswith("ال"), right.startswith("ال"):
            case True, False:
                score = DEFINITE_THEN_INDEFINITE
            case False, True:
                score = INDEFINITE_THEN_DEFINITE
            case True, True:
                score = BOTH_DEFINITE
            case _:
                score = BOTH_INDEFINITE
        pair = (_bare(left), _bare(right))
        if pair in self.pairs:
            return score + TOGETHER_IN_TEXT
        if (_consonants(left), _consonants(right)) in self.spoken_pairs:
            return score + TOGETHER_UNDER_ANOTHER_SPELLING
        if self.words.issuperset(pair):
            return score + APART_IN_TEXT
        return score


def divide(line: str, text: str, known: Collection[str] = frozenset()) -> tuple[str, ...]:
    """The likeliest keywords of a line of words, in order; together they are the line.

    `text` is the article's, `known` holds the keys of keywords the archive is sure of.
    """
    printed = clean(line).split(" ")
    folded = ["".join(word.folded for word in words(part)) for part in printed]
    evidence = _Evidence(text)
    joins = [evidence.joins(left, right) for left, right in pairwise(folded)]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(printed) + 1):
        best.append(
            max(
                (
                    best[start][0]
                    + sum(joins[start : end - 1])
                    + KNOWN_KEYWORD * (" ".join(folded[start:end]) in known),
                    start,
                )
                for start in range(max(0, end - LONGEST_KEYWORD), end)
            )
        )
    found: list[str] = []
    end = len(printed)
    while end:
        start = best[end][1]
        found.append(" ".join(printed[start:end]))
        end = start
    return tuple(reversed(found))
