"""What an engine is given: the texts of articles, and these in batches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

Document = Mapping[str, str]
"""The texts of an article by field, and what it is filtered by, as `ArticleIndex` prepares them."""
PARAGRAPHS = "\n\n"
"""What divides the paragraphs, comments or names of a field; no phrase runs across."""
BATCH = 500
"""Articles that are read, gathered or written at once."""

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """
    >>> list(batched(range(5), 2))
    [[0, 1], [2, 3], [4]]
    """
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
