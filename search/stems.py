"""What a dictionary of Arabic word forms, and the patterns of the language, tell of a word.

Everything here takes words without marks but otherwise as they are spelt: a dictionary tells أمة
from امه. The stems and roots it gives are folded, for matching only; they are never shown.
"""

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from archive.names.dictionary import dictionary, lemma
from archive.names.sounds import (
    ARTICLE,
    FEMININE,
    SHORTEST_DEFINITE_NOUN,
    UNCUT,
    sounds,
    without_article,
)
from archive.text import fold, key
from search.arabic import FUNCTION_WORDS, LI_AND_ARTICLE, divisions

SHORTEST_STEM = 3

# Pronouns written onto a word, and how the end of the word changes before them.
PRONOUNS = ("هما", "كما", "هم", "هن", "كم", "كن", "ها", "نا", "ني", "ه", "ك", "ي")
PRONOUNS_OF_NOUNS = ("هما", "هم", "هن", "كم", "ها", "نا", "ه")
SHORTEST_HOST = 2
BEFORE_PRONOUNS = (("ئ", "ء"), ("ؤ", "ء"), ("ت", "ة"), ("ا", "ى"))

# The dictionary knows these as words, but papers print them as a particle and a word: each was
# met more than 25 times in 30,000 articles and read there by a person.
PARTICLE_AND_WORD = frozenset(
    (
        *("باسم", "بآلة", "بتصرف", "بجانب", "بجانبه", "بجانبها", "بجوار", "بحسب"),
        *("بحي", "بخير", "بدور", "برأي", "بروح", "بزمن", "بسبب", "بشراء", "بصلة"),
        *("بصمت", "بطريق", "بعام", "بعدن", "بفضل", "بالفعل", "بقول", "بكثير"),
        *("بلقاء", "بلون", "بمجرد", "بمناسبة", "بوجه", "بوزن", "بوضع", "لبيت"),
        *("لحد", "لحين", "لزمن", "لفك", "لقوة", "للأسف", "للغاية", "لله"),
        *("وابن", "واسم", "والعين", "والله", "وأدت", "وبلا", "وترى", "وجرى"),
        *("وحل", "وحين", "ودعا", "ودعت", "ورائد", "وركن", "وسد", "وسعى"),
        *("وسنة", "وعدة", "وعدن", "وعلي", "وغدا", "وفك", "وفور"),
        *("وقرى", "ولله", "ومضت", "ووفقا"),
    )
)
# Papers print these as either: وجدة is a city, and so is جدة.
WORD_OR_PARTICLE_AND_WORD = frozenset(("وجدة",))

# Endings of gender and relation; after a word no dictionary knows, those of number and pronouns too.
ENDINGS_OF_LEMMAS = ("يه", "يا", "ه", "ي")
ENDINGS = ("ها", "ات", "ون", "ين", "يه", "ه", "ي")

# The patterns of words from three radicals, with ف ع ل in their places.
PATTERNS = (
    *("استفعال", "مستفعل", "استفعل", "تستفعل", "يستفعل"),
    *("افتعال", "انفعال", "متفاعل", "تفعيل", "تفاعل", "افعال", "متفعل", "مفتعل", "منفعل"),
    *("انفعل", "افتعل", "مفاعيل", "مفاعل", "مفعول", "مفعال", "مفعيل", "مفعل"),
    *("تفاعيل", "تفعال", "تفعل", "افاعيل", "افاعل", "افعل"),
    *("فواعيل", "فواعل", "فعاءل", "فاعول", "فعيل", "فعول", "فعال", "فاعل", "فيعل", "فوعل"),
    *("يفتعل", "ينفعل", "يتفاعل", "يتفعل", "يفاعل", "يفعل", "نفعل", "فعل"),
)
RADICALS = "فعل"
_PATTERNS = {
    length: [
        (
            [(at, letter) for at, letter in enumerate(pattern) if letter not in RADICALS],
            itemgetter(*(at for at, letter in enumerate(pattern) if letter in RADICALS)),
        )
        for pattern in PATTERNS
        if len(pattern) == length
    ]
    for length in set(map(len, PATTERNS))
}
ENDINGS_OF_PATTERNS = (
    *("انيه", "يات", "تين", "تان", "يون", "يين", "ات", "ون", "ين", "ان", "يه", "وا", "اء"),
    *("ه", "ي", "ت", "ا"),
)
RELATION = "ي"
# Weak radicals turn into one another (قال، يقول، قيل), so one letter stands for all.
WEAK = "و"
_WEAK_RADICALS = str.maketrans("ايء", WEAK * 3)

