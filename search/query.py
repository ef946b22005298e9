"""The query language: what a reader typed, as data. Any string is a query; parsing never fails.

    كلمة أخرى       both            «مجلس الأمن»     in a row        "مجلس الأمن"~5   near each other
    تونس أو ليبيا   either, or |    -ليبيا           not, or بدون    (… …)            a group
    كتاب*  *تاب     how it begins, how it ends       =كتب            exactly so written
    عنوان:كلمة      in that part of an article       من:2022-03 إلى:2022-05   سنة:2022

«أو» binds tighter than standing side by side: `a b | c` is a, and b or c. In capitals, OR and NOT say
the same in English, and AND nothing. What means nothing here only separates words. Function words
are not looked for unless there is nothing else. Quotation marks, or =, make a plain word of any word.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from itertools import islice
from typing import NamedTuple, TypeAlias, TypeVar

import regex

from archive.text import Word as Found
from archive.text import key, words
from search.arabic import QUESTION_FRAME, QUESTION_WORDS, is_function_word

LONGEST_QUERY = 50
"""In words and dates; what comes after is ignored, and said to be."""

MOST_TOKENS = 5_000
"""Read at all: many more than spelling the longest query takes."""

MOST_IGNORED = 20
WIDEST_STRETCH = 50
DEEPEST_GROUP = 20


class Field(StrEnum):
    """The parts of an article that a clause may be asked of."""

    TITLE = "title"
    TEXT = "text"
    COMMENTS = "comments"
    SOURCE = "source"
    AUTHOR = "author"
    KEYWORDS = "keywords"


class Why(StrEnum):
    """Why something typed is not looked for."""

    FUNCTION_WORD = "function word"
    TOO_LONG = "too long"
    TOO_DEEP = "too deep"
    UNBALANCED = "unbalanced"
    NOT_A_DATE = "not a date"
    EMPTY_FIELD = "empty field"
    LONE_SIGN = "lone sign"


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


Leaf: TypeAlias = Word | Phrase | Prefix | Suffix | Dates
Clause: TypeAlias = Leaf | Every | Either | Without | Within
_Kin = TypeVar("_Kin", Every, Either)


@dataclass(frozen=True)
class Ignored:
    typed: str
    why: Why


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
        return (one for one in _sought(self.clauses) if isinstance(one, Word))

    @property
    def positive(self) -> tuple[Clause, ...]:
        return tuple(one for one in self.clauses if not isinstance(one, Without | Dates))

    def without(self, clause: Clause) -> "Query":
        """
        >>> query = parse("تونس (ليبيا أو مصر)")
        >>> query.without(query.clauses[0]).text
        'ليبيا | مصر'
        """
        rest = tuple(one for one in self.clauses if one != clause)
        return Query(" ".join(map(spelt, rest)), rest)

    def replacing(self, word: Word, typed: str) -> str:
        """The text with another word wherever this one is typed, all else as it was.

        >>> query = parse("هل انعقد الاجتماغ؟")
        >>> query.replacing(list(query.words)[-1], "الاجتماع")
        'هل انعقد الاجتماع؟'
        """
        text = self.text
        parts, end = [], 0
        for found in words(text):
            if text[found.start : found.end] == word.typed and not _colon(text, found):
                parts += [text[end : found.start], typed]
                end = found.end
        return "".join((*parts, text[end:]))


def parse(text: str) -> Query:
    """
    >>> [word.typed for word in parse("هل انعقد «مجلس الأمن»؟").words]
    ['انعقد', 'مجلس', 'الأمن']
    >>> parse("تونس -ليبيا").clauses[1]
    Without(clause=Word(typed='ليبيا', folded='ليبيا', exact=False))
    >>> bool(parse("؟؟؟ *** «»"))
    False
    """
    tokens, ignored = _read(text)
    for function_words in (False, True):
        parser = _Parser(tokens, function_words)
        clauses = tuple(_flat(Every, [parser.every()]))
        if any(_sought(clauses)):
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
            plain = _role(typed, folded) is _Kind.LEAF
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
            return f"{_FIELD_NAMES[field].split()[0]}:{_operand(clause)}"


def _operand(clause: Clause) -> str:
    range_ = isinstance(clause, Dates) and " " in clause.typed
    return f"({spelt(clause)})" if range_ or isinstance(clause, Every | Either) else spelt(clause)


def _sought(clauses: Iterable[Clause]) -> Iterator[Word | Prefix | Suffix]:
    for clause in clauses:
        match clause:
            case Word() | Prefix() | Suffix():
                yield clause
            case Phrase(row):
                yield from row
            case Every(inner) | Either(inner):
                yield from _sought(inner)
            case Within(_, inside):
                yield from _sought((inside,))


# Clauses are put together in one normal form: nothing twice, no kind directly inside its own, no
# Every or Either of one, Without outside Within, a «from» and a «to» side by side as one.


def _flat(kind: type[_Kin], clauses: Iterable[Clause | None]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, kind):
            yield from clause.clauses
        elif clause:
            yield clause


def _joined(kind: type[_Kin], clauses: Iterable[Clause]) -> Clause | None:
    distinct = tuple(dict.fromkeys(clauses))
    return kind(distinct) if len(distinct) > 1 else next(iter(distinct), None)


def _within(field: Field, clause: Clause) -> Clause:
    match clause:
        case Without(inner):
            return Without(_within(field, inner))
        case Within() | Dates():
            return clause
    return Within(field, clause)


def _paired(clauses: Iterable[Clause]) -> list[Clause]:
    """Each «from» with the next «to», each «to» with the next «from»; `typed` holds both."""
    found: list[Clause] = []
    for clause in clauses:
        typed = clause.typed.split(" ") if isinstance(clause, Dates) else []
        for part in map(_dates, typed) if typed else [clause]:
            for at, other in enumerate(found):
                if {_open_side(other), _open_side(part)} == {_FROM, _TO}:
                    found[at] = _dates(f"{spelt(other)} {spelt(part)}")
                    break
            else:
                found.append(part)
    return found


def _open_side(clause: Clause) -> int | None:
    """Which half of a range these are, if they are only one."""
    if not isinstance(clause, Dates) or (clause.first and clause.last):
        return None
    return _TO if clause.first is None else _FROM


def _dates(typed: str) -> Dates:
    """What date fields stand for, turned round if need be. ValueError if there is no such day.

    >>> str(_dates("إلى:٢٠٢٢/٢").last), str(_dates("سنة:2022-2023").first)
    ('2022-02-28', '2022-01-01')
    """
    ends = []
    for half in typed.split(" "):
        name, _, days = half.partition(":")
        ends += [(_SIDES[key(name)], *_period(end)) for end in _RANGE.split(days)]
    ends.sort(key=lambda end: end[0])
    (side, first, until), (_, start, last) = ends[0], ends[-1]
    if first > last:
        first, last = start, until
    alone = side if len(ends) == 1 else None
    return Dates(typed, None if alone == _TO else first, None if alone == _FROM else last)


def _period(typed: str) -> tuple[date, date]:
    if not (match := _PERIOD.fullmatch(typed)):
        raise ValueError(typed)
    year, month, day = match.group("year", "month", "day")
    first = date(int(year), int(month or 1), int(day or 1))
    last_day = day or monthrange(first.year, int(month or 12))[1]
    return first, date(first.year, int(month or 12), int(last_day))


# What is typed falls into tokens. The tables are the language.

_Kind = Enum("_Kind", "LEAF LOOSE NOT OR AND FIELD OPEN CLOSE SPACE UNSEEN STAR OTHER END")
_FROM, _WHOLE, _TO = range(3)

_FIELD_NAMES = {
    Field.TITLE: "عنوان title",
    Field.TEXT: "نص text body",
    Field.COMMENTS: "تعليق تعليقات comment comments",
    Field.SOURCE: "مصدر source",
    Field.AUTHOR: "كاتب author",
    Field.KEYWORDS: "كلمة كلمات keyword keywords",
}
_FIELDS = {name: field for field, names in _FIELD_NAMES.items() for name in key(names).split()}
_SIDE_NAMES = {_FROM: "من from", _WHOLE: "سنة year", _TO: "إلى to"}
_SIDES = {name: side for side, names in _SIDE_NAMES.items() for name in key(names).split()}
_NAMES = {*_FIELDS, *_SIDES}

# The Arabic ones as folded, the English ones as typed.
_OPERATORS = {"NOT": _Kind.NOT, "OR": _Kind.OR, "AND": _Kind.AND}
_OPERATORS |= {key("بدون"): _Kind.NOT, key("أو"): _Kind.OR}

_DOUBLE = '"“”„‟″＂〝〞'
_CLOSING = {"«": "»", "»": "«", "‹": "›", "›": "‹"} | dict.fromkeys(_DOUBLE, _DOUBLE)
_CLOSED = {mark: regex.compile(f"[{closing}]") for mark, closing in _CLOSING.items()}

_QUOTE = f"[{''.join(_CLOSING)}]"
_STAR = "[*＊∗٭]"
_EQUAL = "[=＝]"
_DASH = "[-‐‑−–﹣－]"
_LETTER = r"[\p{L}\p{N}]"
_STRAY = r"[\p{M}\p{Cf}ـ]"

_SIGNS = {
    _Kind.SPACE: r"\s+",
    _Kind.UNSEEN: r"\p{Cf}+",
    _Kind.OPEN: "[(（]",
    _Kind.CLOSE: "[)）]",
    _Kind.OR: "[|｜]+",
    _Kind.STAR: f"{_STAR}+",
    _Kind.NOT: rf"{_DASH}(?=\p{{Cf}}*(?:{_EQUAL}*(?:{_STAR}*{_LETTER}|{_QUOTE})|[(（]))",
}
_SIGN = regex.compile("|".join(f"(?P<{kind.name}>{sign})" for kind, sign in _SIGNS.items()))
_LEAD = regex.compile(
    rf"(?<!{_EQUAL}|{_STAR}|{_LETTER}|\p{{M}})(?={_EQUAL}|{_STAR}){_EQUAL}*(?P<star>{_STAR}*)\p{{Cf}}*"
)
_STEM = regex.compile(rf"\p{{Cf}}*{_STAR}++(?!\p{{Cf}}*{_LETTER})")
_COLON = regex.compile(rf"{_STRAY}*[:：]")
_OPENING = regex.compile(rf"(?:(?<!{_LETTER})(?P<exact>{_EQUAL})\p{{Cf}}*)?(?P<mark>{_QUOTE})")
_NEAR = regex.compile(rf"(?:\s|{_STRAY})*[~～∼](?:(?:\s|{_STRAY})*(?P<number>\p{{Nd}}+))?")

_COMPOUNDING = key("عبد")
_QUESTION_MARK = regex.compile("[؟?]")

_BETWEEN = f"(?:[/.]|{_DASH})"
_DAYS = regex.compile(
    rf"[\s\p{{Cf}}]*(\p{{Nd}}+(?:\p{{Cf}}*(?:\.\.|…|{_BETWEEN})\p{{Cf}}*\p{{Nd}}+)*)"
)
_RANGE = regex.compile(rf"\.\.|…|(?<=\p{{Nd}}{{4}}){_BETWEEN}(?=\p{{Nd}}{{4}})")
_YEAR, _MONTH, _DAY = r"(?P<year>\p{Nd}{4})", r"(?P<month>\p{Nd}{1,2})", r"(?P<day>\p{Nd}{1,2})"
_PERIOD = regex.compile(
    f"{_YEAR}(?:{_BETWEEN}{_MONTH}(?:{_BETWEEN}{_DAY})?)?"
    f"|(?:(?:{_DAY}{_BETWEEN})?{_MONTH}{_BETWEEN})?{_YEAR}"
)

_INFIX = {_Kind.OR, _Kind.AND}
_SEPARATING = {_Kind.SPACE, _Kind.UNSEEN, _Kind.STAR, _Kind.OTHER}
_BEFORE_A_DASH = {_Kind.SPACE, _Kind.OPEN, _Kind.OR, _Kind.FIELD}
_STARTING = {_Kind.LEAF, _Kind.LOOSE, _Kind.NOT, _Kind.FIELD, _Kind.OPEN}
_ENDING = {_Kind.CLOSE, _Kind.END}


class _Token(NamedTuple):
    """An operator that is a word carries that word: it may turn out to be no more."""

    kind: _Kind
    typed: str = ""
    end: int = 0
    leaf: Leaf | None = None
    field: Field | None = None
    why: Why | None = None


def _role(typed: str, folded: str) -> _Kind:
    plain = _Kind.LOOSE if is_function_word(typed) else _Kind.LEAF
    return _OPERATORS.get(folded) or _OPERATORS.get(typed) or plain


def _colon(text: str, word: Found) -> regex.Match[str] | None:
    """The colon that makes a word the name of a field."""
    return _COLON.match(text, word.end) if word.folded in _NAMES else None


def _tokens(text: str) -> Iterator[_Token]:
    found = {word.start: word for word in words(text)}
    unclosed: set[str] = set()
    at, fresh = 0, True
    while at < len(text):
        token = _word(text, at, found) or _quotation(text, at, unclosed) or _sign(text, at, fresh)
        yield token
        at = token.end
        fresh = token.kind in _BEFORE_A_DASH or (fresh and token.kind is _Kind.UNSEEN)


def _word(text: str, at: int, found: dict[int, Found]) -> _Token | None:
    lead = _LEAD.match(text, at)
    word = found.get(lead.end() if lead else at)
    if word is None:
        return None
    typed, folded, end = text[word.start : word.end], word.folded, word.end
    stem = _STEM.match(text, end)
    if lead and lead["star"]:
        return None if stem else _Token(_Kind.LEAF, typed, end, Suffix(typed, folded))
    if stem:
        return _Token(_Kind.LEAF, typed, stem.end(), Prefix(typed, folded))
    if name := _compound(text, word, found.get(end), exact=bool(lead)):
        return name
    if lead:
        return _Token(_Kind.LEAF, typed, end, Word(typed, folded, exact=True))
    if colon := _colon(text, word):
        if folded in _SIDES:
            return _date_field(text, f"{typed}:", colon.end())
        return _Token(_Kind.FIELD, f"{typed}:", colon.end(), field=_FIELDS[folded])
    return _Token(_role(typed, folded), typed, end, Word(typed, folded))


def _compound(text: str, first: Found, second: Found | None, exact: bool) -> _Token | None:
    """عبدالله, written together, asks for the two words of عبد الله in a row."""
    if not second or not first.folded.endswith(_COMPOUNDING):
        return None
    row = (Word(text[one.start : one.end], one.folded, exact) for one in (first, second))
    return _Token(_Kind.LEAF, text[first.start : second.end], second.end, Phrase(tuple(row)))


def _date_field(text: str, typed: str, end: int) -> _Token:
    if days := _DAYS.match(text, end):
        typed, end = typed + regex.sub(r"\p{Cf}", "", days[1]), days.end()
    try:
        return _Token(_Kind.LEAF, typed, end, _dates(typed))
    except ValueError:
        return _Token(_Kind.OTHER, typed, end, why=Why.NOT_A_DATE)


def _quotation(text: str, at: int, unclosed: set[str]) -> _Token | None:
    opening = _OPENING.match(text, at)
    if opening is None:
        return None
    mark, start, exact = opening["mark"], opening.end(), bool(opening["exact"])
    closing = None if mark in unclosed else _CLOSED[mark].search(text, start)
    if closing is None:
        unclosed.add(mark)
        return _Token(_Kind.OTHER, mark, start, why=Why.UNBALANCED)
    inside = text[start : closing.start()]
    row = tuple(Word(inside[one.start : one.end], one.folded, exact) for one in words(inside))
    near = _NEAR.match(text, closing.end())
    number = near["number"] if near else None
    within = min(int((number or "0")[:9]), WIDEST_STRETCH)
    return _Token(_Kind.LEAF, inside, (near or closing).end(), Phrase(row, within))


def _sign(text: str, at: int, fresh: bool) -> _Token:
    sign = _SIGN.match(text, at)
    if not sign or not sign.lastgroup or (sign.lastgroup == _Kind.NOT.name and not fresh):
        return _Token(_Kind.OTHER, end=at + 1)
    kind = _Kind[sign.lastgroup]
    why = Why.LONE_SIGN if kind is _Kind.STAR else None
    return _Token(kind, sign[0][0], sign.end(), why=why)


def _balanced(tokens: list[_Token]) -> list[_Token]:
    """With brackets that pair, and not too deep; the others are ignored."""
    opened: list[int] = []
    wrong: dict[int, Why] = {}
    for at, token in enumerate(tokens):
        if token.kind is _Kind.OPEN:
            opened.append(at)
        elif token.kind is _Kind.CLOSE and not opened:
            wrong[at] = Why.UNBALANCED
        elif token.kind is _Kind.CLOSE:
            pair = (opened.pop(), at)
            if len(opened) >= DEEPEST_GROUP:
                wrong |= dict.fromkeys(pair, Why.TOO_DEEP)
    wrong |= dict.fromkeys(opened, Why.UNBALANCED)
    for at, why in wrong.items():
        tokens[at] = tokens[at]._replace(kind=_Kind.OTHER, why=why)
    return tokens


def _read(text: str) -> tuple[list[_Token], list[Ignored]]:
    tokens = _balanced(list(islice(_tokens(text), MOST_TOKENS)))
    kept: list[_Token] = []
    for token in tokens:
        if token.kind in _INFIX and kept and kept[-1].kind in _INFIX:
            kept[-1] = token if token.kind is _Kind.OR else kept[-1]
        elif token.kind not in _SEPARATING:
            kept.append(token)
    kept = _without_frame(kept, text)
    ignored = [Ignored(token.typed, token.why) for token in tokens if token.why]
    rest = text[tokens[-1].end :] if tokens else ""
    for word in islice(words(rest), MOST_IGNORED):
        ignored.append(Ignored(rest[word.start : word.end], Why.TOO_LONG))
    return [*kept, _Token(_Kind.END), _Token(_Kind.END)], ignored


def _without_frame(tokens: list[_Token], text: str) -> list[_Token]:
    """In a question, words like «عدد» in «كم عدد» only say what kind of answer is wanted."""
    first = next((token.typed for token in tokens if token.leaf), "")
    if not (key(first) in QUESTION_WORDS or _QUESTION_MARK.search(text)):
        return tokens
    return [
        token._replace(kind=_Kind.LOOSE)
        if token.kind is _Kind.LEAF
        and token.typed
        and key(token.typed) in QUESTION_FRAME
        and token.leaf == Word(token.typed, key(token.typed))
        else token
        for token in tokens
    ]


class _Parser:
    """Recursive descent, as deep as groups may be."""

    def __init__(self, tokens: list[_Token], function_words: bool) -> None:
        self.tokens = tokens
        self.function_words = function_words
        self.at = 0
        self.room = LONGEST_QUERY
        self.ignored: list[Ignored] = []

    def kind(self, ahead: int = 0) -> _Kind:
        return self.tokens[self.at + ahead].kind

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def joins(self, operator: _Kind) -> bool:
        """Whether this operator comes next, with something after it; if so, it is taken."""
        joins = self.kind() is operator and self.kind(1) in _STARTING
        self.at += joins
        return joins

    def every(self) -> Clause | None:
        found: list[Clause | None] = []
        while self.kind() not in _ENDING:
            found.append(self.either())
            self.joins(_Kind.AND)
        return _joined(Every, _paired(_flat(Every, found)))

    def either(self) -> Clause | None:
        found = [self.clause()]
        while self.joins(_Kind.OR):
            found.append(self.clause())
        return _joined(Either, _flat(Either, found))

    def clause(self) -> Clause | None:
        excluded = False
        field: Field | None = None
        while (no := self.joins(_Kind.NOT)) or self.kind() is _Kind.FIELD:
            excluded ^= no
            if not no:
                name = self.take()
                field = name.field
        if field and self.kind() not in _STARTING:
            self.ignored.append(Ignored(name.typed, Why.EMPTY_FIELD))
            return None
        found = self.operand()
        if found and field:
            found = _within(field, found)
        if found and excluded:
            return found.clause if isinstance(found, Without) else Without(found)
        return found

    def operand(self) -> Clause | None:
        token = self.take()
        if token.kind is _Kind.OPEN:
            found = self.every()
            self.take()
            return found
        function_word = token.kind in _INFIX or token.kind is _Kind.LOOSE
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
