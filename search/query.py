"""The query language: what a reader typed, as data. Any string is a query; parsing never fails.

    كلمة أخرى       both            «مجلس الأمن»     in a row        "مجلس الأمن"~5   near each other
    تونس أو ليبيا   either, or |    -ليبيا           not, or بدون    (… …)            a group
    كتاب*  *تاب     how it begins, how it ends       =كتب            exactly so written
    عنوان:كلمة      in that part of an article       من:2022-03 إلى:2022-05   سنة:2022
    covid-19        in a row, as words are that only a sign joins

«أو» binds tighter than standing side by side: `a b | c` is a, and b or c. In capitals, OR and NOT say
the same in English, and AND nothing. What means nothing here only separates words. Function words
are not looked for unless there is nothing else. Quotation marks, or =, make a plain word of any word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.text import words
from search.clauses import (
    Clause,
    Dates,
    Either,
    Every,
    Field,
    Phrase,
    Prefix,
    Suffix,
    Within,
    Without,
    Word,
    flat,
    joined,
    sought,
    within,
)
from search.periods import paired
from search.tokens import (
    ENDING,
    FIELD_NAMES,
    INFIX,
    MOST_IGNORED,
    STARTING,
    Ignored,
    Kind,
    Token,
    Why,
    colon,
    read,
    role,
)

KEPT = 1000
"""Queries that need not be parsed anew."""
LONGEST_QUERY = 50
"""In words and dates; what comes after is ignored, and said to be."""


@dataclass(frozen=True)
class Query:
    """All clauses must hold."""

    text: str
    clauses: tuple[Clause, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def words(self) -> Iterator[Word]:
        """The words looked for, wherever they stand, but for those excluded."""
        return (one for one in sought(self.clauses) if isinstance(one, Word))

    @property
    def positive(self) -> tuple[Clause, ...]:
        return tuple(one for one in self.clauses if not isinstance(one, Without | Dates))

    def without(self, *dropped: Clause) -> "Query":
        """
        >>> query = parse("تونس (ليبيا أو مصر)")
        >>> query.without(query.clauses[0]).text
        'ليبيا | مصر'
        """
        rest = tuple(one for one in self.clauses if one not in dropped)
        return Query(" ".join(map(spelt, rest)), rest)

    def exchanging(self, clause: Clause, other: Clause) -> "Query":
        """
        >>> query = parse("تونس «مجلس الأمن»")
        >>> query.exchanging(query.clauses[1], Every(query.clauses[1].words)).text
        'تونس مجلس الأمن'
        """
        return parse(" ".join(spelt(other if one == clause else one) for one in self.clauses))

    def replacing(self, word: Word, typed: str) -> str:
        """The text with another word wherever this one is typed, all else as it was.

        >>> query = parse("هل انعقد الاجتماغ؟")
        >>> query.replacing(list(query.words)[-1], "الاجتماع")
        'هل انعقد الاجتماع؟'
        """
        text = self.text
        parts, end = [], 0
        for found in words(text):
            if text[found.start : found.end] == word.typed and not colon(text, found):
                parts += [text[end : found.start], typed]
                end = found.end
        return "".join((*parts, text[end:]))


@lru_cache(maxsize=KEPT)
def parse(text: str) -> Query:
    """
    >>> [word.typed for word in parse("هل انعقد «مجلس الأمن»؟").words]
    ['انعقد', 'مجلس', 'الأمن']
    >>> parse("تونس -ليبيا").clauses[1]
    Without(clause=Word(typed='ليبيا', folded='ليبيا', exact=False))
    >>> bool(parse("؟؟؟ *** «»"))
    False
    """
    tokens, ignored = read(text)
    for function_words in (False, True):
        parser = _Parser(tokens, function_words)
        clauses = tuple(flat(Every, [parser.every()]))
        if any(sought(clauses)):
            break
    said = dict.fromkeys(ignored + parser.ignored)
    return Query(text, clauses, tuple(said)[:MOST_IGNORED])


def spelt(meant: Clause | Query) -> str:
    """In the query language; parsing that gives the same clauses again.

    >>> spelt(parse("=كتب ”مجلس الأمن“ ~ ٥ بدون title: (تونس أو «متى»)"))
    '=كتب "مجلس الأمن"~5 -عنوان:(تونس | "متى")'
    """
    match meant:
        case Word(typed, folded, exact):
            plain = role(typed, folded) is Kind.LEAF
            return f"={typed}" if exact else typed if plain else f'"{typed}"'
        case Phrase(row, within):
            quoted = f'"{" ".join(word.typed for word in row)}"'
            return "=" * row[0].exact + quoted + f"~{within}" * bool(within)
        case Prefix(typed):
            return f"{typed}*"
        case Suffix(typed):
            return f"*{typed}"
        case Dates(typed):
            return typed
        case Every(clauses) | Query(_, clauses):
            return " ".join(map(spelt, clauses))
        case Either(clauses):
            return " | ".join(map(_operand, clauses))
        case Without(clause):
            return f"-{_operand(clause)}"
        case Within(field, clause):
            return f"{FIELD_NAMES[field].split()[0]}:{_operand(clause)}"


def _operand(clause: Clause) -> str:
    range_ = isinstance(clause, Dates) and " " in clause.typed
    return f"({spelt(clause)})" if range_ or isinstance(clause, Every | Either) else spelt(clause)


class _Parser:
    """Recursive descent, as deep as groups may be."""

    def __init__(self, tokens: list[Token], function_words: bool) -> None:
        self.tokens = tokens
        self.function_words = function_words
        self.at = 0
        self.room = LONGEST_QUERY
        self.ignored: list[Ignored] = []

    def kind(self, ahead: int = 0) -> Kind:
        return self.tokens[self.at + ahead].kind

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def joins(self, operator: Kind) -> bool:
        """Whether this operator comes next, with something after it; if so, it is taken."""
        joins = self.kind() is operator and self.kind(1) in STARTING
        self.at += joins
        return joins

    def every(self) -> Clause | None:
        found: list[Clause | None] = []
        while self.kind() not in ENDING:
            found.append(self.either())
            self.joins(Kind.AND)
        return joined(Every, paired(flat(Every, found)))

    def either(self) -> Clause | None:
        found = [self.clause()]
        while self.joins(Kind.OR):
            found.append(self.clause())
        return joined(Either, flat(Either, found))

    def clause(self) -> Clause | None:
        excluded = False
        field: Field | None = None
        while (no := self.joins(Kind.NOT)) or self.kind() is Kind.FIELD:
            excluded ^= no
            if not no:
                name = self.take()
                field = name.field
        if field and self.kind() not in STARTING:
            self.ignored.append(Ignored(name.typed, Why.EMPTY_FIELD))
            return None
        found = self.operand()
        if found and field:
            found = within(field, found)
        if found and excluded:
            return found.clause if isinstance(found, Without) else Without(found)
        return found

    def operand(self) -> Clause | None:
        token = self.take()
        if token.kind is Kind.OPEN:
            found = self.every()
            self.take()
            return found
        function_word = token.kind in INFIX or token.kind is Kind.LOOSE
        if token.leaf is None or (function_word and not self.function_words):
            why = Why.FUNCTION_WORD if token.leaf else Why.LONE_SIGN
            self.ignored.append(Ignored(token.typed, why))
            return None
        if not isinstance(token.leaf, Phrase):
            return token.leaf if self.fits(token.leaf.typed) else None
        row = tuple(word for word in token.leaf.words if self.fits(word.typed))
        return Phrase(row, token.leaf.within) if len(row) > 1 else next(iter(row), None)

    def fits(self, typed: str) -> bool:
        self.room -= 1
        if self.room < 0:
            self.ignored.append(Ignored(typed, Why.TOO_LONG))
        return self.room >= 0
