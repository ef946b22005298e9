"""What a search makes of an Arabic word: the particles it carries, and whether it means anything.

Everything here takes and gives folded words (`archive.text.fold`), and none of it needs an engine:
the same functions group the forms of an index, match a query and mark words in a text.
"""

from functools import lru_cache
from itertools import product

from archive.text import key

# Particles are written onto the next word: a conjunction, then a preposition or the mark of the
# future, then the article. «ل» swallows the alef of the article: ل + القوات is للقوات.
CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ك", "ل", "س")
ARTICLE = "ال"
LI_AND_ARTICLE = "لل"
SHORTEST_WORD = 3
SHORTEST_DEFINITE_NOUN = 2

# «ال» is part of these, not an article; the last is what «بالله» would leave.
UNCUT = frozenset(
    map(key, ("الله", "اللهم", "الذي", "التي", "الذين", "اللذان", "اللتان", "اللواتي", "الآن"))
)
NOT_A_NOUN = key("له")

# The name علي folds like the preposition على.
ALI = key("علي")
ALEF_MAKSURA = "ى"
SHORTEST_CONJOINED = 3  # «فقد» and «فهم» are words of their own

FUNCTION_WORDS = frozenset(
    key(
        """
        من إلى على عن في مع حتى منذ خلال لدى عند بين حول ضد نحو دون
        و أو أم ثم بل لكن لكنه لكنها أن إن أنه أنها إنه إنها بأن لأن كأن إذا إذ لو لولا كما مثل حيث
        هل ما ماذا لماذا متى أين كيف كم أي أية من
        هذا هذه ذلك تلك هؤلاء أولئك هنا هناك الذي التي الذين
        هو هي هم هن هما أنا نحن أنت أنتم
        كان كانت يكون تكون كانوا ليس ليست قد لقد لم لن لا سوف
        له لها لهم به بها بهم فيه فيها فيهم منه منها منهم عليه عليها عليهم إليه إليها عنه عنها
        كل بعض غير أيضا كذلك كذا
        وما ولا ولم ولن وقد وفي ومن وعن وأن وإن ولو وهو وهي وله ولها وبه وفيه فلا فما فإن فلم فهو فهي
        """
    ).split(" ")
)


def is_function_word(typed: str) -> bool:
    """Whether a word, as a reader typed it, only holds a sentence together.

    «و» and «ف» may stand before it, unless that makes another word of it.

    >>> is_function_word("هل"), is_function_word("وهذا"), is_function_word("وزير")
    (True, True, False)
    >>> is_function_word("على"), is_function_word("علي"), is_function_word("فقد")
    (True, False, False)
    """
    word = key(typed)
    if word in FUNCTION_WORDS:
        return word != ALI or typed.endswith(ALEF_MAKSURA)
    bare = word[1:] if word.startswith(CONJUNCTIONS[1:]) else ""
    return len(bare) >= SHORTEST_CONJOINED and bare in FUNCTION_WORDS and bare != ALI


@lru_cache(maxsize=1 << 17)
def without_particles(folded: str) -> frozenset[str]:
    """What a word may be once attached particles are taken off, itself included; the article stays.

    >>> sorted(without_particles("وبالرباط"))
    ['الرباط', 'بالرباط', 'وبالرباط']
    >>> sorted(without_particles("للقوات"))
    ['القوات', 'لقوات', 'للقوات']
    """
    found = {folded}
    for conjunction, preposition in product(CONJUNCTIONS, PREPOSITIONS):
        particles = conjunction + preposition
        if folded.startswith(particles) and len(folded) - len(particles) >= SHORTEST_WORD:
            found.add(folded[len(particles) :])
    for conjunction in CONJUNCTIONS:
        particles = conjunction + LI_AND_ARTICLE
        if folded.startswith(particles) and len(folded) - len(particles) >= SHORTEST_DEFINITE_NOUN:
            found.add(ARTICLE + folded[len(particles) :])
    return frozenset(found)


def without_article(folded: str) -> str:
    """
    >>> without_article("الرباط"), without_article("الله")
    ('رباط', 'الله')
    """
    bare = folded.removeprefix(ARTICLE)
    if folded in UNCUT or bare == NOT_A_NOUN or len(bare) < SHORTEST_DEFINITE_NOUN:
        return folded
    return bare


@lru_cache(maxsize=1 << 17)
def cores(folded: str) -> frozenset[str]:
    """The words that a printed form may stand for, without particles and article."""
    return frozenset(map(without_article, without_particles(folded)))


def sought_cores(folded: str) -> frozenset[str]:
    """The words a reader may mean by typing one.

    Only what is certainly a particle is taken off: one that stands before the article.

    >>> sorted(sought_cores("وبالرباط")), sorted(sought_cores("وزير"))
    (['رباط', 'وبالرباط'], ['وزير'])
    """
    definite = [word for word in without_particles(folded) if word.startswith(ARTICLE)]
    certain = min(definite, key=len, default=folded)
    return frozenset((without_article(folded), without_article(certain)))
