"""How a typed word is matched: the printed words that meet it, layer by layer, and where they lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.text import fold, words
from search import engine
from search.addresses import address
from search.asking import Asked
from search.clauses import Word
from search.layers import Layer, Level
from search.query import Query, spelt
from search.suggestions import LEVELS, Offer

MOST_SHOWN = 12
"""Printed words of a layer."""

LAYERS = {
    Layer.EXACT: _("Letter by letter and mark by mark"),
    Layer.FOLDED: _("But for marks, hamza, ة/ه or ى/ي, and kinds of digits"),
    Layer.JOINED: _("With other particles, or without them"),
    Layer.STEM: _("Other forms of the word"),
    Layer.VARIANT: _("Other spellings of a name"),
    Layer.ROOT: _("Other words of the same root"),
}
LEVEL_OF = {
    Layer.EXACT: Level.EXACT,
    Layer.FOLDED: Level.FOLDED,
    Layer.JOINED: Level.FOLDED,
    Layer.STEM: Level.FORMS,
    Layer.VARIANT: Level.FORMS,
    Layer.ROOT: Level.ROOT,
}
"""The first level at which a layer is searched."""


@dataclass(frozen=True)
class Met:
    """What is printed that meets a word in one layer: the commonest, and how many others."""

    layer: Promise
    level: str | Promise
    printed: list[Offer]
    others: int


@dataclass(frozen=True)
class Matching:
    typed: str
    layers: list[Met]
    """Without those that too many words meet."""
    levels: list[Offer]
    """What a search for the word finds, level by level."""

    @property
    def is_whole(self) -> bool:
        return len(self.layers) == len(Layer)


def matching(text: str) -> Matching | None:
    """How the first word of a text is matched; None where it has none."""
    first = next(iter(words(text)), None)
    if not first:
        return None
    word = Word(text[first.start : first.end], first.folded)
    level, met = _met(word)
    return Matching(
        typed=word.typed,
        layers=[
            _in_layer(layer, [form for form, nearest in met.items() if nearest is layer])
            for layer in Layer
            if layer <= level.farthest
        ],
        levels=[_offer(word, level, str(LEVELS[level])) for level in Level],
    )


def _met(word: Word) -> tuple[Level, Mapping[str, Layer]]:
    """The printed words that meet a word, at the farthest level at which they are not too many."""
    for level in reversed(Level):
        known = engine.forms([word], level)
        if word in known:
            return level, known[word]
    return Level.EXACT, {}


def _in_layer(layer: Layer, forms: list[str]) -> Met:
    commonest = engine.commonest(forms, MOST_SHOWN)
    offers = (_offer(Word(form, fold(form), exact=True), Level.EXACT) for form in commonest)
    printed = [offer for offer in offers if offer.count]
    others = len(forms) - len(commonest)
    return Met(LAYERS[layer], LEVELS[LEVEL_OF[layer]], printed, others)


def _offer(word: Word, level: Level, name: str = "") -> Offer:
    """A word as a search for it alone."""
    asked = Asked(Query(spelt(word), (word,)), level)
    return Offer(name or word.typed, engine.find(asked, 0, 0).total, address(asked))
