"""Arabic text as it is stored and as it is matched.

Two operations are kept apart everywhere in the archive. `clean` may be stored: it removes only what
a reader cannot see. `fold` must never be stored as text: it throws away everything in which two
spellings of one word differ, and it is the only such function. Index, query, highlighting, keyword
identity and link resolution all match by it.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex
from camel_tools.utils import normalize as camel

TATWEEL = "\u0640"
ISOLATE_RIGHT_TO_LEFT, ISOLATE_AS_IT_BEGINS, END_ISOLATE = "\u2067", "\u2068", "\u2069"
ISOLATES = "\u2066" + ISOLATE_RIGHT_TO_LEFT + ISOLATE_AS_IT_BEGINS
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
"""With the embeddings: signs that set a direction, whatever the letters in it are."""

# Seats of a hamza. Grammar moves it from one to another (وزراؤها، وزرائها، وزراءها) and regions
# differ (مسؤول، مسئول), so all fold to the bare letter; camel-tools leaves them alone.
HAMZA_SEATS = {"ؤ": "ء", "ئ": "ء"}

# Letters of other Arabic alphabets, met in names and on foreign keyboards.
FOREIGN_LETTERS = {
    "ک": "ك",
    "ڪ": "ك",
    "گ": "ك",
    "ڭ": "ك",
    "ی": "ي",
    "ې": "ي",
    "ے": "ي",
    "ۓ": "ي",
    "ھ": "ه",
    "ہ": "ه",
    "ۂ": "ه",
    "ۀ": "ه",
    "ە": "ه",
    "ۃ": "ه",
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
    "ڤ": "ف",
    "ڨ": "ق",
    "ۋ": "و",
}

# Presentation forms of bare marks, which NFKC would turn into a space and so cut the word, and the
# two honorifics it would turn into whole phrases.
SPACING_MARKS = "".join(map(chr, (*range(0xFC5E, 0xFC64), *range(0xFE70, 0xFE80)))) + "\ufdfa\ufdfb"

INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)

_DROP_SPACING_MARKS = str.maketrans("", "", SPACING_MARKS)
_INVISIBLE = str.maketrans("", "", INVISIBLE)


def _fold_letter(letter: str) -> str:
    letter = FOREIGN_LETTERS.get(letter, letter)
    letter = camel.normalize_alef_ar(letter)
    letter = camel.normalize_alef_maksura_ar(letter)
    letter = camel.normalize_teh_marbuta_ar(letter)
    return HAMZA_SEATS.get(letter, letter)


_LETTERS = str.maketrans(
    {letter: _fold_letter(letter) for letter in map(chr, range(0x0620, 0x0700))}
    | dict.fromkeys(TATWEEL + INVISIBLE)
)
_NO_LETTERS = str.maketrans("", "", TATWEEL + INVISIBLE + " ")
_MARKS = regex.compile(r"\p{M}+")
# Normalising takes the square of the number of marks on one letter; no letter has so many.
_SWARM = regex.compile(r"(\p{M}{32})\p{M}+")
_FOREIGN_DIGITS = regex.compile(r"[\p{Nd}--0-9]", regex.V1)


# What most words consist of, and no more than this happens to them.
_PLAIN = regex.compile("[ء-غـف-يً-ْ]+")
_PLAIN_LETTERS = _LETTERS | {ord(mark): None for mark in "ًٌٍَُِّْ"}


def fold(text: str) -> str:
    """The form under which spellings of one word meet; for matching only.

    Composition comes before the letters, so that a decomposed hamza is seen, and the letters before
    the marks are taken off, so that ى becomes ي and never ا.

    >>> fold("مُذَكِّـــرَة") == fold("مذكره")
    True
    >>> fold("إلى"), fold("مسئول"), fold("٢٠٢٣")
    ('الي', 'مسءول', '2023')
    """
    if _PLAIN.fullmatch(text):
        return text.translate(_PLAIN_LETTERS)
    text = camel.normalize_unicode(_composable(text)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", in_ascii_digits(text))


def in_ascii_digits(text: str) -> str:
    """
    >>> in_ascii_digits("٢٠٢٢-۰۱")
    '2022-01'
    """
    return _FOREIGN_DIGITS.sub(lambda digit: str(unicodedata.digit(digit[0], digit[0])), text)


def _composable(text: str) -> str:
    return _SWARM.sub(r"\1", text.translate(_DROP_SPACING_MARKS))


def respelt(text: str) -> str:
    """A text as its words are spelt: each `spelling` of them stands in it."""
    if _PLAIN.fullmatch(text):
        return text.replace(TATWEEL, "")
    composed = unicodedata.normalize("NFKC", _composable(text))
    return composed.translate(_NO_LETTERS)


@lru_cache(maxsize=1 << 17)
def spelling(word: str) -> str:
    """A word letter by letter and mark by mark, whatever type it is set in.

    >>> spelling("مُذَكِّـــرَة") == "مُذَكِّرَة", spelling("ﻣﺬﻛﺮﺓ") == "مذكرة"
    (True, True)
    """
    return respelt(word)


class Word(NamedTuple):
    """A word of a text: where it stands (half-open offsets) and the form it matches by."""

    start: int
    end: int
    folded: str


# A run of Arabic letters, of digits, or of other letters and digits; «و17» is two words, F16 one,
# and so are the names that papers print as عبدالله or as عبد الله. Marks, tatweel and invisible
# characters belong to the word they stand in.
_WORD = regex.compile(
    r"""
      (?: (?:[وف][\p{M}ـ]*)? (?:[بكل][\p{M}ـ]*)? | ا[\p{M}ـ]*ل[\p{M}ـ]* )
          ع[\p{M}ـ]* ب[\p{M}ـ]* د[\p{M}ـ]* (?= ا[\p{M}ـ]* ل (?:[\p{M}ـ]* [\p{Arabic}&&\p{L}]){2} )
    | [[\p{Arabic}&&\p{L}]ـ] (?: \p{Cf}* [[\p{Arabic}&&\p{L}]ـ\p{M}] )*
    | \p{Nd}+
    | [\p{L}--\p{Arabic}] [\p{L}\p{M}\p{N}--\p{Arabic}]*
    | [\p{N}--\p{Nd}]+
    """,
    regex.V1 | regex.VERBOSE,
)
_fold_word = lru_cache(maxsize=1 << 17)(lambda text: fold(text).replace(" ", ""))


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, offsets into the text as given.

    >>> [word.folded for word in words("يومي 16 و17 يناير، بـ«الرباط»")]
    ['يومي', '16', 'و', '17', 'يناير', 'ب', 'الرباط']
    """
    for match in _WORD.finditer(text):
        if folded := _fold_word(match[0]):
            yield Word(match.start(), match.end(), folded)