# Foreign names that the dictionary has in one spelling of several. With their adjectives they meet by
# sound, as names do that it lacks. Only such as hardly an ordinary word sounds like: no البرتغال, since
# بروتوكول does.
NAMES = key(
    """
    أمريكا أميركا كاليفورنيا فيرجينيا فلوريدا بنسلفانيا ماساتشوستس شيكاغو مونتريال
    غواتيمالا كوستاريكا نيكاراغوا فنزويلا أستراليا أوستراليا نيوزيلندا نيوزيلاندا
    أوروبا أوربا إنجلترا إنجليزي إنكلترا إنكليزي اسكتلندا أكسفورد الدنمارك كوبنهاغن لوكسمبورغ
    كاتالونيا بلغاريا سلوفاكيا يوغسلافيا سوفياتي سوفييتي
    كازاخستان قازاقستان قرغيزستان طاجيكستان أوزبكستان تركمانستان
    بنغلاديش بنجلاديش سريلانكا سنغافورة إندونيسيا تايلاند تايلند كمبوديا كامبوديا شانغهاي طوكيو
    إثيوبيا أثيوبيا الكونغو بوجمبورا
    إليزابيث ريتشارد ستيفن كيسنجر نتنياهو كونغرس كونجرس يونسكو أولمبي أرثوذكس ويكيبيديا
    ديمقراطي ديموقراطي فدرالي بيروقراطي دبلوماسي استراتيجي بروباغندا رومانسي فلكلور
    كمبيوتر تكنولوجيا سيكولوجي تلغراف أوتوبيس كلاشنكوف كيلوغرام كيلوجرام
    كولسترول بكتيريا شوكولاتة
    """
).split(" ")
ENDINGS_OF_NAMES = ("يه", "يا", "ا", "ه", "ي")


class Reading(NamedTuple):
    """A word of a text without particles and article, as spelt there, and its dictionary forms.

    There are several where the article tells a noun from a verb (كتب, and الكتب), or where an ending
    may be a pronoun (كتابه, a writing or his book).
    """

    word: str
    lemmas: tuple[str, ...]
    particles: str
    """Those taken off that might as well be letters; before the article they are certain."""


@lru_cache(maxsize=1 << 14)
def read(word: str) -> tuple[Reading, ...]:
    """How a dictionary understands a word that may carry particles and a pronoun.

    As little is taken off as possible, so that وزير stays a word and وجوده is his presence; but
    after «لل» either may begin the word, and a few words are read as both.

    >>> [(one.word, one.lemmas) for one in read("وبالصبر")], [one.word for one in read("وزير")]
    ([('صبر', ('صبر',))], ['وزير'])
    >>> [one.lemmas for one in read("وزرائها")], read("كتب")[0].lemmas, read("لبنكيران")
    ([('وزير',)], ('كتب', 'كتاب'), ())
    >>> sorted(one.word for one in read("للجنة"))
    ['جنة', 'لجنة']
    """
    whole, *divided = divisions(word)
    either = word in WORD_OR_PARTICLE_AND_WORD
    particle_first = word in PARTICLE_AND_WORD or word.startswith("وو")
    candidates = [*divided, whole] if particle_first else [whole, *divided]
    found: list[Reading] = []
    for candidate in candidates:
        reading = _read(candidate, word)
        if reading and candidate in PARTICLE_AND_WORD and candidate != word:
            return read(candidate)
        if reading:
            found.append(reading)
            if not (either or word.removeprefix("و").removeprefix("ف").startswith(LI_AND_ARTICLE)):
                break
    return tuple(found[:2])


def _read(candidate: str, word: str) -> Reading | None:
    noun = _without_article(candidate)
    direct = _lemmas(candidate, noun, *(_adjective(noun) if noun != candidate else ()))
    hosted = _lemmas(*_without_pronoun(noun, certain=not direct))
    lemmas = (*direct, *_as_noun(noun, direct), *hosted) if direct else hosted
    certain = candidate.startswith(ARTICLE) or not word.endswith(candidate)
    particles = "" if certain else word.removesuffix(candidate)
    return Reading(noun, tuple(dict.fromkeys(lemmas)), particles) if lemmas else None


