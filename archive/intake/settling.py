"""What depends on other articles: where keyword lines divide, how names are spelt, what links mean,
which articles are editions of one.

It is decided once all captures of an import are in, from all of them, so that their order and a
killed run make no difference.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from archive.flags import FlagKind
from archive.intake.linking import resolve_links
from archive.intake.rows import known_by, write_keywords
from archive.intake.turns import wait_for_turn
from archive.models import (
    KEY_LENGTH,
    Article,
    ArticleKeyword,
    Author,
    Flag,
    Keyword,
    Likeness,
    Source,
    flag_undecided,
    recount,
    retitle_flags,
    stored_key,
    write_groups,
)
from archive.names.filing import filed_under
from archive.names.keywords import LONGEST_KEYWORD, divide
from archive.signals import ingested
from archive.text import key, undirected


def settle() -> None:
    """Decide anew what hangs on more than one article, wherever something has changed."""
    from archive.editions.kinship import (
        settle_likenesses,  # it needs numpy, which the pages do without
    )

    with transaction.atomic():
        wait_for_turn(alone=True)
        settle_keywords()
        settle_spellings()
        resolve_links()
        settle_counts()
        settle_likenesses()
        settle_groups()
        settle_doubts()
        models: tuple[Any, ...] = (Article, Source, Author, Keyword)
        for model in models:
            model.objects.filter(settled=False).update(settled=True)
    analyse()
    ingested.send(sender=None)


def analyse(**kwargs: Any) -> None:
    """Let SQLite see which index leads to few rows; other databases see to that themselves.

    What it knows of a table is lost where a migration makes the table anew.
    """
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
    unused = {"aliases": None, "curated": False}
    Keyword.objects.filter(uses=None, **unused).delete()
    Author.objects.filter(articles=None, **unused).delete()


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
    """Give each name the spelling it is printed in most; of equals, the first in code order."""
    printed_sources = Article.objects.filter(source__settled=False)
    printed_authors = Article.objects.filter(author__settled=False)
    printed_keywords = ArticleKeyword.objects.filter(keyword__settled=False)
    for model, printed in (
        (Source, printed_sources.values_list("source", "source_name")),
        (Author, printed_authors.values_list("author", "author_name")),
        (Keyword, printed_keywords.values_list("keyword", "printed")),
    ):
        spellings: dict[int, list[tuple[int, str]]] = {}
        for pk, spelling, count in printed.annotate(count=Count("pk")).order_by():
            spellings.setdefault(pk, []).append((-count, spelling))
        for name in model.objects.filter(settled=False, curated=False):
            own = [one for one in spellings.get(name.pk, ()) if stored_key(one[1]) == name.key]
            if own and (best := undirected(min(own)[1])) != name.name:
                filed = filed_under(best)[:KEY_LENGTH]
                model.objects.filter(pk=name.pk).update(name=best, filed_under=filed)


def settle_counts() -> None:
    """Count the articles of each name that came to another or lost one."""
    for model in (Source, Author, Keyword):
        changed = model.objects.filter(Q(settled=False) | Q(articles__settled=False))
        recount(model, changed.values_list("pk", flat=True))


def settle_groups() -> None:
    """Group the articles that likenesses join, if only by way of others."""
    pairs = Likeness.objects.joining().values_list("first", "second").order_by()
    write_groups(pairs, dict(Article.objects.exclude(group="").values_list("pk", "group")))


def settle_doubts() -> None:
    """Ask curators about each pair of articles that is alike."""
    retitle_flags()
    flag_undecided()
