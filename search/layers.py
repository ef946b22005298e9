"""How near a printed word comes to a sought one: layer by layer, from its very letters to its root.

A word is looked up by its keys. Two words meet in a layer when they share a key of it, and the
nearest layer they meet in says how a printed word matches.
"""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

from archive.text import fold, spelling, without_marks
from search import morphology, stems
from search.arabic import ARTICLE, divisions, without_article, without_particles


class Layer(IntEnum):
    """Nearest first; each takes in those before it."""

    EXACT = 1
    """Letter by letter and mark by mark."""
    FOLDED = 2
    """But for marks, hamzas, ة or ه, ى or ي, kinds of digits."""
    JOINED = 3
    """But for particles and the article."""
    STEM = 4
    """Forms of one word of the dictionary."""
    VARIANT = 5
    """Spellings of one name: جانتس، غانتس."""
    ROOT = 6


class Level(StrEnum):
    """How far a reader lets words differ."""

    EXACT = "exact"
    FOLDED = "folded"
    FORMS = "forms"
    ROOT = "root"

    @property
    def farthest(self) -> Layer:
        return _FARTHEST[self]


_FARTHEST = {
    Level.EXACT: Layer.EXACT,
    Level.FOLDED: Layer.JOINED,
    Level.FORMS: Layer.VARIANT,
    Level.ROOT: Layer.ROOT,
}


class Keys(NamedTuple):
    """What a word is looked up by: the keys of each layer, in the order of the layers."""

    exact: frozenset[str]
    folded: frozenset[str]
    joined: frozenset[str]
    stems: frozenset[str]
    variants: frozenset[str]
    roots: frozenset[str]


@lru_cache(maxsize=1 << 17)
def carried(printed: str) -> Keys:
    """All that a printed word may be read as, as `archive.text.spelling` gives it.

    A word that no dictionary has, a name perhaps, may begin with what looks like a particle: it is
    read as both.

    >>> sorted(carried("وبالصبر").joined), sorted(carried("لبنكيران").joined)
    (['صبر'], ['بنكيران', 'لبنكيران'])
    """
    bare = without_marks(printed)
    known = stems.read(bare)
    readings = [fold(known.word)] if known else map(_noun, divisions(bare))
    return _keys(printed, readings, known, skeletons=True)


@lru_cache(maxsize=1 << 12)
def sought(typed: str) -> Keys:
    """What a reader may mean by typing a word.

    Of a word that no dictionary has, only what is certainly a particle is taken off: one that
    stands before the article. And only such a word is sought by how it sounds.

    >>> sorted(sought("بنكيران").joined), sorted(sought("وبالحوثي").joined)
    (['بنكيران'], ['حوثي', 'وبالحوثي'])
    """
    printed = spelling(typed)
    bare = without_marks(printed)
    known = stems.read(bare)
    if known:
        certain = fold(known.word)
    else:
        definite = [word for word in divisions(bare) if word.startswith(ARTICLE)]
        certain = _noun(min(definite, key=len, default=bare))
    return _keys(printed, (certain, _noun(bare)), known, skeletons=known is None)


def _noun(word: str) -> str:
    """Folded; what folds to an article, as in ألبان, is none."""
    return without_article(fold(word)) if word.startswith(ARTICLE) else fold(word)


def _keys(
    printed: str, readings: Iterable[str], known: stems.Reading | None, *, skeletons: bool
) -> Keys:
    joined = frozenset(readings)
    lemmas = frozenset(map(fold, known.lemmas)) if known else joined
    endings = stems.ENDINGS_OF_LEMMAS if known else stems.ENDINGS
    found = {stems.stem(lemma, endings) for lemma in lemmas}
    for lemma in morphology.lemmas(printed):
        found.add(stems.stem(fold(lemma), stems.ENDINGS_OF_LEMMAS))
    names = (stems.skeleton(word) for word in joined) if skeletons else ()
    return Keys(
        exact=frozenset((printed,)),
        folded=frozenset((fold(printed),)),
        joined=joined,
        stems=frozenset(found),
        variants=frozenset(name for name in names if name),
        roots=frozenset(map(stems.root, lemmas)),
    )


def layer_of(wanted: Keys, printed: str) -> Layer | None:
    """The nearest layer in which a printed word meets a sought one.

    >>> layer_of(sought("الرباط"), "وبالرباط").name, layer_of(sought("كتاب"), "مكتبة").name
    ('JOINED', 'ROOT')
    >>> layer_of(sought("زير"), "وزير") is None
    True
    """
    for layer, ours, theirs in zip(Layer, wanted, carried(printed), strict=True):
        if not ours.isdisjoint(theirs):
            return layer
    return None


def in_phrase(wanted: str, printed: str) -> bool:
    """Whether a printed word may stand for a folded one in a phrase: with any particle before it.

    >>> in_phrase("الرباط", "وبالرباط"), in_phrase("رباط", "الرباط")
    (True, False)
    """
    return wanted in without_particles(fold(printed))
