"""What moves when two names become one, or one becomes two: a plan, as data.

Both are the same deed: some uses of names, and some spellings that lead to them, go to another name.
The preview shows the plan and the deed carries it out, and a seal tells whether it is still the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Use:
    """An article's use of a name: how it is printed, and its place among the article's others."""

    pk: int | str
    article: str
    name: int
    printed: str = ""
    position: int = 0
    chosen: bool = False
    """Whether a person gave the article this name, whatever is printed."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """What leads to a name, by its fold, and why."""

    key: str
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes to one name."""

    moved: tuple[Use, ...] = ()
    dropped: tuple[Use, ...] = ()
    """Those that another use of the same article makes needless."""
    spellings: tuple[Spelling, ...] = ()
    """Those that lead to it from now on."""
    ended: tuple[int, ...] = ()
    """Names of which nothing is left."""
    marked: bool = False
    """Whether it is a person's choice for these articles, which their captures do not bear out."""

    @property
    def articles(self) -> list[str]:
        return sorted({use.article for use in (*self.moved, *self.dropped)})

    @property
    def holding_both(self) -> list[str]:
        return sorted({use.article for use in self.dropped})

    @property
    def seal(self) -> str:
        """Differs wherever what would be done does."""
        return blake2b(repr(self).encode(errors="surrogatepass"), digest_size=12).hexdigest()


def once(uses: Iterable[Use], receiver: int | None) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
    """Which uses move to a name, and which go, so that each article uses it once.

    The first stays where it is and as it is printed there, whichever name it was of.

    >>> moved, dropped = once([Use(1, "a", 7, "", 4), Use(2, "a", 8), Use(3, "b", 8)], 7)
    >>> [use.pk for use in moved], [use.pk for use in dropped]
    ([2, 3], [1])
    """
    moved, dropped = [], []
    ordered = sorted(uses, key=attrgetter("article", "position", "pk"))
    for _article, of_one in groupby(ordered, attrgetter("article")):
        first, *others = of_one
        if first.name != receiver:
            moved.append(first)
        dropped += others
    return tuple(moved), tuple(dropped)


def joining(
    receiver: int, uses: Iterable[Use], spellings: Mapping[int, Iterable[Spelling]]
) -> Plan:
    """Other names become part of one: all of their uses and spellings. `uses` are those of all.

    A spelling that led to one of them for a reason of its own keeps that.
    """
    moved, dropped = once(uses, receiver)
    led = sorted((one for some in spellings.values() for one in some), key=attrgetter("key"))
    return Plan(moved, dropped, tuple(led), tuple(sorted(spellings)))


def taking(
    uses: Iterable[Use],
    spellings: Iterable[Spelling],
    receiver: int | None,
    there: Iterable[Use],
    named: str = "",
) -> Plan:
    """Spellings of a name, with the uses that are printed so, go to another, or to a new one.

    `there` are the uses that the other has in the same articles; `named` is the key of a new one,
    which needs no spelling to lead there. What a person chose stays with what they chose.
    """
    moved, dropped = once((*(use for use in uses if not use.chosen), *there), receiver)
    led = sorted((one for one in spellings if one.key != named), key=attrgetter("key"))
    return Plan(moved, dropped, tuple(Spelling(one.key, one.text) for one in led))


def setting_right(uses: Iterable[Use], receiver: int | None, there: Iterable[Use]) -> Plan:
    """Single articles of a name are another's, though their captures say the same of both."""
    moved, dropped = once((*uses, *there), receiver)
    return Plan(moved, dropped, marked=True)
