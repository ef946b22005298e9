"""Which names of a catalogue may be one: spelt nearly alike, or sounding alike.

Candidates meet in what they have in common: their letters without spaces and «ال»; all of these but
one; the sounds of words that no dictionary has. How likely two are one is told by how long they are,
by what they differ in, by the dictionary, and by the catalogue itself: what many other names hold is
a word, and no slip of one.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, zip_longest
from math import log10

from archive.names.bylines import BEFORE_A_NAME, GIVEN_NAMES
from archive.names.sounds import skeleton, without_article


class Alike(StrEnum):
    """What two names have in common, the surest first."""

    WORDS = "words"
    """All letters, but for spaces; of persons, but for titles and «بن»."""
    ARTICLE = "article"
    """These, but for «ال»."""
    SOUNDS = "sounds"
    """The sounds of foreign names: غانتس، جانتس."""
    LETTERS = "letters"
    """All letters but one, or but for two that changed places."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two names that may be one, by their keys; the first is the lesser."""

    first: str
    second: str
    alike: Alike
    likelihood: float


CROWD = 12
"""Names with a thing in common, from which on it tells nothing of any two of them."""
SHORTEST = 5
"""Letters of names that may differ in one."""
LONG = 12
LEAST = 0.35

LIKELIHOODS = {Alike.WORDS: 0.95, Alike.ARTICLE: 0.85, Alike.SOUNDS: 0.65, Alike.LETTERS: -0.1}
"""Of letters, what is added to how likely the one is a slip."""
# A person's name is no common noun: السعد and سعد are two families, and so are العبود and العبيد.
OF_PERSONS = {Alike.WORDS: 0.95, Alike.ARTICLE: 0.5, Alike.SOUNDS: 0.3, Alike.LETTERS: -0.25}
WITH_MORE_NAMES = 0.25
"""How much likelier two persons are one who have a third name in common."""

