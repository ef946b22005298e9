"""What was published, for programs: articles, sources and keywords as JSON."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.addresses import web_address
from archive.dates import Precision
from archive.models import (
    Article,
    ArticleKeyword,
    ArticleQuerySet,
    Author,
    Capture,
    Comment,
    Keyword,
    Name,
    RelatedLink,
    Source,
)
from archive.pages.filters import PERIOD, meeting
from archive.pages.withdrawn import shown_instead
from archive.programs import cursors
from archive.programs.problems import PROBLEMS
from archive.programs.xml import representable

LENGTH, MOST = 20, 100
"""Of a page, where none is asked for, and at most."""
LONGEST_NAME = 300
MOST_CHOICES = 50
"""Values of one filter."""

router = Router(tags=["archive"])
Entry = TypeVar("Entry", bound=Model)
Text = Annotated[str, Field(max_length=LONGEST_NAME)]
Period = Annotated[str, Field(pattern=f"^({PERIOD.pattern})$")]
Dates = Annotated[
    list[Period],
    Field(
        max_length=MOST_CHOICES,
        description=gettext_noop(
            "Published then: a year, a month or a day, as 2022-03; or undated, or approximate"
        ),
    ),
]
Sources = Annotated[
    list[Text],
    Field(
        max_length=MOST_CHOICES,
        description=gettext_noop("Published by one of these sources, in any spelling"),
    ),
]
Authors = Annotated[
    list[Text],
    Field(
        max_length=MOST_CHOICES,
        description=gettext_noop("By one of these authors, in any spelling"),
    ),
]
Keywords = Annotated[
    list[Text],
    Field(
        max_length=MOST_CHOICES,
        description=gettext_noop("With one of these keywords, in any spelling"),
    ),
]


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"


ORDERS: dict[Sort, cursors.Order] = {
    Sort.NEWEST: ("-published_on", "-published_at", "id"),
    Sort.OLDEST: ("published_on", "published_at", "id"),
    Sort.CHANGED: ("modified_at", "id"),
}
BY_KEY = ("key",)


class Paged(Schema):
    limit: int = Field(
        LENGTH, ge=1, le=MOST, description=gettext_noop("How many entries a page has at most")
    )
    cursor: str = Field(
        "", description=gettext_noop("Where the page begins: taken from “next” of the one before")
    )


class Narrowed(Schema):
    date: Dates = []
    source: Sources = []
    author: Authors = []
    keyword: Keywords = []
    comments: Literal["", "yes"] = Field(
        "", description=gettext_noop("“yes” for only the articles that have comments")
    )


class ArticlesAsked(Narrowed, Paged):
    sort: Sort = Field(
        Sort.NEWEST,
        description=gettext_noop(
            "newest or oldest by date of publication, or changed: by their last changes"
        ),
    )


class Addressed(Schema):
    """Something with a page of its own."""

    url: str = Field(description="Its page in the reading room")

    @staticmethod
    def resolve_url(entry: Any, context: dict[str, Any]) -> str:
        return absolute(context["request"], entry.get_absolute_url())


class Named(Addressed):
    name: str
    key: str = Field(description="What all spellings of the name have in common")


class CountedName(Named):
    aliases: list[str]
    articles: int

    @staticmethod
    def resolve_aliases(name: Name) -> list[str]:
        return [alias.name for alias in name.aliases.all()]

    @staticmethod
    def resolve_articles(name: Any) -> int:
        return int(name.article_count)


class Publication(Schema):
    date: str = Field(description="ISO 8601, no more precise than is known, in no time zone")
    precision: Precision
    basis: Article.DateBasis = Field(description="“inferred” dates are approximate")


class ArticleLine(Addressed):
    """An article in a list."""

    id: str
    title: str
    published: Publication | None = Field(description="null where no date is known")
    byline: str
    source: Named | None
    modified_at: datetime

    @staticmethod
    def resolve_published(article: Article) -> Publication | None:
        moment = article.published
        if not moment:
            return None
        basis = Article.DateBasis(article.date_basis)
        return Publication(date=moment.isoformat(), precision=moment.precision, basis=basis)


class ListedArticle(ArticleLine):
    excerpt: str = Field(description="The first paragraph")
    comment_count: int = Field(description="Of those that are shown")

    @staticmethod
    def resolve_excerpt(article: Article) -> str:
        return article.paragraphs[0] if article.paragraphs else ""


class PrintedKeyword(Named):
    printed: str = Field(description="As the paper spelt it")

    @staticmethod
    def resolve_name(use: ArticleKeyword) -> str:
        return use.keyword.name

    @staticmethod
    def resolve_key(use: ArticleKeyword) -> str:
        return use.keyword.key

    @staticmethod
    def resolve_url(use: ArticleKeyword, context: dict[str, Any]) -> str:
        return absolute(context["request"], use.keyword.get_absolute_url())

    @staticmethod
    def resolve_printed(use: ArticleKeyword) -> str:
        return use.printed or use.keyword.name


class ArticleComment(Addressed):
    number: int = Field(description="The one it was printed with")
    author: str
    dateline: str
    text: str
    reply_to: int | None


class Related(Schema):
    headline: str
    url: str | None = Field(description="Where the page said it leads on the web")
    article: str | None = Field(description="The id of the article it means, if that is here")

    @staticmethod
    def resolve_url(link: RelatedLink) -> str | None:
        return web_address(link.url) or None

    @staticmethod
    def resolve_article(link: RelatedLink) -> str | None:
        shown = link.target.shown if link.target else None
        return shown.pk if shown else None


class CaptureCard(Schema):
    sha256: str
    size: int = Field(description="In bytes")
    media_type: str
    encoding: str
    address: str | None = Field(description="Where it was captured")
    captured_at: datetime | None
    captured_basis: Capture.CapturedBasis
    imported_at: datetime
    shown: bool = Field(description="Whether the article is given as this capture has it")

    @staticmethod
    def resolve_address(capture: Capture) -> str | None:
        return web_address(capture.address) or None

    @staticmethod
    def resolve_shown(capture: Capture) -> bool:
        return bool(capture.article and capture.article.capture_id == capture.pk)


class ArticleCard(ArticleLine):
    """Everything the archive shows of an article."""

    author: Named | None = Field(description="Where the byline names one person")
    dateline: str = Field(description="As printed")
    body: str = Field(description="A blank line divides two paragraphs")
    source_line: str = Field(description="As printed")
    source_note: str
    keyword_line: str = Field(description="As printed")
    keywords: list[PrintedKeyword]
    comments_declared: int | None = Field(description="As many as the page said it had")
    comments: list[ArticleComment]
    related_links: list[Related]
    captures: list[CaptureCard]

    @staticmethod
    def resolve_keywords(article: Article) -> list[ArticleKeyword]:
        return list(article.article_keywords.all())

    @staticmethod
    def resolve_comments(article: Article) -> list[Comment]:
        return article.shown_comments


class Page(Schema):
    next: str | None = Field(description="The address of the next page, if there is one")


class Articles(Page):
    articles: list[ListedArticle]


class Names(Page):
    names: list[CountedName]


def absolute(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def page(
    request: HttpRequest,
    asked: Paged,
    entries: QuerySet[Entry],
    shown: QuerySet[Entry],
    order: cursors.Order,
) -> tuple[list[Entry], str | None]:
    """A page of entries, and the address of the next."""
    purpose = ",".join(order)
    try:
        last = cursors.read(purpose, asked.cursor) if asked.cursor else None
        found, end = cursors.following(entries, shown, order, last, asked.limit)
    except cursors.BadToken:
        raise bad_cursor() from None
    return found, address_with(request, cursors.token(purpose, end)) if end else None


def bad_cursor() -> HttpError:
    return HttpError(422, _("This cursor was not made for this list: begin at its first page."))  # type: ignore[arg-type]  # it is made a text in two languages


def address_with(request: HttpRequest, cursor: str) -> str:
    """The address that was asked, going on from a cursor."""
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    return absolute(request, f"{request.path}?{parameters.urlencode()}")


@router.get(
    "articles",
    response={200: Articles, **PROBLEMS},
    summary=gettext_noop("Articles, in pages"),
    url_name="articles",
)
def articles(request: HttpRequest, asked: Query[ArticlesAsked]) -> Any:
    chosen = narrowed(Article.objects.published(), asked)
    listed = Article.objects.published().select_related("source").with_comment_count()
    shown = listed.defer("spans", "furniture")
    found, following = page(request, asked, chosen, shown, ORDERS[asked.sort])
    return {"articles": found, "next": following}


def narrowed(entries: ArticleQuerySet, asked: Narrowed) -> ArticleQuerySet:
    """Any value of one filter will do; every filter must hold."""
    if asked.date:
        entries = entries.filter(meeting("date", asked.date))
    if asked.source:
        entries = entries.filter(source__in=Source.objects.named(*asked.source))
    if asked.author:
        entries = entries.filter(author__in=Author.objects.named(*asked.author))
    if asked.keyword:
        uses = ArticleKeyword.objects.filter(keyword__in=Keyword.objects.named(*asked.keyword))
        entries = entries.filter(pk__in=uses.values("article"))
    if asked.comments:
        entries = entries.filter(meeting("comments", [asked.comments]))
    return entries


@router.get(
    "articles/{id}",
    response={200: ArticleCard, **PROBLEMS},
    summary=gettext_noop("One article, with its comments, links and captures"),
    url_name="article",
)
def article(request: HttpRequest, id: str) -> Any:
    links = RelatedLink.objects.select_related("target__same_as")
    found = (
        Article.objects.published()
        .select_related("source", "author")
        .with_shown_comments()
        .prefetch_related(
            Prefetch("related_links", links),
            "article_keywords__keyword",
            "captures",
        )
        .filter(pk=representable(id))  # no database takes a NUL
        .first()
    )
    if not found:
        if shown := shown_instead(representable(id)):
            return redirect("api:article", id=shown.pk)
        raise Http404(_("No article that readers see goes by this id."))
    return found


@router.get(
    "sources",
    response={200: Names, **PROBLEMS},
    summary=gettext_noop("Sources, with their aliases, in pages"),
    url_name="sources",
)
def sources(request: HttpRequest, asked: Query[Paged]) -> Any:
    return counted(request, asked, Source)


@router.get(
    "authors",
    response={200: Names, **PROBLEMS},
    summary=gettext_noop("Authors, with their aliases, in pages"),
    url_name="authors",
)
def authors(request: HttpRequest, asked: Query[Paged]) -> Any:
    return counted(request, asked, Author)


@router.get(
    "keywords",
    response={200: Names, **PROBLEMS},
    summary=gettext_noop("Keywords, with their aliases, in pages"),
    url_name="keywords",
)
def keywords(request: HttpRequest, asked: Query[Paged]) -> Any:
    return counted(request, asked, Keyword)


def counted(request: HttpRequest, asked: Paged, model: type[Name]) -> dict[str, Any]:
    names: QuerySet[Any] = model.objects.in_use()
    found, following = page(request, asked, names, names.prefetch_related("aliases"), BY_KEY)
    return {"names": found, "next": following}
