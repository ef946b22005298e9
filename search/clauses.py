"""What a query consists of: frozen clauses, and the one normal form in which they are put together.

Nothing stands twice, no kind directly inside its own, no Every or Either of one, Without outside
Within.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias, TypeVar


class Field(StrEnum):
    """The parts of an article that a clause may be asked of."""

    TITLE = "title"
    TEXT = "text"
    COMMENTS = "comments"
    SOURCE = "source"
    AUTHOR = "author"
    KEYWORDS = "keywords"


@dataclass(frozen=True)
class Word:
    """A word to find: as typed, and folded. An exact one only as it is written."""

    typed: str
    folded: str
    exact: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words in a row; or, `within` n, in any order with at most n other words between them."""

    words: tuple[Word, ...]
    within: int = 0


@dataclass(frozen=True)
class Prefix:
    """Any word that begins so."""

    typed: str
    folded: str


@dataclass(frozen=True)
class Suffix:
    """Any word that ends so."""

    typed: str
    folded: str


@dataclass(frozen=True)
class Dates:
    """Both days included; None leaves a side open."""

    typed: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Every:
    clauses: tuple["Clause", ...]


@dataclass(frozen=True)
class Either:
    clauses: tuple["Clause", ...]


@dataclass(frozen=True)
class Without:
    clause: "Clause"


@dataclass(frozen=True)
class Within:
    """A clause asked of one field; a `Within` inside it prevails."""

    field: Field
    clause: "Clause"


Part: TypeAlias = Word | Prefix | Suffix
Leaf: TypeAlias = Word | Phrase | Prefix | Suffix | Dates
Clause: TypeAlias = Leaf | Every | Either | Without | Within
_Kin = TypeVar("_Kin", Every, Either)


def sought(clauses: Iterable[Clause]) -> Iterator[Word | Prefix | Suffix]:
    for clause in clauses:
        match clause:
            case Word() | Prefix() | Suffix():
                yield clause
            case Phrase(row):
                yield from row
            case Every(inner) | Either(inner):
                yield from sought(inner)
            case Within(_, inside):
                yield from sought((inside,))


def flat(kind: type[_Kin], clauses: Iterable[Clause | None]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, kind):
            yield from clause.clauses
        elif clause:
            yield clause


def joined(kind: type[_Kin], clauses: Iterable[Clause]) -> Clause | None:
    distinct = tuple(dict.fromkeys(clauses))
    return kind(distinct) if len(distinct) > 1 else next(iter(distinct), None)


def within(field: Field, clause: Clause) -> Clause:
    match clause:
        case Without(inner):
            return Without(within(field, inner))
        case Within() | Dates():
            return clause
    return Within(field, clause)
