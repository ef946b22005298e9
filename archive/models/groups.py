"""Which articles are editions of one, and which of those that are the same one readers see.

Both follow from the likenesses that join articles, if only by way of others.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from archive.models.articles import Article
from archive.signals import written

AT_ONCE = 200
"""Articles whose groups are written together."""


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of each that is in a pair, the least one that pairs join it with.

    >>> joined([("ب", "ت"), ("أ", "ت"), ("ج", "د")])
    {'ب': 'أ', 'ت': 'أ', 'أ': 'أ', 'ج': 'ج', 'د': 'ج'}
    """
    leads: dict[str, str] = {}

    def least(one: str) -> str:
        while (lead := leads.setdefault(one, one)) != one:
            leads[one] = one = leads[lead]
        return one

    for pair in pairs:
        one, other = map(least, pair)
        leads[max(one, other)] = min(one, other)
    return {one: least(one) for one in list(leads)}


def write_groups(pairs: Iterable[tuple[str, str]], known: Mapping[str, str]) -> list[str]:
    """Group articles by the pairs that join them; `known` are their groups so far. Those that move."""
    groups = joined(pairs)
    now = timezone.now()
    moved = [
        Article(pk=pk, group=group, modified_at=now)
        for pk in sorted(groups.keys() | known.keys())
        if (group := groups.get(pk, "")) != known.get(pk, "")
    ]
    Article.objects.bulk_update(moved, ["group", "modified_at"], batch_size=AT_ONCE)
    return [article.pk for article in moved]


def regroup(pairs: Any, some: Collection[str]) -> None:
    """Group anew what is in one group with some articles; `pairs` are the likenesses that join."""
    groups = set(Article.objects.filter(pk__in=some).values_list("group", flat=True)) - {""}
    around = Article.objects.filter(Q(pk__in=some) | Q(group__in=groups))
    known = dict(around.values_list("pk", "group"))
    among = pairs.filter(first__in=known, second__in=known).order_by()
    if moved := write_groups(among.values_list("first", "second"), known):
        written.send(sender=None, ids=moved)


def show_one_of_same(pairs: Any, some: Collection[str], preferred: str = "") -> None:
    """Of articles that are the same one show one, and hide the others behind it.

    `pairs` are the likenesses that say so. What only these had hidden is shown again where they no
    longer do. The preferred one is shown, or else the one that was, or the one with most comments.
    """
    known = {article.pk: article for article in _standing_with(some)}
    among = pairs.filter(first__in=known, second__in=known).order_by()
    leads = joined(among.values_list("first", "second"))
    for article in known.values():
        if article.same_as_id and leads.get(article.pk) != leads.get(article.same_as_id, ""):
            _show(article)
    for lead in sorted(set(leads.values())):
        same = [article for pk, article in known.items() if leads.get(pk) == lead]
        in_view = [one for one in same if one.is_published or (one.same_as_id and not one.sealed)]
        if any(one.is_published for one in in_view):
            shown = max(
                in_view, key=lambda one: (one.pk == preferred, one.is_published, one.comments_shown)
            )
            _show(shown)
            for article in in_view:
                if article is not shown:
                    _hide_behind(shown, article)


def _standing_with(some: Collection[str]) -> Iterable[Any]:
    """Some articles, with all that are shown in the place of one of them, or behind one."""
    hidden = Article.objects.filter(pk__in=some).exclude(same_as=None)
    shown = {*some, *hidden.values_list("same_as", flat=True)}
    around = Article.objects.filter(Q(pk__in=shown) | Q(same_as__in=shown)).order_by("pk")
    counted = Count("comments", filter=Q(comments__hidden=False))
    return around.annotate(comments_shown=counted)


def _show(article: Article) -> None:
    """Show what only its likeness had hidden."""
    if article.same_as_id:
        article.same_as = None
        if not article.sealed:
            article.status = Article.Status.PUBLISHED
        article.save()


def _hide_behind(shown: Article, article: Article) -> None:
    if article.same_as_id != shown.pk:
        article.same_as, article.status = shown, Article.Status.HIDDEN
        article.save()


def release(shown: Any) -> None:
    """Show again what stands behind articles that are about to go."""
    for article in Article.objects.filter(same_as__in=shown):
        _show(article)
