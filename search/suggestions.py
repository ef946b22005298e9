"""What to try next: while a query is typed, and where one found nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from archive.models import Article, Keyword, Source
from archive.text import key, words
from search import engine
from search.addresses import address, asking
from search.asking import Asked
from search.layers import Level
from search.lexicon import LAST
from search.mistyped import How, readings
from search.query import Query, Word, parse, spelt

NEAREST = 4
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
    """What a search that found nothing could have been."""
    everywhere = replace(asked, chosen={})
    alone = {
        word: count(replace(everywhere, query=Query(word.typed, (word,))))
        for word in asked.query.words
    }
    return WayOut(
        missing=[
            Missing(word.typed, list(_nearest(asked, word)))
            for word, found in alone.items()
            if not found
        ],
        readings=list(_readings(asked)),
        without_one=list(_without_one(asked)),
        wider=list(_wider(asked)),
        unnarrowed=_unnarrowed(asked),
    )


def count(asked: Asked) -> int:
    return engine.find(asked, 0, 0).total


def _offers(changed: Asked, text: str, note: str = "") -> Iterator[Offer]:
    if found := count(changed):
        yield Offer(text, found, address(changed), note)


def _nearest(asked: Asked, word: Word) -> Iterator[Offer]:
    for near in engine.nearest(word, NEAREST):
        changed = asking(asked, asked.query.replacing(word, near.form))
        yield Offer(near.form, near.articles, address(changed))


def _readings(asked: Asked) -> Iterator[Offer]:
    for reading in readings(asked.query.text):
        yield from _offers(asking(asked, reading.text), reading.text, str(HOW[reading.how]))


def _without_one(asked: Asked) -> Iterator[Offer]:
    if len(asked.query.positive) < 2:
        return
    for clause in asked.query.clauses:
        query = asked.query.without(clause)
        yield from _offers(replace(asked, query=query), query.text, spelt(clause))


def _wider(asked: Asked) -> Iterator[Offer]:
    levels = list(Level)
    for level in levels[levels.index(asked.level) + 1 :]:
        offers = list(_offers(replace(asked, level=level), str(LEVELS[level])))
        if offers:
            yield from offers
            return


def _unnarrowed(asked: Asked) -> Offer | None:
    if not asked.chosen:
        return None
    return next(_offers(replace(asked, chosen={}), asked.query.text), None)


def suggest(text: str) -> list[Suggestion]:
    """Headlines, keywords, sources and frequent words that begin as what was typed so far."""
    typed = key(text)
    if not typed:
        return []
    return [*_words(text), *_keywords(typed), *_sources(typed), *_titles(typed)]


def _words(text: str) -> Iterator[Suggestion]:
    *_before, last = words(text)
    if text[last.end :].strip():
        return
    for word in engine.completions(last.folded, MOST_WORDS):
        whole = text[: last.start] + word.form
        url = address(Asked(parse(whole)))
        yield Suggestion(whole, "word", str(_("word")), url, word.articles)


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
