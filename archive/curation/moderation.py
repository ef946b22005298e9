"""Comments that curators hide, and authors of comments whom they let go by another name."""

from collections.abc import Callable, Iterable
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from archive.batches import batched
from archive.curation.history import kept
from archive.models import Article, Comment, Pseudonym, stored_key, touch
from archive.patterns import pattern
from archive.signals import written

AT_ONCE = 50
"""Articles whose comments are written in one transaction."""
PATIENCE = 10.0
"""Seconds for which names are exchanged before whoever waits is asked to go on."""
FEW = 50
"""Mentions that are listed."""
COLUMNS = ("author", "author_key", "author_printed", "pseudonym")


class Mentions(NamedTuple):
    """Where texts themselves say a name. They stay as they are."""

    comments: list[Comment]
    articles: list[Article]

    def __bool__(self) -> bool:
        return bool(self.comments or self.articles)


def set_hidden(comments: QuerySet[Comment], hidden: bool, user: Any) -> int:
    """Hide comments or show them again, each in the history of its article; how many changed."""
    changing = comments.exclude(hidden=hidden)
    found: dict[str, list[int]] = {}
    for pk, article_id in changing.order_by().values_list("pk", "article"):
        found.setdefault(article_id, []).append(pk)

    def change(article: Article) -> None:
        Comment.objects.filter(pk__in=found[article.pk]).update(hidden=hidden)

    change_comments(found, change, user)
    return sum(map(len, found.values()))


def change_comments(
    articles: Iterable[str], change: Callable[[Article], None], user: Any, until: float = inf
) -> None:
    """Change the comments of articles in somebody's name, those of some in each transaction.

    Behind a moment of the monotonic clock no more are begun.
    """
    for some in batched(sorted(articles), AT_ONCE):
        if monotonic() > until:
            return
        with transaction.atomic():
            for article in Article.objects.filter(pk__in=some):
                with kept(article, user):
                    change(article)
                    touch(Article.objects.filter(pk=article.pk))
            written.send(sender=None, ids=some)


def holding(text: str) -> Q:
    """Comments that have all words of a text in what they say or in their author's name."""
    return Q(
        *(
            Q(author_key__contains=word) | Q(text__regex=pattern(word))
            for word in stored_key(text).split()
        )
    )


def signed(name: str) -> QuerySet[Comment]:
    """The comments that readers see under a name, in any of its spellings."""
    folded = stored_key(name)
    return Comment.objects.filter(author_key=folded) if folded else Comment.objects.none()


def mentions(name: str) -> Mentions:
    """Some of the texts in which a name is said."""
    folded = stored_key(name)
    if not folded:
        return Mentions([], [])
    said = pattern(folded)
    comments = Comment.objects.filter(text__regex=said).select_related("article")
    articles = Article.objects.filter(Q(body__regex=said) | Q(byline__regex=said))
    return Mentions(
        list(comments.order_by("-pk")[:FEW]), list(articles.defer("body").order_by("pk")[:FEW])
    )


def misnamed(pseudonym: Pseudonym) -> QuerySet[Comment]:
    """The comments that do not bear a pseudonym as they should."""
    bearing = Q(pseudonym=pseudonym) & ~Q(author=pseudonym.shown_as)
    return Comment.objects.filter(bearing | Q(author_key=pseudonym.key))


def give(pseudonym: Pseudonym, user: Any) -> int:
    """Show a pseudonym in the place of the name, wherever it stands; how many comments are left."""

    def shown(comment: Comment) -> Comment:
        printed = comment.author_printed or comment.author
        comment.author, comment.author_printed = printed, ""
        return comment.sign({stored_key(printed): pseudonym})

    return rename(misnamed(pseudonym), shown, user)


def take_back(pseudonym: Pseudonym, user: Any) -> int:
    """Show the printed names again and forget a pseudonym; how many comments are left."""
    left = rename(Comment.objects.filter(pseudonym=pseudonym), Comment.unsign, user)
    if not left:
        pseudonym.delete()
    return left


def rename(comments: QuerySet[Comment], renamed: Any, user: Any) -> int:
    """Rename the authors of comments for a while, article by article; how many are left."""
    articles = set(comments.order_by().values_list("article", flat=True))

    def change(article: Article) -> None:
        write(map(renamed, comments.filter(article=article)))

    change_comments(articles, change, user, until=monotonic() + PATIENCE)
    return comments.count()


def write(comments: Iterable[Comment]) -> None:
    Comment.objects.bulk_update(comments, COLUMNS)
