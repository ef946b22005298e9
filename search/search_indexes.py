"""What of an article goes into an index: the text of each of its parts, and what it is filtered by.

An engine divides texts into `archive.text.spellings`, so that every engine finds the same.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from haystack import indexes
from haystack.constants import ID

from archive.dates import Precision
from archive.models import Article
from search.documents import PARAGRAPHS


def document(article_id: str, title: str, text: Iterable[str]) -> dict[str, str]:
    """What a headline and some paragraphs go into an index as, without any article."""
    parts = dict.fromkeys(ArticleIndex().fields, "")
    return {**parts, ID: article_id, "title": title, "text": PARAGRAPHS.join(text)}


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    title = indexes.CharField()
    keywords = indexes.CharField()
    comments = indexes.CharField()
    source = indexes.CharField()
    author = indexes.CharField()
    modified = indexes.CharField(indexed=False)
    day = indexes.CharField(indexed=False)
    period = indexes.CharField(indexed=False)
    source_key = indexes.CharField(indexed=False)
    keyword_keys = indexes.CharField(indexed=False)
    edition = indexes.CharField(indexed=False)

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        return Article.objects.published().complete()

    def prepare(self, article: Article) -> dict[str, str]:
        prepared: dict[str, str] = super().prepare(article)
        return prepared | {ID: article.pk}

    def get_updated_field(self) -> str:
        return "modified_at"

    def prepare_text(self, article: Article) -> str:
        return article.body

    def prepare_title(self, article: Article) -> str:
        return article.title

    def prepare_keywords(self, article: Article) -> str:
        names: list[str] = []
        for use in article.keyword_uses:
            names += [use.keyword.name, *(alias.name for alias in use.keyword.other_names)]
        return PARAGRAPHS.join(names)

    def prepare_comments(self, article: Article) -> str:
        comments = article.shown_comments
        return PARAGRAPHS.join(text for one in comments for text in (one.author, one.text))

    def prepare_source(self, article: Article) -> str:
        if not article.source:
            return ""
        aliases = (alias.name for alias in article.source.other_names)
        return PARAGRAPHS.join((article.source.name, *aliases))

    def prepare_author(self, article: Article) -> str:
        return article.byline

    def prepare_modified(self, article: Article) -> str:
        return stamp(article.modified_at)

    def prepare_day(self, article: Article) -> str:
        """As `Article.objects.newest_first` orders, in text that sorts."""
        if not article.published_on:
            return ""
        hour = f"T{article.published_at:%H:%M}" if article.published_at else ""
        return f"{article.published_on.isoformat()}{hour}"

    def prepare_period(self, article: Article) -> str:
        """The month of publication ("2022-03"), or the year where no more is known."""
        if not article.published_on:
            return ""
        known = 4 if article.date_precision == Precision.YEAR.value else 7
        return article.published_on.isoformat()[:known]

    def prepare_source_key(self, article: Article) -> str:
        return article.source.key if article.source else ""

    def prepare_keyword_keys(self, article: Article) -> str:
        return "\n".join(use.keyword.key for use in article.keyword_uses)

    def prepare_edition(self, article: Article) -> str:
        return article.group


def stamp(modified: datetime) -> str:
    """What tells whether an index holds an article as it is now."""
    return modified.isoformat()