def _without_article(word: str) -> str:
    """But where the dictionary has the word with «ال» alone: التزام. البرازيل has an adjective."""
    if not word.startswith(ARTICLE):
        return word
    noun = word.removeprefix(ARTICLE)
    if len(noun) < SHORTEST_DEFINITE_NOUN or fold(word) in UNCUT:
        return word if lemma(word) else noun
    return noun if lemma(noun) or any(_adjective(noun)) or not lemma(word) else word


def _adjective(noun: str) -> Iterator[str]:
    """What belongs to a country that the dictionary has with «ال» alone."""
    adjective = noun + RELATION
    if (
        not lemma(noun)
        and lemma(ARTICLE + noun)
        and fold(lemma(adjective) or "") == fold(adjective)
    ):
        yield adjective


def _as_noun(word: str, known: tuple[str, ...]) -> Iterator[str]:
    """What a word is with the article, if that is no longer a verb but a broken plural."""
    found = dictionary().get(ARTICLE + word)
    if found and found not in known and not word.startswith(found) and fold(found) not in UNCUT:
        yield found


def _lemmas(*spellings: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for word in spellings if (found := lemma(word))))


def _without_pronoun(word: str, *, certain: bool) -> Iterator[str]:
    """What a pronoun may have been written onto; if the word may do without, only a long one."""
    for pronoun in PRONOUNS if certain else PRONOUNS_OF_NOUNS:
        host = word.removesuffix(pronoun)
        if host != word and len(host) >= (SHORTEST_HOST if certain else SHORTEST_STEM):
            yield host
            yield from (host[:-1] + own for joined, own in BEFORE_PRONOUNS if host[-1] == joined)


def stem(word: str, endings: tuple[str, ...] = ENDINGS) -> str:
    """A folded word, which has no article, without its ending.

    >>> stem("انتخابيه"), stem("اسراءيلي", ENDINGS_OF_LEMMAS)
    ('انتخاب', 'اسراءيل')
    """
    for ending in endings:
        base = word.removesuffix(ending)
        if base != word and len(base) >= SHORTEST_STEM and base not in FUNCTION_WORDS:
            return base
    return word


@lru_cache(maxsize=1 << 14)
def root(word: str) -> str:
    """The three radicals of a folded word, which has no article; the weak ones as one letter.

    Of the patterns that fit, the one whose radicals are strong; of those, the first. Where none
    fits, what is left without endings.

    >>> {root(word) for word in ("كتاب", "كاتب", "مكتوب", "مكتبه")}
    {'كتب'}
    >>> root("قال") == root("قول"), root("استقلال"), root("ترامب")
    (True, 'قلل', 'رمب')
    """
    stripped = word
    for ending in ("", *ENDINGS_OF_PATTERNS):
        base = word.removesuffix(ending)
        if not word.endswith(ending) or len(base) < SHORTEST_STEM:
            continue
        if found := sorted(_radicals(base), key=_weakness):
            return found[0]
        if ending and stripped == word:
            stripped = base
    return stripped.translate(_WEAK_RADICALS)


def _radicals(word: str) -> Iterator[str]:
    if word.endswith(FEMININE):
        return
    for fixed, radicals in _PATTERNS.get(len(word), ()):
        if all(word[at] == letter for at, letter in fixed):
            yield "".join(radicals(word)).translate(_WEAK_RADICALS)


def _weakness(radicals: str) -> int:
    return radicals.count(WEAK)


def skeleton_of_known(lemma: str) -> str | None:
    """The same of a folded lemma that is one of `NAMES` or made of it; None for any other.

    >>> skeleton_of_known("اميركي") == sounds("اوميرك")
    True
    >>> skeleton_of_known("اوروبي"), skeleton_of_known("كاتب")
    ('ارب', None)
    """
    name = stem(without_article(lemma), ENDINGS_OF_NAMES)
    return sounds(name) if name in _NAMES else None


_NAMES = frozenset(stem(without_article(name), ENDINGS_OF_NAMES) for name in NAMES)
