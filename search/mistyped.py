"""What a reader may have meant who typed with the wrong keyboard layout, or in Buckwalter.

No dictionary is asked: whoever calls tries the readings on the index, and keeps what is found there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property
from unicodedata import normalize

import regex
from camel_tools.utils.charmap import CharMapper

from archive.text import key


class How(StrEnum):
    ARABIC_QWERTY = auto()  # meant Arabic, typed on an English keyboard
    ARABIC_AZERTY = auto()  # on a French one
    LATIN_QWERTY = auto()  # meant Latin, and Arabic letters came out
    LATIN_AZERTY = auto()
    BUCKWALTER = auto()


@dataclass(frozen=True)
class Reading:
    text: str
    how: How


def _keys(latin: str, arabic: str) -> dict[str, str]:
    return dict(zip(latin.split(), arabic.replace("◌", "").split(), strict=True))


# Windows' Arabic (101), plain and with shift. The shadda has the key of «~», which is an operator.
PLAIN = "ض ص ث ق ف غ ع ه خ ح ج د   ش س ي ب ل ا ت ن م ك ط   ئ ء ؤ ر لا ى ة و ز ظ   ذ"
QWERTY = _keys("q w e r t y u i o p [ ]   a s d f g h j k l ; '   z x c v b n m , . /   `", PLAIN)
QWERTY |= _keys(
    "Q  W  E  R  T  Y U I O P   A  S  D F G  H J K L   Z X  C V B  N M",
    "◌َ ◌ً ◌ُ ◌ٌ لإ إ ‘ ÷ × ؛   ◌ِ ◌ٍ ] [ لأ أ ـ ، /   ~ ◌ْ } { لآ آ ’",
)

# Windows' Arabic (102) AZERTY. In French, «^» waits for a vowel; é, è, ç and à are in both layouts.
AZERTY = _keys("a z e r t y u i o p ^ $   q s d f g h j k l m ù   w x c v b n , ; : !   *", PLAIN)
AZERTY |= _keys(
    "A  Z  E  R  T  Y U I O P   Q D F G  H J K L M   W X  C  V  B  N   â  ê  î  ô  û",
    r"◌َ ◌ً ◌ُ ◌ٌ لإ إ ‘ ÷ × ؛   \ ] [ لأ أ ـ ، / :   ~ ◌ْ ◌ِ ◌ٍ لآ آ   جض جث جه جخ جع",
)
ACCENTED = {letter: letter for letter in "éèçà"}

_bw2ar = CharMapper.builtin_mapper("bw2ar").map_string
BUCKWALTER = {sign: _bw2ar(sign) for sign in map(chr, range(128)) if _bw2ar(sign) != sign}

KEPT = '«»“”„"-|*()=~:?؟،؛'
"""Quotes, operators and the like, which stay as they are unless a key makes a letter of them."""

LIGATURES = {form: normalize("NFKC", chr(form)) for form in range(0xFEF5, 0xFEFD)}  # ﻻ and its like

_ONLY_KEPT = regex.compile(rf"[\s\p{{Nd}}{regex.escape(KEPT)}]*")
_KEYSTROKE = regex.compile("ل[اأإآ]|ج[ضثهعخ]|.", regex.DOTALL)
_LATIN = regex.compile(r"\p{Latin}[\p{Latin}\p{M}]*")
_ARABIC = regex.compile(r"\p{Arabic}[\p{Arabic}\p{M}\p{Cf}ـ]*")

# No Arabic word begins with ء or ؤ, and ة and ى only end one, but for the spelling شىء. Without
# this, nearly every English word would be read.
_ARABIC_WORD = regex.compile(
    r"""
    [[\p{Arabic}&&\p{L}]--[ءؤةى]] [[[\p{Arabic}&&\p{L}]--[ةى]]\p{M}ـ]*+
    (?: (?: [ةى] | ى\p{M}*+ء ) \p{M}*+ )?
    """,
    regex.V1 | regex.VERBOSE,
)


@dataclass(frozen=True)
class _Way:
    """A way of going wrong. Words fall into keystrokes by each division, the likeliest first."""

    how: How
    table: Mapping[str, str]
    divisions: tuple[Callable[[str], Iterable[str]], ...]
    typed: regex.Pattern[str]
    meant: regex.Pattern[str]
    word: regex.Pattern[str]

    @cached_property
    def _gap(self) -> regex.Pattern[str]:
        kept = regex.escape("".join(sign for sign in KEPT if sign not in self.table))
        return regex.compile(rf"((?:(?!(?<=\w)\*\w)[\s\p{{Nd}}{kept}])+)")

    def read(self, text: str) -> Iterator[str]:
        parts = [self._part(part) for part in self._gap.split(text)]
        if self.typed.search(text) and all(parts):
            yield "".join(part[0] for part in parts)
            yield "".join(part[-1] for part in parts)

    def _part(self, part: str) -> list[str]:
        if _ONLY_KEPT.fullmatch(part) or self.meant.fullmatch(part):
            return [part]
        words = (
            "".join(self.table.get(k, "\0") for k in divide(part)) for divide in self.divisions
        )
        return [word for word in words if self.word.fullmatch(word)]


def _to_latin(layout: Mapping[str, str]) -> dict[str, str]:
    return {arabic: latin.lower() for latin, arabic in layout.items() if latin.isalpha()}


def _if_it_has_a_letter(word: str) -> str:
    return word if _LATIN.search(word) else ""


_MEANT_ARABIC = (_LATIN, _ARABIC, _ARABIC_WORD)
_MEANT_LATIN = (_ARABIC, _LATIN, _LATIN)
_SHIFT_OR_NOT = (str, str.lower)
_ONE_KEY_OR_TWO = (_KEYSTROKE.findall, list)
_WAYS = (
    _Way(How.ARABIC_QWERTY, QWERTY, _SHIFT_OR_NOT, *_MEANT_ARABIC),
    _Way(How.ARABIC_AZERTY, AZERTY, _SHIFT_OR_NOT, *_MEANT_ARABIC),
    _Way(How.LATIN_QWERTY, _to_latin(QWERTY), _ONE_KEY_OR_TWO, *_MEANT_LATIN),
    _Way(How.LATIN_AZERTY, _to_latin(AZERTY) | ACCENTED, _ONE_KEY_OR_TWO, *_MEANT_LATIN),
    _Way(How.BUCKWALTER, BUCKWALTER, (_if_it_has_a_letter,), *_MEANT_ARABIC),
)


def readings(text: str) -> tuple[Reading, ...]:
    """What the reader may have meant, best first, no two alike to a search, nor like the text.

    A text is read as a whole or not at all; words that need no repair stay as they are.

    >>> [reading.text for reading in readings("hgvfhù 2023")]
    ['الرباط 2023']
    >>> readings("AlrbAT")[-1].text, readings("ةهؤقخسخبف")[0].text
    ('الرباط', 'microsoft')

    «لا» may be one key or two.

    >>> [reading.text for reading in readings("لاخسف")]
    ['bost', 'ghost']
    """
    found: dict[str, Reading] = {}
    text = text.translate(LIGATURES)
    for way in _WAYS:
        for meant in way.read(text):
            found.setdefault(key(meant), Reading(meant, way.how))
    found.pop(key(text), None)
    return tuple(found.values())
