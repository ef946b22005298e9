"""Every list of articles as a feed: what came into it last, so that one may subscribe to it."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from archive.dates import Moment, format_date
from archive.models import Article, ArticleQuerySet, Author, Keyword, Name, Source, stored_key
from archive.pages.filters import published_in
from archive.pages.moving import moved_to
from archive.programs.xml import isolated, line

LENGTH = 30
NAMED_AFTER = "urn:warraq:article:%s"
"""What an entry's name is made of, and not of its address: the archive may move to another."""


class ArticleFeed(Feed):
    """What all feeds say of an article."""

    feed_type = Atom1Feed

    def article(self, item: Any) -> Article:
        """The article that an item of the feed is about."""
        return item  # type: ignore[no-any-return]

    def item_guid(self, item: Any) -> str:
        return uuid5(NAMESPACE_URL, NAMED_AFTER % self.article(item).pk).urn

    def item_title(self, item: Any) -> str:
        return line(self.article(item).title)

    def item_description(self, item: Any) -> str:
        article = self.article(item)
        return isolated(article.paragraphs[0]) if article.paragraphs else ""

    def item_link(self, item: Any) -> str:
        return self.article(item).get_absolute_url()

    def item_pubdate(self, item: Any) -> datetime:
        """When the archive had it first: the paper's own date may be known to a year alone."""
        return self.article(item).created_at

    def item_updateddate(self, item: Any) -> datetime:
        return self.article(item).modified_at

    def item_author_name(self, item: Any) -> str | None:
        article = self.article(item)
        said = article.byline or (article.source.name if article.source else "")
        return line(said) or None


class ListFeed(ArticleFeed):
    """The newest additions to a list of the reading room."""

    view = ""

    def parameters(self, listed: Any) -> list[Any]:
        """Those of the list's address."""
        return []

    def heading(self, listed: Any) -> str:
        raise NotImplementedError

    def articles(self, listed: Any) -> ArticleQuerySet:
        return Article.objects.published()

    def title(self, listed: Any) -> str:
        return _("Warraq: %(heading)s") % {"heading": isolated(self.heading(listed))}

    def subtitle(self, listed: Any) -> str:
        return _("What came into this list last")

    def link(self, listed: Any) -> str:
        return reverse(f"archive:{self.view}", args=self.parameters(listed))

    def feed_url(self, listed: Any) -> str:
        return reverse(f"archive:{self.view}-feed", args=self.parameters(listed))

    def items(self, listed: Any) -> list[Article]:
        # Their ids alone are sorted: to carry whole articles through that reads all there are.
        newest = self.articles(listed).order_by("-created_at", "id").values_list("pk", flat=True)
        found = Article.objects.select_related("source").in_bulk(list(newest[:LENGTH]))
        return sorted(found.values(), key=lambda article: article.created_at, reverse=True)


class NewestFeed(ListFeed):
    view = "newest"

    def heading(self, listed: None) -> str:
        return _("All articles")


class PeriodFeed(ListFeed):
    def get_object(self, request: HttpRequest, year: int, month: int | None = None) -> Moment:
        try:
            return Moment(year, month)
        except (ValueError, OverflowError):
            raise Http404(_("There is no such date.")) from None

    def heading(self, listed: Moment) -> str:
        return format_date(listed)

    def articles(self, listed: Moment) -> ArticleQuerySet:
        return super().articles(listed).filter(published_in(listed.isoformat()))


class YearFeed(PeriodFeed):
    view = "year"

    def parameters(self, listed: Moment) -> list[Any]:
        return [listed.year]


class MonthFeed(PeriodFeed):
    view = "month"

    def parameters(self, listed: Moment) -> list[Any]:
        return [listed.year, listed.month]


class NameFeed(ListFeed):
    model: type[Name]

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, alias = self.model.objects.at(kwargs["slug"])
        if name and name.slug != kwargs["slug"]:
            return moved_to(self.feed_url(name), request.GET, alias, told=False)
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        return response

    def get_object(self, request: HttpRequest, slug: str) -> Name:
        name: Name | None = self.model.objects.filter(
            key=stored_key(Name.spelling_of(slug))
        ).first()
        if not name:
            told = _("Nothing here goes by the name “%(name)s”.")
            raise Http404(told % {"name": Name.spelling_of(slug)})
        return name

    def heading(self, listed: Name) -> str:
        return listed.name

    def parameters(self, listed: Name) -> list[Any]:
        return [listed.slug]

    def articles(self, listed: Name) -> ArticleQuerySet:
        return super().articles(listed).filter(pk__in=listed.articles.values("pk"))


class SourceFeed(NameFeed):
    view = "source"
    model = Source


class AuthorFeed(NameFeed):
    view = "author"
    model = Author


class KeywordFeed(NameFeed):
    view = "keyword"
    model = Keyword
