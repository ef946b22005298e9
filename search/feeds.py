"""A search as a feed: what it finds, newest first."""

from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from archive.models import Article
from archive.text import clean, in_isolates
from search import engine
from search.addresses import address, read
from search.asking import Asked, Sort
from search.results import Result, results

LENGTH = 30


class SearchFeed(Feed):  # type: ignore[type-arg]  # it is generic in its stubs alone
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        return replace(read(request.GET), sort=Sort.NEWEST)

    def title(self, asked: Asked) -> str:
        return _("Warraq: %(query)s") % {"query": in_isolates(clean(asked.query.text))}

    def subtitle(self, asked: Asked) -> str:
        return _("The newest articles that this search finds.")

    def link(self, asked: Asked) -> str:
        return address(asked)

    def feed_url(self, asked: Asked) -> str:
        return address(asked, "search:feed")

    def items(self, asked: Asked) -> list[Result]:
        return results(engine.find(asked, 0, LENGTH).hits, asked)

    def item_title(self, item: Result) -> str:
        return in_isolates(clean(item.article.title))

    def item_description(self, item: Result) -> str:
        return clean(unescape(strip_tags(item.snippet)))

    def item_link(self, item: Result) -> str:
        return item.article.get_absolute_url()

    def item_updateddate(self, item: Result) -> datetime:
        return item.article.modified_at

    def item_author_name(self, item: Result) -> str | None:
        article: Article = item.article
        return article.byline or (article.source.name if article.source else None)