# How likely one letter is a slip: of the keyboard, of the dots, of the seat of a hamza.
DOUBLED, CHANGED_PLACES, DOTS, HAMZA, VOWEL, LEFT_OUT, ANOTHER = 0.8, 0.75, 0.7, 0.75, 0.5, 0.5, 0.3
DOTTED_ALIKE = tuple(map(frozenset, ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")))
VOWELS = frozenset("اويء")

SERVANT = "عبد"
"""The first half of names that are written as two words."""
BETWEEN_NAMES = frozenset(("بن", "ابن", "بنت"))
# Letters with which Arabic makes other words: a conjunction or a preposition before, gender, number
# and relation behind.
BEFORE, BEHIND = frozenset("وفبلك"), frozenset("هياتنم")
KNOWN_TO_MANY = 3
"""Names that hold a word, from which on it is one of the language."""


def twins(
    names: Mapping[str, int], known: Container[str] = frozenset(), persons: bool = False
) -> list[Twins]:
    """The pairs that may be one, the likeliest first, and of these the largest.

    `names` are sizes by key, `known` the folded words that a dictionary has, without «ال».

    >>> [(one.first, one.second) for one in twins({"بيني غانتس": 3, "بيني جانتس": 1, "تونس": 9})]
    [('بيني جانتس', 'بيني غانتس')]
    >>> twins({"كاس العالم 2014": 5, "كاس العالم 2015": 4})
    []
    """
    held = Counter(word for name in names for word in set(bare_words(name, persons)))
    found: dict[tuple[str, str], Twins] = {}
    for alike, pairs in candidates(names, known, persons):
        for first, second in pairs:
            pair = (min(first, second), max(first, second))
            if pair in found:
                continue
            by, likelihood = judged(alike, *pair, held, known, persons)
            if likelihood >= LEAST:
                found[pair] = Twins(*pair, by, round(min(likelihood, 1.0), 3))

    def rank(one: Twins) -> tuple[float, str, str]:
        lesser = min(names[one.first], names[one.second])
        return -one.likelihood - log10(1 + lesser) / 20, one.first, one.second

    return sorted(found.values(), key=rank)


def bare_words(name: str, persons: bool) -> list[str]:
    """The words of a key without «ال», and of a person's without titles and «بن»."""
    found = [without_article(word) for word in name.split()]
    if not persons:
        return found
    kept = [one for one in found if one not in BETWEEN_NAMES and one not in BEFORE_A_NAME]
    return kept or found


def candidates(
    names: Iterable[str], known: Container[str], persons: bool
) -> Iterator[tuple[Alike, Iterator[tuple[str, str]]]]:
    letters: dict[str, list[str]] = defaultdict(list)
    heard: dict[str, list[str]] = defaultdict(list)
    for name in names:
        words = bare_words(name, persons)
        letters["".join(words)].append(name)
        heard[" ".join(heard_as(word, known) for word in words)].append(name)
    yield Alike.ARTICLE, within(letters.values())
    yield Alike.SOUNDS, within(heard.values())
    yield Alike.LETTERS, near(letters)


def heard_as(word: str, known: Container[str]) -> str:
    return word if word in known else skeleton(word) or word


def within(groups: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for group in groups:
        if 1 < len(group) <= CROWD:
            yield from combinations(group, 2)


def near(letters: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Names whose letters are the same once one is left out of either, or of both."""
    shorter: dict[str, list[str]] = defaultdict(list)
    for bare in letters:
        if len(bare) >= SHORTEST:
            shorter[bare].append(bare)
            for at in range(len(bare)):
                if at == 0 or bare[at] != bare[at - 1]:
                    shorter[bare[:at] + bare[at + 1 :]].append(bare)
    for group in shorter.values():
        if 1 < len(group) <= CROWD:
            for one, other in combinations(group, 2):
                if one_letter_apart(one, other):
                    yield from ((a, b) for a in letters[one] for b in letters[other])


def one_letter_apart(one: str, other: str) -> bool:
    """
    >>> one_letter_apart("تونس", "تنوس"), one_letter_apart("تونس", "تونيس")
    (True, True)
    >>> one_letter_apart("تونس", "يتون")
    False
    """
    if len(one) > len(other):
        one, other = other, one
    at = shared(one, other)
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )


def shared(one: str, other: str) -> int:
    """How many letters two begin with alike."""
    pairs = zip_longest(one, other)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), len(one))


def judged(
    alike: Alike,
    first: str,
    second: str,
    held: Mapping[str, int],
    known: Container[str],
    persons: bool,
) -> tuple[Alike, float]:
    """How likely two candidates are one, from 0 to 1, and by what."""
    if digits_of(first) != digits_of(second):
        return alike, 0.0
    ones, others = bare_words(first, persons), bare_words(second, persons)
    one, other = "".join(ones), "".join(others)
    if alike is Alike.ARTICLE and without_spaces(first, persons) == without_spaces(second, persons):
        alike = Alike.WORDS
    if alike is Alike.LETTERS:
        likelihood = OF_PERSONS[alike] if persons else LIKELIHOODS[alike]
        likelihood += slip(one, other) + 0.25 * min(1.0, (len(one) - SHORTEST) / LONG)
    else:
        likelihood = (OF_PERSONS if persons else LIKELIHOODS)[alike]
    if persons and alike is not Alike.WORDS and len(ones) - ones.count(SERVANT) > 2:
        likelihood += WITH_MORE_NAMES
    if len(ones) == len(others):
        differing = [(a, b) for a, b in zip(ones, others, strict=True) if a != b]
        likelihood += sum(weighed(*pair, held, known, persons) for pair in differing)
        likelihood -= 0.2 * max(0, len(differing) - 1)
    return alike, likelihood


def without_spaces(name: str, persons: bool) -> str:
    words = name.split()
    left_out = BETWEEN_NAMES | BEFORE_A_NAME if persons else frozenset()
    return "".join(word for word in words if word not in left_out)


def weighed(
    one: str, other: str, held: Mapping[str, int], known: Container[str], persons: bool
) -> float:
    """What speaks for one word, above zero, or for two, in the place of one another."""
    common = min(held[one], held[other])
    speaks = 0.1 if common <= 1 else -0.1 if common < KNOWN_TO_MANY else -0.35
    if one in known and other in known:
        speaks -= 0.5
    if is_another_form(one, other):
        speaks -= 0.3
    if persons and {one, other} <= GIVEN_NAMES:
        speaks -= 0.3
    return speaks


def slip(one: str, other: str) -> float:
    """How likely the letter in which two differ is a slip.

    >>> slip("احمد", "احمدد") == DOUBLED, slip("المنحومي", "المنجومي") == DOTS
    (True, True)
    """
    short, long = sorted((one, other), key=len)
    at = shared(short, long)
    if len(short) < len(long):
        more = long[at]
        if more in (long[at - 1 : at], long[at + 1 : at + 2]):
            return DOUBLED
        return VOWEL if more in VOWELS else LEFT_OUT
    if short[at + 1 :] != long[at + 1 :]:
        return CHANGED_PLACES
    pair = {short[at], long[at]}
    if pair <= VOWELS:
        return HAMZA if "ء" in pair else VOWEL
    return DOTS if any(pair <= alike for alike in DOTTED_ALIKE) else ANOTHER


def digits_of(name: str) -> str:
    return "".join(filter(str.isdecimal, name))


def is_another_form(one: str, other: str) -> bool:
    """Whether two words differ in a letter before or behind with which Arabic makes one of another."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} <= BEHIND
    return (long[1:] == short and long[0] in BEFORE) or (long[:-1] == short and long[-1] in BEHIND)
