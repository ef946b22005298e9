"""Articles that were deleted, brought back from their captures, which outlive them."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from archive.intake.ingest import write_articles
from archive.intake.reparsing import read_again
from archive.intake.settling import settle
from archive.intake.turns import wait_for_turn
from archive.models import Article, Capture
from archive.records import Unreadable


def orphans() -> QuerySet[Capture]:
    """The captures of deleted articles: `identity` says which."""
    return Capture.objects.filter(article=None).exclude(identity="")


def revive(identity: str) -> Article:
    """A deleted article as its newest capture has it, as a draft: what it was is in its history.

    Raises Capture.DoesNotExist where nothing of that identity was deleted, Unreadable where its
    capture can no longer be read.
    """
    with transaction.atomic():
        wait_for_turn()
        captures = list(orphans().filter(identity=identity))
        if not captures:
            raise Capture.DoesNotExist
        newest = max(captures, key=lambda capture: capture.age)
        try:
            record = read_again(newest).article
        except FileNotFoundError:
            lost = gettext_noop("The captured file is missing from the archive's store.")
            raise Unreadable(lost) from None
        article = Article(id=identity, capture=newest, status=Article.Status.DRAFT)
        write_articles([(article, record)])
        orphans().filter(identity=identity).update(article=article)
    settle()
    return article
