"""Which words of an index are spelt almost like one that no article has."""

from collections.abc import Iterator

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.text import fold
from search.arabic import is_function_word
from search.asking import Printed
from search.clauses import Word
from search.layers import Level
from search.scoring import Collection, Scorer

FARTHEST = 2
"""Letters left out, put in, exchanged or swapped."""
SHORT = 4
"""Of a word this short, only one letter may differ."""
CANDIDATES = 40
SPARE = 3
"""Times as many words as are wanted, since no article may hold some of them any more."""


def nearest(collection: Collection, word: Word, most: int) -> list[Printed]:
    """Nearest first, and of equally near ones those of most articles; as they are printed.

    Words that only hold sentences together are nobody's aim, and near to many short ones.
    """
    farthest = FARTHEST if len(word.folded) > SHORT else 1
    similar = process.extract(
        word.folded,
        collection.lexicon.folded(),
        scorer=OSA.distance,
        score_cutoff=farthest,
        limit=CANDIDATES,
    )
    found = []
    for folded, distance, _ in similar:
        articles = holding(collection, folded)
        spelt = next(iter(collection.lexicon.spellings(folded).values()))
        if distance and articles and not is_function_word(spelt):
            found.append((distance, -articles, spelt))
    return [Printed(spelt, -articles) for _, articles, spelt in sorted(found)[:most]]


def held(collection: Collection, beginning: str, most: int) -> Iterator[Printed]:
    """The commonest words that begin so and that an article still holds: a lexicon forgets none."""
    for form, _ in collection.lexicon.frequent(beginning, SPARE * most):
        if articles := holding(collection, fold(form)):
            yield Printed(form, articles)


def holding(collection: Collection, folded: str) -> int:
    """How many articles have a word, in any spelling but with nothing joined to it."""
    scorer = Scorer(collection, Level.FOLDED)
    counts = np.zeros(collection.size, np.float32)
    scorer.count([*collection.lexicon.spellings(folded)], scorer.everywhere, counts)
    return int(((counts > 0) & collection.present).sum())
