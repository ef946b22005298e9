"""Articles about the same things: those that share the words an article announces itself with."""

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


def similar(article: Article) -> list[Article]:
    """Best first; none where the index cannot tell."""
    query = Query(article.title, tuple(telling_words(article)))
    found = engine.find(Asked(query, Level.FOLDED, any_word=True), 0, MOST_ARTICLES + 1)
    if found.degraded:
        return []
    ids = [hit.article_id for hit in found.hits if hit.article_id != article.pk][:MOST_ARTICLES]
    articles = Article.objects.published().for_listing().in_bulk(ids)
    return [articles[pk] for pk in ids if pk in articles]


def telling_words(article: Article) -> list[Word]:
    """Of the keywords and the headline, each once."""
    names = [use.keyword.name for use in article.article_keywords.select_related("keyword")]
    found: dict[str, Word] = {}
    for text in (*names, article.title):
        for word in words(text):
            typed = text[word.start : word.end]
            if not is_function_word(typed):
                found.setdefault(word.folded, Word(typed, word.folded))
    return list(found.values())[:MOST_WORDS]
