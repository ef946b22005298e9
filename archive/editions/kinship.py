"""Which articles of the archive are alike, by comparing each with those that share a band with it.

What is found follows from what the articles say, whatever came first.
"""

from collections.abc import Iterable, Sequence, Set

from django.db import connection
from django.db.models import Count, Q, QuerySet

from archive.batches import batched
from archive.editions.shingles import Shingles, bands, shingles, similarity
from archive.models import Article, Band, Likeness

BATCH = 500
"""Articles, or pairs of them, whose texts are in memory together."""
FORMULA = 100
"""Articles; what more of them have in common is a formula, and no sign of an edition."""

Pair = tuple[str, str]
"""The ids of two articles, the lesser one first."""


def settle_likenesses() -> None:
    """Compare what has changed with all that may be like it. Decisions stay."""
    for some in batched(ids(changed()), BATCH):
        write_bands(some)
    unsettle_formulas()
    known = Likeness.objects.filter(Q(first__in=changed()) | Q(second__in=changed()))
    known.update(similarity=0)
    every = ids(changed())
    new = frozenset(every)
    for some in batched(every, BATCH):
        for pairs in batched(sorted(candidates(some, new)), BATCH):
            compare(pairs)
    known.undecided().filter(similarity=0).delete()


def changed() -> QuerySet[Article]:
    return Article.objects.filter(settled=False)


def ids(articles: QuerySet[Article]) -> list[str]:
    return list(articles.order_by("pk").values_list("pk", flat=True))


def said_by(some: Iterable[str]) -> dict[str, Shingles]:
    texts = Article.objects.filter(pk__in=some).values_list("pk", "title", "body")
    return {pk: shingles(title, body) for pk, title, body in texts}


def write_bands(some: Iterable[str]) -> None:
    Band.objects.filter(article__in=some).delete()
    rows = [(pk, value) for pk, said in said_by(some).items() for value in bands(said)]
    with (
        connection.cursor() as cursor
    ):  # Django makes an object of each, which takes ten times as long
        cursor.executemany("INSERT INTO archive_band (article_id, value) VALUES (%s, %s)", rows)


def unsettle_formulas() -> None:
    """Compare those anew that are about to lose a band which has become one of too many."""
    own = Band.objects.filter(article__in=changed()).values("value")
    shared = Band.objects.filter(value__in=own).values_list("value", flat=True)
    crowded = shared.annotate(Count("pk")).filter(pk__count__gt=FORMULA)
    for value in list(crowded):
        holding = Article.objects.filter(bands__value=value)
        if holding.filter(settled=True).count() <= FORMULA:
            Article.objects.filter(pk__in=holding.values("pk")).update(settled=False)


def candidates(some: Iterable[str], new: Set[str]) -> set[Pair]:
    """Pairs of some new articles and whatever shares a band with them.

    Of two new ones the pair is the lesser one's.
    """
    own = set(some)
    shared = Band.objects.filter(value__in=Band.objects.filter(article__in=own).values("value"))
    sharing: dict[int, list[str]] = {}
    for value, pk in shared.values_list("value", "article"):
        sharing.setdefault(value, []).append(pk)
    return {
        (min(one, other), max(one, other))
        for together in sharing.values()
        if len(together) <= FORMULA
        for one in own.intersection(together)
        for other in together
        if one < other or other not in new
    }


def compare(pairs: Sequence[Pair]) -> None:
    said = said_by({pk for pair in pairs for pk in pair})
    Likeness.objects.bulk_create(
        (
            Likeness(first_id=first, second_id=second, similarity=round(alike, 4))
            for first, second in pairs
            if (alike := similarity(said[first], said[second])) is not None
        ),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["similarity"],
    )
