"""What a dictionary of Arabic word forms knows: words without marks but otherwise as they are spelt."""

from collections.abc import Iterator
from functools import lru_cache, partial

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

# What papers print for what a dictionary holds, at the beginning and at the end of a word.
OTHER_BEGINNINGS = (("ا", ("أ", "إ", "آ")), ("الا", ("الأ", "الإ", "الآ")))
OTHER_ENDINGS = (("ه", "ة"), ("ى", "ي"), ("ي", "ى"))

dictionary = lru_cache(maxsize=1)(partial(DefaultDictionaryFactory().get_dictionary, "ar"))


@lru_cache(maxsize=1 << 16)
def lemma(word: str) -> str | None:
    """The dictionary form of a word without particles, or None if no dictionary has it.

    >>> lemma("كتب"), lemma("وزراء"), lemma("الاسرائيلي"), lemma("غانتس")
    ('كتب', 'وزير', 'إسرائيلي', None)
    """
    known = dictionary()
    return next((found for spelt in _spellings(word) if (found := known.get(spelt))), None)


def _spellings(word: str) -> Iterator[str]:
    yield word
    for printed, meant in OTHER_BEGINNINGS:
        if word.startswith(printed):
            yield from (other + word[len(printed) :] for other in meant)
    for last, other in OTHER_ENDINGS:
        if word.endswith(last):
            yield word[:-1] + other
