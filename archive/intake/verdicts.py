"""What became of each document of an import, and how a line tells it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import override

from archive.models import Article, Comment, Flag, RelatedLink
from archive.records import Unreadable, in_words
from archive.text import INVISIBLE, clean

INVISIBLE_SIGNS = str.maketrans("", "", INVISIBLE)


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one document. `read` is how many bytes of its file had been read by then."""

    file: Path
    locator: str = ""
    sha256: str = ""
    outcome: Outcome
    article: Article | None = None
    address: str = ""
    comments: int = 0
    related_links: int = 0
    flags: Sequence[str] = ()
    problem: Unreadable | None = None
    read: int = 0


class Holdings(NamedTuple):
    """What an article holds besides its own columns: how many of each, and the kinds of flags."""

    comments: int
    related_links: int
    flags: Sequence[str]


def holdings(ids: Collection[str]) -> Callable[[str], Holdings]:
    """What each of some articles holds."""
    flags: dict[str, list[str]] = {}
    for pk, kind in Flag.objects.open().filter(article__in=ids).values_list("article", "kind"):
        flags.setdefault(pk, []).append(kind)
    comments, links = (
        dict(
            model._default_manager.filter(article__in=ids)
            .order_by()
            .values_list("article")
            .annotate(Count("pk"))
        )
        for model in (Comment, RelatedLink)
    )
    return lambda pk: Holdings(comments.get(pk, 0), links.get(pk, 0), flags.get(pk, []))


def held(ids: Collection[str]) -> dict[str, tuple[Article, Holdings]]:
    """Articles as they are in the archive by now, with what they hold."""
    holds = holdings(ids)
    articles = Article.objects.select_related("source").defer("body").in_bulk(ids)
    return {pk: (article, holds(pk)) for pk, article in articles.items()}


def line_of(verdict: Verdict) -> Mapping[str, Any]:
    """A verdict as a line of the report says it."""
    article = verdict.article
    holds = Holdings(verdict.comments, verdict.related_links, verdict.flags)
    return {
        "file": shown(verdict.file),
        "record": one_line(verdict.locator),
        "verdict": verdict.outcome,
        "reason": in_both_languages(verdict.problem) if verdict.problem else "",
        "id": article.pk if article else "",
        "url": article.get_absolute_url() if article else "",
        "address": verdict.address,
        **of_article(article, holds),
    }


def of_article(article: Article | None, holds: Holdings) -> Mapping[str, Any]:
    """What a line says of the article, which may change until the import is settled."""
    published = article.published if article else None
    return {
        "title": article.title if article else "",
        "published": published.isoformat() if published else "",
        "source": article.source.name if article and article.source else "",
        "comments": holds.comments,
        "related_links": holds.related_links,
        "flags": holds.flags,
    }


def in_both_languages(problem: Unreadable) -> str:
    values = noted(problem)["values"]
    english = problem.message % values if values else problem.message
    with override("ar"):
        return f"{english} ({in_words(problem.message, values)})"


def noted(problem: Unreadable) -> dict[str, Any]:
    """A problem to be told later, in whatever language is wanted then."""
    values = {name: one_line(value) for name, value in problem.values.items()}
    return {"message": problem.message, "values": values}


def retold(problem: Mapping[str, Any]) -> str:
    """A problem that was noted, in the language of who looks."""
    return in_words(problem["message"], problem["values"])


def one_line(value: object) -> object:
    return value if isinstance(value, int) else clean(str(value)).translate(INVISIBLE_SIGNS)


def place_of(file: Path, locator: str) -> str:
    """Where a document was found, as one line of text."""
    place = one_line(locator)
    return f"{shown(file)}, {place}" if place else shown(file)


def shown(file: Path) -> str:
    """A path as one line of text, whatever bytes its name holds."""
    name = str(file).encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
    return name.translate(INVISIBLE_SIGNS)
