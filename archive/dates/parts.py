"""A text as dates, what may stand beside them, and words.

It is read in two steps. Every word that may belong to a date is replaced by a code, so that
«الجمعة 25 مارس 2022 م» becomes `W04 25 M03 2022 P`; patterns over the codes then tell dates, and
what may stand beside them, from other words.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining

from archive.dates.vocabulary import CODES, MONTHS, PLACES, WEEKDAYS, names
from archive.text import INVISIBLE, TATWEEL, key, words

_DAY = r"(?:0?\d\d?|(?<!K\ )D\d\d(?=\ V))"
_OF = r"(?:\ V)?(?:\ Io1)?"  # «من شهر»
_IN_YEAR = r"(?:V\ )?(?:(?:Y|Iy1)\ )?"  # «من عام»
_YEAR = r"(?:1[5-9]|2[01])\d\d\b"
_HIJRI_YEAR = r"(?:1[2-4]\d\d|1500)\b"
_ERA = r"(?!\ A\b|[.,/]\d)(?:\ [PE]\b)?"
_HIJRI_ERA = r"(?:\ A\b)?"
_ALONE = r"(?:(?<![\da-z][-/.])|(?<=W\d\d[-/.]))"  # not within an address or a number
_ENDS = r"(?![-/.][\da-z])"
_PLACES = "|".join(re.escape(place) for place in sorted(PLACES, key=len, reverse=True))
# Kinds of parts in the order they are tried; `Part.number` knows their groups by name.
_PATTERNS = {
    "word": r"[^\W\dA-Z_]\w*",
    "written": rf"""
        (?: (?<!\d[.,/])(?P<written_day>{_DAY}){_OF} (?:\ ?(?P<sign>[-/.,،])\ ?|\ ) )?
        M(?P<written_month>\d\d)\)? (?(sign)\ ?(?P=sign)\ ?|\ ?[-/,،]?\ ?)
        {_IN_YEAR}(?P<written_year>{_YEAR}){_ERA}""",
    "month_first": rf"""
        M(?P<month_first_month>\d\d)[-/\ ](?P<month_first_day>\d\d?)\ ?[-/,،\ ]\ ?
        (?P<month_first_year>{_YEAR}){_ERA}""",
    "day_first": rf"""
        {_ALONE}(?P<day_first_day>\d\d?)(?P<sign_d>\ ?[-/.]\ ?)
        (?P<day_first_month>\d\d?)(?P=sign_d)(?P<day_first_year>{_YEAR}){_ENDS}{_ERA}""",
    "year_first": rf"""
        {_ALONE}(?P<year_first_year>{_YEAR})(?P<sign_y>\ ?[-/.]\ ?)
        (?P<year_first_month>\d\d?)(?P=sign_y)(?P<year_first_day>\d\d?)\b{_ENDS}{_ERA}""",
    "hijri_written": rf"""
        (?P<hijri_written_day>{_DAY}){_OF}\ ?[-/.]?\ ?H(?P<hijri_written_month>\d\d)
        \ ?[-/.,،]?\ ?{_IN_YEAR}(?P<hijri_written_year>{_HIJRI_YEAR}){_HIJRI_ERA}""",
    "hijri_day_first": rf"""
        (?P<hijri_day_first_day>\d\d?)\ ?[-/.]\ ?(?P<hijri_day_first_month>\d\d?)\ ?[-/.]\ ?
        (?:(?P<hijri_day_first_year>{_HIJRI_YEAR}){_HIJRI_ERA}|\d\d(?:\d\d)?\ A\b)""",
    "hijri_year_first": rf"""
        (?P<hijri_year_first_year>1[2-4]\d\d)\ ?[-/.]\ ?(?P<hijri_year_first_month>\d\d?)
        \ ?[-/.]\ ?(?P<hijri_year_first_day>\d\d?)\b{_HIJRI_ERA}""",
    "hijri_month": rf"""
        \d\d?\ H\d\d{_HIJRI_ERA}
      | H(?P<hijri_month_month>\d\d)\ {_IN_YEAR}(?P<hijri_month_year>{_HIJRI_YEAR}){_HIJRI_ERA}""",
    "current": rf"(?:(?P<current_day>{_DAY}){_OF}\ )?M(?P<current_month>\d\d)\)?\ J\b",
    "time": r"""
        (?P<said>S\ )?(?P<time_hour>2[0-3]|[01]?\d)
        (?: :(?P<time_minute>[0-5]\d)\b
            (?: :\d\d\b(?:\.\d+\b)? (?:-(?P<time_behind>(?:0\d|1[0-2]):[0-5]\d)\b)? )?
          | \ (?:h|سا\ )(?P<time_spelt>[0-5]\d)\b
          | [.,](?P<time_dotted>[0-5]\d)\b(?(said)|(?=\ [CP]))
          | (?(said)(?=\ [CP])|(?!)) )
        (?:\ (?:C(?P<time_half>\d\d)|(?P<time_afternoon>P)\b))?
        (?:\+(?P<time_ahead>(?:0\d|1[0-4]):?[0-5]\d)\b)?""",
    "ago": r"""
        R\ (?:(?P<ago_count>I?\d{1,3})\ )?
        I(?P<ago_unit>[a-z])(?P<ago_few>(?(ago_count)\d|(?:[12]|(?<=s)3)(?!\ [\dDW])))\b
        (?:\ واحده?\b|\ و\ \d\d?\ Im\d\b)?""",
    "last": r"W(?P<last_weekday>\d\d)\ F\b",
    "today": r"T(?P<today_since>\d)\b",
    "weekday": r"(?:W|(?<=\A\ )B(?=\d\d\ ?[,،]))(?P<weekday_number>\d\d)",
    "count": r"N[\ :(\[]*\d+\b(?!\ M|[-/.]\d)|\d+\ (?:N|Im\d(?:\ N)?)\b",
    "bridge": r"(?:[BS]|Id1)\b",
    "label": r"[LUO]\b",
    "zone": rf"""
        (?:Z\ )*G(?P<zone_sign>\d\d)\b(?:\ ?\+\ ?(?P<zone_ahead>(?:0?\d|1[0-4])\b(?::[0-5]\d\b)?))?
      | Z\b(?:\ Z\b)*(?:\ (?P<zone_place>{_PLACES})\b)?""",
    "number": r"\d+\b",
    "term": r"\w+",
    "end": r"\Z",
}
_PART = re.compile("|".join(f"(?P<{kind}>{_PATTERNS[kind]})" for kind in _PATTERNS), re.VERBOSE)
_DAY_NAMES = "|".join(key(name) for row in MONTHS + WEEKDAYS for name in names(row))
# «ومايو»، «لمارس», the T15 of ISO; not «باب», which is a door.
_PREFIX = re.compile(rf"(?:و|[بل](?!اب$))(?:{_DAY_NAMES})$|t\d+$")
_SIGNS = str.maketrans(dict.fromkeys(INVISIBLE) | dict.fromkeys("‐‑–—―−_" + TATWEEL, "-"))


class Part(NamedTuple):
    """A stretch of text that is one thing to a date; its kind is a key of `_PATTERNS`."""

    kind: str
    read: re.Match[str]
    gap: str  # what is printed before it
    start: int
    end: int

    def word(self, name: str) -> str | None:
        found: str | None = self.read[f"{self.kind}_{name}"]
        return found

    def number(self, name: str) -> int | None:
        digits = self.word(name)
        return int(digits.lstrip("DI")) if digits else None


def parts_of(text: str) -> list[Part]:
    """The parts of a text in order; the last is its end."""
    line = ""
    starts, ends = {}, {}
    for start, end, gap, code in _coded(text):
        line += gap
        starts[len(line)] = start
        line += code
        ends[len(line)] = end
    parts: list[Part] = []
    last = 0
    for read in _PART.finditer(line):
        gap, last = line[last : read.start()], read.end()
        parts.append(Part(read.lastgroup or "", read, gap, starts[read.start()], ends[last]))
    return parts


def _coded(text: str) -> list[tuple[int, int, str, str]]:
    """Of each word its offsets, the gap before it and its code; «كانون الثاني (يناير)» is one."""
    coded: list[tuple[int, int, str, str]] = []
    before, end = "", 0
    for start, stop, word in words(text):
        start, folded = (start + 1, word[1:]) if _PREFIX.match(word) else (start, word)
        gap, end = _gap(text[end:start]), stop
        code = CODES.get(folded) or (folded if folded.isalnum() else "x")
        if pair_code := CODES.get(f"{before} {folded}"):
            start, _, gap, _ = coded.pop()
            code = pair_code
        if coded and code[0] == "M" and code == coded[-1][3] and gap.strip() in ("", *"/-("):
            start, _, gap, _ = coded.pop()
        coded.append((start, stop, gap, code))
        before = folded
    return [*coded, (len(text), len(text), _gap(text[end:]), "")]


@lru_cache(maxsize=1 << 10)
def _gap(raw: str) -> str:
    """What is printed between two words: signs, single spaces, and ¶ for an empty line."""
    if raw == " ":
        return raw
    signs = "".join(sign for sign in raw.translate(_SIGNS) if not combining(sign))
    return re.sub(r"[\s\w]+", " ", signs) + " ¶ " * (raw.count("\n") > 1) or " "
