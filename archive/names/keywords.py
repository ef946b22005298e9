"""Keyword lines: dividing one whose keywords are separated by nothing but spaces.

The evidence is the article's own words (which of them stand together there), the archive's other
keywords, names every paper prints, and grammar: an adjective agrees with its noun in the article
«ال», so an indefinite word after a definite one begins something new, while a definite word after
an indefinite one may complete it (جيش + الاحتلال). It is a proposal: two keywords that stand side
by side in the text, or that nobody else uses, look like one.
"""

from collections.abc import Collection
from itertools import pairwise

import regex

from archive.text import clean, fold, keys, words

LONGEST_KEYWORD = 6

# Words that bind the words on both sides of them, and words that bind the next one only.
BINDING = """
    في
    من
    على
    إلى
    عن
    مع
    بن
    بنت
    """
BINDING_THE_NEXT = """
    ابن
    أبو
    أبي
    أم
    عبد
    آل
    ذو
    ذات
    """
# Names that are keywords anywhere, before an archive has keywords of its own.
FAMILIAR = """
    الجزائر
    البحرين
    جزر القمر
    جيبوتي
    مصر
    العراق
    الأردن
    الكويت
    لبنان
    ليبيا
    موريتانيا
    المغرب
    عمان
    سلطنة عمان
    فلسطين
    قطر
    السعودية
    المملكة العربية السعودية
    الصومال
    السودان
    جنوب السودان
    سوريا
    تونس
    الإمارات
    الإمارات العربية المتحدة
    اليمن
    إسرائيل
    تركيا
    إيران
    أمريكا
    الولايات المتحدة
    الولايات المتحدة الأمريكية
    روسيا
    أوكرانيا
    الصين
    الهند
    باكستان
    أفغانستان
    فرنسا
    بريطانيا
    ألمانيا
    إيطاليا
    إسبانيا
    إثيوبيا
    نيجيريا
    مالي
    السنغال
    الضفة الغربية
    قطاع غزة
    غزة
    القدس
    الصحراء الغربية
    الشرق الأوسط
    شمال أفريقيا
    المغرب العربي
    الأمم المتحدة
    مجلس الأمن
    مجلس الأمن الدولي
    جامعة الدول العربية
    مجلس التعاون الخليجي
    الاتحاد الأوروبي
    الاتحاد الأفريقي
    البيت الأبيض
    الناتو
    حماس
    حزب الله
    كأس العالم
    دوري أبطال أوروبا
    كورونا
    """

TOGETHER_IN_TEXT = 3.0
TOGETHER_UNDER_ANOTHER_SPELLING = 2.0
APART_IN_TEXT = -2.0
KNOWN_KEYWORD = 4.0
BOUND = 3.0
NUMBERED = 1.5
AFTER_NUMBER = -1.5
DEFINITE_THEN_INDEFINITE = -3.0
INDEFINITE_THEN_DEFINITE = 1.0
DEFINITE_THEN_RELATIVE = 1.5
DEFINITE_THEN_FEMININE = 0.5
BOTH_DEFINITE = -0.5
BOTH_INDEFINITE = 0.5
EACH_WORD_OVER_TWO = -1.0
LONE_NUMBER = -5.0

_BINDING = frozenset(map(fold, BINDING.split()))
_BINDING_THE_NEXT = frozenset(map(fold, BINDING_THE_NEXT.split()))
_FAMILIAR = frozenset(keys(FAMILIAR))
_SEPARATOR = regex.compile(
    r"[\s\p{Cf}]*(?:[،,؛;|•·\t\n]|(?:^|(?<=\s\p{Cf}*))[#\-–—/]|\s{2,})[\s\p{Cf}]*"
)
_CONJUNCTION = regex.compile(r"^[وف](?=..)")
_ARTICLE = regex.compile(r"^(?:لل|[بكل]?ال)(?=..)")
_RELATIVE = regex.compile("ال.+(?:يه|ي)")
_FEMININE = regex.compile(".+(?:ه|ات)")
_WEAK_LETTERS = str.maketrans("", "", "اويهء")


