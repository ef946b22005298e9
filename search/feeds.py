"""A search as a feed: what it finds, newest first."""

from dataclasses import replace
from html import unescape
from typing import Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from archive.models import Article
from archive.programs.feeds import LENGTH, ArticleFeed
from archive.programs.xml import isolated
from search import engine
from search.addresses import address, read
from search.asking import Asked, Sort
from search.results import Result, results


class SearchFeed(ArticleFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        return replace(read(request.GET), sort=Sort.NEWEST)

    def title(self, asked: Asked) -> str:
        return _("Warraq: %(query)s") % {"query": isolated(asked.query.text)}

    def subtitle(self, asked: Asked) -> str:
        return _("The newest articles that this search finds.")

    def link(self, asked: Asked) -> str:
        return address(asked)

    def feed_url(self, asked: Asked) -> str:
        return address(asked, "search:feed")

    def items(self, asked: Asked) -> list[Result]:
        return results(engine.find(asked, 0, LENGTH).hits, asked)

    def article(self, item: Result) -> Article:
        return item.article

    def item_description(self, item: Result) -> str:
        return isolated(unescape(strip_tags(item.snippet)))
