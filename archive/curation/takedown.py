"""Taking an article down, with all that was captured of it, and lifting that again."""

from typing import Any

from django.db import transaction

from archive.curation.history import kept
from archive.models import Article, flag_undecided


def take_down(article: Article, reason: str, told: bool, user: Any) -> None:
    """Hide an article and seal its captures; `told` says whether readers learn the reason."""
    with transaction.atomic(), kept(article, user):
        article.status, article.sealed = Article.Status.HIDDEN, True
        article.withdrawal, article.withdrawal_untold = reason, not told
        article.save()
        flag_undecided([article.pk])


def lift(article: Article, status: str, user: Any) -> None:
    """Open the captures of an article again, and put it into a state."""
    with transaction.atomic(), kept(article, user):
        article.status, article.sealed = status, False
        if status != Article.Status.HIDDEN:
            article.withdrawal, article.withdrawal_untold = "", False
        article.save()
        flag_undecided([article.pk])
