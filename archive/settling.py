"""What depends on other articles: where keyword lines divide, how names are spelt, what links mean,
which articles are editions of one.

It is decided once all captures of an import are in, from all of them, so that their order and a
killed run make no difference.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from archive.flags import FlagKind
from archive.keywords import LONGEST_KEYWORD, divide
from archive.models import (
    Article,
    ArticleKeyword,
    Flag,
    Keyword,
    Likeness,
    RelatedLink,
    Source,
    stored_key,
)
from archive.rows import known_by, write_keywords
from archive.signals import ingested
from archive.text import key

AT_ONCE = 200
"""Articles whose groups are written together."""


def settle() -> None:
    """Decide anew what hangs on more than one article, wherever something has changed."""
    from archive.kinship import settle_likenesses  # it needs numpy, which the pages do without

    with transaction.atomic():
        settle_keywords()
        settle_spellings()
        settle_links()
        settle_likenesses()
        settle_groups()
        models: tuple[Any, ...] = (Article, Source, Keyword)
        for model in models:
            model.objects.filter(settled=False).update(settled=True)
    analyse()
    ingested.send(sender=None)


def analyse() -> None:
    """Let SQLite see which index leads to few rows; other databases see to that themselves."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("ANALYZE")


def settle_keywords() -> None:
    """Divide keyword lines by guess again, now that more of the archive's keywords are known.

    Only keywords that a page itself separated, or a curator chose, count as known: a guess is no
    evidence for another guess.
    """
    changed = Keyword.objects.filter(Q(settled=False) | Q(articles__settled=False))
    keys = changed.values_list("key", "aliases__key")
    news = {key for both in keys for key in both if key}
    for flag in guesses().select_related("article").defer("article__body").iterator():
        article = flag.article
        phrases = phrases_of(article.keyword_line)
        if article.is_curated("keywords") or (article.settled and not phrases & news):
            continue
        text = f"{article.title}\n{article.body}"
        divided = divide(article.keyword_line, text, sure_among(phrases))
        if write_keywords(article, divided):
            Article.objects.filter(pk=article.pk).update(modified_at=timezone.now())
            flag.values = {**flag.values, "proposal": "، ".join(divided)}
            flag.save()
    Keyword.objects.filter(uses=None, aliases=None, curated=False).delete()


def guesses() -> QuerySet[Flag]:
    return Flag.objects.open().filter(kind=FlagKind.KEYWORDS_DIVIDED)


def phrases_of(line: str) -> set[str]:
    """The keys of whatever may be a keyword in a line.

    >>> sorted(phrases_of("أخبار المغرب"))
    ['اخبار', 'اخبار المغرب', 'المغرب']
    """
    folded = key(line).split(" ")
    return {
        " ".join(folded[start : start + length])
        for start in range(len(folded))
        for length in range(1, 2 * LONGEST_KEYWORD)
    }


def sure_among(phrases: set[str]) -> frozenset[str]:
    """Which phrases are keywords of an article whose keywords are no guess."""
    named = {phrase: keyword.pk for phrase, keyword in known_by(Keyword, phrases).items()}
    uses = ArticleKeyword.objects.filter(keyword__in=named.values())
    sure = set(
        uses.exclude(article__in=guesses().values("article")).values_list("keyword", flat=True)
    )
    return frozenset(phrase for phrase, pk in named.items() if pk in sure)


def settle_spellings() -> None:
    """Name each source and keyword as it is printed most; of equals, the first in code order."""
    printed_sources = Article.objects.filter(source__settled=False)
    printed_keywords = ArticleKeyword.objects.filter(keyword__settled=False)
    for model, printed in (
        (Source, printed_sources.values_list("source", "source_name")),
        (Keyword, printed_keywords.values_list("keyword", "printed")),
    ):
        spellings: dict[int, list[tuple[int, str]]] = {}
        for pk, spelling, count in printed.annotate(count=Count("pk")).order_by():
            spellings.setdefault(pk, []).append((-count, spelling))
        for name in model.objects.filter(settled=False, curated=False):
            own = [one for one in spellings.get(name.pk, ()) if stored_key(one[1]) == name.key]
            if own and (best := min(own)[1]) != name.name:
                model.objects.filter(pk=name.pk).update(name=best)


def settle_links() -> None:
    """Point each related link to the article whose headline it is, if the archive has one."""
    same_headline = Article.objects.filter(title_key=OuterRef("headline_key"))
    same_headline = same_headline.exclude(pk=OuterRef("article")).order_by("id")
    links = RelatedLink.objects.filter(curated=False).exclude(headline_key="")
    headlines = Article.objects.filter(settled=False).values("title_key")
    for affected in (
        Q(article__settled=False),
        Q(target__settled=False),
        Q(headline_key__in=headlines),
    ):
        links.filter(affected).update(target=Subquery(same_headline.values("pk")[:1]))


def settle_groups() -> None:
    """Group the articles that likenesses join, if only by way of others."""
    leads: dict[str, str] = {}

    def least(pk: str) -> str:
        while (lead := leads.setdefault(pk, pk)) != pk:
            leads[pk] = pk = leads[lead]
        return pk

    for pair in Likeness.objects.joining().values_list("first", "second").order_by():
        one, other = map(least, pair)
        leads[max(one, other)] = min(one, other)
    groups = {pk: least(pk) for pk in list(leads)}
    known = dict(Article.objects.exclude(group="").values_list("pk", "group"))
    now = timezone.now()
    moved = [
        Article(pk=pk, group=group, modified_at=now)
        for pk in sorted(groups.keys() | known.keys())
        if (group := groups.get(pk, "")) != known.get(pk, "")
    ]
    Article.objects.bulk_update(moved, ["group", "modified_at"], batch_size=AT_ONCE)