@lru_cache(maxsize=1 << 17)
def _spelt(printed: str) -> str:
    return spelling(printed) if _fold_word(printed) else ""


def spellings(text: str) -> list[str]:
    """The `spelling` of each of the `words` of a text.

    >>> spellings("مُذَكِّـــرَة 16 و17")
    ['مُذَكِّرَة', '16', 'و', '17']
    """
    return [found for printed in _WORD.findall(text) if (found := _spelt(printed))]


def folded(text: str) -> list[str]:
    """The `words` of a text as they match, without their places.

    >>> folded("مُذَكِّـــرَة 16 و17")
    ['مذكره', '16', 'و', '17']
    """
    return [form for printed in _WORD.findall(text) if (form := _fold_word(printed))]


def spelt_words(text: str) -> list[tuple[int, int, str]]:
    """Where each of the `words` of a text begins and ends, and its `spelling`."""
    return [
        (match.start(), match.end(), form)
        for match in _WORD.finditer(text)
        if (form := _spelt(match[0]))
    ]


def without_marks(word: str) -> str:
    """A word without vowel marks; hamzas and the dots of its letters stay.

    >>> without_marks("أُمَّةٌ")
    'أمة'
    """
    return _MARKS.sub("", word)


def key(text: str) -> str:
    """What two spellings of one name or headline have in common: its folded words, spaced.

    >>> key("الجيش الإسرائيلي!") == key("«الجيش الاسرائيلى»")
    True
    """
    return " ".join(word.folded for word in words(text))


def keys(table: str) -> list[str]:
    """The keys of a table that is written one phrase a row."""
    return [key(phrase) for phrase in table.strip().splitlines()]


_NO_OVERRIDES = str.maketrans("", "", OVERRIDES)
_NO_DIRECTIONS = str.maketrans("", "", OVERRIDES + ISOLATES + END_ISOLATE)


def without_overrides(text: str) -> str:
    """A headline that reads in the direction of its letters."""
    return text.translate(_NO_OVERRIDES)


def undirected(text: str) -> str:
    """A name without any sign that would turn what stands around it in a sentence.

    >>> undirected("\\u202eورّاق\\u2069") == "ورّاق"
    True
    """
    return text.translate(_NO_DIRECTIONS)


_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}--\s]+", regex.V1)
_SPACE = regex.compile(r"\s+")


def clean(text: str) -> str:
    """One line of text without what cannot be seen: control characters, runs and edges of space.

    Every letter, mark, tatweel, digit and sign stays as it was published.

    >>> clean("\\ufeff مُذَكِّــرة\\u00a0 تفاهم\\r\\n")
    'مُذَكِّــرة تفاهم'
    """
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip(" " + INVISIBLE)


ARABIC_LETTER = regex.compile(r"[\p{Arabic}&&\p{L}]", regex.V1)
_ANY_ISOLATE = regex.compile(f"[{ISOLATES}{END_ISOLATE}]")


def is_arabic(text: str) -> bool:
    """Whether a text runs from right to left: one with Arabic in it does, even after a Latin word.

    >>> is_arabic("BBC عربي"), is_arabic("Reuters, ٢٠٢٣")
    (True, False)
    """
    return bool(ARABIC_LETTER.search(text))


def balanced(text: str) -> str:
    """A text that ends every isolate it begins, and none that it does not begin.

    Unlike embeddings and overrides, which end with what they stand in, these would reach beyond the
    text: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates

    >>> balanced("\\u2069 ورّاق \\u2067") == " ورّاق \\u2067\\u2069"
    True
    """
    if not _ANY_ISOLATE.search(text):
        return text
    kept = []
    begun = 0
    for sign in text:
        if sign in ISOLATES:
            begun += 1
        elif sign == END_ISOLATE:
            if not begun:
                continue
            begun -= 1
        kept.append(sign)
    return "".join(kept) + END_ISOLATE * begun


def in_isolates(text: str) -> str:
    """A text from elsewhere within a line of plain text; neither disturbs the order of the other.

    >>> in_isolates("BBC عربي") == "\\u2067BBC عربي\\u2069", in_isolates("BBC") == "\\u2068BBC\\u2069"
    (True, True)
    """
    begin = ISOLATE_RIGHT_TO_LEFT if is_arabic(text) else ISOLATE_AS_IT_BEGINS
    return f"{begin}{balanced(text)}{END_ISOLATE}"
