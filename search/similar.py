"""Articles about the same things: those that share the words an article announces itself with."""

from html import unescape

from archive.models import Article
from archive.text import words
from search import engine
from search.arabic import is_function_word
from search.asking import Asked
from search.clauses import Word
from search.layers import Level
from search.query import Query

MOST_WORDS = 12
MOST_ARTICLES = 5
MOST_LOOKED_AT = 20
"""Since several may have the same headline."""
LEAST_IN_COMMON = 0.3
"""Of what the article itself scores by the words that others have too."""


def similar(article: Article) -> list[Article]:
    """Best first, no headline twice and no edition; none where the index cannot tell."""
    query = Query(article.title, tuple(word for word in telling_words(article) if is_shared(word)))
    found = engine.find(Asked(query, Level.FOLDED, any_word=True), 0, MOST_LOOKED_AT)
    if found.degraded or not found.hits:
        return []
    floor = LEAST_IN_COMMON * found.hits[0].score
    ids = [hit.article_id for hit in found.hits if hit.score >= floor]
    # That they are published is looked at here, or SQLite might read all that are.
    articles = Article.objects.for_listing().in_bulk(ids)
    named: dict[str, Article] = {}
    for pk in ids:
        other = articles.get(pk)
        if other and other.is_published and not is_the_same(article, other):
            named.setdefault(other.title_key, other)
    return list(named.values())[:MOST_ARTICLES]


def is_the_same(one: Article, other: Article) -> bool:
    """Whether two have one headline, or are editions of one article."""
    return one.title_key == other.title_key or one.group == other.group != ""


def is_shared(word: Word) -> bool:
    """Whether it may tell of more than one article."""
    return engine.find(Asked(Query(word.typed, (word,)), Level.FOLDED), 0, 0).total > 1


def telling_words(article: Article) -> list[Word]:
    """Of the keywords and the headline, each once. A number tells nothing by itself.

    The article has its `keyword_uses` fetched.
    """
    names = [use.keyword.name for use in article.keyword_uses]
    found: dict[str, Word] = {}
    for text in map(unescape, (*names, article.title)):
        for word in words(text):
            typed = text[word.start : word.end]
            if not (is_function_word(typed) or word.folded.isdecimal()):
                found.setdefault(word.folded, Word(typed, word.folded))
    return list(found.values())[:MOST_WORDS]
