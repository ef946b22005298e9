"""What to try next: while a query is typed, and where one found nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import chain, islice
from time import monotonic

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from archive.models import Article, Keyword, Name, Source
from archive.pages.choosing import LABELS
from archive.text import Word as TypedWord
from archive.text import fold, key, spelling, words
from search import engine, stems
from search.addresses import address, asking
from search.arabic import is_function_word
from search.asking import Asked, Found
from search.clauses import (
    Clause,
    Either,
    Every,
    Field,
    Phrase,
    Prefix,
    Suffix,
    Within,
    Word,
)
from search.layers import Level
from search.lexicon import LAST
from search.mistyped import How, readings
from search.query import Query, parse, spelt
from search.tokens import COMPOUNDING

NEAREST = 4
MOST_TRIED = 5
"""Words and parts of a query."""
PATIENCE = 3.0
"""Seconds for all that is tried for one page."""
SHORTEST_PATTERN, LONGEST_PATTERN = 2, 20
"""Letters of a part of a word that is tried."""
SIMILAR = 75
"""In percent, what the name of a source or keyword must have in common with what was typed."""
HANDFUL = 5
"""Articles, with more than which a spelling is not doubted."""
COMMONER = 3
"""Times as many articles as a word must have to be offered for one that is found."""
RARER = 10
"""Times as many articles may print the words of another reading of what was typed."""
AN_END = "بب"
"""Letters that a word may go on with, enough to show whether it divides."""
COMPOUNDED = """
    الله العزيز الرحمن اللطيف المحسن الفتاح الكريم المجيد الوهاب الإله الملك القادر الحميد
    المنعم السلام الغني الرحيم الحكيم الهادي الناصر النور الشكور الرزاق الواحد الخالق الحليم
    الصمد الرؤوف الباسط المطلب الحفيظ الحق الجليل الجبار الحي الغفار الغفور العلي المولى النبي
"""
"""The second halves of names like عبدالله, those that many bear first."""
MOST_TITLES = 3
MOST_NAMES = 2
MOST_WORDS = 5

HOW = {
    How.ARABIC_QWERTY: _("as typed on an English keyboard"),
    How.ARABIC_AZERTY: _("as typed on a French keyboard"),
    How.LATIN_QWERTY: _("as typed on an Arabic keyboard"),
    How.LATIN_AZERTY: _("as typed on an Arabic keyboard"),
    How.BUCKWALTER: _("read as Buckwalter transliteration"),
}
LEVELS = {Level(level): label for level, label in LABELS["level"].items()}
ANYWHERE = _("anywhere in an article")
IN_ANY_FORM = _("in other spellings and forms as well")
APART = _("its words apart")
SHORTER = _("fewer letters of it")
NAMES: dict[Field, type[Name]] = {Field.SOURCE: Source, Field.KEYWORDS: Keyword}
"""The fields that hold nothing but names."""


@dataclass(frozen=True)
class Offer:
    """Another search, and how much it finds."""

    text: str
    count: int
    url: str
    note: str = ""


@dataclass(frozen=True)
class Missing:
    """A word that no article has, and words that articles have."""

    typed: str
    nearest: list[Offer]


@dataclass(frozen=True)
class WayOut:
    missing: list[Missing]
    readings: list[Offer]
    names: list[Offer]
    looser: list[Offer]
    without_one: list[Offer]
    wider: list[Offer]
    unnarrowed: Offer | None

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    @property
    def offers(self) -> list[Offer]:
        nearest = [offer for one in self.missing for offer in one.nearest]
        others = [*self.readings, *self.names, *self.looser, *self.without_one, *self.wider]
        return [*nearest, *others, *([self.unnarrowed] if self.unnarrowed else [])]


@dataclass(frozen=True)
class Suggestion:
    text: str
    kind: str
    label: str
    url: str
    count: int = 0


def way_out(asked: Asked) -> WayOut:
    """What a search that found nothing could have been, as far as a moment's trying tells."""
    tried = _Trials(asked)
    unnarrowed = next(tried.unnarrowed(), None)
    return WayOut(
        missing=list(tried.missing()),
        readings=sorted(tried.readings(), key=lambda offer: -offer.count),
        names=list(tried.names()),
        looser=list(tried.looser()),
        without_one=list(tried.without_one()),
        wider=list(tried.wider()),
        unnarrowed=unnarrowed,
    )


def meant(asked: Asked, found: Found) -> list[Offer]:
    """Commoner words for those that a search with few results found in other forms alone."""
    doubtful = 0 < found.total <= HANDFUL and not found.degraded
    return list(_Trials(asked).commoner()) if doubtful else []


