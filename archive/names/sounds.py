"""How Arabic writes names that are not its own: the sounds by which their spellings meet.

Search looks words up by them, and the desk finds by them the names that may be one. Words are folded.
"""

import regex

from archive.text import key

ARTICLE = "ال"
SHORTEST_DEFINITE_NOUN = 2
FEMININE = "ه"

# «ال» is part of these, not an article; the last is what «بالله» would leave.
UNCUT = frozenset(
    map(key, ("الله", "اللهم", "الذي", "التي", "الذين", "اللذان", "اللتان", "اللواتي", "الآن"))
)
NOT_A_NOUN = key("له")

# Consonants that papers choose among for one foreign sound (جانتس، غانتس، كانتس), and the vowels
# they print or leave out (أفيخاي، أفخاي), but never the first, nor a last و: ميلان is not ميلانو.
_CONSONANTS = str.maketrans("غكقطثصذضظ", "جججتسسددز")
_VOWELS = regex.compile("[اويء]")
_VOWELS_WITHIN = regex.compile("(?<!^)(?:[ايء]|و(?!$))")
_DOUBLED = regex.compile(r"(.)\1+")
SHORTEST_NAME = 4
SHORTEST_SKELETON = 3
SHORTEST_NAME_OF_TWO_CONSONANTS = 5


def without_article(folded: str) -> str:
    """
    >>> without_article("الرباط"), without_article("الله")
    ('رباط', 'الله')
    """
    bare = folded.removeprefix(ARTICLE)
    if folded in UNCUT or bare == NOT_A_NOUN or len(bare) < SHORTEST_DEFINITE_NOUN:
        return folded
    return bare


def skeleton(folded: str) -> str | None:
    """The sounds by which spellings of one foreign name meet; None for what is too short.

    >>> {skeleton(name) for name in ("جانتس", "غانتس", "كانتس")}
    {'جنتس'}
    >>> skeleton("افيخاي") == skeleton("افخاي"), skeleton("قلم")
    (True, None)
    """
    name = without_article(folded).removesuffix(FEMININE)
    if not name.isalpha() or name < "ء":
        return None
    heard = sounds(name)
    consonants = len(_VOWELS.sub("", heard))
    shortest = SHORTEST_NAME if consonants >= SHORTEST_SKELETON else SHORTEST_NAME_OF_TWO_CONSONANTS
    return heard if consonants > 1 and len(name) >= shortest else None


def sounds(name: str) -> str:
    return _VOWELS_WITHIN.sub("", _DOUBLED.sub(r"\1", name.translate(_CONSONANTS)))