def split(line: str) -> tuple[str, ...] | None:
    """The keywords of a line that separates them itself; None where only spaces do.

    >>> split("المغرب، #الجيش_الإسرائيلي")
    ('المغرب', 'الجيش الإسرائيلي')
    """
    parts = (clean(part.replace("_", " ")).strip("#") for part in _SEPARATOR.split(line.strip()))
    found = [clean(part) for part in parts if part]
    return tuple(dict.fromkeys(found)) if len(found) > 1 or "#" in line else None


def _bare(folded: str) -> str:
    return _ARTICLE.sub("", folded)


def _consonants(bare: str) -> str:
    return bare.translate(_WEAK_LETTERS)


class _Evidence:
    """What an article's text and grammar say of two words standing side by side."""

    def __init__(self, text: str) -> None:
        folded = [word.folded for word in words(text)]
        after = [_bare(word) for word in folded]
        before = [_bare(_CONJUNCTION.sub("", word)) for word in folded]
        self.words = {*after, *before}
        # A conjunction between two words («المغرب وإسرائيل») sets them apart.
        self.pairs = {*pairwise(after), *zip(before, after[1:], strict=False)}
        spoken = ((_consonants(left), _consonants(right)) for left, right in self.pairs)
        self.spoken_pairs = {pair for pair in spoken if min(map(len, pair)) > 1}

    def joins(self, left: str, right: str) -> float:
        """How much speaks for one keyword (above zero) or for two (below)."""
        if {left, right} & _BINDING or left in _BINDING_THE_NEXT:
            return BOUND
        grammar = _agreement(left, right)
        pair = (_bare(left), _bare(right))
        if pair in self.pairs:
            return max(grammar, 0) + TOGETHER_IN_TEXT
        if (_consonants(pair[0]), _consonants(pair[1])) in self.spoken_pairs:
            return max(grammar, 0) + TOGETHER_UNDER_ANOTHER_SPELLING
        if self.words.issuperset(pair):
            return grammar + APART_IN_TEXT
        return grammar


def _agreement(left: str, right: str) -> float:
    if right.isdigit():
        return NUMBERED
    if left.isdigit():
        return AFTER_NUMBER
    match left.startswith("ال"), right.startswith("ال"):
        case True, False:
            return DEFINITE_THEN_INDEFINITE
        case False, True:
            return INDEFINITE_THEN_DEFINITE
        case False, False:
            return BOTH_INDEFINITE
    if _RELATIVE.fullmatch(right):
        return DEFINITE_THEN_RELATIVE
    if _FEMININE.fullmatch(left) and right.endswith("ه"):
        return DEFINITE_THEN_FEMININE
    return BOTH_DEFINITE


def divide(line: str, text: str, known: Collection[str] = frozenset()) -> tuple[str, ...]:
    """The likeliest keywords of a line of words, in order; together they are the line.

    `text` is the article's, `known` holds the keys of keywords the archive is sure of.
    """
    printed = clean(line).split(" ")
    folded = ["".join(word.folded for word in words(part)) for part in printed]
    evidence = _Evidence(text)
    joins = [evidence.joins(left, right) for left, right in pairwise(folded)]

    def worth(start: int, end: int) -> float:
        phrase = " ".join(folded[start:end]).rstrip("0123456789 ")
        if not phrase:
            return LONE_NUMBER
        if phrase in known or phrase in _FAMILIAR:
            return sum(joins[start : end - 1]) + KNOWN_KEYWORD
        return sum(joins[start : end - 1]) + EACH_WORD_OVER_TWO * max(0, end - start - 2)

    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(printed) + 1):
        starts = range(max(0, end - LONGEST_KEYWORD), end)
        best.append(max((best[start][0] + worth(start, end), start) for start in starts))
    found: list[str] = []
    end = len(printed)
    while end:
        start = best[end][1]
        found.append(" ".join(printed[start:end]))
        end = start
    return tuple(reversed(found))