def looser(clause: Clause) -> Iterator[tuple[Promise, list[Clause]]]:
    """Clauses that ask for less, and in what; of each few, the first is the least different.

    >>> [[spelt(one) for one in some] for _, some in looser(parse("عنوان:كتاب*").clauses[0])]
    [['كتاب*', 'كتا*'], ['عنوان:كتا*', 'عنوان:كت*']]
    """
    match clause:
        case Within(field, inner):
            less = list(looser(inner))
            yield ANYWHERE, [inner, *(some[0] for _note, some in less)]
            for note, some in less:
                yield note, [Within(field, one) for one in some]
        case Every(clauses) | Either(clauses):
            for part in clauses:
                for note, some in looser(part):
                    rows = (tuple(less if one == part else one for one in clauses) for less in some)
                    yield note, [replace(clause, clauses=row) for row in rows]
        case Word(typed, folded, exact=True):
            yield IN_ANY_FORM, [Word(typed, folded)]
        case Phrase(row, within) if row[0].exact:
            plain = tuple(replace(word, exact=False) for word in row)
            yield IN_ANY_FORM, [Phrase(plain, within), Every(plain)]
        case Phrase(row):
            yield APART, [Every(row)]
        case Prefix(typed) if len(typed) > SHORTEST_PATTERN:
            longest = min(len(typed) - 1, LONGEST_PATTERN)
            lengths = range(longest, SHORTEST_PATTERN - 1, -1)
            yield SHORTER, [Prefix(typed[:length], fold(typed[:length])) for length in lengths]
        case Suffix(typed) if len(typed) > SHORTEST_PATTERN:
            first = max(1, len(typed) - LONGEST_PATTERN)
            starts = range(first, len(typed) - SHORTEST_PATTERN + 1)
            yield SHORTER, [Suffix(typed[start:], fold(typed[start:])) for start in starts]


def in_a_row(name: str) -> Phrase | Word:
    row = tuple(Word(name[word.start : word.end], word.folded) for word in words(name))
    return Phrase(row) if len(row) > 1 else row[0]


def is_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing, too many or in its neighbour's place; not the first.

    >>> is_slip("سلامن", "سلمان"), is_slip("جانتس", "جانب"), is_slip("سلامن", "الامن")
    (True, False, False)
    """
    return typed[0] == meant[0] and OSA.distance(typed, meant) == 1


class _Trials:
    """Searches like one that found nothing, until there has been enough of it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.deadline = monotonic() + PATIENCE
        self.longest = 0.0

    @property
    def late(self) -> bool:
        """Whether another search might end after the deadline."""
        return monotonic() + self.longest > self.deadline

    def count(self, asked: Asked) -> int | None:
        """How many articles a search finds, or None where that cannot be told in time."""
        if self.late:
            return None
        started = monotonic()
        found = engine.find(replace(asked, partial=False), 0, 0)
        self.longest = max(self.longest, monotonic() - started)
        return None if found.curtailed else found.total

    def offer(self, changed: Asked, text: str, note: str = "") -> Iterator[Offer]:
        """What another search finds, if anything."""
        if changed.query and (found := self.count(changed)):
            yield Offer(text, found, address(changed), note)

    def exchanging(self, clause: Clause, other: Clause, note: str) -> Iterator[Offer]:
        query = self.asked.query.exchanging(clause, other)
        return self.offer(replace(self.asked, query=query), query.text, note)

    def alone(self, clause: Clause) -> int | None:
        """How many articles of the whole archive a clause finds."""
        return self.count(replace(self.asked, query=Query("", (clause,)), chosen={}))

    def printed(self, word: Word) -> int | None:
        """How many articles have a word in no other form than typed."""
        return self.count(Asked(Query("", (word,)), Level.FOLDED))

    def missing(self) -> Iterator[Missing]:
        for word in islice(self.asked.query.words, MOST_TRIED):
            if self.alone(Either((word, Within(Field.SOURCE, word)))) == 0:
                yield Missing(word.typed, list(self.nearest(word)))

    def nearest(self, word: Word) -> Iterator[Offer]:
        """In the place of the word, or alone where the rest of the query finds nothing either."""
        for near in () if self.late else engine.nearest(word, NEAREST):
            replaced = asking(self.asked, self.asked.query.replacing(word, near.form))
            alone = asking(self.asked, near.form)
            yield from islice(
                chain(self.offer(replaced, near.form), self.offer(alone, near.form)), 1
            )

    def commoner(self) -> Iterator[Offer]:
        """Instead of a word that is printed nowhere, and that no dictionary has."""
        for word in islice(self.asked.query.words, MOST_TRIED):
            holding = self.alone(word) or 0
            doubtful = 0 < holding <= HANDFUL and self.printed(word) == 0
            if not doubtful or stems.read(spelling(word.typed)):
                continue
            near = (
                asking(self.asked, self.asked.query.replacing(word, near.form))
                for near in engine.nearest(word, NEAREST)
                if near.articles >= COMMONER * holding and is_slip(word.folded, fold(near.form))
            )
            yield from islice(
                chain.from_iterable(self.offer(other, other.query.text) for other in near), 1
            )

    def readings(self) -> Iterator[Offer]:
        """Those whose words are printed, and not much less than those of another reading."""
        tried = []
        for reading in readings(self.asked.query.text):
            changed = asking(self.asked, reading.text)
            words = islice(changed.query.words, MOST_TRIED)
            if rarest := min((self.printed(word) or 0 for word in words), default=0):
                tried.append((rarest, changed, str(HOW[reading.how])))
        most = max((rarest for rarest, *_ in tried), default=0)
        for rarest, changed, how in tried:
            if RARER * rarest >= most:
                yield from self.offer(changed, changed.query.text, how)

    def names(self) -> Iterator[Offer]:
        """The sources and keywords whose names are nearest to one that there is not."""
        for clause in islice(self.asked.query.clauses, MOST_TRIED):
            match clause:
                case Within(field, inner) if field in NAMES and self.alone(clause) == 0:
                    known = dict(NAMES[field].objects.values_list("name", "key"))
                    typed = key(spelt(inner))
                    for _key, _score, name in process.extract(
                        typed, known, scorer=fuzz.WRatio, score_cutoff=SIMILAR, limit=NEAREST
                    ):
                        yield from self.exchanging(clause, Within(field, in_a_row(name)), "")

    def looser(self) -> Iterator[Offer]:
        for clause in islice(self.asked.query.clauses, MOST_TRIED):
            for note, some in looser(clause):
                offers = (self.exchanging(clause, other, str(note)) for other in some)
                yield from islice(chain.from_iterable(offers), 1)

    def without_one(self) -> Iterator[Offer]:
        """Conditions first, and after each of them all at once."""
        query = self.asked.query
        conditions = [one for one in query.clauses if one not in query.positive]
        less = [[one] for one in (*conditions, *query.positive)[:MOST_TRIED]]
        for dropped in [*less, conditions] if len(conditions) > 1 else less:
            rest = query.without(*dropped)
            if rest.positive:
                note = " ".join(map(spelt, dropped))
                yield from self.offer(replace(self.asked, query=rest), rest.text, note)

    def wider(self) -> Iterator[Offer]:
        levels = list(Level)
        wider = levels[levels.index(self.asked.level) + 1 :]
        yield from islice(
            chain.from_iterable(
                self.offer(replace(self.asked, level=level), str(LEVELS[level])) for level in wider
            ),
            1,
        )

    def unnarrowed(self) -> Iterator[Offer]:
        if self.asked.chosen:
            yield from self.offer(replace(self.asked, chosen={}), self.asked.query.text)


