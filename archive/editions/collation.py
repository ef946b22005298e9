"""Two texts word by word: what they have in common, and what is in one alone.

Words are compared as they are printed, marks and all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex
from rapidfuzz.distance import Indel

FOLDED = 40
"""Words in common in a row, of which a reader of differences sees the first and the last alone."""
CONTEXT = 8
"""Words of these that are seen."""
ACCIDENT = 2
"""Words in a row that two passages may have in common by accident."""
MOST = 400_000_000
"""Pairs of words that are compared at most: 50 MB for a moment, and less than a second."""

PARAGRAPH = "\n\n"
_WORD = r"[\p{L}\p{M}\p{N}\p{Cf}]+"
_WORDS = regex.compile(rf"\s*({_WORD}|\X)\s*")
_PARAGRAPHS = regex.compile(r"(?s).+?(?:\n\n|$)")
_BEGINS_A_WORD = regex.compile(_WORD)


class Token(NamedTuple):
    """A word or a sign: as it is compared, and with the space around it."""

    form: str
    text: str

    @property
    def is_word(self) -> bool:
        return bool(_BEGINS_A_WORD.match(self.form))


class Piece(NamedTuple):
    text: str
    alone: bool
    """Whether the other text does not have it."""


class Common(NamedTuple):
    """What both texts have, as the first prints it."""

    text: str
    words: int

    @property
    def is_long(self) -> bool:
        return self.words > FOLDED - 2 * CONTEXT


class Apart(NamedTuple):
    """A passage in which the texts differ, as each has it."""

    first: Sequence[Piece]
    second: Sequence[Piece]


class Block(NamedTuple):
    """Tokens of the first and of the second text; in common they are the same ones."""

    common: bool
    first: Sequence[Token]
    second: Sequence[Token]


def collate(first: str, second: str) -> list[Common | Apart]:
    """Two texts, passage by passage. All of either is there, in its order, but for the space between.

    >>> [apart] = collate("وقع الوزير مذكرة", "وقع الوزير اتفاقا")
    >>> [piece.text for piece in apart.second if piece.alone]
    ['اتفاقا']
    """
    return list(_passages(_without_accidents(_blocks(first, second))))


def _words(text: str) -> list[Token]:
    """A text word by word; where its paragraphs end makes no difference."""
    return [Token(match[1], match[0]) for match in _WORDS.finditer(text)]


def _paragraphs(text: str) -> list[Token]:
    return [Token(match[0].strip(), match[0]) for match in _PARAGRAPHS.finditer(text)]


def _whole(text: str) -> list[Token]:
    return [Token(text, text)]


_DIVISIONS: Sequence[Callable[[str], list[Token]]] = (_words, _paragraphs, _whole)
"""What texts are compared by: the first that is few enough."""


def _blocks(first: str, second: str) -> Iterator[Block]:
    one, other = next(
        divided
        for divide in _DIVISIONS
        if len((divided := (divide(first), divide(second)))[0]) * len(divided[1]) <= MOST
    )
    changes = Indel.opcodes([token.form for token in one], [token.form for token in other])
    for change in changes:
        first_part = one[change.src_start : change.src_end]
        second_part = other[change.dest_start : change.dest_end]
        yield Block(change.tag == "equal", first_part, second_part)


def _without_accidents(blocks: Iterable[Block]) -> list[Block]:
    """With those apart that only some words between have in common, and all as one that follow."""
    joined: list[Block] = []
    every = list(blocks)
    for at, block in enumerate(every):
        between = 0 < at < len(every) - 1
        if block.common and between and len(block.first) <= ACCIDENT:
            block = block._replace(common=False)
        if joined and not block.common and not joined[-1].common:
            last = joined.pop()
            block = Block(False, [*last.first, *block.first], [*last.second, *block.second])
        joined.append(block)
    return joined


def _passages(blocks: Sequence[Block]) -> Iterator[Common | Apart]:
    first: list[Piece] = []
    second: list[Piece] = []

    def passage() -> Iterator[Common | Apart]:
        if any(piece.alone for piece in (*first, *second)):
            yield Apart(_ended(first), _ended(second))
        elif first:
            text = "".join(piece.text for piece in _ended(first))
            yield Common(text, sum(token.is_word for token in _words(text)))
        first.clear()
        second.clear()

    for at, block in enumerate(blocks):
        if not block.common:
            for tokens, pieces in ((block.first, first), (block.second, second)):
                text = _text(tokens)
                words = text.rstrip()
                pieces += [
                    Piece(part, alone=part is words) for part in (words, text[len(words) :]) if part
                ]
            continue
        for start, end in pairwise(_divided(block, bool(at), at < len(blocks) - 1)):
            if start:
                yield from passage()
            first.append(Piece(_text(block.first[start:end]), alone=False))
            second.append(Piece(_text(block.second[start:end]), alone=False))
    yield from passage()


def _ended(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the space after the last word; a passage stands by itself."""
    *before, last = pieces or [Piece("", alone=False)]
    if text := last.text.rstrip():
        return [*before, last._replace(text=text)]
    return _ended(before) if before else []


def _divided(block: Block, follows: bool, goes_on: bool) -> list[int]:
    """Where a passage in common is divided: after the words that end a difference, and before
    those that lead to the next one; a short one at the ends of paragraphs.
    """
    tokens = block.first
    ends = [at + 1 for at, token in enumerate(tokens) if PARAGRAPH in token.text]
    if sum(token.is_word for token in tokens) > FOLDED:
        after = min([*ends, CONTEXT]) if follows else 0
        before = max([*ends, len(tokens) - CONTEXT]) if goes_on else len(tokens)
        ends = [after, before]
    return sorted({0, len(tokens), *ends})


def _text(tokens: Iterable[Token]) -> str:
    return "".join(token.text for token in tokens)
