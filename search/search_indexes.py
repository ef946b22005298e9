"""What of an article goes into an index: the text of each of its parts, and what it is filtered by.

An engine divides texts into `archive.text.spellings`, so that every engine finds the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b

from django.db.models import QuerySet
from haystack import indexes
from haystack.constants import ID

from archive.dates import Precision
from archive.models import Article
from archive.pages.filters import APPROXIMATE, UNDATED
from search.documents import PARAGRAPHS

LENGTHS = {Precision.YEAR.value: len("2022"), Precision.MONTH.value: len("2022-03")}


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
    stamp = indexes.CharField(indexed=False)
    day = indexes.CharField(indexed=False)
    period = indexes.CharField(indexed=False)
    source_key = indexes.CharField(indexed=False)
    author_key = indexes.CharField(indexed=False)
    keyword_keys = indexes.CharField(indexed=False)
    edition = indexes.CharField(indexed=False)

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        return Article.objects.published().complete()

    def prepare(self, article: Article) -> dict[str, str]:
        prepared: dict[str, str] = super().prepare(article) | {ID: article.pk}
        return prepared | {"stamp": f"{since(article.modified_at)} {digest(prepared)}"}

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
        aliases = (alias.name for alias in article.author.other_names) if article.author else ()
        return PARAGRAPHS.join((article.byline, *aliases))

    def prepare_day(self, article: Article) -> str:
        """As `Article.objects.newest_first` orders, in text that sorts."""
        if not article.published_on:
            return ""
        hour = f"T{article.published_at:%H:%M}" if article.published_at else ""
        return f"{article.published_on.isoformat()}{hour}"

    def prepare_period(self, article: Article) -> str:
        """The day of publication ("2022-03-17"), or what else is known of it, and what is not."""
        if not article.published_on:
            return UNDATED
        known = LENGTHS.get(article.date_precision, len("2022-03-17"))
        period = article.published_on.isoformat()[:known]
        return f"{period}\n{APPROXIMATE}" if article.is_approximate else period

    def prepare_source_key(self, article: Article) -> str:
        return article.source.key if article.source else ""

    def prepare_author_key(self, article: Article) -> str:
        return article.author.key if article.author else ""

    def prepare_keyword_keys(self, article: Article) -> str:
        return "\n".join(use.keyword.key for use in article.keyword_uses)

    def prepare_edition(self, article: Article) -> str:
        return article.group


def since(modified: datetime) -> str:
    """What a stamp begins with, which tells that an index holds an article as it was last saved."""
    return modified.isoformat()


def digest(prepared: Mapping[str, str | None]) -> str:
    """What a stamp ends with, which tells of a change that no time was noted for, too."""
    made = blake2b(digest_size=8)
    for name in sorted(prepared):
        made.update(f"{name}\0{prepared[name]}\0".encode())
    return made.hexdigest()
