"""What to try next: while a query is typed, and where one found nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from time import monotonic

from django.utils.translation import gettext_lazy as _

from archive.models import Article, Keyword, Source
from archive.text import key, words
from search import engine
from search.addresses import address, asking
from search.arabic import is_function_word
from search.asking import Asked
from search.clauses import Word
from search.layers import Level
from search.lexicon import LAST
from search.mistyped import How, readings
from search.query import Query, parse, spelt

NEAREST = 4
MOST_TRIED = 5
"""Words and parts of a query."""
PATIENCE = 2.0
"""Seconds after which nothing more is tried."""
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
LEVELS = {
    Level.EXACT: _("exact spelling"),
    Level.FOLDED: _("ignore marks, hamza, ة/ه, ى/ي"),
    Level.FORMS: _("word forms"),
    Level.ROOT: _("same root"),
}


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
    without_one: list[Offer]
    wider: list[Offer]
    unnarrowed: Offer | None

    def __bool__(self) -> bool:
        return bool(
            self.missing or self.readings or self.without_one or self.wider or self.unnarrowed
        )


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
    return WayOut(
        missing=list(tried.missing()),
        readings=sorted(tried.readings(), key=lambda offer: -offer.count),
        without_one=list(tried.without_one()),
        wider=list(tried.wider()),
        unnarrowed=next(tried.unnarrowed(), None),
    )


def count(asked: Asked) -> int:
    return engine.find(asked, 0, 0).total


class _Trials:
    """Searches like one that found nothing, until there has been enough of it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.deadline = monotonic() + PATIENCE

    def offer(self, changed: Asked, text: str, note: str = "") -> Iterator[Offer]:
        """What another search finds, if anything."""
        if changed.query and monotonic() < self.deadline and (found := count(changed)):
            yield Offer(text, found, address(changed), note)

    def missing(self) -> Iterator[Missing]:
        everywhere = replace(self.asked, chosen={})
        for word in islice(self.asked.query.words, MOST_TRIED):
            alone = replace(everywhere, query=Query(word.typed, (word,)))
            if monotonic() < self.deadline and not count(alone):
                yield Missing(word.typed, list(self.nearest(word)))

    def nearest(self, word: Word) -> Iterator[Offer]:
        """In the place of the word, or alone where the rest of the query finds nothing either."""
        for near in engine.nearest(word, NEAREST):
            replaced = asking(self.asked, self.asked.query.replacing(word, near.form))
            alone = asking(self.asked, near.form)
            yield from islice(
                chain(self.offer(replaced, near.form), self.offer(alone, near.form)), 1
            )

    def readings(self) -> Iterator[Offer]:
        for reading in readings(self.asked.query.text):
            changed = asking(self.asked, reading.text)
            yield from self.offer(changed, reading.text, str(HOW[reading.how]))

    def without_one(self) -> Iterator[Offer]:
        clauses = self.asked.query.clauses
        for clause in clauses[:MOST_TRIED] if len(clauses) > 1 else ():
            query = self.asked.query.without(clause)
            if query.positive:
                yield from self.offer(replace(self.asked, query=query), query.text, spelt(clause))
        plain = " ".join(word.typed for word in self.asked.query.words)
        if len(clauses) == 1 and plain != self.asked.query.text.strip():
            yield from self.offer(asking(self.asked, plain), plain)

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
    typed = key(text)
    if not typed:
        return []
    return [*islice(_words(text), MOST_WORDS), *_keywords(typed), *_sources(typed), *_titles(typed)]


def _words(text: str) -> Iterator[Suggestion]:
    *before, last = words(text)
    if text[last.end :].strip():
        return
    for word in engine.completions(last.folded, 2 * MOST_WORDS):
        if not is_function_word(word.form):
            whole = text[: last.start] + word.form
            articles = 0 if before else word.articles
            yield Suggestion(whole, "word", str(_("word")), address(Asked(parse(whole))), articles)


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
