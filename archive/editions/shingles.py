"""Which texts are editions of one another: what they say in the same words, five in a row.

A text is the set of its shingles, every five folded words in a row, as numbers. How much two sets
have in common is estimated before it is counted: texts that share a band of their signatures
(MinHash; Broder 1997) are compared. A library for it would bring less than it asks for: datasketch
imports SciPy, 0.6 s and 140 MB, and rensa keeps its way of hashing to itself, while bands that are
stored must be the same with every release.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from archive.text import folded, key

Shingles = NDArray[np.uint64]
"""Sorted, each of them once."""

SHINGLE = 5
"""Words in a row."""
SHORT = 30
"""Words; what has fewer is an edition of what has all of them, and the headline's, alone."""
BANDS, ROWS = 12, 3
"""Of 100 pairs that have half of their shingles in common these find 89, of 70 % all but two."""
ALIKE = 0.5
"""The least part of their shingles that editions have in common. Below it, other news of the same
event prevail; above it, of 40 pairs of real articles 38 were editions."""
SHORTENED, SHORTENED_ALIKE = 0.8, 0.3
"""The least part of the shorter text that an edition which leaves much out has in common with the
longer one, and of both."""

_MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=1 << 17)
def _numbers(printed: str) -> tuple[int, ...]:
    """Of the folded words in what stands between two spaces."""
    return tuple(map(_number, folded(printed)))


_MULTIPLIERS = np.array([_number(f"{row}") | 1 for row in range(BANDS * ROWS)], np.uint64)[:, None]


def shingles(title: str, body: str) -> Shingles:
    """What an article says. A short one says one thing; one without a text says nothing."""
    numbers = np.fromiter(chain.from_iterable(map(_numbers, body.split())), np.uint64)
    if len(numbers) < SHORT:
        whole = [f"{key(title)}\n{key(body)}"] if len(numbers) else []
        return np.array(list(map(_number, whole)), np.uint64)
    count = len(numbers) - SHINGLE + 1
    rows = np.zeros(count, np.uint64)
    for at in range(SHINGLE):
        rows = rows * _MIX[0] + numbers[at : at + count]
    rows = (rows ^ (rows >> np.uint64(31))) * _MIX[1]
    return np.unique(rows ^ (rows >> np.uint64(27)))


def bands(said: Shingles) -> list[int]:
    """The numbers, of 31 bits, of which two texts that are much alike have one in common.

    >>> text = " ".join(f"كلمة{number}" for number in range(60))
    >>> one, other = bands(shingles("", text)), bands(shingles("", f"مقدمة {text}"))
    >>> len(one), bool(set(one) & set(other))
    (12, True)
    """
    if not len(said):
        return []
    least = ((said * _MULTIPLIERS) >> np.uint64(32)).min(axis=1).reshape(BANDS, ROWS)
    found = np.arange(BANDS, dtype=np.uint64)
    for column in least.T:
        found = (found ^ column) * _MIX[0]
    numbers: Sequence[int] = (found >> np.uint64(33)).tolist()
    return sorted(set(numbers))


def similarity(one: Shingles, other: Shingles) -> float | None:
    """The part of their shingles that two editions have in common; None if they are not such.

    >>> text = " ".join(map(str, range(60)))
    >>> one, other = shingles("", text), shingles("", text.replace(" 30 ", " و "))
    >>> similarity(one, one), similarity(one, other), similarity(one, shingles("", text[:40]))
    (1.0, 0.8360655737704918, None)
    """
    if not (len(one) and len(other)):
        return None
    common = len(np.intersect1d(one, other, assume_unique=True))
    alike = common / (len(one) + len(other) - common)
    shortened = common / min(len(one), len(other)) >= SHORTENED and alike >= SHORTENED_ALIKE
    return alike if alike >= ALIKE or shortened else None
