"""What a reader typed, as data. Any string is a query, and parsing one never fails.

Words must all be found; «…», “…” and "…" ask for words in a row. Everything that is neither word
nor digit only separates. Function words are not looked for unless there is nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from archive.text import words
from search.arabic import cores, is_function_word, sought_cores, without_particles

LONGEST_QUERY = 50
"""In words; what comes after is ignored, and said to be."""

SAME_FORM = 1.0
OTHER_PARTICLES = 0.7

_QUOTED = regex.compile(r'«([^«»]*)»|“([^“”]*)”|„([^„“”]*)[“”]|"([^"]*)"')


@dataclass(frozen=True)
class Word:
    """A word to find: as typed, and folded."""

    typed: str
    folded: str

    @cached_property
    def cores(self) -> frozenset[str]:
        return sought_cores(self.folded)

    def closeness(self, form: str) -> float:
        """How near a folded form in a text comes to this word, from 1.0 down to 0.0 for no match."""
        if form == self.folded:
            return SAME_FORM
        return 0.0 if self.cores.isdisjoint(cores(form)) else OTHER_PARTICLES


@dataclass(frozen=True)
class Phrase:
    """Words in a row. Each may carry a particle in the text, but no other article or ending."""

    words: tuple[Word, ...]

    def closeness(self, word: Word, form: str) -> float:
        if form == word.folded:
            return SAME_FORM
        return OTHER_PARTICLES if word.folded in without_particles(form) else 0.0


@dataclass(frozen=True)
class Query:
    """All clauses must be found. `ignored` are the words, as typed, that are not looked for."""

    text: str
    clauses: tuple[Word | Phrase, ...] = ()
    ignored: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def words(self) -> Iterator[Word]:
        for clause in self.clauses:
            if isinstance(clause, Phrase):
                yield from clause.words
            else:
                yield clause


def parse(text: str) -> Query:
    """
    >>> parse("هل انعقد «مجلس الأمن»؟").clauses[0].typed
    'انعقد'
    >>> bool(parse("؟؟؟ *** «»"))
    False
    """
    clauses: list[Word | Phrase] = []
    ignored: list[str] = []
    room = LONGEST_QUERY
    for part, quoted in _parts(text):
        found = _words(part)
        ignored.extend(word.typed for word in found[room:])
        found = found[:room]
        room -= len(found)
        if quoted and len(found) > 1:
            clauses.append(Phrase(tuple(found)))
        else:
            clauses.extend(found)
    loose = [one for one in clauses if isinstance(one, Word) and is_function_word(one.typed)]
    if len(loose) < len(clauses):
        ignored = [word.typed for word in loose] + ignored
        clauses = [one for one in clauses if one not in loose]
    return Query(text, tuple(dict.fromkeys(clauses)), tuple(dict.fromkeys(ignored)))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text outside and inside quotation marks, in order."""
    end = 0
    for match in _QUOTED.finditer(text):
        yield text[end : match.start()], False
        yield next(group for group in match.groups() if group is not None), True
        end = match.end()
    yield text[end:], False


def _words(text: str) -> list[Word]:
    return [Word(text[word.start : word.end], word.folded) for word in words(text)]
