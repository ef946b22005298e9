"""Particles and function words: what is written onto a word, and what only holds words together.

None of it needs an index or a dictionary; `search.stems` and `search.layers` build on it.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from archive.names.sounds import ARTICLE, SHORTEST_DEFINITE_NOUN
from archive.text import key, spelling, without_marks

# Particles are written onto the next word: a conjunction, then a preposition or the mark of the
# future, then the article. «ل» swallows the alef of the article: ل + القوات is للقوات.
CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ك", "ل", "س")
LI_AND_ARTICLE = "لل"
GOD = "الله"
LI_AND_GOD = "لله"
PARTICLES = sorted(map("".join, product(CONJUNCTIONS, PREPOSITIONS)), key=len)[1:]
SHORTEST_WORD = 3

# Shorter words that papers print particles onto; of others, as in كجم or برع, none is taken off.
_TWO_LETTERS = """
    حل حق ضم حب سد شن نص طب رد ظل بث حث فن شق صد مد ضخ عز حد جد شد دم خط دب مر سر فض فك هز ظن رب
    جو ري حج بر تل شر شل مس صف كف سن قس لص غش ذم حظ حس شم سب عم طه زي حي قص
    أب أخ آل اب اخ ال
"""
TWO_LETTERS = frozenset(_TWO_LETTERS.split())

SHORTEST_CONJOINED = 3  # «فقد» and «فهم» are words of their own

_FUNCTION_WORDS = """
    من إلى على عن في مع حتى منذ خلال لدى عند بين حول ضد نحو دون بعد قبل عبر أثناء وفق وفقا
    و أو أم ثم بل لكن لكنه لكنها أن إن أنه أنها إنه إنها بأن لأن كأن إذا إذ لو لولا كما مثل حيث
    عندما بينما مما بما عما فيما
    هل ما ماذا بماذا لماذا متى أين كيف كم أي أيا بأي لأي أية من لمن ماهو ماهي
    هذا هذه ذلك تلك هؤلاء أولئك هنا هناك الذي التي الذين
    هو هي هم هن هما أنا نحن أنت أنتم
    كان كانت يكون تكون كانوا ليس ليست قد لقد لم لن لا سوف
    له لها لهم به بها بهم فيه فيها فيهم منه منها منهم عليه عليها عليهم إليه إليها عنه عنها
    كل بعض غير أيضا كذلك كذا أحد إحدى
    وما ولا ولم ولن وقد وفي ومن وعن وأن وإن ولو وهو وهي وله ولها وبه وفيه فلا فما فإن فلم فهو فهي
"""
FUNCTION_WORDS = frozenset(map(key, _FUNCTION_WORDS.split()))
"""Folded, as which other words may be the same: آلية and إليه, والي and وإلى."""

# What papers print for their letters: alefs without hamza, ه for ة, ى and ي for one another, and what
# Persian keyboards have.
_AS_PRINTED = {"أ": "أا", "إ": "إا", "ة": "ةه", "ى": "ىيی", "ي": "يىی", "ك": "كک"}
# The man's name, the governor, one, and Wayne: words that then would be function words. Egyptian papers
# print على for the name too; that is read as the preposition, and the name does not find it.
_OTHER_WORDS = frozenset(("علي", "والي", "واحد", "واين"))
_SPELLINGS = (
    frozenset(
        "".join(letters)
        for word in _FUNCTION_WORDS.split()
        for letters in product(*(_AS_PRINTED.get(letter, letter) for letter in word))
    )
    - _OTHER_WORDS
)

# In a question these only say what kind of answer is wanted: «في أي عام»، «كم عدد»، «أي مما يلي».
QUESTION_WORDS = frozenset(
    key("هل ما ماذا بماذا لماذا متى أين كيف كم أي أيا بأي لأي أية من لمن مما ماهو ماهي").split(" ")
)
QUESTION_FRAME = frozenset(
    key("يلي التالي التالية عدد العدد عام العام سنة السنة اسم الاسم نوع النوع").split(" ")
)


def is_function_word(typed: str) -> bool:
    """Whether a word, as a reader typed it, only holds a sentence together.

    «و» and «ف» may stand before it, unless that makes another word of it.

    >>> is_function_word("هل"), is_function_word("وهذا"), is_function_word("وزير")
    (True, True, False)
    >>> is_function_word("على"), is_function_word("علي"), is_function_word("فقد")
    (True, False, False)
    >>> is_function_word("والى"), is_function_word("والي"), is_function_word("آلية")
    (True, False, False)
    """
    word = without_marks(spelling(typed))
    if word in _SPELLINGS:
        return True
    bare = word[1:] if word.startswith(CONJUNCTIONS[1:]) else ""
    return len(bare) >= SHORTEST_CONJOINED and bare in _SPELLINGS and word not in _OTHER_WORDS


def divisions(word: str) -> Iterator[str]:
    """What a word may be once attached particles are taken off; itself first, then the longest.

    The article stays. Words without marks, folded or not.

    >>> list(divisions("وبالرباط"))
    ['وبالرباط', 'بالرباط', 'الرباط']
    >>> list(divisions("للقوات"))
    ['للقوات', 'القوات', 'لقوات']
    >>> list(divisions("ولله")), list(divisions("بحق")), list(divisions("برع"))
    (['ولله', 'الله', 'لله'], ['بحق', 'حق'], ['برع'])
    """
    yield word
    for conjunction in CONJUNCTIONS:
        particles = conjunction + LI_AND_ARTICLE
        if word == conjunction + LI_AND_GOD:
            yield GOD
        elif word.startswith(particles) and len(word) - len(particles) >= SHORTEST_DEFINITE_NOUN:
            yield ARTICLE + word[len(particles) :]
    for particles in PARTICLES:
        host = word.removeprefix(particles)
        if host != word and (len(host) >= SHORTEST_WORD or host in TWO_LETTERS):
            yield host


@lru_cache(maxsize=1 << 16)
def without_particles(folded: str) -> frozenset[str]:
    """`divisions` of a folded word, to look up.

    >>> sorted(without_particles("والرباط"))
    ['الرباط', 'والرباط']
    """
    return frozenset(divisions(folded))
