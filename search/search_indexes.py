"""What of an article goes into an index: the folded words of each of its parts.

Words are folded here, before any engine sees them, so that every engine finds the same. A line of a
field is a paragraph, a comment or a keyword, and no phrase runs from one into the next.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from haystack import indexes

from archive.models import Article
from archive.text import key


def folded(lines: Iterable[str]) -> str:
    return "\n".join(map(key, lines))


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    title = indexes.CharField()
    keywords = indexes.CharField()
    comments = indexes.CharField()
    modified = indexes.CharField(indexed=False)

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        return Article.objects.published().complete()

    def get_updated_field(self) -> str:
        return "modified_at"

    def prepare_text(self, article: Article) -> str:
        return folded(article.paragraphs)

    def prepare_title(self, article: Article) -> str:
        return folded([article.title])

    def prepare_keywords(self, article: Article) -> str:
        names: list[str] = []
        for use in article.article_keywords.all():
            names += [use.keyword.name, *(alias.name for alias in use.keyword.aliases.all())]
        return folded(names)

    def prepare_comments(self, article: Article) -> str:
        shown = (comment for comment in article.comments.all() if not comment.hidden)
        return folded(line for comment in shown for line in (comment.author, *comment.paragraphs))

    def prepare_modified(self, article: Article) -> str:
        return stamp(article.modified_at)


def stamp(modified: datetime) -> str:
    """What tells whether an index holds an article as it is now."""
    return modified.isoformat()
