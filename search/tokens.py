"""How what a reader typed falls into tokens. The tables are the language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from itertools import islice
from typing import NamedTuple

import regex

from archive.text import Word as Found
from archive.text import key, words
from search.arabic import PARTICLES, QUESTION_FRAME, QUESTION_WORDS, is_function_word
from search.clauses import Field, Leaf, Phrase, Prefix, Suffix, Word
from search.periods import DASH, DAYS, SIDES, dates

MOST_TOKENS = 5_000
"""Read at all: many more than spelling the longest query takes."""

MOST_IGNORED = 20
WIDEST_STRETCH = 50
DEEPEST_GROUP = 20


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
class Ignored:
    typed: str
    why: Why


Kind = Enum("Kind", "LEAF LOOSE NOT OR AND FIELD OPEN CLOSE SPACE UNSEEN STAR OTHER END")

FIELD_NAMES = {
    Field.TITLE: "عنوان title",
    Field.TEXT: "نص text body",
    Field.COMMENTS: "تعليق تعليقات comment comments",
    Field.SOURCE: "مصدر source",
    Field.AUTHOR: "كاتب author",
    Field.KEYWORDS: "كلمة كلمات keyword keywords",
}
_FIELDS = {name: field for field, names in FIELD_NAMES.items() for name in key(names).split()}

_NAMES = {*_FIELDS, *SIDES}

# The Arabic ones as folded, the English ones as typed.
_OPERATORS = {"NOT": Kind.NOT, "OR": Kind.OR, "AND": Kind.AND}
_OPERATORS |= {key("بدون"): Kind.NOT, key("أو"): Kind.OR}

_DOUBLE = '"“”„‟″＂〝〞'
_CLOSING = {"«": "»", "»": "«", "‹": "›", "›": "‹"} | dict.fromkeys(_DOUBLE, _DOUBLE)
_CLOSED = {mark: regex.compile(f"[{closing}]") for mark, closing in _CLOSING.items()}

_QUOTE = f"[{''.join(_CLOSING)}]"
_STAR = "[*＊∗٭]"
_EQUAL = "[=＝]"
_LETTER = r"[\p{L}\p{N}]"
_STRAY = r"[\p{M}\p{Cf}ـ]"

_SIGNS = {
    Kind.SPACE: r"\s+",
    Kind.UNSEEN: r"\p{Cf}+",
    Kind.OPEN: "[(（]",
    Kind.CLOSE: "[)）]",
    Kind.OR: "[|｜]+",
    Kind.STAR: f"{_STAR}+",
    Kind.NOT: rf"{DASH}(?=\p{{Cf}}*(?:{_EQUAL}*(?:{_STAR}*{_LETTER}|{_QUOTE})|[(（]))",
}
_SIGN = regex.compile("|".join(f"(?P<{kind.name}>{sign})" for kind, sign in _SIGNS.items()))
_LEAD = regex.compile(
    rf"(?<!{_EQUAL}|{_STAR}|{_LETTER}|\p{{M}})(?={_EQUAL}|{_STAR}){_EQUAL}*(?P<star>{_STAR}*)\p{{Cf}}*"
)
_STEM = regex.compile(rf"\p{{Cf}}*{_STAR}++(?!\p{{Cf}}*{_LETTER})")
_COLON = regex.compile(rf"(?:\s|{_STRAY})*[:：]")
_JOINT = regex.compile(
    rf"\p{{Cf}}*(?:{DASH}|[./_@&'’ʼ]|(?<=\p{{Nd}}\p{{Cf}}*)[,:٫٬](?=\p{{Cf}}*\p{{Nd}}))\p{{Cf}}*"
)
_OPENING = regex.compile(rf"(?:(?<!{_LETTER})(?P<exact>{_EQUAL})\p{{Cf}}*)?(?P<mark>{_QUOTE})")
_NEAR = regex.compile(rf"(?:\s|{_STRAY})*[~～∼](?:(?:\s|{_STRAY})*(?P<number>\p{{Nd}}+))?")

COMPOUNDING = key("عبد")
_QUESTION_MARK = regex.compile("[؟?]")
INFIX = {Kind.OR, Kind.AND}
_SEPARATING = {Kind.SPACE, Kind.UNSEEN, Kind.STAR, Kind.OTHER}
_BEFORE_A_DASH = {Kind.SPACE, Kind.OPEN, Kind.OR, Kind.FIELD}
STARTING = {Kind.LEAF, Kind.LOOSE, Kind.NOT, Kind.FIELD, Kind.OPEN}
ENDING = {Kind.CLOSE, Kind.END}


class Token(NamedTuple):
    """An operator that is a word carries that word: it may turn out to be no more."""

    kind: Kind
    typed: str = ""
    end: int = 0
    leaf: Leaf | None = None
    field: Field | None = None
    why: Why | None = None


def role(typed: str, folded: str) -> Kind:
    plain = Kind.LOOSE if is_function_word(typed) else Kind.LEAF
    return _OPERATORS.get(folded) or _OPERATORS.get(typed) or plain


def colon(text: str, word: Found) -> regex.Match[str] | None:
    """The colon that makes a word the name of a field."""
    return _COLON.match(text, word.end) if word.folded in _NAMES else None


def _tokens(text: str) -> Iterator[Token]:
    found = {word.start: word for word in words(text)}
    unclosed: set[str] = set()
    at, fresh = 0, True
    while at < len(text):
        token = _word(text, at, found) or _quotation(text, at, unclosed) or _sign(text, at, fresh)
        yield token
        at = token.end
        fresh = token.kind in _BEFORE_A_DASH or (fresh and token.kind is Kind.UNSEEN)


def _word(text: str, at: int, found: dict[int, Found]) -> Token | None:
    lead = _LEAD.match(text, at)
    word = found.get(lead.end() if lead else at)
    if word is None:
        return None
    typed, folded, end = text[word.start : word.end], word.folded, word.end
    stem = _STEM.match(text, end)
    if lead and lead["star"]:
        return None if stem else Token(Kind.LEAF, typed, end, Suffix(typed, folded))
    if stem:
        return Token(Kind.LEAF, typed, stem.end(), Prefix(typed, folded))
    if not lead and (after := colon(text, word)):
        if folded in SIDES:
            return _date_field(text, f"{typed}:", after.end())
        return Token(Kind.FIELD, f"{typed}:", after.end(), field=_FIELDS[folded])
    kind = Kind.LEAF if lead else role(typed, folded)
    if kind in _OPERATORS.values():
        return Token(kind, typed, end, Word(typed, folded))
    row, end = _piece(text, word, found, exact=bool(lead))
    if len(row) == 1:
        return Token(kind, typed, end, *row)
    roles = {Kind.LEAF} if lead else {role(one.typed, one.folded) for one in row}
    kind = next(kind for kind in (Kind.LEAF, Kind.OR, Kind.AND, Kind.LOOSE) if kind in roles)
    return Token(kind, text[word.start : end], end, Phrase(row))


def _piece(
    text: str, first: Found, found: Mapping[int, Found], exact: bool
) -> tuple[tuple[Word, ...], int]:
    """The words typed in one piece, which stand in a row in an index, and where the last ends.

    Only a sign divides them, as in covid-19 or 1,000; or nothing does, as in عبدالله.
    """
    row: list[Word] = []
    word: Found | None = first
    while word:
        typed, folded, end = text[word.start : word.end], word.folded, word.end
        compound = folded.endswith(COMPOUNDING) and end in found
        if compound and not exact and folded.removesuffix(COMPOUNDING) in PARTICLES:
            typed = folded = COMPOUNDING
        row.append(Word(typed, folded, exact))
        joint = _JOINT.match(text, end)
        word = found.get(joint.end()) if joint else found[end] if compound else None
        if word and (colon(text, word) or _STEM.match(text, word.end)):
            word = None
    return tuple(row), end


def _date_field(text: str, typed: str, end: int) -> Token:
    if days := DAYS.match(text, end):
        typed, end = typed + regex.sub(r"\p{Cf}", "", days[1]), days.end()
    try:
        return Token(Kind.LEAF, typed, end, dates(typed))
    except ValueError:
        return Token(Kind.OTHER, typed, end, why=Why.NOT_A_DATE)


def _quotation(text: str, at: int, unclosed: set[str]) -> Token | None:
    opening = _OPENING.match(text, at)
    if opening is None:
        return None
    mark, start, exact = opening["mark"], opening.end(), bool(opening["exact"])
    closing = None if mark in unclosed else _CLOSED[mark].search(text, start)
    if closing is None:
        unclosed.add(mark)
        return Token(Kind.OTHER, mark, start, why=Why.UNBALANCED)
    inside = text[start : closing.start()]
    row = tuple(Word(inside[one.start : one.end], one.folded, exact) for one in words(inside))
    near = _NEAR.match(text, closing.end())
    number = near["number"] if near else None
    within = min(int((number or "0")[:9]), WIDEST_STRETCH)
    return Token(Kind.LEAF, inside, (near or closing).end(), Phrase(row, within))


def _sign(text: str, at: int, fresh: bool) -> Token:
    sign = _SIGN.match(text, at)
    if not sign or not sign.lastgroup or (sign.lastgroup == Kind.NOT.name and not fresh):
        return Token(Kind.OTHER, end=at + 1)
    kind = Kind[sign.lastgroup]
    why = Why.LONE_SIGN if kind is Kind.STAR else None
    return Token(kind, sign[0][0], sign.end(), why=why)


def _balanced(tokens: list[Token]) -> list[Token]:
    """With brackets that pair, and not too deep; the others are ignored."""
    opened: list[int] = []
    wrong: dict[int, Why] = {}
    for at, token in enumerate(tokens):
        if token.kind is Kind.OPEN:
            opened.append(at)
        elif token.kind is Kind.CLOSE and not opened:
            wrong[at] = Why.UNBALANCED
        elif token.kind is Kind.CLOSE:
            pair = (opened.pop(), at)
            if len(opened) >= DEEPEST_GROUP:
                wrong |= dict.fromkeys(pair, Why.TOO_DEEP)
    wrong |= dict.fromkeys(opened, Why.UNBALANCED)
    for at, why in wrong.items():
        tokens[at] = tokens[at]._replace(kind=Kind.OTHER, why=why)
    return tokens


def read(text: str) -> tuple[list[Token], list[Ignored]]:
    tokens = _balanced(list(islice(_tokens(text), MOST_TOKENS)))
    kept: list[Token] = []
    for token in tokens:
        if token.kind in INFIX and kept and kept[-1].kind in INFIX:
            kept[-1] = token if token.kind is Kind.OR else kept[-1]
        elif token.kind not in _SEPARATING:
            kept.append(token)
    kept = _without_frame(kept, text)
    ignored = [Ignored(token.typed, token.why) for token in tokens if token.why]
    rest = text[tokens[-1].end :] if tokens else ""
    for word in islice(words(rest), MOST_IGNORED):
        ignored.append(Ignored(rest[word.start : word.end], Why.TOO_LONG))
    return [*kept, Token(Kind.END), Token(Kind.END)], ignored


def _without_frame(tokens: list[Token], text: str) -> list[Token]:
    """In a question, words like «عدد» in «كم عدد» only say what kind of answer is wanted."""
    first = next((token.typed for token in tokens if token.leaf), "")
    if not (key(first) in QUESTION_WORDS or _QUESTION_MARK.search(text)):
        return tokens
    return [
        token._replace(kind=Kind.LOOSE)
        if token.kind is Kind.LEAF
        and token.typed
        and key(token.typed) in QUESTION_FRAME
        and token.leaf == Word(token.typed, key(token.typed))
        else token
        for token in tokens
    ]
