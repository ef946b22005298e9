"""What articles that were taken down leave at the desk, and who may still see it."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from archive.models import Article

E = TypeVar("E", bound=Model)


def may_see(user: Any, article: Article | None) -> bool:
    """Whether somebody may see an article, or what belongs to it, sealed or not."""
    return not (article and article.sealed) or bool(user.has_perm("archive.view_sealed_article"))


def unsealed_for(user: Any, entries: QuerySet[E], *articles: str) -> QuerySet[E]:
    """Entries without what is sealed for somebody; `articles` name the way to what they belong to."""
    if user.has_perm("archive.view_sealed_article"):
        return entries
    sealed = Article.objects.filter(sealed=True).values("pk")
    for way in articles or ("pk",):
        entries = entries.exclude(**{f"{way}__in": sealed})
    return entries
