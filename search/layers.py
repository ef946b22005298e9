"""How near a printed word comes to a sought one: layer by layer, from its very letters to its root.

A word is looked up by its keys. Two words meet in a layer when they share a key of it, and the
nearest layer they meet in says how a printed word matches.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

from archive.names.sounds import ARTICLE, skeleton, without_article
from archive.text import TATWEEL, fold, spelling, without_marks
from search import morphology, stems
from search.arabic import divisions, is_function_word, without_particles

UNCERTAIN = frozenset("كس")
"""Particles that a typed word is never thought to begin with: كيري is no يرى."""


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

    def of(self, exact: bool) -> "Level":
        """The level of one word, which may be wanted as it was typed whatever the others may be."""
        return Level.EXACT if exact else self


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


@lru_cache(maxsize=1 << 14)
def carried(printed: str) -> Keys:
    """All that a printed word may be read as, as `archive.text.spelling` gives it.

    A word that no dictionary has, a name perhaps, may begin with what looks like a particle: it is
    read as both.

    >>> sorted(carried("وبالصبر").joined), sorted(carried("لبنكيران").joined)
    (['صبر'], ['بنكيران', 'لبنكيران'])
    """
    bare = without_marks(printed)
    if is_function_word(printed):
        return _alone(printed)
    known = stems.read(bare)
    words = [one.word for one in known] if known else map(_noun, divisions(bare))
    return _keys(printed, words, known)


@lru_cache(maxsize=1 << 12)
def sought(typed: str) -> Keys:
    """What a reader may mean by typing a word.

    Of a word that no dictionary has, only what is certainly a particle is taken off: one that
    stands before the article. And who types a word that may also be a particle and a word, as وجدة,
    means the whole.

    >>> sorted(sought("بنكيران").joined), sorted(sought("وبالحوثي").joined)
    (['بنكيران'], ['حوثي', 'وبالحوثي'])
    """
    printed = spelling(typed)
    bare = without_marks(printed)
    if is_function_word(printed):
        return _alone(printed)
    known = tuple(one for one in stems.read(bare) if UNCERTAIN.isdisjoint(one.particles))
    if known and known[0].word == bare:
        known = known[:1]
    if known:
        words = [one.word for one in known]
    else:
        definite = [word for word in divisions(bare) if word.startswith(ARTICLE)]
        words = [_noun(min(definite, key=len, default=bare))]
    return _keys(printed, [*words, _noun(bare)], known)


def _alone(printed: str) -> Keys:
    """A function word is no form of another word, and no other word one of it.

    Nor is one that folds like it: the tatweel, which no fold has, keeps إليه from آلية.
    """
    nothing = frozenset[str]()
    folded = fold(printed) + TATWEEL
    return Keys(frozenset((printed,)), frozenset((folded,)), nothing, nothing, nothing, nothing)


def _noun(word: str) -> str:
    """Folded; what folds to an article, as in ألبان, is none."""
    return without_article(fold(word)) if word.startswith(ARTICLE) else fold(word)


def _keys(printed: str, words: Iterable[str], known: Sequence[stems.Reading]) -> Keys:
    joined = frozenset(map(fold, words))
    lemmas = frozenset(fold(lemma) for one in known for lemma in one.lemmas) or joined
    endings = stems.ENDINGS_OF_LEMMAS if known else stems.ENDINGS
    found = {stems.stem(lemma, endings) for lemma in lemmas}
    for lemma in morphology.lemmas(printed):
        found.add(stems.stem(fold(lemma), stems.ENDINGS_OF_LEMMAS))
    names = map(stems.skeleton_of_known, lemmas) if known else map(skeleton, joined)
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


def in_phrase(wanted: str, printed: str, layer: Layer, *, first: bool = False) -> bool:
    """Whether a printed word that meets a folded one in a layer may stand for it in a phrase.

    It may have any particle before it, but no other article or ending. Of the first word of a phrase
    the typed particles may be missing too, since they belong to the reader's sentence.

    >>> in_phrase("الرباط", "وبالرباط", Layer.JOINED), in_phrase("رباط", "الرباط", Layer.JOINED)
    (True, False)
    >>> in_phrase("بالرباط", "الرباط", Layer.JOINED, first=True)
    True
    """
    if layer is Layer.JOINED:
        forms = _without_typed_particles(wanted) if first else (wanted,)
        return not without_particles(fold(printed)).isdisjoint(forms)
    return layer < Layer.JOINED


@lru_cache(maxsize=1 << 12)
def _without_typed_particles(folded: str) -> frozenset[str]:
    """A word, and what is left of it without what it is also sought without; the article stays."""
    joined = sought(folded).joined
    return frozenset(form for form in divisions(folded) if form == folded or _noun(form) in joined)


def begins(printed: str, folded: str) -> bool:
    """Whether a printed word begins as was typed, with any particles before it; and the article, if
    it was not typed.

    >>> begins("والكتاب", "كتا"), begins("والكتاب", "الكتا"), begins("كتاب", "الكتا")
    (True, True, False)
    """
    bare = without_marks(printed)
    definite = (fold(form) for form in divisions(bare) if form.startswith(ARTICLE))
    forms = (fold(printed), *carried(printed).joined, *definite)
    return any(form.startswith(folded) for form in forms)


def ends(printed: str, folded: str) -> bool:
    """Whether a printed word ends as was typed, letter by letter.

    >>> ends("والكتاب", "تاب"), ends("كتابه", "تاب")
    (True, False)
    """
    return fold(printed).endswith(folded)