def suggest(text: str) -> list[Suggestion]:
    """Headlines, keywords, sources and frequent words that begin as what was typed so far."""
    begun = _begun(text)
    typed = " ".join(word.folded for word in begun)
    if not typed:
        return []
    completed = islice(_words(text, begun), MOST_WORDS)
    return [*completed, *_keywords(typed), *_sources(typed), *_titles(typed)]


def _begun(text: str) -> list[TypedWord]:
    """The words of a text, as they will divide once the last is written to its end.

    >>> [word.folded for word in _begun("عبدال")], [word.folded for word in _begun("عبدا ")]
    (['عبد', 'ال'], ['عبدا'])
    """
    typed = text.rstrip()
    *before, last = words(typed + AN_END)
    if last.start >= len(typed) or last.folded == AN_END:
        return list(words(typed))
    return [*before, last._replace(end=len(typed), folded=last.folded.removesuffix(AN_END))]


def _words(text: str, begun: list[TypedWord]) -> Iterator[Suggestion]:
    *before, last = begun
    start, label = text[: last.start], str(_("word"))
    if text[last.end :].strip():
        return
    if before and before[-1].end == last.start and before[-1].folded.endswith(COMPOUNDING):
        for form in _second_halves(last.folded):
            asked = Asked(parse(start + form))
            if holding := engine.find(asked, 0, 0).total:
                yield Suggestion(start + form, "word", label, address(asked), holding)
        return
    for word in engine.completions(last.folded, 2 * MOST_WORDS):
        if not is_function_word(word.form):
            articles = 0 if before else word.articles
            url = address(Asked(parse(start + word.form)))
            yield Suggestion(start + word.form, "word", label, url, articles)


def _second_halves(folded: str) -> list[str]:
    """What a name like عبدالله may end in that goes on so."""
    known = {key(name): name for name in COMPOUNDED.split() if key(name).startswith(folded)}
    for word in engine.completions(folded, 2 * MOST_WORDS):
        known.setdefault(key(word.form), word.form)
    return list(known.values())[: 2 * MOST_WORDS]


def _keywords(typed: str) -> Iterator[Suggestion]:
    begins = Keyword.objects.in_use().filter(key__gte=typed, key__lt=typed + LAST)
    for keyword in begins.order_by("-article_count", "key")[:MOST_NAMES]:
        url = keyword.get_absolute_url()
        yield Suggestion(keyword.name, "keyword", str(_("keyword")), url, keyword.article_count)


def _sources(typed: str) -> Iterator[Suggestion]:
    begins = Source.objects.in_use().filter(key__gte=typed, key__lt=typed + LAST)
    for source in begins.order_by("-article_count", "key")[:MOST_NAMES]:
        url = source.get_absolute_url()
        yield Suggestion(source.name, "source", str(_("source")), url, source.article_count)


def _titles(typed: str) -> Iterator[Suggestion]:
    begins = Article.objects.published().filter(title_key__gte=typed, title_key__lt=typed + LAST)
    for article in begins.newest_first()[:MOST_TITLES]:
        yield Suggestion(article.title, "title", str(_("headline")), article.get_absolute_url())
